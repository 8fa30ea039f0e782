// Inputs with many values: labels, and metadata, which becomes the payload.
import { inputFault, quoted } from './fault.ts';
import { refuseDoubles } from './json.ts';
import { jsonObject } from './refusal.ts';

/** Inputs that become labels of the same name, so that lists can be filtered by them. */
export type LabelInputs = Record<'requested-by' | 'region', string>;

/** Returns the metadata as the timer's payload, byte for byte. */
export function metadata(text: string): { payload?: { contentType: string; data: string } } {
  if (text === '') return {};
  if (jsonObject(text) === undefined) {
    throw inputFault('metadata', `${quoted(text)} is not a JSON object; write for example {"build": 7}`);
  }
  return { payload: { contentType: 'application/json', data: Buffer.from(text, 'utf8').toString('base64') } };
}

/** Returns the labels of the timer, including those from separate inputs. */
export function labels(text: string, inputs: LabelInputs): { labels?: Record<string, string> } {
  const found = text.startsWith('{') ? fromJson(text) : fromLines(text);
  for (const [name, value] of Object.entries(inputs)) {
    if (value === '') continue;
    const given = found.get(name);
    if (given !== undefined && given !== value) {
      throw inputFault('labels', `has ${name}=${quoted(given)}, and the input ${name} is ${quoted(value)}; give one of them`);
    }
    found.set(name, value);
  }
  return found.size === 0 ? {} : { labels: Object.fromEntries(found) };
}

/** Validates a region, which is only a label. All interfaces of MINOOTS accept the same texts. */
export function region(text: string): string {
  if (text === '' || /^[a-z][a-z0-9-]{0,62}$/.test(text)) return text;
  throw inputFault('region', `${quoted(text)} is not 1 to 63 small letters, digits and hyphens, a letter first; write for example eu-west`);
}

function fromJson(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const given = jsonObject(text) ?? refuse(text);
  refuseDoubles('labels', text, given);
  for (const [key, value] of Object.entries(given)) {
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
