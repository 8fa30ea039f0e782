// An error for the author of the workflow: the problem, the rule and the remedy. Every other exception is a defect of
// the action.

export class Fault extends Error {
  override name = 'Fault';
}

/** The time ran out during retries: the request itself is valid. */
export class OutOfTime extends Fault {}

/** Builds the error for an input that breaks a rule. `words` name the rule and a valid value. */
export function inputFault(input: string, words: string): Fault {
  return new Fault(`${input}: ${words}`);
}

const SHOWN_MAX = 1000;

/**
 * Returns foreign text, such as a server's or an input's, on one line: without characters that control terminals and
 * logs, and shortened.
 */
export function oneLine(text: string, max = SHOWN_MAX): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  const characters = [...plain];
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : plain;
}

/** Returns an input in the form for a message about it. */
export function quoted(text: string): string {
  return JSON.stringify(oneLine(text, 80));
}
