// Error responses, in the server's words and with a remedy.
import { Fault, oneLine } from './fault.ts';
import type { Answer } from './http.ts';
import type { Kind } from './credentials.ts';

/** The fields of a problem document that the action shows. Any may be missing, because proxies answer as well. */
interface Problem {
  type: string;
  reason: string;
  detail: string;
  violations: { field: string; description: string }[];
}

/** The names of the server's fields in this action. */
const INPUTS: Record<string, string> = {
  delay: 'duration', fireTime: 'fire-at', payload: 'metadata', id: 'timer-id', timeout: 'poll-interval',
  actions: 'action-bundle', agent: 'agent-binding',
};

export function refusal(answer: Answer, base: string, kind: Kind): Fault {
  const problem = problemOf(answer);
  const head = `${base} answered ${answer.status}`;
  if (problem === undefined) {
    return new Fault(`${head} ${foreign(answer)}; check that api-base-url is the root of a MINOOTS server`);
  }
  const { violations } = problem;
  const words = violations.length > 0 ? violations.map(shown).join('; ') : oneLine(problem.detail);
  const wayOut = wayOutOf(answer.status, problem.reason, base, kind);
  const page = problem.type.startsWith('https://') ? ` See ${oneLine(problem.type, 200)}` : '';
  return new Fault(`${head} ${oneLine(problem.reason, 64)}: ${words}.${wayOut === '' ? '' : ` ${wayOut}.`}${page}`);
}

function shown({ field, description }: { field: string; description: string }): string {
  // From `actions[0].target`, takes `actions`.
  const [first = ''] = /^[^.[]*/.exec(field) ?? [];
  return oneLine(`${INPUTS[first] ?? first}${field.slice(first.length)}: ${description}`, 300);
}

function foreign(answer: Answer): string {
  const location = answer.headers.location;
  if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
    return `and sends on to ${oneLine(location, 200)}, where a key is not sent after it`;
  }
  return `with ${oneLine(answer.headers['content-type'] ?? 'no content type', 100)} in place of what MINOOTS says`;
}

function wayOutOf(status: number, reason: string, base: string, kind: Kind): string {
  if (status === 401) return unauthenticated(base, kind);
  if (status === 403) return forbidden(reason, kind);
  if (reason === 'IDEMPOTENCY_MISMATCH' || reason === 'TIMER_EXISTS') {
    return 'This step has made another timer in this attempt of the run already: give every step that uses this action an `id` of its own';
  }
  if (reason === 'TIMER') return "Check timer-id, and that the credential belongs to the timer's tenant";
  if (reason === 'WEBHOOK') return 'Check the endpoints that action-bundle names';
  if (reason === 'TOKEN_EXCHANGE_OFF') return 'Give api-key, or have whoever runs the server name the issuer of the runner';
  if (reason === 'PATH') return 'Check that api-base-url is the root of the server';
  return '';
}

function forbidden(reason: string, kind: Kind): string {
  if (reason === 'NO_ROLE_MAPPING' || reason === 'TOKEN_EVENT') return 'Add a trust rule for this job to the tenant given as tenant-id, or give api-key';
  if (reason === 'ROLE_INSUFFICIENT' && kind === 'key') {
    return 'The key holds, and none of its roles may do this: give the key of a writer, or to wait for a timer that exists, of a viewer';
  }
  return "The credential is known but may not do this: check tenant-id, and the role that the server's operator gave it";
}

function unauthenticated(base: string, kind: Kind): string {
  if (kind === 'key') return 'Check that the secret given as api-key holds a whole key of this server that has not been revoked';
  if (kind === 'oidc') return `The runner's OIDC token was sent, with the audience ${base}: check that a trust rule of the tenant given as tenant-id is for this job and that audience, or give api-key`;
  return 'No credential was sent: give api-key, from a secret that this job has, or tenant-id and the permission id-token: write';
}

function problemOf(answer: Answer): Problem | undefined {
  const value = jsonObject(answer.text);
  if (value === undefined || answer.status < 400 || typeof value['reason'] !== 'string') return undefined;
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : '');
  const violations = Array.isArray(value['violations']) ? value['violations'] : [];
  return {
    type: text('type'),
    reason: text('reason'),
    detail: text('detail'),
    violations: violations.flatMap((violation: unknown) => {
      const { field, description } = (violation ?? {}) as Record<string, unknown>;
      return typeof field === 'string' && typeof description === 'string' ? [{ field, description }] : [];
    }),
  };
}

/** Returns a JSON object, or nothing. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
