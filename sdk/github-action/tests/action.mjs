// Runs a bundle as the runner does: `node <main of action.yml>` with inputs in INPUT_* (hyphens kept, every input of
// action.yml set, defaults filled in), with files for outputs, summary and state, and no other variable of this
// process's environment.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Loads one module of the sources, for behaviour that is hard to observe from outside. */
export async function source(path) {
  const directory = mkdtempSync(join(tmpdir(), 'minoots-source-'));
  const outfile = join(directory, 'module.cjs');
  await build({ absWorkingDir: root, entryPoints: [path], bundle: true, platform: 'node', format: 'cjs', outfile });
  const module = createRequire(import.meta.url)(outfile);
  rmSync(directory, { recursive: true });
  return module;
}

/** Returns the runner's variables in one attempt of one run. */
export function step(overrides = {}) {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'octo/repo',
    GITHUB_WORKFLOW: 'release',
    GITHUB_RUN_ID: String(Math.floor(Math.random() * 1e12)),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'ship',
    GITHUB_ACTION: '__minoots',
    GITHUB_ACTOR: 'octocat',
    RUNNER_OS: 'Linux',
    ...overrides,
  };
}

/** The runner's values of the expressions that are defaults here. */
const EXPRESSIONS = { '${{ github.actor }}': 'octocat', '${{ strategy.job-index }}': '0' };

export function manifest(action) {
  const directory = action === 'wait' ? join(root, 'wait') : root;
  return { directory, ...parse(readFileSync(join(directory, 'action.yml'), 'utf8')) };
}

/** Runs an action and returns the effects that a runner sees. `also` overrides variables of the environment. */
export async function runAction(action, inputs, environment = step(), also = {}) {
  const { directory, inputs: declared, runs } = manifest(action);
  const files = mkdtempSync(join(tmpdir(), 'minoots-action-'));
  const env = { PATH: process.env.PATH, ...environment };
  for (const [name, { default: value = '' }] of Object.entries(declared)) {
    env[`INPUT_${name.toUpperCase()}`] = inputs[name] ?? EXPRESSIONS[value] ?? value;
  }
  for (const name of Object.keys(inputs)) {
    if (!(name in declared)) throw new Error(`${name} is not an input of ${action}`);
  }
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE']) {
    env[name] = join(files, name);
    writeFileSync(env[name], '');
  }
  Object.assign(env, also);
  const began = performance.now();
  const child = spawn(process.execPath, [join(directory, runs.main)], { env, cwd: files, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  const read = (name) => readFileSync(join(files, name), 'utf8');
  const commands = obeyed(log);
  const texts = (kind) => commands.filter(({ name }) => name === kind).map(({ data }) => data);
  // Every test restricts the action to these commands.
  const own = ({ name, properties }) => (name === 'error' ? properties === 'title=MINOOTS' : ['add-mask', 'debug'].includes(name) && properties === '');
  if (!commands.every(own)) throw new Error(`the log has a command that is not the action's: ${JSON.stringify(log)}`);
  const outcome = {
    code,
    log,
    tookMs: performance.now() - began,
    outputs: fileCommands(read('GITHUB_OUTPUT')),
    summary: read('GITHUB_STEP_SUMMARY'),
    state: read('GITHUB_STATE'),
    errors: texts('error'),
    masks: texts('add-mask'),
  };
  rmSync(files, { recursive: true });
  return outcome;
}

const COMMANDS =
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning'.split(' ');

/**
 * Returns the commands in a log, in order and decoded, by the runner's rules: `::` after white space, or else the first
 * `##[` of a line.
 */
export function obeyed(log) {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, info = '', text = ''] = /^[\s\x85]*::(.*?)::(.*)$/su.exec(line) ?? /##\[([^\]]*)\](.*)$/su.exec(line) ?? [];
    const [name, ...properties] = info.split(' ');
    const data = text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
    return COMMANDS.includes(name) ? [{ name, properties: properties.join(' '), data }] : [];
  });
}

/** Parses a file of `name<<delimiter`, lines, `delimiter`, as the runner does. */
function fileCommands(text) {
  const found = {};
  const lines = text.split('\n');
  while (lines.length > 1) {
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(lines.shift()) ?? [];
    if (name === undefined) throw new Error(`not a file command: ${text}`);
    const end = lines.indexOf(delimiter);
    if (end < 0) throw new Error(`${name} has no end: ${text}`);
    found[name] = lines.splice(0, end + 1).slice(0, -1).join('\n');
  }
  return found;
}
