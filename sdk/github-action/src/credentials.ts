// The credentials of a call: an API key, a short-lived key in exchange for the runner's own OIDC token, or none. All
// are masked before use.
import { Fault, inputFault, oneLine } from './fault.ts';
import { NoAnswer, send, type Request } from './http.ts';
import { jsonObject, refusal } from './refusal.ts';
import { input, mask, variable } from './runner.ts';
import { now, sleep } from './time.ts';

export type Kind = 'key' | 'oidc' | 'none';

export interface Credentials {
  kind: Kind;
  /** Returns the value for `Authorization`, if there is one. */
  header(deadline: number): Promise<string | undefined>;
  /** Whether another key is available after the last one was refused. */
  renew(): boolean;
}

export function credentials(base: string): Credentials {
  const key = input('api-key');
  if (key !== '') return byKey(key);
  const [url, token] = [variable('ACTIONS_ID_TOKEN_REQUEST_URL'), variable('ACTIONS_ID_TOKEN_REQUEST_TOKEN')];
  const tenant = input('tenant-id');
  if (url !== '' && token !== '' && tenant !== '') return byToken({ url, token }, base, tenant);
  return { kind: 'none', header: async () => undefined, renew: () => false };
}

function byKey(key: string): Credentials {
  mask(key);
  // The message omits the value, because it is a secret, or nearly one.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw inputFault('api-key', 'has a space, a line break or a character that is not ASCII within it; paste the key alone into the secret');
  }
  return { kind: 'key', header: async () => `Bearer ${key}`, renew: () => false };
}

/** The runner's token endpoint, and the credential for it. */
interface Runner {
  url: string;
  token: string;
}

// The keys last minutes and a wait may last longer, so a refused key is replaced.
function byToken(runner: Runner, base: string, tenant: string): Credentials {
  mask(runner.token);
  let key: string | undefined;
  return {
    kind: 'oidc',
    async header(deadline) {
      key ??= await exchanged(runner, base, tenant, deadline);
      return `Bearer ${key}`;
    },
    renew() {
      key = undefined;
      return true;
    },
  };
}

/** Exchanges a token for a key. Each attempt fetches its own token: one whose response was lost may be used up. */
async function exchanged(runner: Runner, base: string, tenant: string, deadline: number): Promise<string> {
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const token = await fetchToken(runner, base, deadline);
    const url = new URL(`${base}/v1/keys:exchange`);
    const headers = { accept: 'application/json, application/problem+json', 'content-type': 'application/json' };
    const outcome = await attempt({ method: 'POST', url, headers, body: JSON.stringify({ tenant, token }) }, deadline);
    const { answer } = outcome;
    if (answer?.status === 200) return keyOf(answer.text);
    if (!outcome.mayPass || now() + pauseMs >= deadline || pauseMs > 4000) {
      if (answer !== undefined) throw refusal(answer, base, 'oidc');
      throw new Fault(`${base} did not exchange the runner's OIDC token: ${oneLine(outcome.words, 300)}; check api-base-url, or give api-key`);
    }
    await sleep(pauseMs);
  }
}

function keyOf(text: string): string {
  const secret = jsonObject(text)?.['secret'];
  if (typeof secret !== 'string' || !/^[\x21-\x7e]+$/.test(secret)) {
    throw new Fault("the server's answer has no key in it; check that api-base-url is the root of a MINOOTS server");
  }
  mask(secret);
  return secret;
}

const ATTEMPT_MS = 10_000;

/** Sends one request. Returns whether a retry may have another result. */
async function attempt(request: Omit<Request, 'timeoutMs'>, deadline: number) {
  const timeoutMs = Math.max(1, Math.min(ATTEMPT_MS, deadline - now()));
  try {
    const answer = await send({ ...request, timeoutMs });
    return { answer, words: `it answered ${answer.status}`, mayPass: answer.status >= 500 || answer.status === 429 };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { answer: undefined, words: error.message, mayPass: error.mayPass };
  }
}

async function fetchToken(runner: Runner, audience: string, deadline: number): Promise<string> {
  if (!URL.canParse(runner.url)) throw new Fault('ACTIONS_ID_TOKEN_REQUEST_URL is not a URL; give api-key instead');
  const url = new URL(runner.url);
  url.searchParams.set('audience', audience);
  const headers = { authorization: `Bearer ${runner.token}`, accept: 'application/json' };
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const outcome = await attempt({ method: 'GET', url, headers }, deadline);
    if (outcome.answer?.status === 200) return tokenOf(outcome.answer.text);
    if (!outcome.mayPass || now() + pauseMs >= deadline || pauseMs > 4000) {
      throw new Fault(
        `the runner's OIDC token could not be had: ${oneLine(outcome.words, 300)}; run the step again, or give api-key`,
      );
    }
    await sleep(pauseMs);
  }
}

function tokenOf(text: string): string {
  let value: unknown;
  try {
    value = (JSON.parse(text) as { value?: unknown } | null)?.value;
  } catch {
    value = undefined;
  }
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new Fault("the runner's answer has no OIDC token in it; run the step again, or give api-key");
  }
  mask(value);
  return value;
}
