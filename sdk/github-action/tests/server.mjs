// A server with scripted responses that records its requests, for behaviour that a real node does not show on demand.
import http from 'node:http';

/** `answer(request, number)` returns `{status, headers, body}`, or nothing to leave the request unanswered. */
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
