// Inputs that hold many values: labels, and metadata, which becomes the payload.
import { inputFault, quoted } from './fault.ts';
import { jsonObject } from './refusal.ts';

const REQUESTED_BY = 'requested-by';

/** The metadata as the timer's payload, byte for byte as it was given. */
export function metadata(text: string): { payload?: { contentType: string; data: string } } {
  if (text === '') return {};
  if (jsonObject(text) === undefined) {
    throw inputFault('metadata', `${quoted(text)} is not a JSON object; write for example {"build": 7}`);
  }
  return { payload: { contentType: 'application/json', data: Buffer.from(text, 'utf8').toString('base64') } };
}

/** Labels of the timer. Who asked for it is one of them, so that lists can be filtered by it. */
export function labels(text: string, requestedBy: string): { labels?: Record<string, string> } {
  const found = text.startsWith('{') ? fromJson(text) : fromLines(text);
  const given = found.get(REQUESTED_BY);
  if (requestedBy !== '' && given !== undefined && given !== requestedBy) {
    throw inputFault('labels', `has ${REQUESTED_BY}=${quoted(given)}, and the input ${REQUESTED_BY} is ${quoted(requestedBy)}; give one of them`);
  }
  if (requestedBy !== '') found.set(REQUESTED_BY, requestedBy);
  return found.size === 0 ? {} : { labels: Object.fromEntries(found) };
}

function fromJson(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(jsonObject(text) ?? refuse(text))) {
    if (typeof value !== 'string') throw inputFault('labels', `the value of ${quoted(key)} is not a string; put it in quotes`);
    found.set(key, value);
  }
  return found;
}

function fromLines(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of text.split(/[\n,]/).map((part) => part.trim())) {
    if (entry === '') continue;
    const at = entry.indexOf('=');
    if (at < 1) return refuse(entry);
    const key = entry.slice(0, at).trim();
    if (found.has(key)) throw inputFault('labels', `has ${quoted(key)} twice; give each label once`);
    found.set(key, entry.slice(at + 1).trim());
  }
  return found;
}

function refuse(text: string): never {
  throw inputFault('labels', `${quoted(text)} is neither key=value nor a JSON object of strings; write for example team=core, or {"team": "core"}`);
}
