// Calls of the REST API. A temporary failure is retried until the deadline, at the pace that the server requests. Every
// call here is safe to repeat, because writes carry an idempotency key.
import type { Credentials } from './credentials.ts';
import { Fault, OutOfTime, oneLine } from './fault.ts';
import { NoAnswer, send, type Answer } from './http.ts';
import { jsonObject, refusal } from './refusal.ts';
import { say } from './runner.ts';
import { now, sleep } from './time.ts';

export interface Call {
  method: 'GET' | 'POST';
  /** The path from the API's root, including the query. */
  path: string;
  body?: unknown;
  idempotencyKey?: string;
  /** The deadline on the clock of `now`; the call waits no longer. */
  deadline: number;
  /** The time limit of one attempt. */
  attemptMs?: number;
}

export interface Reply {
  text: string;
  json: Record<string, unknown>;
}

const ATTEMPT_MS = 10_000;
const PAUSE_FIRST_MS = 250;
const PAUSE_MAX_MS = 10_000;

export class Client {
  constructor(
    readonly base: string,
    private readonly credentials: Credentials,
  ) {}

  async call(call: Call): Promise<Reply> {
    let renewed = false;
    let pauseMs = PAUSE_FIRST_MS;
    for (;;) {
      const outcome = await this.attempt(call);
      if (outcome instanceof NoAnswer) {
        const words = `${this.base} did not answer: ${oneLine(outcome.message, 400)}`;
        const wayOut = 'Check api-base-url, and that the server runs and can be reached from this runner';
        if (!outcome.mayPass) throw new Fault(`${words}. ${wayOut}`);
        pauseMs = await this.pause(pauseMs, undefined, call.deadline, words, new Fault(`${words}. ${wayOut}`));
        continue;
      }
      if (outcome.status === 200) return this.reply(outcome);
      const fault = refusal(outcome, this.base, this.credentials.kind);
      if (outcome.status === 401 && !renewed && this.credentials.renew()) {
        renewed = true;
        continue;
      }
      const afterMs = retryAfterMs(outcome);
      // A quota without a delay is not retried: the server names a delay when a retry can help.
      const mayPass = [502, 503, 504].includes(outcome.status) || (outcome.status === 429 && afterMs !== undefined);
      if (!mayPass) throw fault;
      pauseMs = await this.pause(pauseMs, afterMs, call.deadline, fault.message, fault);
    }
  }

  private async attempt(call: Call): Promise<Answer | NoAnswer> {
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
    const authorization = await this.credentials.header(call.deadline);
    if (authorization !== undefined) headers['authorization'] = authorization;
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    if (body !== undefined) headers['content-type'] = 'application/json';
    const timeoutMs = Math.max(1, Math.min(call.attemptMs ?? ATTEMPT_MS, call.deadline - now()));
    const request = { method: call.method, url: new URL(this.base + call.path), headers, timeoutMs };
    try {
      return await send(body === undefined ? request : { ...request, body });
    } catch (error) {
      if (error instanceof NoAnswer) return error;
      throw error;
    }
  }

  /**
   * Waits before the next attempt, as long as the server requests, or else with a growing pause; or gives up. Returns
   * the next pause.
   */
  private async pause(ownMs: number, afterMs: number | undefined, deadline: number, words: string, fault: Fault): Promise<number> {
    const pauseMs = afterMs ?? ownMs * (0.5 + Math.random() / 2);
    if (now() + pauseMs >= deadline) {
      if (afterMs === undefined) throw new OutOfTime(`${fault.message} (nothing is left of timeout-seconds for another attempt)`);
      const asked = `it asks to be left alone for ${Math.ceil(pauseMs / 1000)} s, more than is left of timeout-seconds`;
      throw new Fault(`${fault.message} (${asked})`);
    }
    say(`${words} Trying again in ${(pauseMs / 1000).toFixed(1)} s.`);
    await sleep(pauseMs);
    return Math.min(ownMs * 2, PAUSE_MAX_MS);
  }

  private reply(answer: Answer): Reply {
    const json = jsonObject(answer.text);
    if (json === undefined) throw refusal(answer, this.base, this.credentials.kind);
    return { text: answer.text.trim(), json };
  }
}

/** Parses the delay that the server requests, in seconds or as a date. */
function retryAfterMs(answer: Answer): number | undefined {
  const text = answer.headers['retry-after'];
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - Date.now());
}
