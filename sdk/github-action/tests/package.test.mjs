// The published package: metadata, bundles, lock file, and documentation whose commands work as written.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { manifest, root, runAction, source, step } from './action.mjs';
import { Node } from './node.mjs';

let node;
let actionErrors;
before(async () => {
  ({ actionErrors } = await source('tests/schema.mjs'));
  node = await Node.startGuarded();
});
after(() => node.stop());

const read = (path) => readFileSync(join(root, path), 'utf8');
const examples = (path) => [...read(path).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text);

const CONNECTION = ['api-base-url', 'api-key'];
const INPUTS = {
  schedule: [...CONNECTION, 'tenant-id', 'requested-by', 'duration', 'fire-at', 'name', 'metadata', 'labels', 'action-bundle', 'agent-binding', 'region', 'timeout-seconds', 'job-index'],
  wait: [...CONNECTION, 'tenant-id', 'timer-id', 'duration', 'poll-interval', 'timeout-seconds', 'job-index'],
};
const OUTPUTS = { schedule: ['timer-id', 'fire-at', 'region', 'response-json'], wait: ['status', 'payload'] };

test('action.yml is what the schema of actions allows', () => {
  for (const path of ['action.yml', 'wait/action.yml']) {
    const text = read(path);
    assert.deepEqual(actionErrors(text), [], path);
    // The parser itself must detect broken metadata.
    for (const broken of [text.replace('runs:', 'run:'), text.replace('required: true', 'required: maybe'), text.replace('icon: clock', 'icon: cuckoo'), text.replace('main:', 'mian:')]) {
      assert.notEqual(broken, text);
      assert.notDeepEqual(actionErrors(broken), [], broken);
    }
  }
});

test('inputs and outputs are those that are documented, and run on Node 24', () => {
  const page = read('../../docs/github-action.md');
  for (const action of ['schedule', 'wait']) {
    const { directory, inputs, outputs, runs } = manifest(action);
    assert.deepEqual(Object.keys(inputs), INPUTS[action]);
    assert.deepEqual(Object.keys(outputs), OUTPUTS[action]);
    assert.equal(runs.using, 'node24');
    assert.ok(existsSync(join(directory, runs.main)));
    for (const name of [...INPUTS[action], ...OUTPUTS[action]]) assert.ok(page.includes(`\`${name}\``), name);
  }
});

test('every input is read, and no other', () => {
  for (const action of ['schedule', 'wait']) {
    const text = read(`dist/${action}.cjs`);
    const names = [...text.matchAll(/\binput\("([a-z-]+)"\)/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(names)].sort(), [...INPUTS[action]].sort());
  }
});

test('dist/ that is not what src/ makes is found', () => {
  const copy = mkdtempSync(join(tmpdir(), 'minoots-dist-'));
  for (const part of ['src', 'dist', 'scripts', 'package.json', 'tsconfig.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const check = () => spawnSync(process.execPath, [join(copy, 'scripts/build.mjs'), '--check'], { encoding: 'utf8' });
  assert.equal(check().status, 0, check().stderr);
  writeFileSync(join(copy, 'dist/wait.cjs'), `${read('dist/wait.cjs')}\n`);
  rmSync(join(copy, 'dist/schedule.cjs'));
  const { status, stderr } = check();
  assert.equal(status, 1);
  assert.match(stderr, /dist\/schedule\.cjs is not what src\/ makes: run `npm run build`/);
  assert.match(stderr, /dist\/wait\.cjs is not what src\/ makes/);
  rmSync(copy, { recursive: true });
});

test('versions are pinned, and the lock file names no registry', () => {
  const { devDependencies, dependencies } = JSON.parse(read('package.json'));
  assert.equal(dependencies, undefined);
  for (const [name, version] of Object.entries(devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  assert.equal(read('package-lock.json').includes('"resolved"'), false);
});

test('the quick start does what it says', async () => {
  const text = read('README.md');
  const [job] = Object.entries(parse(examples('README.md')[0]).jobs);
  const context = { 'vars.MINOOTS_URL': node.endpoint, 'secrets.MINOOTS_API_KEY': node.newKey('writer').secret };
  const filled = (value) => String(value).replace(/\$\{\{ (\S+) \}\}/g, (_, name) => {
    assert.ok(name in context, `${name} is known by then`);
    return context[name];
  });
  const all = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(value)]));
  const run = step();
  let said;
  for (const { id, uses, with: inputs, run: script, env } of job[1].steps) {
    if (script) {
      said = execFileSync('bash', ['--norc', '--noprofile', '-c', script], { env: all(env), encoding: 'utf8' }).trim();
      continue;
    }
    const action = { 'minoots/minoots/sdk/github-action': 'schedule', 'minoots/minoots/sdk/github-action/wait': 'wait' }[uses.split('@')[0]];
    const { code, log, outputs } = await runAction(action, all(inputs), { ...run, GITHUB_JOB: job[0], GITHUB_ACTION: id });
    assert.equal(code, 0, log);
    for (const [name, value] of Object.entries(outputs)) context[`steps.${id}.outputs.${name}`] = value;
  }
  assert.equal(said, /The last step prints `(.*?)`/.exec(text)[1]);
});
