// The runner's side: inputs are environment variables whose names keep their hyphens, outputs and the summary are files, and
// lines that begin with `::` are commands to it.
import { appendFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Fault, oneLine } from './fault.ts';

/** The input without white space around it; empty when it was not given. */
export function input(name: string): string {
  return (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

/** One of the runner's own variables; empty when it is not set. */
export function variable(name: string): string {
  return process.env[name] ?? '';
}

/** From here on the runner shows *** instead. Must come before anything that might print the secret. */
export function mask(secret: string): void {
  command('add-mask', secret);
}

/** Says something in the log of the step. The text cannot be taken for a command, wherever it came from. */
export function say(text: string): void {
  const line = oneLine(text);
  process.stdout.write(`${line.startsWith('::') || line.startsWith('##[') ? ` ${line}` : line}\n`);
}

export function fail(text: string): void {
  process.stdout.write(`::error title=MINOOTS::${escaped(text)}\n`);
  process.exitCode = 1;
}

function command(name: string, text: string): void {
  process.stdout.write(`::${name}::${escaped(text)}\n`);
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Outputs have nowhere to go without this; better said before a timer exists than after. */
export function requireOutputs(): void {
  if (variable('GITHUB_OUTPUT') === '') {
    throw new Fault('GITHUB_OUTPUT is not set, so outputs have nowhere to go; run this as a step of a workflow');
  }
}

export function setOutputs(outputs: Record<string, string>): void {
  let text = '';
  for (const [name, value] of Object.entries(outputs)) {
    // A value cannot hold a delimiter that is drawn after it was made.
    const delimiter = `minoots_${randomUUID()}`;
    text += `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  }
  append('GITHUB_OUTPUT', text);
}

/** A table on the page of the run, of what there is. Nothing depends on it, so a runner without one does not matter. */
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

/** Runs an action to its end. */
export async function run(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    fail(error instanceof Fault ? error.message : `defect of this action, please report it: ${oneLine(String(error))}`);
    if (!(error instanceof Fault) && error instanceof Error) {
      command('debug', error.stack ?? '');
    }
  }
}
