// Waits until a timer has fired: an existing one, or one of its own with the length of the wait. Always bounded.
import { baseUrl } from './address.ts';
import { Client } from './client.ts';
import { credentials } from './credentials.ts';
import { Fault, OutOfTime, inputFault } from './fault.ts';
import { input, requireOutputs, say, setOutputs, summarize } from './runner.ts';
import { defaultName, idempotencyKey } from './step.ts';
import { durationMs, now, seconds, sleep } from './time.ts';
import { timerOf, type Timer } from './timer.ts';

const TIMEOUT_S_MAX = 432_000;
const TIMEOUT_S_DEFAULT = '3600';
/** The additional time for a late server and a slow runner, if only a duration is given. */
const SPARE_S = 60;
const POLL_MS = { min: 1000, max: 60_000, default: '20s' };
/** The time limit of a server's first response. A server that has answered once may restart, and the action waits for it. */
const FIRST_ANSWER_MS = 30_000;
/** The time for a response to return after the server's part of the wait. */
const BACK_MS = 10_000;

interface Plan {
  timerId: string;
  duration: string;
  pollMs: number;
  timeoutS: number;
}

export async function wait(): Promise<void> {
  const base = baseUrl(input('api-base-url'));
  const client = new Client(base, credentials(base));
  requireOutputs();
  const plan = planned();
  const began = now();
  const deadline = began + plan.timeoutS * 1000;
  const first = await firstLook(client, plan, Math.min(deadline, began + FIRST_ANSWER_MS));
  say(`waiting for timer ${first.id}, which fires at ${first.fireTime}, for at most ${plan.timeoutS} s`);
  if (Date.parse(first.fireTime) > Date.now() + plan.timeoutS * 1000) {
    say('it fires only after that, unless it is rescheduled meanwhile: timeout-seconds is too short');
  }
  const timer = await waited(client, first, plan.pollMs, deadline);
  const status = timer.status === 'SCHEDULED' || timer.status === 'ARMED' ? 'TIMED_OUT' : timer.status;
  setOutputs({ status, payload: timer.payload });
  summarize('MINOOTS wait', [
    ['timer', timer.id],
    ['name', timer.name],
    ['status', status],
    ['fires at', timer.fireTime],
    ['waited', `${Math.round((now() - began) / 1000)} s`],
  ]);
  judge(timer, status, plan);
}

function planned(): Plan {
  const [timerId, duration] = [input('timer-id'), input('duration')];
  if ((timerId === '') === (duration === '')) {
    const both = 'and duration are both given; give the one that is meant';
    const neither = 'or duration is required; give the timer-id of a step that scheduled one, or for example duration: 30m';
    throw inputFault('timer-id', timerId === '' ? neither : both);
  }
  const durationS = duration === '' ? 0 : Math.ceil(durationMs('duration', duration) / 1000);
  const timeoutText = input('timeout-seconds') || (duration === '' ? TIMEOUT_S_DEFAULT : String(Math.min(durationS + SPARE_S, TIMEOUT_S_MAX)));
  const timeoutS = seconds('timeout-seconds', timeoutText, 1, TIMEOUT_S_MAX);
  if (durationS >= timeoutS) {
    const wayOut = durationS + SPARE_S <= TIMEOUT_S_MAX ? `give timeout-seconds: ${durationS + SPARE_S}` : 'schedule a timer instead, and let what it fires start a workflow';
    throw inputFault('duration', `${duration} does not end within timeout-seconds (${timeoutS}); ${wayOut}`);
  }
  const pollText = input('poll-interval') || POLL_MS.default;
  const pollMs = durationMs('poll-interval', pollText);
  if (pollMs < POLL_MS.min || pollMs > POLL_MS.max) {
    throw inputFault('poll-interval', `${pollText} is not within 1s to 60s; the server answers at once when the timer fires, however long it is`);
  }
  return { timerId, duration, pollMs, timeoutS };
}

/** Returns the current timer: created by this step, now or earlier, or by another caller. */
async function firstLook(client: Client, plan: Plan, deadline: number): Promise<Timer> {
  if (plan.timerId !== '') {
    const path = `/v1/timers/${encodeURIComponent(plan.timerId)}`;
    return timerOf(await client.call({ method: 'GET', path, deadline }), client.base);
  }
  // The timer needs no consumer, so it has no target and appears only in the event log.
  const body = { name: defaultName(), delay: plan.duration, target: { none: {} } };
  const made = await client.call({ method: 'POST', path: '/v1/timers', body, idempotencyKey: idempotencyKey('wait'), deadline });
  return timerOf(made, client.base);
}

/** Returns the timer after it has fired or ended, or its last known state when the time ran out. */
async function waited(client: Client, first: Timer, pollMs: number, deadline: number): Promise<Timer> {
  let timer = first;
  while (timer.status === 'SCHEDULED' || timer.status === 'ARMED') {
    const leftMs = deadline - now();
    if (leftMs < 100) break;
    // The response must arrive by the deadline.
    const askedMs = Math.floor(Math.min(pollMs, leftMs > 2000 ? leftMs - 1000 : leftMs / 2));
    const asked = now();
    const path = `/v1/timers/${encodeURIComponent(timer.id)}:wait?timeout=${(askedMs / 1000).toFixed(3)}s`;
    const reply = await client.call({ method: 'GET', path, deadline, attemptMs: askedMs + BACK_MS }).catch(outOfTime);
    if (reply === undefined) break;
    timer = timerOf(reply, client.base);
    const early = asked + askedMs - now();
    // A server may end waits early, for example before it stops. The action still keeps the interval.
    if (reply.json['outcome'] === 'WAIT_OUTCOME_TIMED_OUT' && early > 0) await sleep(early);
  }
  return timer;
}

/** Handles a server that has answered before and does not when the time runs out: the last known state counts. */
function outOfTime(error: unknown): undefined {
  if (!(error instanceof OutOfTime)) throw error;
  say(error.message);
}

/** Opens the gate only for a timer that has fired. */
function judge(timer: Timer, status: string, plan: Plan): void {
  if (status === 'FIRED' || status === 'SETTLED') {
    say(`timer ${timer.id} has fired`);
    return;
  }
  const words: Record<string, string> = {
    TIMED_OUT: `has not fired within ${plan.timeoutS} s; it fires at ${timer.fireTime}. Give a longer timeout-seconds`,
    CANCELLED: 'was cancelled and never fires',
    FAILED: 'fired, but its delivery failed, or it was declared missed after a restore',
  };
  throw new Fault(
    `timer ${timer.id} ${words[status] ?? `is ${status}`}. To go on in spite of it, set continue-on-error and look at the output status`,
  );
}
