// The action that schedules, against a real node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAction, step } from './action.mjs';
import { Node } from './node.mjs';

let node;
before(async () => (node = await Node.start()));
after(() => node.stop());

const schedule = (inputs, environment, also) => runAction('schedule', { 'api-base-url': node.endpoint, ...inputs }, environment, also);
const count = async () => (await node.get('/v1/timers?pageSize=1000')).timers?.length ?? 0;

test('a timer is scheduled with everything that was asked for', async () => {
  const metadata = '{"build": 7, "Ünï": "✓"}';
  const outcome = await schedule({
    'api-base-url': `${node.endpoint}/`,
    'api-key': ' dev\n',
    'tenant-id': 'dev',
    duration: '1h30m',
    name: 'ship logs',
    metadata,
    labels: 'team=core, env=prod\nempty=\n',
  });
  assert.equal(outcome.code, 0, outcome.log);
  const { timer } = await node.get(`/v1/timers/${outcome.outputs['timer-id']}`);
  assert.equal(timer.name, 'ship logs');
  assert.equal(timer.delay, '5400s');
  assert.equal(timer.fireTime, outcome.outputs['fire-at']);
  assert.deepEqual(timer.labels, { team: 'core', env: 'prod', empty: '', 'requested-by': 'octocat' });
  assert.deepEqual(timer.target, { queue: 'default' });
  assert.equal(timer.payload.contentType, 'application/json');
  assert.equal(Buffer.from(timer.payload.data, 'base64').toString(), metadata);
  assert.equal(outcome.outputs.region, '');
  assert.equal(JSON.parse(outcome.outputs['response-json']).timer.id, timer.id);
  assert.deepEqual(Object.keys(outcome.outputs), ['timer-id', 'fire-at', 'region', 'response-json']);
  assert.match(outcome.summary, new RegExp(`<code>${timer.id}</code>`));
  assert.equal(outcome.state, '');
});

test('an instant is kept as it was given, and a name is made of workflow and job', async () => {
  const outcome = await schedule({ 'fire-at': '2031-05-06T09:08:09.5+02:00', labels: '{"a": "x,y", "b": "say \\"c\\": d"}', 'requested-by': '' });
  assert.equal(outcome.code, 0, outcome.log);
  assert.equal(outcome.outputs['fire-at'], '2031-05-06T07:08:09.500Z');
  const { timer } = await node.get(`/v1/timers/${outcome.outputs['timer-id']}`);
  assert.equal(timer.name, 'release / ship');
  assert.deepEqual(timer.labels, { a: 'x,y', b: 'say "c": d' });
  assert.equal('payload' in timer, false);
});

test('the key is masked before anything else and stands nowhere', async () => {
  const key = 'mk_live_0123456789%25';
  for (const inputs of [{ duration: '1h' }, { duration: 'soon' }, { duration: '1h', name: 'x'.repeat(300) }]) {
    const { log, masks, outputs, summary } = await schedule({ ...inputs, 'api-key': key });
    assert.deepEqual(masks, [key]);
    assert.match(log.split('\n')[0], /^::add-mask::/);
    const rest = log.split('\n').slice(1).join('\n') + JSON.stringify(outputs) + summary;
    assert.equal(rest.includes('0123456789'), false, rest);
  }
  const broken = await schedule({ duration: '1h', 'api-key': 'line\nbreak%0A' });
  assert.deepEqual(broken.masks, ['line\nbreak%0A']);
  assert.equal(broken.log.split('\n').slice(1).join().includes('break%'), false);
});

test('a repeat of the same step finds its timer; every other step makes its own', async () => {
  const identity = step();
  const first = await schedule({ duration: '2h' }, identity);
  const known = await count();
  const second = await schedule({ duration: '2h' }, identity);
  assert.equal(second.outputs['timer-id'], first.outputs['timer-id']);
  assert.equal(second.outputs['fire-at'], first.outputs['fire-at']);
  assert.match(second.log, /had made it already/);
  assert.equal(await count(), known);
  const others = [
    { GITHUB_REPOSITORY: 'octo/other' },
    { GITHUB_RUN_ID: '1' },
    { GITHUB_RUN_ATTEMPT: '2' },
    { GITHUB_JOB: 'test' },
    { GITHUB_ACTION: '__minoots_2' },
    { GITHUB_SERVER_URL: 'https://github.example.com' },
    { 'INPUT_JOB-INDEX': '1' },
  ];
  const ids = new Set([first.outputs['timer-id']]);
  for (const other of others) {
    const outcome = await schedule({ duration: '2h' }, identity, other);
    assert.equal(outcome.code, 0, outcome.log);
    ids.add(outcome.outputs['timer-id']);
  }
  assert.equal(ids.size, others.length + 1);
  assert.equal(await count(), known + others.length);
});

test('the same step with another request is refused in the words of the server', async () => {
  const identity = step();
  await schedule({ duration: '2h' }, identity);
  const { code, errors, outputs } = await schedule({ duration: '3h' }, identity);
  assert.equal(code, 1);
  assert.match(errors[0], /answered 409 IDEMPOTENCY_MISMATCH: this request_id was used for another request.*an `id` of its own.*errors\.md#idempotency-mismatch/);
  assert.deepEqual(outputs, {});
});

test('inputs that break a rule are named with the rule and a way out, and no timer is made', async () => {
  const known = await count();
  const cases = [
    [{ 'api-base-url': '' }, /^api-base-url: is required; give the address/],
    [{ 'api-base-url': 'minoots' }, /^api-base-url: "minoots" is not a URL; write for example https:/],
    [{ 'api-base-url': 'ftp://x' }, /^api-base-url: "ftp:\/\/x" is neither https/],
    [{ 'api-base-url': 'http://minoots.example.com' }, /^api-base-url: .* is plain http to another machine.*use https/],
    [{ 'api-base-url': 'http://127.0.0.1.example.com' }, /is plain http to another machine/],
    [{ 'api-base-url': 'http://[::2]:7411' }, /is plain http to another machine/],
    [{ 'api-base-url': 'https://me:secret@x.example' }, /^api-base-url: has a user or password in it; leave them off/],
    [{ 'api-base-url': `${node.endpoint}?a=b` }, /^api-base-url: .* has a query or a fragment/],
    [{ 'api-base-url': `${node.endpoint}/v1/timers` }, /^api-base-url: .* leave off \/v1/],
    [{ 'api-key': 'two words' }, /^api-key: has a space.*paste the key alone/],
    [{ 'api-key': 'line\nbreak' }, /^api-key: has a space, a line break/],
    [{ duration: '' }, /^duration: or fire-at is required; write for example duration: 30m/],
    [{ 'fire-at': '2031-01-01T00:00:00Z' }, /^duration: and fire-at are both given/],
    [{ duration: '5 minutes' }, /^duration: "5 minutes" is not a duration.*write for example 1500ms, 25s, 1h30m or PT1H30M/],
    [{ duration: '300' }, /^duration: "300" has no unit/],
    [{ duration: '-5s' }, /^duration: "-5s" is negative/],
    [{ duration: 'P1M' }, /^duration: "P1M" has years or months/],
    [{ duration: '30m1h' }, /^duration: "30m1h" is not a duration/],
    [{ duration: '', 'fire-at': 'tomorrow' }, /^fire-at: "tomorrow" is not an RFC 3339 instant; write for example/],
    [{ duration: '', 'fire-at': '2031-01-01T00:00:00' }, /^fire-at: .* has no offset from UTC/],
    [{ metadata: 'build=7' }, /^metadata: "build=7" is not a JSON object; write for example/],
    [{ metadata: '[1]' }, /^metadata: "\[1\]" is not a JSON object/],
    [{ labels: 'core' }, /^labels: "core" is neither key=value nor/],
    [{ labels: 'a=1,a=2' }, /^labels: has "a" twice/],
    [{ labels: '{"a": "1", "b": "a:", "a": "2"}' }, /^labels: .* has a field twice in one object; give each once/],
    [{ labels: '{"a": 1}' }, /^labels: the value of "a" is not a string/],
    [{ labels: '{"a"' }, /^labels: .* is neither key=value nor/],
    [{ labels: 'requested-by=me' }, /^labels: has requested-by="me", and the input requested-by is "octocat"/],
    [{ 'timeout-seconds': '0' }, /^timeout-seconds: "0" is not a whole number of seconds from 1 to 3600/],
    [{ 'timeout-seconds': '1m' }, /^timeout-seconds: "1m" is not a whole number/],
  ];
  for (const [inputs, expected] of cases) {
    const { code, errors, outputs } = await schedule({ duration: '1h', ...inputs });
    assert.equal(errors.length, 1, JSON.stringify(inputs));
    assert.match(errors[0], expected);
    assert.equal(code, 1);
    assert.deepEqual(outputs, {});
  }
  assert.equal(await count(), known);
});

test('what only the server can judge is told in its words, by the names of the inputs', async () => {
  for (const [inputs, expected] of [
    [{ name: 'x'.repeat(300) }, /answered 400 NAME_TOO_LONG: name: .*255.*errors\.md#name-too-long/],
    [{ duration: '2000000h' }, /answered 400 HORIZON_EXCEEDED: duration: /],
    [{ duration: '', 'fire-at': '1999-01-01T00:00:00Z' }, /answered 400 FIRE_TIME_TOO_OLD: fire-at: /],
    [{ metadata: '{"a": 1, "a": 2}' }, /answered 400 PAYLOAD_JSON: metadata/],
    [{ labels: `${'k'.repeat(64)}=v` }, /answered 400 LABEL_SIZE: labels/],
  ]) {
    const { code, errors } = await schedule({ duration: '1h', ...inputs });
    assert.equal(code, 1);
    assert.match(errors[0], expected);
  }
});

test('every duration that is read here is read by the server as well', async () => {
  for (const duration of ['1500ms', '25s', '5m', '2h', '3d', '1h30m', '1.5h', '1m0.25s', '500us', '7ns', 'PT1H30M', 'P1D', 'P2W', 'P1DT0.5S', '0s']) {
    const { code, log } = await schedule({ duration });
    assert.equal(code, 0, `${duration}: ${log}`);
  }
});

test('a credential of another tenant is told, and leaves no timer behind', async () => {
  const { code, errors, outputs } = await schedule({ duration: '1h', 'tenant-id': 'acme', name: 'astray' });
  assert.equal(code, 1);
  assert.match(errors[0], /^tenant-id: is "acme", but the credential belongs to tenant "dev"; timer \S+, made there, was cancelled/);
  assert.deepEqual(outputs, {});
  const { timers } = await node.get('/v1/timers?namePrefix=astray');
  assert.deepEqual(timers.map((timer) => timer.status), ['TIMER_STATUS_CANCELLED']);
});

test('text from outside is neither a command to the runner nor markup', async () => {
  const { code, summary } = await schedule({ duration: '1h', name: '<img src=x onerror=alert(1)>' });
  assert.equal(code, 0);
  assert.match(summary, /&lt;img src=x onerror=alert\(1\)&gt;/);
  assert.equal(summary.includes('<img'), false);
  const { log, errors } = await schedule({ duration: '1h\n::error::forged\n' });
  assert.equal(errors.length, 1, log);
  assert.match(errors[0], /^duration: "1h ::error::forged"/);
});

test('outside a workflow it says what is missing before it makes a timer', async () => {
  const known = await count();
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_RUN_ID', 'GITHUB_ACTION']) {
    const { code, errors } = await schedule({ duration: '1h' }, step(), { [name]: '' });
    assert.equal(code, 1);
    assert.match(errors[0], new RegExp(`^${name} is not set.*run this as a step of a workflow`));
  }
  assert.equal(await count(), known);
});

test('a server that is down for a moment is waited for, and gets the timer once', async () => {
  await node.kill();
  const running = schedule({ duration: '4h', name: 'patience' });
  await sleep(600);
  await node.restart();
  const { code, log } = await running;
  assert.equal(code, 0, log);
  assert.match(log, /did not answer: nothing listens there \(ECONNREFUSED\).*Trying again/);
  assert.equal((await node.get('/v1/timers?namePrefix=patience')).timers.length, 1);
});
