// Both actions against a real node that requires a key from every caller.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAction, step } from './action.mjs';
import { Node } from './node.mjs';
import { serve } from './server.mjs';

let node;
let writer;
before(async () => {
  node = await Node.startGuarded();
  writer = node.newKey('writer').secret;
});
after(() => node.stop());

const run = (action, key, inputs, environment) => {
  const base = { 'api-base-url': node.endpoint, ...(key === undefined ? {} : { 'api-key': key }) };
  return runAction(action, { ...base, ...inputs }, environment);
};
const count = async () => (await node.get('/v1/timers?pageSize=1000', writer)).timers?.length ?? 0;
// A well-formed key that no server issued.
const STRANGER = 'mnt_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_AAAAAA';

test("a writer's key schedules and waits, and its tenant is the timer's", async () => {
  const scheduled = await run('schedule', ` ${writer}\n`, { duration: '800ms', 'tenant-id': 'acme', metadata: '{"gate": "open"}' });
  assert.equal(scheduled.code, 0, scheduled.log);
  assert.deepEqual(scheduled.masks, [writer]);
  const waited = await run('wait', writer, { 'timer-id': scheduled.outputs['timer-id'] });
  assert.equal(waited.code, 0, waited.log);
  assert.deepEqual(waited.outputs, { status: 'FIRED', payload: '{"gate": "open"}' });
  const own = await run('wait', writer, { duration: '300ms' });
  assert.equal(own.code, 0, own.log);
  assert.equal(own.outputs.status, 'SETTLED');
});

test("a writer's key is enough for more places, endpoints that an admin made among them, and for an agent", async () => {
  const made = await node.post('/v1/webhooks', { id: 'pager', url: 'https://pager.example.com/' }, node.newKey('admin').secret);
  assert.equal(made.webhook.id, 'pager');
  const inputs = { duration: '1h', 'action-bundle': 'queue:archive, webhook:pager@3', 'agent-binding': 'ann', region: 'eu' };
  const { code, log, outputs } = await run('schedule', writer, inputs);
  assert.equal(code, 0, log);
  const { timer } = JSON.parse(outputs['response-json']);
  assert.deepEqual(timer.actions, [{ target: { queue: 'archive' } }, { target: { webhook: 'pager' }, afterAttempts: 3 }]);
  assert.deepEqual([timer.target, timer.labels], [{ queue: 'agent.ann' }, { agent: 'ann', region: 'eu', 'requested-by': 'octocat' }]);
});

test('a timer of a tenant that was not meant is cancelled', async () => {
  const { code, errors } = await run('schedule', writer, { duration: '1h', 'tenant-id': 'umbrella', name: 'misled' });
  assert.equal(code, 1);
  assert.match(errors[0], /acme/);
  const { timers } = await node.get('/v1/timers?namePrefix=misled', writer);
  assert.deepEqual(timers.map(({ status }) => status), ['TIMER_STATUS_CANCELLED']);
});

test('no key and a wrong key are refused at once, with the way out, and nothing is made', async () => {
  const known = await count();
  for (const [key, words] of [
    [undefined, /answered 401 CREDENTIALS_MISSING: .* No credential was sent: give api-key, from a secret that this job has, or tenant-id and the permission id-token: write\. See https:.*#credentials-missing$/],
    [STRANGER, /answered 401 CREDENTIALS_INVALID: .* Check that the secret given as api-key holds a whole key of this server that has not been revoked.* See https:.*#credentials-invalid$/],
    [writer.slice(0, -1), /answered 401 CREDENTIALS_INVALID: /],
  ]) {
    for (const [action, inputs] of [['schedule', { duration: '1h' }], ['wait', { duration: '1s' }], ['wait', { 'timer-id': 'x' }]]) {
      const { code, errors, log, tookMs } = await run(action, key, inputs);
      assert.equal(code, 1);
      assert.match(errors[0], words);
      assert.equal(/Trying again/.test(log), false, log);
      assert.ok(tookMs < 5000, String(tookMs));
      if (key !== undefined) assert.equal(log.split('\n').slice(1).join('\n').includes(key), false);
    }
  }
  assert.equal(await count(), known);
});

test("a viewer's key waits for a timer that exists, and is told in words that it may not make one", async () => {
  const viewer = node.newKey('viewer').secret;
  const known = await count();
  for (const [action, inputs] of [['schedule', { duration: '1h' }], ['wait', { duration: '1s' }]]) {
    const { code, errors, outputs } = await run(action, viewer, inputs);
    assert.equal(code, 1);
    assert.match(errors[0], /answered 403 ROLE_INSUFFICIENT: .*timer\.write.*viewer.* The key holds, and none of its roles may do this: give the key of a writer/);
    assert.equal(outputs['timer-id'] ?? '', '');
  }
  assert.equal(await count(), known);
  const scheduled = await run('schedule', writer, { duration: '500ms' });
  const waited = await run('wait', viewer, { 'timer-id': scheduled.outputs['timer-id'] });
  assert.equal(waited.code, 0, waited.log);
  assert.equal(waited.outputs.status, 'FIRED');
});

test("another tenant's timer is none", async () => {
  const scheduled = await run('schedule', writer, { duration: '1h' });
  const { code, errors } = await run('wait', node.newKey('writer', 'umbrella').secret, { 'timer-id': scheduled.outputs['timer-id'] });
  assert.equal(code, 1);
  assert.match(errors[0], /answered 404 .* Check timer-id, and that the credential belongs to the timer's tenant/);
});

test('a key that is revoked during a wait ends it, and opens no gate', async () => {
  const { id, secret } = node.newKey('viewer');
  const scheduled = await run('schedule', writer, { duration: '1h' });
  const waiting = run('wait', secret, { 'timer-id': scheduled.outputs['timer-id'], 'poll-interval': '1s', 'timeout-seconds': '30' }, step());
  await sleep(1500);
  node.revoke(id);
  const { code, errors, outputs, tookMs } = await waiting;
  assert.equal(code, 1);
  assert.match(errors[0], /answered 401 CREDENTIALS_INVALID: /);
  assert.equal(outputs.status ?? '', '');
  assert.ok(tookMs < 10_000, String(tookMs));
});

/** What GitHub's issuer would sign for a push to `main`. */
function tokenOf(issuer, privateKey, audience) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer, aud: audience, sub: 'repo:octo/repo:ref:refs/heads/main', jti: randomUUID(), event_name: 'push',
    ref: 'refs/heads/main', repository_id: '42', repository_owner_id: '7', run_id: '1001', nbf: now - 60, iat: now, exp: now + 300,
  };
  const parts = [{ alg: 'RS256', kid: 'a', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${parts.join('.')}.${sign('sha256', parts.join('.'), privateKey).toString('base64url')}`;
}

test("the runner's OIDC token is exchanged for a key of a server that trusts the job, and api-key goes before it", async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'RS256', use: 'sig' };
  const issuer = await serve(() => ({ body: { keys: [jwk] } }));
  const guarded = await Node.startGuarded(['--oidc-issuer', `${issuer.url} jwks=${issuer.url}/jwks private`]);
  const tokens = await serve(({ url }) => ({ body: { value: tokenOf(issuer.url, privateKey, new URL(url, issuer.url).searchParams.get('audience')) } }));
  const oidc = step({ ACTIONS_ID_TOKEN_REQUEST_URL: tokens.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' });
  try {
    const rule = { issuer: issuer.url, audience: guarded.endpoint, repositoryId: '42', repositoryOwnerId: '7', ref: 'refs/heads/main', role: 'writer' };
    const admin = guarded.newKey('admin').secret;
    const inputs = { 'api-base-url': guarded.endpoint, 'tenant-id': 'acme' };
    const refused = await runAction('schedule', { ...inputs, duration: '1h' }, oidc);
    assert.equal(refused.code, 1);
    assert.match(refused.errors[0], /answered 403 NO_ROLE_MAPPING: .*Add a trust rule for this job to the tenant given as tenant-id, or give api-key/);
    const { version } = await guarded.post('/v1/trust', { rules: [rule] }, admin);
    assert.ok(Number(version) > 0);
    const scheduled = await runAction('schedule', { ...inputs, duration: '500ms' }, oidc);
    assert.equal(scheduled.code, 0, scheduled.log);
    const waited = await runAction('wait', { ...inputs, 'timer-id': scheduled.outputs['timer-id'] }, oidc);
    assert.equal(waited.code, 0, waited.log);
    assert.equal(waited.outputs.status, 'FIRED');
    const asked = tokens.requests.length;
    const byKey = await runAction('schedule', { ...inputs, 'api-key': admin, duration: '1h' }, { ...oidc, GITHUB_ACTION: '__other' });
    assert.equal(byKey.code, 0, byKey.log);
    assert.equal(tokens.requests.length, asked);
  } finally {
    await Promise.all([tokens.close(), issuer.close(), guarded.stop()]);
  }
});

test('a server that names no issuer says so', async () => {
  const tokens = await serve(() => ({ body: { value: 'runner.oidc.token' } }));
  const oidc = step({ ACTIONS_ID_TOKEN_REQUEST_URL: tokens.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' });
  try {
    const { code, errors } = await run('schedule', undefined, { duration: '1h', 'tenant-id': 'acme' }, oidc);
    assert.equal(code, 1);
    assert.match(errors[0], /TOKEN_EXCHANGE_OFF: .* Give api-key, or have whoever runs the server name the issuer/);
  } finally {
    await tokens.close();
  }
});
