// The interface to the runner. Inputs are environment variables whose names keep their hyphens, outputs and the summary
// are files, and the runner obeys commands in the log. Only this module writes, so that no text of a server or an input
// becomes a command.
import { appendFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Fault, oneLine } from './fault.ts';

/** Returns the input without surrounding white space; empty if it was not given. */
export function input(name: string): string {
  return (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

/** Returns one of the runner's own variables; empty if it is not set. */
export function variable(name: string): string {
  return process.env[name] ?? '';
}

/** Makes the runner show *** instead of a secret from now on. Call it before anything that might print the secret. */
export function mask(secret: string): void {
  command('add-mask', secret);
}

/** Prints a line in the log of the step. */
export function say(text: string): void {
  print(harmless(text));
}

/** Prints the error of the step, which fails. Calls `printed` after the line is written. */
export function fail(text: string, printed?: () => void): void {
  command('error title=MINOOTS', harmless(text), printed);
  process.exitCode = 1;
}

const LINE_MAX = 4000;

/**
 * Returns text as one line without commands. The runner obeys `##[name]` anywhere in a line. It obeys `::name::` after
 * any white space at the start of a line, so the space goes between the colons.
 */
function harmless(text: string): string {
  return oneLine(text, LINE_MAX).replaceAll('##[', '## [').replace(/^::/, ': :');
}

/** Prints one of the action's own commands. A mask has to be the exact secret; all other text is made harmless first. */
function command(name: string, text: string, printed?: () => void): void {
  print(`::${name}::${escaped(text)}`, printed);
}

function print(line: string, printed?: () => void): void {
  process.stdout.write(`${line}\n`, printed);
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Requires the file for outputs, before a timer exists that could not be reported. */
export function requireOutputs(): void {
  if (variable('GITHUB_OUTPUT') === '') {
    throw new Fault('GITHUB_OUTPUT is not set, so outputs have nowhere to go; run this as a step of a workflow');
  }
}

export function setOutputs(outputs: Record<string, string>): void {
  let text = '';
  for (const [name, value] of Object.entries(outputs)) {
    // A value cannot contain a delimiter that is drawn after it.
    const delimiter = `minoots_${randomUUID()}`;
    text += `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  }
  append('GITHUB_OUTPUT', text);
}

/** Writes a table of the non-empty values to the page of the run. It is optional, so a runner without a summary is accepted. */
export function summarize(title: string, rows: [string, string][]): void {
  const filled = rows.filter(([, value]) => value !== '');
  const cells = filled.map(([key, value]) => `<tr><td>${html(key)}</td><td><code>${html(value)}</code></td></tr>\n`);
  if (variable('GITHUB_STEP_SUMMARY') !== '') {
    append('GITHUB_STEP_SUMMARY', `<h3>${html(title)}</h3>\n<table>\n${cells.join('')}</table>\n\n`);
  }
}

function html(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return oneLine(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function append(name: string, text: string): void {
  try {
    appendFileSync(variable(name), text);
  } catch (error) {
    throw new Fault(`the file that ${name} names cannot be written: ${oneLine(String(error))}`);
  }
}

/** Runs an action to its end. Node prints warnings and uncaught errors as they are, and the runner reads both of its streams. */
export async function run(action: () => Promise<void>): Promise<void> {
  process.removeAllListeners('warning').on('warning', ({ name, message }) => say(`${name}: ${message}`));
  process.on('uncaughtException', (error) => failWith(error, () => process.exit()));
  try {
    await action();
  } catch (error) {
    failWith(error);
  }
}

function failWith(error: unknown, printed?: () => void): void {
  if (error instanceof Fault) return fail(error.message, printed);
  if (error instanceof Error) command('debug', (error.stack ?? '').split('\n').map(harmless).join('\n'));
  fail(`defect of this action, please report it: ${oneLine(String(error))}`, printed);
}
