// The action that waits, against a real node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAction, step } from './action.mjs';
import { Node } from './node.mjs';

let node;
before(async () => (node = await Node.start()));
after(() => node.stop());

const wait = (inputs, environment) => runAction('wait', { 'api-base-url': node.endpoint, ...inputs }, environment);
const base64 = (text) => Buffer.from(text).toString('base64');

test('a duration is waited for to its end and not longer, and a repeat does not begin again', async () => {
  const identity = step();
  const began = Date.now();
  const first = await wait({ duration: '2500ms' }, identity);
  const tookMs = Date.now() - began;
  assert.equal(first.code, 0, first.log);
  assert.equal(first.outputs.status, 'SETTLED');
  assert.equal(first.outputs.payload, '');
  assert.ok(tookMs >= 2500 && tookMs < 60_000, String(tookMs));
  const second = await wait({ duration: '2500ms' }, identity);
  assert.equal(second.code, 0, second.log);
  assert.ok(second.tookMs < 2400, String(second.tookMs));
  const { timers } = await node.get('/v1/timers?namePrefix=release');
  assert.equal(timers.length, 1);
  assert.deepEqual(timers[0].target, { none: {} });
});

test('a timer is waited for until it fires, however long the poll interval, and its payload is handed on', async () => {
  const text = 'line one\nline two ✓\n';
  await node.post('/v1/timers', { id: 'text', name: 'x', delay: '1200ms', payload: { contentType: 'text/plain; charset=utf-8', data: base64(text) } });
  const { code, outputs, summary, log, tookMs } = await wait({ 'timer-id': 'text', 'poll-interval': '1m' });
  assert.equal(code, 0, log);
  assert.deepEqual(outputs, { status: 'FIRED', payload: text });
  assert.ok(tookMs < 15_000, String(tookMs));
  assert.match(summary, /<code>FIRED<\/code>/);
});

test('payloads are text where they are text, and base64 where they are not', async () => {
  for (const [id, contentType, bytes, expected] of [
    ['json', 'application/json', Buffer.from('{"a": 1}'), '{"a": 1}'],
    ['structured', 'application/cloudevents+json', Buffer.from('{}'), '{}'],
    ['binary', 'application/octet-stream', Buffer.from([0, 255]), 'AP8='],
    ['mislabelled', 'text/plain', Buffer.from([255, 254]), '//4='],
  ]) {
    await node.post('/v1/timers', { id, name: 'x', delay: '0s', payload: { contentType, data: bytes.toString('base64') } });
    const { code, outputs, log } = await wait({ 'timer-id': id });
    assert.equal(code, 0, log);
    assert.equal(outputs.payload, expected);
  }
});

test('a scheduled timer and the wait for it work hand in hand', async () => {
  const scheduled = await runAction('schedule', { 'api-base-url': node.endpoint, duration: '800ms', metadata: '{"gate": "open"}' });
  const { code, outputs, log } = await wait({ 'timer-id': scheduled.outputs['timer-id'] });
  assert.equal(code, 0, log);
  assert.deepEqual(outputs, { status: 'FIRED', payload: '{"gate": "open"}' });
});

test('a timer that is cancelled meanwhile ends the wait and opens no gate', async () => {
  await node.post('/v1/timers', { id: 'withdrawn', name: 'x', delay: '1h' });
  const running = wait({ 'timer-id': 'withdrawn' });
  await sleep(500);
  await node.post('/v1/timers/withdrawn:cancel');
  const { code, outputs, errors, tookMs } = await running;
  assert.equal(code, 1);
  assert.equal(outputs.status, 'CANCELLED');
  assert.match(errors[0], /^timer withdrawn was cancelled and never fires.*continue-on-error/);
  assert.ok(tookMs < 15_000, String(tookMs));
});

test('a wait is bounded', async () => {
  await node.post('/v1/timers', { id: 'distant', name: 'x', delay: '1h', payload: { contentType: 'text/plain', data: base64('later') } });
  const { code, outputs, errors, log, tookMs } = await wait({ 'timer-id': 'distant', 'timeout-seconds': '2' });
  assert.equal(code, 1);
  assert.deepEqual(outputs, { status: 'TIMED_OUT', payload: 'later' });
  assert.match(errors[0], /^timer distant has not fired within 2 s; it fires at .*Give a longer timeout-seconds/);
  assert.match(log, /timeout-seconds is too short/);
  assert.ok(tookMs > 1800 && tookMs < 6000, String(tookMs));
});

test('a server that is killed and comes back during the wait is waited for', async () => {
  await node.post('/v1/timers', { id: 'durable', name: 'x', delay: '2s' });
  const running = wait({ 'timer-id': 'durable', 'timeout-seconds': '20' });
  await sleep(500);
  await node.kill();
  await sleep(300);
  await node.restart();
  const { code, outputs, log } = await running;
  assert.equal(code, 0, log);
  assert.equal(outputs.status, 'FIRED');
  assert.match(log, /did not answer: .*Trying again/);
});

test('a server that does not come back ends the wait when its time is up', async () => {
  await node.post('/v1/timers', { id: 'orphan', name: 'x', delay: '1h' });
  const running = wait({ 'timer-id': 'orphan', 'timeout-seconds': '8' });
  // Long enough for the action to have found the timer, even on a busy machine.
  await sleep(4000);
  await node.kill();
  const { code, outputs, errors, log, tookMs } = await running;
  await node.restart();
  assert.equal(code, 1);
  assert.equal(outputs.status, 'TIMED_OUT', log);
  assert.match(errors[0], /^timer orphan has not fired within 8 s/);
  assert.match(log, /did not answer: .*nothing is left of timeout-seconds/);
  assert.ok(tookMs < 15_000, String(tookMs));
});

test('a timer that does not exist is told at once', async () => {
  const { code, errors, outputs, tookMs } = await wait({ 'timer-id': 'nobody' });
  assert.equal(code, 1);
  assert.match(errors[0], /answered 404 TIMER: there is no such timer\. Check timer-id, and that the credential belongs/);
  assert.deepEqual(outputs, {});
  assert.ok(tookMs < 15_000, String(tookMs));
});

test('an id with characters of a path stays an id', async () => {
  const { errors } = await wait({ 'timer-id': '../limits?x' });
  assert.match(errors[0], /answered 400 ID_CHARSET: timer-id: may contain letters/);
});

test('inputs that break a rule are named with the rule and a way out', async () => {
  for (const [inputs, expected] of [
    [{}, /^timer-id: or duration is required; give the timer-id of a step/],
    [{ 'timer-id': 'a', duration: '5s' }, /^timer-id: and duration are both given/],
    [{ duration: 'a while' }, /^duration: "a while" is not a duration/],
    [{ duration: '2h', 'timeout-seconds': '3600' }, /^duration: 2h does not end within timeout-seconds \(3600\); give timeout-seconds: 7260/],
    [{ duration: '6d' }, /^duration: 6d does not end within timeout-seconds \(432000\); schedule a timer instead/],
    [{ 'timer-id': 'a', 'timeout-seconds': 'forever' }, /^timeout-seconds: "forever" is not a whole number of seconds from 1 to 432000/],
    [{ 'timer-id': 'a', 'poll-interval': '10' }, /^poll-interval: "10" has no unit/],
    [{ 'timer-id': 'a', 'poll-interval': '2m' }, /^poll-interval: 2m is not within 1s to 60s/],
    [{ 'timer-id': 'a', 'poll-interval': '10ms' }, /^poll-interval: 10ms is not within 1s to 60s/],
    [{ 'timer-id': 'a', 'api-base-url': 'http://minoots.example.com' }, /is plain http to another machine/],
  ]) {
    const { code, errors } = await wait(inputs);
    assert.equal(code, 1);
    assert.match(errors[0], expected);
  }
});
