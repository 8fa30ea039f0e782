// Text of servers, inputs and the runner's variables in every printed place: none becomes a command to the runner.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { manifest, obeyed, root, runAction, step } from './action.mjs';
import { problem, serve, timer } from './server.mjs';

/** Forged commands after every character that starts a line in some program; a header can contain only the first of these. */
const IN_HEADER = '::warning::forged ##[warning]forged ###[warning]forged';
const HOSTILE = ['', ' ', '\r', '\n', '\r\n', '\t', '\v', '\f', '\x85', '\xa0', '\u2028', '\u2029', '\ufeff', '\u200b', '\x1b[0m'].map((start) => start + IN_HEADER).join('');
const ACTIONS = ['schedule', 'wait'];

let directory;
const open = [];
before(() => (directory = mkdtempSync(join(tmpdir(), 'minoots-output-'))));
after(async () => {
  rmSync(directory, { recursive: true });
  await Promise.all(open.map((server) => server.close()));
});

async function server(answer) {
  open.push(await serve(answer));
  return open.at(-1).url;
}

const INPUTS = {
  schedule: { duration: '1h', 'timeout-seconds': '20' },
  wait: { 'timer-id': 'timer-1', 'timeout-seconds': '20', 'poll-interval': '1s' },
};

/**
 * Runs an action, and requires that its output has nothing that terminals, logs or the runner obey. `also` as for
 * `runAction`.
 */
async function run(action, inputs, also = {}) {
  const outcome = await runAction(action, { ...INPUTS[action], ...inputs }, step(), also);
  for (const line of outcome.log.split('\n').filter((text) => !text.startsWith('::add-mask::'))) {
    assert.doesNotMatch(line, /##\[|[\p{Cc}\p{Cf}\u2028\u2029]/u);
  }
  assert.doesNotMatch(outcome.summary, /[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]/u);
  return outcome;
}

/** Requires that the forged text is readable, and modified wherever a person sees it. */
function assertReadable({ log, errors }, place) {
  const shown = [...log.split('\n').filter((line) => !line.startsWith('::')), ...errors].join('\n');
  assert.match(shown, /: ?:warning::forged ## \[warning\]forged ### \[warning\]forged/, place);
}

test('the judge obeys what the runner obeys', () => {
  const warning = { name: 'warning', properties: '', data: 'x' };
  for (const line of ['::warning::x', ' \xa0\t::warning::x', 'a\r::warning::x', 'a ##[warning]x', '::b ##[warning]x', '###[warning]x']) {
    assert.deepEqual(obeyed(line), [warning], line);
  }
  for (const line of ['a ::warning::x', ': :warning::x', '## [warning]x', '::forged::x', '::warning:x']) assert.deepEqual(obeyed(line), [], line);
});

test('one module writes, in one place for the log and one for files', () => {
  const writes = /\b(?:process\s*\.\s*(?:stdout|stderr|emitWarning)|console|(?:append|write)File(?:Sync)?|createWriteStream|writeSync)\b/g;
  const found = readdirSync(join(root, 'src')).flatMap((name) => {
    // Imports and comments are removed, because they write nothing.
    const code = readFileSync(join(root, 'src', name), 'utf8').replace(/^import .*$|\/\/.*$|\/\*[^]*?\*\//gm, '');
    return [...code.matchAll(writes)].map(([text]) => `${name}: ${text}`);
  });
  assert.deepEqual(found.sort(), ['runner.ts: appendFileSync', 'runner.ts: process.stdout']);
});

test('every field of a timer, in either action and every end of a wait', async () => {
  const hostile = { id: HOSTILE, tenant: HOSTILE, name: HOSTILE, fireTime: HOSTILE, labels: { region: HOSTILE }, payload: { contentType: 'text/plain', data: Buffer.from(HOSTILE).toString('base64') } };
  for (const status of ['TIMER_STATUS_SETTLED', 'TIMER_STATUS_CANCELLED', 'TIMER_STATUS_FAILED', 'TIMER_STATUS_ARMED', HOSTILE]) {
    const url = await server(() => timer({ ...hostile, status }));
    const waited = await run('wait', { 'api-base-url': url, 'timeout-seconds': '2' });
    assertReadable(waited, status);
    // The output is a separate file and not the log, so it has the exact bytes.
    assert.equal(waited.outputs.payload, HOSTILE);
  }
  for (const fields of [...Object.keys(hostile).map((name) => [name]), Object.keys(hostile)]) {
    const url = await server(() => ({ body: { outcome: HOSTILE, existing: true, ...timer(Object.fromEntries(fields.map((name) => [name, hostile[name]]))).body } }));
    const { code, log, outputs } = await run('schedule', { 'api-base-url': url });
    assert.equal(code, 0, log);
    assert.equal(JSON.parse(outputs['response-json']).outcome, HOSTILE);
    const withdrawn = await run('schedule', { 'api-base-url': url, 'tenant-id': 'other' });
    assert.equal(withdrawn.code, 1);
    if (fields.some((name) => name === 'id' || name === 'tenant')) assertReadable(withdrawn, fields.join());
  }
});

test('every refusal, before a repeat and at the end', async () => {
  const violations = { violations: [{ field: HOSTILE, description: HOSTILE }] };
  const page = { type: `https://${HOSTILE}` };
  const refused = (status, fields) => ({ ...problem(status, HOSTILE, HOSTILE, { 'retry-after': '0' }), body: { ...problem(status, HOSTILE, HOSTILE).body, ...fields } });
  const redirected = { status: 302, headers: { location: IN_HEADER } };
  const foreign = { status: 404, headers: { 'content-type': IN_HEADER }, body: HOSTILE };
  for (const [first, last] of [
    [refused(503, page), refused(400, page)],
    [refused(429, violations), refused(403, violations)],
    [{ ...foreign, status: 502, headers: { ...foreign.headers, 'retry-after': '0' } }, foreign],
    [refused(503, {}), redirected],
    [refused(503, {}), { status: 200, headers: { 'content-type': IN_HEADER }, body: HOSTILE }],
    [refused(503, { reason: 'X' }), problem(401, 'Y', HOSTILE)],
  ]) {
    for (const action of ACTIONS) {
      const url = await server((_, number) => (number === 1 ? first : last));
      const { log, errors } = await run(action, { 'api-base-url': url });
      assertReadable({ log, errors: [] }, 'before a repeat');
      assertReadable({ log: '', errors }, 'at the end');
    }
  }
});

test('every answer to the exchange of a token, and what gives the token', async () => {
  const tokens = await server(() => ({ body: { value: 'token' } }));
  const oidc = { ACTIONS_ID_TOKEN_REQUEST_URL: tokens, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' };
  for (const action of ACTIONS) {
    const refusing = await server(() => problem(403, HOSTILE, HOSTILE));
    assertReadable(await run(action, { 'api-base-url': refusing, 'tenant-id': 'acme' }, oidc), 'exchange');
    const keyless = await server(() => ({ body: { secret: HOSTILE } }));
    const forged = { ...oidc, ACTIONS_ID_TOKEN_REQUEST_URL: keyless };
    const { code, errors } = await run(action, { 'api-base-url': keyless, 'tenant-id': 'acme' }, oidc);
    assert.match(errors[0], /answer has no key in it/);
    assert.equal(code, 1);
    assert.match((await run(action, { 'api-base-url': keyless, 'tenant-id': 'acme' }, forged)).errors[0], /has no OIDC token in it/);
  }
});

test('a proxy that refuses', async () => {
  const proxy = http.createServer().on('connect', (_, client) => client.end(`HTTP/1.1 407 ${IN_HEADER}\r\n\r\n`));
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  const also = { HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}` };
  for (const action of ACTIONS) assertReadable(await run(action, { 'api-base-url': 'https://minoots.test' }, also), action);
  await new Promise((closed) => proxy.close(closed));
});

for (const action of ACTIONS) {
  test(`every input of ${action}`, async () => {
    const url = await server(() => timer({ status: 'TIMER_STATUS_SETTLED' }));
    for (const name of Object.keys(manifest(action).inputs)) {
      // For two mutually exclusive inputs, clears the other one.
      const alone = { 'fire-at': { duration: '' }, duration: action === 'wait' ? { 'timer-id': '' } : {} }[name];
      for (const value of [HOSTILE, JSON.stringify({ [HOSTILE]: HOSTILE }), JSON.stringify([HOSTILE])]) {
        const { code, masks } = await run(action, { 'api-base-url': url, ...alone, [name]: value });
        assert.ok(code === 0 || code === 1, name);
        assert.deepEqual(masks, name === 'api-key' ? [value.trim()] : [], name);
      }
    }
  });

  test(`every variable of the runner that ${action} reads`, async () => {
    const url = await server(() => timer({ status: 'TIMER_STATUS_SETTLED' }));
    const bundle = readFileSync(join(root, `dist/${action}.cjs`), 'utf8');
    const names = [...new Set([...bundle.matchAll(/"((?:GITHUB|ACTIONS)_[A-Z_]+|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY)"/g)].map(([, name]) => name))];
    for (const known of ['GITHUB_WORKFLOW', 'GITHUB_OUTPUT', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'https_proxy']) assert.ok(names.includes(known), names.join());
    for (const name of names) {
      const [base, also] = /proxy/i.test(name) ? ['https://minoots.test', { HTTPS_PROXY: 'http://127.0.0.1:1' }] : [url, {}];
      const { code } = await run(action, { 'api-base-url': base, 'timeout-seconds': '1' }, { ...also, [name]: HOSTILE });
      assert.ok(code === 0 || code === 1, name);
    }
  });
}

test('defects, uncaught errors and warnings of Node', async () => {
  const url = await server(() => timer({ status: 'TIMER_STATUS_SETTLED' }));
  const text = JSON.stringify(HOSTILE);
  for (const [name, code, script] of [
    ['defect', 1, `require('node:crypto').createHash = () => { throw new TypeError(${text}); };`],
    ['uncaught', 1, `setTimeout(() => { throw new TypeError(${text}); }); require('node:http').request = () => new (require('node:events'))();`],
    ['rejection', 1, `setTimeout(() => Promise.reject(${text})); setInterval(() => {}, 1000);`],
    ['warning', 0, `setImmediate(() => process.emitWarning(${text}, ${text}));`],
  ]) {
    const file = join(directory, `${name}.cjs`);
    writeFileSync(file, script);
    for (const action of ACTIONS) {
      const inputs = name === 'defect' && action === 'wait' ? { 'timer-id': '', duration: '1s' } : {};
      const outcome = await run(action, { 'api-base-url': url, ...inputs }, { NODE_OPTIONS: `--require ${file}` });
      assert.equal(outcome.code, code, `${name}: ${outcome.log}`);
      assert.equal(outcome.errors.length, code, `${name}: ${outcome.log}`);
      assertReadable(outcome, name);
    }
  }
});
