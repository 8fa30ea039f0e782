// One request and one response: bounded in time and size, without redirects, through the runner's proxy if it has one.
import http from 'node:http';
import https from 'node:https';
import { oneLine } from './fault.ts';
import { NotConnected, proxyFor, tunnel } from './proxy.ts';

export interface Request {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** No response arrived. The effect of the request is unknown. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  constructor(
    words: string,
    /** Whether a retry may have another result. */
    readonly mayPass: boolean,
  ) {
    super(words);
  }
}

const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'no connection within the time the system allows',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  EAI_AGAIN: 'the name could not be looked up',
};

export async function send(request: Request): Promise<Answer> {
  // AbortSignal.timeout is unsuitable: its timer alone does not keep the process alive.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), request.timeoutMs);
  try {
    return await exchange(request, abort.signal);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (abort.signal.aborted) throw new NoAnswer(`no answer within ${Math.ceil(request.timeoutMs / 1000)} s`, true);
    throw explained(error);
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(request: Request, signal: AbortSignal): Promise<Answer> {
  const { url, method, headers, body } = request;
  const proxy = proxyFor(url);
  const socket = proxy ? await tunnel(proxy, url, signal) : undefined;
  return new Promise((resolve, reject) => {
    // An agent would open its own connections.
    const connection: https.RequestOptions = socket ? { createConnection: () => socket } : { agent: false };
    const options: https.RequestOptions = { method, headers, signal, ...connection };
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) outgoing.destroy(new NoAnswer('the answer is longer than 4 MiB', false));
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function explained(error: unknown): NoAnswer {
  if (error instanceof NotConnected) return new NoAnswer(error.message, error.mayPass);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = oneLine(error instanceof Error ? error.message : String(error), 200);
  const words = WORDS[code];
  if (words !== undefined) return new NoAnswer(`${words} (${code})`, true);
  if (code === 'ENOTFOUND') return new NoAnswer('there is no machine of that name (ENOTFOUND)', false);
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    const wayOut = 'if its authority is your own, name the file of its certificates in the environment variable NODE_EXTRA_CA_CERTS';
    return new NoAnswer(`its certificate is not accepted (${code}: ${detail}); ${wayOut}`, false);
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return new NoAnswer(`it does not speak TLS on that port (${code}); check the port`, false);
  }
  return new NoAnswer(detail === '' ? code : detail, !code.startsWith('HPE_'));
}
