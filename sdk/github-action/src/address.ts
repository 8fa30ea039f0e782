// The server's address. Keys and tokens go there, so it must use TLS, or be this machine.
import { isIP } from 'node:net';
import { inputFault, quoted } from './fault.ts';

const NAME = 'api-base-url';

/** Returns the API's root, without a trailing slash. */
export function baseUrl(text: string): string {
  if (text === '') {
    throw inputFault(NAME, 'is required; give the address of the server, such as https://minoots.example.com');
  }
  const url = parsed(text);
  if (url.username !== '' || url.password !== '') {
    throw inputFault(NAME, 'has a user or password in it; leave them off and give a key as api-key');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw inputFault(NAME, `${quoted(text)} is neither https:// nor http://; give the address of the server's REST port`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw inputFault(
      NAME,
      `${quoted(text)} is plain http to another machine, which would show the key to everybody on the way; use https://`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw inputFault(NAME, `${quoted(text)} has a query or a fragment; give the address up to the path`);
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (/(^|\/)v1(\/|$)/.test(path)) {
    throw inputFault(NAME, `${quoted(text)} names a part of the API; leave off /v1 and what follows it`);
  }
  return url.origin + path;
}

function parsed(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw inputFault(NAME, `${quoted(text)} is not a URL; write for example https://minoots.example.com`);
  }
}

/** Whether a URL's host is this machine, by an address or by the name that always denotes it. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
