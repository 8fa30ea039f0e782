// Further targets of a timer, and its agent. The server validates both again and decides; the action parses them first,
// so that an error names the input before anything is sent.
import { inputFault, oneLine, quoted } from './fault.ts';
import { parsed, refuseDoubles } from './json.ts';
import { jsonObject } from './refusal.ts';

const BUNDLE = 'action-bundle';
const ACTIONS_MAX = 8;
const AFTER_ATTEMPTS_MAX = 100;
const BUNDLE_EXAMPLE = 'write for example queue:archive, webhook:pager@3, or [{"target": {"queue": "archive"}}]';
const ID_BYTES_MAX = 128;

/** An action in the API's form. */
interface Action {
  target: { queue: string } | { webhook: string };
  afterAttempts?: number;
}

/** Parses the further targets of the timer: `TARGET[@N]` on separate lines or between commas, or a JSON array. */
export function actions(text: string): { actions?: Action[] } {
  const found = text.startsWith('[') ? fromJson(text) : fromLines(text);
  if (found.length > ACTIONS_MAX) {
    throw inputFault(BUNDLE, `has ${found.length} actions, and a timer has at most ${ACTIONS_MAX}; let one consumer pass it on to the others`);
  }
  return found.length === 0 ? {} : { actions: found };
}

function fromLines(text: string): Action[] {
  const entries = text.split(/[\n,]/).map((part) => part.trim());
  return entries.filter((entry) => entry !== '').map((entry) => {
    const [, kind, id = '', after] = /^(queue|webhook):([^@]*)(?:@(.*))?$/.exec(entry) ?? [];
    if (kind === undefined) throw inputFault(BUNDLE, `${quoted(entry)} is neither queue:NAME nor webhook:ID, with @N for an escalation; ${BUNDLE_EXAMPLE}`);
    if (after !== undefined && !/^\d+$/.test(after)) throw notAfterAttempts(BUNDLE, `${quoted(entry)} has after its @ what`);
    return action(kind, id, after === undefined ? undefined : Number(after), BUNDLE, BUNDLE);
  });
}

function fromJson(text: string): Action[] {
  const found = parsed(text);
  if (!Array.isArray(found)) throw inputFault(BUNDLE, `${quoted(text)} is not a JSON array; ${BUNDLE_EXAMPLE}`);
  refuseDoubles(BUNDLE, text, found);
  return found.map((entry: unknown, index) => {
    const at = `${BUNDLE}[${index}]`;
    const { target, afterAttempts } = members(at, entry, ['target', 'afterAttempts'], BUNDLE_EXAMPLE);
    const places = Object.entries(members(`${at}.target`, target, ['queue', 'webhook'], BUNDLE_EXAMPLE));
    const [[kind, id] = ['', '']] = places;
    if (places.length !== 1) throw inputFault(`${at}.target`, `has ${places.length === 0 ? 'neither queue nor webhook' : 'both queue and webhook'}; give one of them`);
    if (afterAttempts !== undefined && typeof afterAttempts !== 'number') throw notAfterAttempts(`${at}.afterAttempts`, shown(afterAttempts));
    return action(kind, id, afterAttempts, `${at}.target.${kind}`, `${at}.afterAttempts`);
  });
}

function action(kind: string, id: unknown, afterAttempts: number | undefined, idField: string, afterField: string): Action {
  if (!isId(id, ID_BYTES_MAX)) {
    const what = kind === 'queue' ? 'queue' : 'webhook endpoint';
    throw inputFault(idField, `${shown(id)} is no name of a ${what}: 1 to ${ID_BYTES_MAX} letters, digits, '.', '_' and '-', a letter or digit first; correct it`);
  }
  if (afterAttempts !== undefined && (!Number.isInteger(afterAttempts) || afterAttempts < 0 || afterAttempts > AFTER_ATTEMPTS_MAX)) {
    throw notAfterAttempts(afterField, String(afterAttempts));
  }
  const target = kind === 'queue' ? { queue: id } : { webhook: id };
  return afterAttempts === undefined ? { target } : { target, afterAttempts };
}

function notAfterAttempts(field: string, what: string): Error {
  return inputFault(
    field,
    `${what} is not a whole number from 0 to ${AFTER_ATTEMPTS_MAX}; give how many deliveries must have failed before, and 0 or nothing for as it fires`,
  );
}

const BINDING = 'agent-binding';
const BINDING_EXAMPLE = 'write for example ann, or {"target": "ann", "adapter": "langgraph"}';
const AGENT_BYTES_MAX = 120;
const ADAPTER_BYTES_MAX = 255;

/** Parses the agent of the timer: a name, or a JSON object of the API's fields. */
export function agent(text: string): { agent?: { target: string; adapter?: string; template?: string } } {
  if (text === '') return {};
  if (!text.startsWith('{')) return { agent: { target: agentName(BINDING, text) } };
  const given = jsonObject(text);
  if (given === undefined) throw inputFault(BINDING, `${quoted(text)} is neither an agent's name nor a JSON object; ${BINDING_EXAMPLE}`);
  refuseDoubles(BINDING, text, given);
  const { target, adapter, template } = members(BINDING, given, ['target', 'adapter', 'template'], BINDING_EXAMPLE);
  if (target === undefined) throw inputFault(`${BINDING}.target`, `is required: the agent's name; ${BINDING_EXAMPLE}`);
  const name = agentName(`${BINDING}.target`, target);
  if (adapter !== undefined && (typeof adapter !== 'string' || Buffer.byteLength(adapter) > ADAPTER_BYTES_MAX || /\p{Cc}/u.test(adapter))) {
    throw inputFault(`${BINDING}.adapter`, `${shown(adapter)} is not a text of at most ${ADAPTER_BYTES_MAX} bytes without control characters; give for example "langgraph"`);
  }
  if (template !== undefined && (typeof template !== 'string' || (template !== '' && parsed(template) === undefined))) {
    throw inputFault(`${BINDING}.template`, `${shown(template)} is not a text that holds JSON; write for example "{\\"do\\": \\"{{name}}\\"}", or leave it off`);
  }
  return { agent: { target: name, ...(adapter === undefined ? {} : { adapter }), ...(template === undefined ? {} : { template }) } };
}

function agentName(field: string, name: unknown): string {
  if (isId(name, AGENT_BYTES_MAX)) return name;
  throw inputFault(
    field,
    `${shown(name)} is no agent's name: 1 to ${AGENT_BYTES_MAX} letters, digits, '.', '_' and '-', a letter or digit first; ${BINDING_EXAMPLE}`,
  );
}

function isId(value: unknown, bytesMax: number): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value) && value.length <= bytesMax;
}

/** Returns the members of an object that may have only these. */
function members<Name extends string>(field: string, value: unknown, names: Name[], example: string): Partial<Record<Name, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw inputFault(field, `${value === undefined ? 'is required' : `${shown(value)} is not a JSON object`}; ${example}`);
  }
  const unknown = Object.keys(value).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) throw inputFault(field, `has ${quoted(unknown)}, and there is no such field; there are ${names.join(', ')}`);
  return value;
}

/** Returns a value in the form for a message about it. */
function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : oneLine(JSON.stringify(value), 80);
}
