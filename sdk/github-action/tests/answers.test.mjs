// Responses of servers and their proxies, and the runner's tokens. A real node gives every response here, under failure
// or when it requires credentials.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runAction, step } from './action.mjs';
import { problem, serve, timer } from './server.mjs';

const open = [];
after(() => Promise.all(open.map((server) => server.close())));

async function server(answer) {
  open.push(await serve(answer));
  return open.at(-1);
}

const schedule = (url, inputs = {}, environment = step(), also = {}) =>
  runAction('schedule', { 'api-base-url': url, duration: '1h', ...inputs }, environment, also);

test('a refused credential is told in the words of the server, with what to do about it', async () => {
  for (const [status, reason, inputs, expected] of [
    [401, 'UNAUTHENTICATED', {}, /answered 401 UNAUTHENTICATED: who are you\. No credential was sent: give api-key, from a secret that this job has/],
    [401, 'UNAUTHENTICATED', { 'api-key': 'k' }, /answered 401 UNAUTHENTICATED: who are you\. Check that the secret given as api-key holds a whole key/],
    [403, 'PERMISSION_DENIED', { 'api-key': 'k' }, /answered 403 PERMISSION_DENIED: who are you\. The credential is known but may not do this: check tenant-id/],
  ]) {
    const { url, requests } = await server(() => problem(status, reason, 'who are you'));
    const { code, errors } = await schedule(url, inputs);
    assert.equal(code, 1);
    assert.match(errors[0], expected);
    assert.equal(requests.length, 1);
    assert.equal(requests[0].headers.authorization, inputs['api-key'] && `Bearer ${inputs['api-key']}`);
  }
});

test('an overloaded server is left alone as long as it says, then asked the same again', async () => {
  const times = [];
  const { url, requests } = await server((_, number) => {
    times.push(Date.now());
    if (number === 1) return problem(429, 'OVERLOADED', 'too many', { 'retry-after': '2' });
    if (number === 2) return problem(503, 'NO_QUORUM', 'no majority', { 'retry-after': new Date(Date.now() + 2000).toUTCString() });
    return timer();
  });
  const { code, log } = await schedule(url);
  assert.equal(code, 0, log);
  assert.match(log, /answered 429 OVERLOADED: too many.*Trying again in 2\.0 s/);
  assert.ok(times[1] - times[0] >= 1990, String(times[1] - times[0]));
  // A date has a resolution of one second.
  assert.ok(times[2] - times[1] >= 900, String(times[2] - times[1]));
  assert.equal(new Set(requests.map((request) => request.headers['idempotency-key'] + request.body)).size, 1);
});

test('what is asked for beyond timeout-seconds is not waited for', async () => {
  const { url, requests } = await server(() => problem(429, 'OVERLOADED', 'too many', { 'retry-after': '60' }));
  const { code, errors, tookMs } = await schedule(url, { 'timeout-seconds': '20' });
  assert.equal(code, 1);
  assert.match(errors[0], /answered 429 OVERLOADED: too many.*left alone for 60 s, more than is left of timeout-seconds/);
  assert.equal(requests.length, 1);
  assert.ok(tookMs < 15_000);
});

test('a quota without a time is not asked for again', async () => {
  const { url, requests } = await server(() => problem(429, 'QUOTA', 'timers: 10 of 10'));
  const { errors } = await schedule(url);
  assert.match(errors[0], /answered 429 QUOTA: timers: 10 of 10/);
  assert.equal(requests.length, 1);
});

test('a write whose outcome is not known is repeated with its key', async () => {
  const { url, requests } = await server((_, number) => {
    if (number === 1) return problem(503, 'OUTCOME_UNKNOWN', 'the leader is gone');
    if (number === 2) return { status: 0 };
    return number === 3 ? { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' } : timer();
  });
  const { code, log, outputs } = await schedule(url);
  assert.equal(code, 0, log);
  assert.equal(outputs['timer-id'], 'timer-1');
  assert.equal(requests.length, 4);
  assert.match(requests[0].headers['idempotency-key'], /^gha-[0-9a-f]{64}$/);
  assert.equal(new Set(requests.map((request) => request.headers['idempotency-key'])).size, 1);
});

test('what is not MINOOTS is told as such', async () => {
  for (const [answer, expected] of [
    [{ status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not Found</h1>' }, /answered 404 with text\/html in place of what MINOOTS says; check that api-base-url/],
    [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }, /answered 200 with text\/html in place of/],
    [{ status: 200, body: '{}' }, /answered 200 without a timer; check that api-base-url/],
    [{ status: 200, body: '[1]' }, /answered 200 with application\/json in place of/],
    [{ status: 302, headers: { location: 'https://login.example.com/' } }, /answered 302 and sends on to https:\/\/login\.example\.com\/, where a key is not sent after it/],
    [{ status: 200, body: 'x'.repeat(5 << 20) }, /did not answer: the answer is longer than 4 MiB/],
  ]) {
    const { url } = await server(() => answer);
    const { code, errors, outputs } = await schedule(url);
    assert.equal(code, 1);
    assert.match(errors[0], expected);
    assert.deepEqual(outputs, {});
  }
});

test('words of a server are no commands to the runner', async () => {
  const { url } = await server((_, number) =>
    number === 1 ? problem(503, 'NO_QUORUM', 'x\n::set-env name=A::b\r::error::forged') : problem(400, 'X\n::error::y', '::error::z\n::add-mask::a'),
  );
  const { log, errors, masks } = await schedule(url);
  assert.equal(errors.length, 1, log);
  assert.deepEqual(masks, []);
  assert.equal(log.split('\n').filter((line) => /^(::|##\[)/.test(line)).length, 1, log);
});

test('a server that never answers does not hold the step', async () => {
  const { url } = await server(() => new Promise(() => {}));
  const { code, errors, tookMs } = await schedule(url, { 'timeout-seconds': '2' });
  assert.equal(code, 1);
  assert.match(errors[0], /did not answer: no answer within 2 s\. Check api-base-url, and that the server runs.*timeout-seconds/);
  assert.ok(tookMs > 1900 && tookMs < 8000, String(tookMs));
});

test('a server that is not there is told, for either action', async () => {
  const gone = await serve(() => timer());
  await gone.close();
  const inputs = { 'api-base-url': gone.url, duration: '1s', 'timeout-seconds': '2' };
  for (const action of ['schedule', 'wait']) {
    const { code, errors, outputs, tookMs } = await runAction(action, inputs);
    assert.equal(code, 1);
    assert.match(errors[0], /did not answer: nothing listens there \(ECONNREFUSED\)\. Check api-base-url, and that the server runs/);
    assert.deepEqual(outputs, {});
    assert.ok(tookMs < 8000, String(tookMs));
  }
});

test('a wait asks for no more than its poll interval, and not more often when it is answered early', async () => {
  const { url, requests } = await server(({ url: path }) => {
    const waiting = { outcome: 'WAIT_OUTCOME_TIMED_OUT', ...timer().body };
    return path.includes(':wait') ? { body: waiting } : timer();
  });
  const { outputs, tookMs } = await runAction('wait', { 'api-base-url': url, 'timer-id': 'timer-1', 'poll-interval': '1s', 'timeout-seconds': '4' });
  assert.equal(outputs.status, 'TIMED_OUT');
  assert.ok(tookMs < 9000);
  const asked = requests.slice(1).map((request) => /:wait\?timeout=([\d.]+)s$/.exec(request.url)?.[1]);
  assert.equal(asked[0], '1.000');
  assert.ok(asked.every((seconds) => Number(seconds) <= 1), asked.join());
  // Three whole intervals, then halves of the remaining time.
  assert.ok(asked.length <= 9, asked.join());
});

/** A server that exchanges tokens for numbered keys, and answers every other request by a function. */
const exchanging = (answer = () => timer()) => {
  let keys = 0;
  return server((request) => (request.url === '/v1/keys:exchange' ? { body: { key: { id: 'k' }, secret: `key-${++keys}` } } : answer(request)));
};
const OWN = { 'tenant-id': 'acme' };

test('the token of the runner is exchanged when there is no key, for the audience of the address, and both are masked', async () => {
  const { url, requests } = await exchanging();
  const tokens = await server(() => ({ body: { value: 'runner.oidc.token' } }));
  const oidc = { ACTIONS_ID_TOKEN_REQUEST_URL: `${tokens.url}/token?api-version=2.0`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' };
  const { code, log, masks, outputs, summary } = await schedule(`${url}/`, OWN, step(), oidc);
  assert.equal(code, 0, log);
  assert.equal(requests[0].headers.authorization, undefined);
  assert.deepEqual(JSON.parse(requests[0].body), { tenant: 'acme', token: 'runner.oidc.token' });
  assert.equal(requests[1].headers.authorization, 'Bearer key-1');
  assert.equal(tokens.requests[0].headers.authorization, 'Bearer request-token');
  const asked = new URL(tokens.requests[0].url, tokens.url);
  assert.equal(asked.searchParams.get('audience'), url);
  assert.equal(asked.searchParams.get('api-version'), '2.0');
  assert.deepEqual(masks, ['request-token', 'runner.oidc.token', 'key-1']);
  const shown = log.split('\n').filter((line) => !line.startsWith('::add-mask::')).join() + JSON.stringify(outputs) + summary;
  assert.equal(/oidc\.token|request-token|key-1/.test(shown), false);
  await schedule(url, { ...OWN, 'api-key': 'mine' }, step(), oidc);
  assert.equal(requests[2].headers.authorization, 'Bearer mine');
  await schedule(url, {}, step(), oidc);
  assert.equal(requests[3].headers.authorization, undefined, 'without a tenant nothing is exchanged');
  assert.equal(tokens.requests.length, 1);
});

test('a key that is refused is replaced once, and a token whose exchange was not answered by another', async () => {
  const tokens = await server((_, number) => ({ body: { value: `token-${number}` } }));
  const oidc = { ACTIONS_ID_TOKEN_REQUEST_URL: tokens.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' };
  const strict = await exchanging(({ headers }) => (headers.authorization === 'Bearer key-1' ? problem(401, 'CREDENTIALS_INVALID', 'expired') : timer()));
  const renewed = await schedule(strict.url, OWN, step(), oidc);
  assert.equal(renewed.code, 0, renewed.log);
  assert.equal(tokens.requests.length, 2);
  const closed = await server(() => problem(401, 'TOKEN_ISSUER', 'not you'));
  const { code, errors } = await schedule(closed.url, OWN, step(), oidc);
  assert.equal(code, 1);
  assert.match(errors[0], new RegExp(`401 TOKEN_ISSUER: not you\\. The runner's OIDC token was sent, with the audience ${closed.url}: check that a trust rule of the tenant`));
  assert.equal(closed.requests.length, 1);
  for (const [answer, expected] of [
    [problem(403, 'NO_ROLE_MAPPING', 'no rule'), /403 NO_ROLE_MAPPING: no rule\. Add a trust rule for this job to the tenant given as tenant-id/],
    [problem(400, 'TOKEN_EXCHANGE_OFF', 'off'), /400 TOKEN_EXCHANGE_OFF: off\. Give api-key, or have whoever runs the server name the issuer/],
    [{ body: { key: {} } }, /^the server's answer has no key in it/],
  ]) {
    const { url } = await server(() => answer);
    const refused = await schedule(url, OWN, step(), oidc);
    assert.equal(refused.code, 1);
    assert.match(refused.errors[0], expected);
  }
  const before = tokens.requests.length;
  let lost = 0;
  const shaky = await server(({ url }) => {
    if (url !== '/v1/keys:exchange') return timer();
    lost += 1;
    return [{ status: 0 }, problem(503, 'TOKEN_KEYS_UNAVAILABLE', 'later')][lost - 1] ?? { body: { secret: 'key' } };
  });
  const made = await schedule(shaky.url, OWN, step(), oidc);
  assert.equal(made.code, 0, made.log);
  const shown = shaky.requests.filter(({ url }) => url === '/v1/keys:exchange').map(({ body }) => JSON.parse(body).token);
  assert.equal(new Set(shown).size, 3);
  assert.equal(tokens.requests.length - before, 3);
});

test('a token that cannot be had is told, after trying again where that may help', async () => {
  const { url, requests } = await exchanging();
  const request = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' };
  const shaky = await server((_, number) => (number === 1 ? { status: 500 } : { body: { value: 'token' } }));
  assert.equal((await schedule(url, OWN, step(), { ...request, ACTIONS_ID_TOKEN_REQUEST_URL: shaky.url })).code, 0);
  assert.equal(requests.length, 2);
  for (const [answer, expected] of [
    [{ status: 403 }, /^the runner's OIDC token could not be had: it answered 403; run the step again, or give api-key/],
    [{ body: '{"count": 1}' }, /^the runner's answer has no OIDC token in it/],
    [{ body: 'null' }, /^the runner's answer has no OIDC token in it/],
  ]) {
    const tokens = await server(() => answer);
    const { code, errors } = await schedule(url, OWN, step(), { ...request, ACTIONS_ID_TOKEN_REQUEST_URL: tokens.url });
    assert.equal(code, 1);
    assert.match(errors[0], expected);
  }
  assert.equal(requests.length, 2);
});
