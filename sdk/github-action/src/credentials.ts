// Who asks: a key, or the runner's own OIDC token, or nobody. Both are masked before they are used.
import { Fault, inputFault, oneLine } from './fault.ts';
import { NoAnswer, send } from './http.ts';
import { input, mask, variable } from './runner.ts';
import { now, sleep } from './time.ts';

export type Kind = 'key' | 'oidc' | 'none';

export interface Credentials {
  kind: Kind;
  /** The value for `Authorization`, if there is one. */
  header(deadline: number): Promise<string | undefined>;
  /** Whether another token can be had after the last one was refused. */
  renew(): boolean;
}

export function credentials(audience: string): Credentials {
  const key = input('api-key');
  if (key !== '') return byKey(key);
  const [url, token] = [variable('ACTIONS_ID_TOKEN_REQUEST_URL'), variable('ACTIONS_ID_TOKEN_REQUEST_TOKEN')];
  if (url !== '' && token !== '') return byToken(url, token, audience);
  return { kind: 'none', header: async () => undefined, renew: () => false };
}

function byKey(key: string): Credentials {
  mask(key);
  // Not shown: it is, or nearly is, a secret.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw inputFault('api-key', 'has a space, a line break or a character that is not ASCII within it; paste the key alone into the secret');
  }
  return { kind: 'key', header: async () => `Bearer ${key}`, renew: () => false };
}

// The runner's tokens last a few minutes, waits may last longer: a refused token is replaced.
function byToken(requestUrl: string, requestToken: string, audience: string): Credentials {
  mask(requestToken);
  let token: string | undefined;
  return {
    kind: 'oidc',
    async header(deadline) {
      token ??= await fetchToken(requestUrl, requestToken, audience, deadline);
      return `Bearer ${token}`;
    },
    renew() {
      token = undefined;
      return true;
    },
  };
}

const ATTEMPT_MS = 10_000;

async function fetchToken(requestUrl: string, requestToken: string, audience: string, deadline: number): Promise<string> {
  if (!URL.canParse(requestUrl)) throw new Fault('ACTIONS_ID_TOKEN_REQUEST_URL is not a URL; give api-key instead');
  const url = new URL(requestUrl);
  url.searchParams.set('audience', audience);
  const headers = { authorization: `Bearer ${requestToken}`, accept: 'application/json' };
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const left = deadline - now();
    const outcome = await send({ method: 'GET', url, headers, timeoutMs: Math.max(1, Math.min(ATTEMPT_MS, left)) }).then(
      (answer) => ({ answer, words: `it answered ${answer.status}`, mayPass: answer.status >= 500 || answer.status === 429 }),
      (error: unknown) => {
        if (!(error instanceof NoAnswer)) throw error;
        return { answer: undefined, words: error.message, mayPass: error.mayPass };
      },
    );
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
