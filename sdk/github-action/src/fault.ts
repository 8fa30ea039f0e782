// What went wrong, in words for whoever wrote the workflow: what, which rule, which way out. Everything else that is thrown is
// a defect of the action.

export class Fault extends Error {
  override name = 'Fault';
}

/** Time was up amid repeats: nothing is wrong with what was asked. */
export class OutOfTime extends Fault {}

/** An input that breaks a rule. `words` say which, and what to write instead. */
export function inputFault(input: string, words: string): Fault {
  return new Fault(`${input}: ${words}`);
}

const SHOWN_MAX = 1000;

/**
 * Text of others on one line, without what terminals and logs would obey, and not longer than anybody reads: words of servers,
 * and inputs in messages.
 */
export function oneLine(text: string, max = SHOWN_MAX): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  const characters = [...plain];
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : plain;
}

/** An input as it is shown in a message about it. */
export function quoted(text: string): string {
  return JSON.stringify(oneLine(text, 80));
}
