// Calls of the API over plain HTTP, with the credential of the signed-in user.
import { session } from "./session.svelte";

/** The values of a query parameter; a list repeats the parameter. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

interface Violation {
  field: string;
  reason: string;
  description: string;
}

/** A refusal of the API, in the form of RFC 9457. */
export interface ProblemBody {
  title?: string;
  status?: number;
  reason?: string;
  detail?: string;
  retryAfter?: string;
  violations?: Violation[];
  facts?: Record<string, string>;
}

/** A call that the node refused, or that did not reach it. */
export class Problem extends Error {
  readonly reason: string;
  readonly status: number;
  readonly violations: Violation[];

  constructor(status: number, body: ProblemBody) {
    super(body.detail || body.title || `The node answered with status ${status}.`);
    this.status = status;
    this.reason = body.reason ?? "";
    this.violations = body.violations ?? [];
  }
}

/** The reason of a problem if no node answered. */
export const UNREACHABLE = "UNREACHABLE";

/** A path with its query. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, String(item));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

export function headers(more: Record<string, string> = {}): Record<string, string> {
  return session.key ? { authorization: `Bearer ${session.key}`, ...more } : more;
}

/** The problem in a response. A missing or ended credential opens the sign-in. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const problem = new Problem(response.status, body);
  if (response.status === 401) session.require(problem.message);
  return problem;
}

export async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: "no-store", credentials: "omit", redirect: "error", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem(0, { reason: UNREACHABLE, detail: "The node does not answer. It may be restarting; the page retries." });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const response = await send(address(path, query), { headers: headers(), signal: signal ?? null });
  return (await response.json()) as T;
}

/** Reads a streamed list: a JSON item per line, the last of which may be a problem. */
export async function getLines<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T[]> {
  const response = await send(address(path, query), { headers: headers(), signal: signal ?? null });
  const text = await response.text();
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const item = JSON.parse(line) as T & { problem?: ProblemBody };
    if (item.problem) throw new Problem(item.problem.status ?? 500, item.problem);
    return item;
  });
}

export async function post<T>(path: string, body: unknown = {}, key?: string): Promise<T> {
  const sent = headers({ "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) });
  const response = await send(path, { method: "POST", headers: sent, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

/** A path with an id in it. */
export function at(collection: string, id: string, rest = ""): string {
  return `/v1/${collection}/${encodeURIComponent(id)}${rest}`;
}

/** A new idempotency key. `crypto.randomUUID` does not exist over plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
