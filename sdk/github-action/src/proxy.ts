// Proxies. Self-hosted runners often reach the internet only through a proxy, named by the usual variables. Requests to
// this machine never use one, and plain http goes only there, so tunnels suffice.
import http from 'node:http';
import tls from 'node:tls';
import { isLoopback } from './address.ts';
import { oneLine } from './fault.ts';

/** The proxy did not connect. */
export class NotConnected extends Error {
  override name = 'NotConnected';
  constructor(
    words: string,
    readonly mayPass: boolean,
  ) {
    super(words);
  }
}

/** Returns the proxy for a URL, if there is one. */
export function proxyFor(url: URL): URL | undefined {
  const env = process.env;
  const text = env['https_proxy'] || env['HTTPS_PROXY'] || '';
  if (text === '' || url.protocol !== 'https:' || isLoopback(url.hostname)) return undefined;
  if (isExempt(url, env['no_proxy'] || env['NO_PROXY'] || '')) return undefined;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol !== 'http:') {
    throw new NotConnected('HTTPS_PROXY is not the http:// URL of a proxy; write for example http://proxy.example.com:3128', false);
  }
  return proxy;
}

function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase();
  const port = url.port || '443';
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', entryPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === '*') return true;
    return name !== '' && (entryPort ?? port) === port && (host === name || host.endsWith(`.${name}`));
  });
}

/** Opens a TLS connection to the URL's server through the proxy. */
export async function tunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<tls.TLSSocket> {
  const socket = await connected(proxy, `${url.hostname}:${url.port || '443'}`, signal);
  const secure = tls.connect({ socket, servername: url.hostname, ALPNProtocols: ['http/1.1'] });
  signal.addEventListener('abort', () => secure.destroy(), { once: true });
  await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
  return secure;
}

function connected(proxy: URL, target: string, signal: AbortSignal): Promise<import('node:stream').Duplex> {
  const headers: Record<string, string> = { host: target };
  if (proxy.username !== '') {
    const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers['proxy-authorization'] = `Basic ${Buffer.from(user).toString('base64')}`;
  }
  // The proxy's address without a password.
  const shown = `the proxy ${proxy.host} that HTTPS_PROXY names`;
  return new Promise((resolve, reject) => {
    const options = { host: proxy.hostname, port: proxy.port || 80, method: 'CONNECT', path: target, headers, signal, agent: false };
    const request = http.request(options);
    request.on('connect', (answer, socket) => {
      const status = answer.statusCode ?? 0;
      if (status === 200) return resolve(socket);
      socket.destroy();
      const words = oneLine(answer.statusMessage ?? '', 100);
      reject(new NotConnected(`${shown} does not connect to ${target}: ${status} ${words}`, status === 502 || status === 503));
    });
    request.on('error', (error) => {
      reject(signal.aborted ? error : new NotConnected(`${shown} cannot be reached: ${oneLine(error.message, 200)}`, true));
    });
    request.end();
  });
}
