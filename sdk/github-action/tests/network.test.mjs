// TLS and proxies, as on self-hosted runners.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runAction, source, step } from './action.mjs';
import { selfSigned } from './certificate.mjs';
import { serve, timer } from './server.mjs';

const NAME = 'minoots.test';
let directory;
let authority;
let server;
let proxy;
let tunnels;
const clients = [];
let refuse;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'minoots-network-'));
  const certificate = selfSigned(NAME);
  authority = join(directory, 'authority.pem');
  writeFileSync(authority, certificate.cert);
  server = await serve(() => timer(), (handler) => https.createServer(certificate, handler));
  tunnels = [];
  proxy = http.createServer().on('connect', (request, client, head) => {
    clients.push(client);
    tunnels.push({ target: request.url, authorization: request.headers['proxy-authorization'] });
    if (refuse) return client.end(`HTTP/1.1 ${refuse}\r\n\r\n`);
    const upstream = net.connect(server.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
});
after(async () => {
  rmSync(directory, { recursive: true });
  for (const client of clients) client.destroy();
  await new Promise((closed) => proxy.close(closed));
  await server.close();
});

const schedule = (url, also) => runAction('schedule', { 'api-base-url': url, duration: '1h', 'api-key': 'mine', 'timeout-seconds': '3' }, step(), also);
const through = (user = '') => ({ HTTPS_PROXY: `http://${user}127.0.0.1:${proxy.address().port}`, NODE_EXTRA_CA_CERTS: authority });

test('the proxy of the runner is used, with its password, and certificates are checked behind it', async () => {
  const asked = server.requests.length;
  const { code, log } = await schedule(`https://${NAME}:8443`, through('me:p%40ss@'));
  assert.equal(code, 0, log);
  assert.deepEqual(tunnels.at(-1), { target: `${NAME}:8443`, authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` });
  assert.equal(server.requests[asked].headers.authorization, 'Bearer mine');
  assert.equal(server.requests[asked].headers.host, `${NAME}:8443`);
  const other = await schedule('https://other.test', through());
  assert.match(other.errors[0], /^https:\/\/other\.test did not answer: its certificate is not accepted \(ERR_TLS_CERT_ALTNAME_INVALID/);
  assert.equal(server.requests.length, asked + 1);
});

test('a proxy that refuses or is not there is named, without its password', async () => {
  refuse = '407 Proxy Authentication Required';
  const { code, errors, log } = await schedule(`https://${NAME}`, through('me:hidden@'));
  refuse = undefined;
  assert.equal(code, 1);
  assert.match(errors[0], /the proxy 127\.0\.0\.1:\d+ that HTTPS_PROXY names does not connect to minoots\.test:443: 407 Proxy Authentication Required/);
  assert.equal(log.includes('hidden'), false);
  const gone = await schedule(`https://${NAME}`, { HTTPS_PROXY: 'http://127.0.0.1:1' });
  assert.match(gone.errors[0], /the proxy 127\.0\.0\.1:1 that HTTPS_PROXY names cannot be reached: .*ECONNREFUSED/);
  const wrong = await schedule(`https://${NAME}`, { HTTPS_PROXY: 'proxy.example.com:3128' });
  assert.match(wrong.errors[0], /HTTPS_PROXY is not the http:\/\/ URL of a proxy; write for example/);
});

test('this machine is asked without the proxy', async () => {
  const known = tunnels.length;
  const { errors } = await schedule(`https://127.0.0.1:${server.port}`, through());
  // A direct connection: the certificate is for another name.
  assert.match(errors[0], /certificate is not accepted \(ERR_TLS_CERT_ALTNAME_INVALID/);
  assert.equal(tunnels.length, known);
});

test('what NO_PROXY lists is asked without the proxy, and nothing else', async () => {
  const { proxyFor } = await source('src/proxy.ts');
  const before = { ...process.env };
  const exempt = (list, url = `https://${NAME}`) => {
    Object.assign(process.env, { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: list });
    return proxyFor(new URL(url)) === undefined;
  };
  try {
    for (const list of ['minoots.test', 'a.example, .test', '*.test', '*', 'minoots.test:443', 'MINOOTS.TEST']) assert.ok(exempt(list), list);
    for (const list of ['', 'oots.test', 'minoots.test:8443', 'test.minoots.test', ',']) assert.ok(!exempt(list), list);
    assert.ok(exempt('', 'https://localhost:7411'));
    assert.ok(exempt('', 'https://[::1]:7411'));
  } finally {
    process.env = before;
  }
});

test('a certificate of an unknown authority is refused, and told how to be known', async () => {
  const { code, errors } = await schedule(`https://127.0.0.1:${server.port}`);
  assert.equal(code, 1);
  assert.match(errors[0], /its certificate is not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/);
});

test('a port without TLS is told', async () => {
  const plain = await serve(() => timer());
  const { errors } = await schedule(plain.url.replace('http:', 'https:'));
  await plain.close();
  assert.match(errors[0], /it does not speak TLS on that port/);
});
