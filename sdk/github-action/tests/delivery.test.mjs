// Further targets of a timer, its agent, and its region: against a real node whose queues are consumed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { root, runAction, step } from './action.mjs';
import { Node } from './node.mjs';
import { serve } from './server.mjs';

let node;
before(async () => (node = await Node.start()));
after(() => node.stop());

const schedule = (inputs, environment) => runAction('schedule', { 'api-base-url': node.endpoint, duration: '1h', ...inputs }, environment);
const count = async () => (await node.get('/v1/timers?pageSize=1000')).timers?.length ?? 0;

/** Returns the timer of a successful step. */
async function scheduled(inputs, environment) {
  const outcome = await schedule(inputs, environment);
  assert.equal(outcome.code, 0, outcome.log);
  return { outcome, ...(await node.get(`/v1/timers/${outcome.outputs['timer-id']}`)) };
}

test('a timer with a bundle fires into every queue of it, and into the others once its deliveries fail', async () => {
  const bundle = 'queue:archive, queue:audit@0\nqueue:people@2\n';
  const { timer } = await scheduled({ duration: '0s', metadata: '{"build": 7}', labels: 'team=core', 'action-bundle': bundle });
  const consumer = node.consumer('default');
  const own = await consumer.next();
  assert.equal(own.subject, `timers/${timer.id}`);
  for (const queue of ['archive', 'audit']) {
    const { event } = node.consume(queue);
    assert.notEqual(event.subject, own.subject);
    assert.deepEqual(event.data, { build: 7 });
    const { timer: made } = await node.get(`/v1/${event.subject}`);
    assert.equal(made.origin.parentId, timer.id);
    assert.deepEqual(made.target, { queue });
    assert.equal(made.labels.team, 'core');
  }
  const fail = ({ dedupeKey, fence }) => node.command('event', 'nack', '--key', dedupeKey, '--fence', fence, '--delay', '0s');
  fail(own);
  const again = await consumer.next();
  assert.equal(again.subject, own.subject);
  const children = async () => (await node.get('/v1/timers?labels.team=core')).timers.map(({ target }) => target.queue).sort();
  assert.deepEqual(await children(), ['archive', 'audit', 'default']);
  fail(again);
  const told = node.consume('people');
  assert.deepEqual(told.event.data, { build: 7 });
  assert.equal((await node.get(`/v1/${told.subject}`)).timer.origin.parentId, timer.id);
  consumer.stop();
});

test('a bundle in JSON is what the API takes, with endpoints as well', async () => {
  let posted;
  const first = new Promise((resolve) => (posted = resolve));
  const receiver = await serve((request) => {
    posted(JSON.parse(request.body));
    return { status: 200 };
  });
  const { webhook } = await node.post('/v1/webhooks', { id: 'pager', url: `${receiver.url}/hook`, allowPrivate: true });
  assert.equal(webhook.id, 'pager');
  const bundle = [{ target: { webhook: 'pager' } }, { target: { queue: 'people' }, afterAttempts: 3 }];
  const { timer } = await scheduled({ duration: '0s', metadata: '{"build": 8}', 'action-bundle': JSON.stringify(bundle, undefined, 2) });
  assert.deepEqual(timer.actions, bundle);
  assert.deepEqual((await first).data, { build: 8 });
  await receiver.close();
});

test('a binding makes the timer a message to the agent, by its name or with all there is', async () => {
  const plain = await scheduled({ duration: '0s', name: 'look', metadata: '{"build": 9}', 'agent-binding': 'ann' });
  assert.deepEqual(plain.timer.target, { queue: 'agent.ann' });
  assert.equal(plain.timer.labels.agent, 'ann');
  const { data } = node.consume('agent.ann').event;
  assert.deepEqual(data, { agent: 'ann', adapter: '', name: 'look', labels: { 'requested-by': 'octocat' }, payload: { build: 9 } });

  const template = '{"do": "{{name}}", "by": "{{adapter}}", "in": "{{labels.region}}", "with": "{{payload}}", "at": 9007199254740993}';
  const binding = JSON.stringify({ target: 'bob', adapter: 'langgraph', template });
  await scheduled({ duration: '0s', name: 'say "hi"', region: 'eu-west', metadata: '{"build": 10}', 'agent-binding': binding });
  const { payload } = node.consume('agent.bob');
  const said = Buffer.from(payload, 'base64').toString();
  assert.ok(said.includes('{"do":"say \\"hi\\"","by":"langgraph","in":"eu-west","with":{"build": 10},"at":9007199254740993}'), said);
});

test('a region is a label, and the output what the server keeps', async () => {
  for (const [inputs, expected] of [
    [{ region: 'eu-west-1' }, 'eu-west-1'],
    [{ region: `a${'1'.repeat(62)}` }, `a${'1'.repeat(62)}`],
    [{ region: 'eu', labels: 'region=eu' }, 'eu'],
    [{ labels: '{"region": "Elsewhere"}' }, 'Elsewhere'],
    [{}, ''],
  ]) {
    const { timer, outcome } = await scheduled(inputs);
    assert.equal(timer.labels.region ?? '', expected);
    assert.equal(outcome.outputs.region, expected);
    assert.equal(/<td>region<\/td><td><code>(.*?)</.exec(outcome.summary)?.[1] ?? '', expected);
  }
  const { timers } = await node.get('/v1/timers?labels.region=eu-west-1');
  assert.equal(timers.length, 1);
});

test('they are part of what makes two requests the same', async () => {
  const asked = { 'action-bundle': 'queue:archive@1', 'agent-binding': 'cat', region: 'eu' };
  const identity = step();
  const { timer } = await scheduled(asked, identity);
  const known = await count();
  const spelled = { 'action-bundle': '[{"afterAttempts": 1, "target": {"queue": "archive"}}]', 'agent-binding': '{"target": "cat"}', labels: 'region=eu' };
  for (const same of [asked, spelled]) {
    const { outcome, timer: found } = await scheduled({ ...asked, ...same }, identity);
    assert.equal(found.id, timer.id);
    assert.match(outcome.log, /had made it already/);
  }
  for (const other of [
    { 'action-bundle': 'queue:archive@2' },
    { 'action-bundle': 'queue:other@1' },
    { 'action-bundle': 'queue:archive@1,queue:other' },
    { 'action-bundle': '' },
    { 'agent-binding': 'dog' },
    { 'agent-binding': '{"target": "cat", "adapter": "langgraph"}' },
    { 'agent-binding': '' },
    { region: 'us' },
    { region: '' },
  ]) {
    const { code, errors, outputs } = await schedule({ ...asked, ...other }, identity);
    assert.equal(code, 1, JSON.stringify(other));
    assert.match(errors[0], /answered 409 IDEMPOTENCY_MISMATCH/);
    assert.deepEqual(outputs, {});
  }
  assert.equal(await count(), known);
});

test('what only the server can judge of them is told by the names of the inputs, and no timer is made', async () => {
  const known = await count();
  for (const [inputs, expected] of [
    [{ 'action-bundle': 'webhook:nobody' }, /answered 404 WEBHOOK: .*nobody.* Check the endpoints that action-bundle names\. .*errors\.md#webhook/],
    [{ 'agent-binding': '{"target": "ann", "template": "\\"{{build}}\\""}' }, /answered 400 AGENT_TEMPLATE: agent-binding\.template: has \{\{build\}\}: there are name, agent/],
    [{ 'agent-binding': '{"target": "ann", "template": "{\\"a\\": 1, \\"a\\": 2}"}' }, /answered 400 AGENT_TEMPLATE: agent-binding\.template: must be JSON/],
    [{ 'agent-binding': 'ann', metadata: '{"a": 1, "a": 2}' }, /answered 400 PAYLOAD_JSON: metadata/],
  ]) {
    const { code, errors } = await schedule(inputs);
    assert.equal(code, 1);
    assert.match(errors[0], expected);
  }
  assert.equal(await count(), known);
});

test('the example of the page does what it says', async () => {
  const page = readFileSync(join(root, '../../docs/github-action.md'), 'utf8');
  const steps = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => parse(text)).filter(Array.isArray);
  const { 'api-key': _, ...inputs } = steps.flat().map((found) => found.with).find((found) => 'action-bundle' in found);
  const { timer } = await scheduled({ ...inputs, 'api-base-url': node.endpoint, duration: '0s' });
  assert.deepEqual(timer.actions, [{ target: { queue: 'archive' } }, { target: { queue: 'people' }, afterAttempts: 3 }]);
  const { event } = node.consume('agent.ann');
  assert.deepEqual(event.data, { do: 'look at the release', with: { release: '1.2.3' } });
  assert.equal(timer.labels.region, 'eu-west');
});
