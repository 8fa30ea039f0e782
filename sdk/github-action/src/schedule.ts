// Schedules a timer and continues.
import { baseUrl } from './address.ts';
import { Client } from './client.ts';
import { credentials } from './credentials.ts';
import { actions, agent } from './delivery.ts';
import { Fault, inputFault } from './fault.ts';
import { labels, metadata, region } from './fields.ts';
import { input, requireOutputs, say, setOutputs, summarize } from './runner.ts';
import { defaultName, idempotencyKey } from './step.ts';
import { checkInstant, durationMs, now, seconds } from './time.ts';
import { timerOf, type Timer } from './timer.ts';

const TIMEOUT_S = { default: '30', min: 1, max: 3600 };

export async function schedule(): Promise<void> {
  const base = baseUrl(input('api-base-url'));
  const who = credentials(base);
  requireOutputs();
  const timeoutS = seconds('timeout-seconds', input('timeout-seconds') || TIMEOUT_S.default, TIMEOUT_S.min, TIMEOUT_S.max);
  const tenant = input('tenant-id');
  const body = {
    ...when(),
    name: input('name') || defaultName(),
    ...metadata(input('metadata')),
    ...labels(input('labels'), { 'requested-by': input('requested-by'), region: region(input('region')) }),
    ...actions(input('action-bundle')),
    ...agent(input('agent-binding')),
  };
  const client = new Client(base, who);
  const deadline = now() + timeoutS * 1000;
  const reply = await client.call({ method: 'POST', path: '/v1/timers', body, idempotencyKey: idempotencyKey('schedule'), deadline });
  const timer = timerOf(reply, base);
  if (tenant !== '' && timer.tenant !== tenant) throw await withdrawn(client, timer, tenant, deadline);
  setOutputs({ 'timer-id': timer.id, 'fire-at': timer.fireTime, region: timer.region, 'response-json': reply.text });
  const repeated = reply.json['existing'] === true;
  say(`timer ${timer.id} fires at ${timer.fireTime}${repeated ? ' (this step had made it already)' : ''}`);
  summarize('MINOOTS timer', [
    ['timer', timer.id],
    ['name', timer.name],
    ['fires at', timer.fireTime],
    ['tenant', timer.tenant],
    ['region', timer.region],
  ]);
}

function when(): { delay: string } | { fireTime: string } {
  const [duration, fireAt] = [input('duration'), input('fire-at')];
  if (duration !== '' && fireAt !== '') {
    throw inputFault('duration', 'and fire-at are both given; give the one that is meant');
  }
  if (fireAt !== '') {
    checkInstant('fire-at', fireAt);
    return { fireTime: fireAt };
  }
  if (duration === '') {
    throw inputFault('duration', 'or fire-at is required; write for example duration: 30m, or fire-at: 2030-01-02T03:04:05Z');
  }
  durationMs('duration', duration);
  return { delay: duration };
}

/** Cancels a timer in the wrong tenant. The credential determines the tenant, and only the response names it. */
async function withdrawn(client: Client, timer: Timer, tenant: string, deadline: number): Promise<Fault> {
  const body = { reason: 'made for another tenant' };
  const { json } = await client.call({ method: 'POST', path: `/v1/timers/${encodeURIComponent(timer.id)}:cancel`, body, deadline });
  const done = json['outcome'] === 'CANCEL_OUTCOME_CANCELLED' ? 'was cancelled' : 'had fired by then and could not be cancelled';
  return inputFault(
    'tenant-id',
    `is ${JSON.stringify(tenant)}, but the credential belongs to tenant ${JSON.stringify(timer.tenant)}; timer ${timer.id}, made there, ${done}. Give a credential of the right tenant`,
  );
}
