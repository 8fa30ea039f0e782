// A server that answers what a test tells it to, and remembers what it was asked: for what a real node does not do on demand.
import http from 'node:http';

/** `answer(request, number)` gives `{status, headers, body}`, or nothing for an answer that never comes. */
export async function serve(answer, create = (handler) => http.createServer(handler)) {
  const requests = [];
  const server = create(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const request = { method: incoming.method, url: incoming.url, headers: incoming.headers, body };
    requests.push(request);
    const { status = 200, headers = {}, body: text = '' } = (await answer(request, requests.length)) ?? {};
    if (status === 0) return incoming.socket.destroy();
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
    outgoing.end(typeof text === 'string' ? text : JSON.stringify(text));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, port: server.address().port, requests, close };
}

export const problem = (status, reason, detail, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: { type: `https://github.com/minoots/minoots/blob/main/docs/errors.md#${reason.toLowerCase()}`, title: 'x', status, reason, detail },
});

export const timer = (fields = {}) => ({
  body: { timer: { id: 'timer-1', tenant: 'acme', name: 'x', status: 'TIMER_STATUS_SCHEDULED', fireTime: '2030-01-02T03:04:05Z', ...fields } },
});
