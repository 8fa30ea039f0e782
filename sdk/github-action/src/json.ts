// JSON in inputs.
import { inputFault, quoted } from './fault.ts';

/** Refuses JSON with two members of one name, because a parser would silently drop the first. */
export function refuseDoubles(field: string, text: string, value: unknown): void {
  const written = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;
  if (written !== countMembers(value)) throw inputFault(field, `${quoted(text)} has a field twice in one object; give each once`);
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, part) => sum + countMembers(part), own);
}

/** The value of a JSON text, or nothing. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
