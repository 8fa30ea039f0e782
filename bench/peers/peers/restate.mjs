// Restate's delayed one-way calls through its HTTP ingress; the consumer is a service that it calls.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http2";
import { join } from "node:path";
import * as restate from "@restatedev/restate-sdk";
import { Pool } from "undici";
import { Server, freePort } from "../lib/server.mjs";
import { PACKAGES } from "../lib/settings.mjs";

const PROGRAM = join(PACKAGES, `node_modules/@restatedev/restate-server-linux-${process.arch}/bin/restate-server`);
const CONNECTIONS = 64;

/** Otherwise the SDK prints two lines for each call. */
process.env.RESTATE_LOGGING = "ERROR";

export async function start(directory, log) {
  const [ingress, admin, node, service] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const data = join(directory, "data");
  const env = {
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_LOG_FILTER: "warn",
    DO_NOT_TRACK: "1",
  };
  const argv = [PROGRAM, "--node-name", "node", "--base-dir", data];
  const server = await new Server({ argv, env, log, ready: () => ready(ingress, admin) }).start();
  const [version] = execFileSync(PROGRAM, ["--version"])
    .toString()
    .match(/\d[\d.]+/);
  return { server, version: `Restate ${version}`, address: { ingress, admin, service }, data };
}

async function ready(ingress, admin) {
  for (const url of [`http://127.0.0.1:${ingress}/restate/health`, `http://127.0.0.1:${admin}/health`]) {
    const { ok, status } = await fetch(url);
    if (!ok) throw new Error(`${url} answers ${status}`);
  }
}

/**
 * Connects a client. A service must be registered before a call: a stand-in serves during registration, and the
 * consumer replaces it later.
 */
export async function connect({ ingress, admin, service }) {
  const standIn = await serve(service, () => {});
  await register(admin, service);
  standIn.close();
  const pool = new Pool(`http://127.0.0.1:${ingress}`, { connections: CONNECTIONS, pipelining: 1 });
  const headers = { "content-type": "application/json" };
  return {
    schedule: async ({ due, payload }) => {
      const path = `/Timer/fire/send?delay=${Math.max(0, due - Date.now())}ms`;
      const { statusCode, body } = await pool.request({ method: "POST", path, headers, body: JSON.stringify(payload) });
      const text = await body.text();
      if (statusCode >= 300) throw new Error(`${statusCode}: ${text}`);
    },
    close: () => pool.close(),
  };
}

async function register(admin, service) {
  const body = JSON.stringify({ uri: `http://127.0.0.1:${service}` });
  const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  if (!answer.ok) throw new Error(`registering the service: ${answer.status} ${await answer.text()}`);
}

export async function consume({ service }, fired) {
  await serve(service, fired);
}

async function serve(port, fired) {
  const timer = restate.service({ name: "Timer", handlers: { fire: async (_, payload) => fired(payload) } });
  const sessions = new Set();
  const server = createServer(restate.createEndpointHandler({ services: [timer] }));
  server.on("session", (session) => sessions.add(session.on("error", () => {})));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.close();
    sessions.forEach((session) => session.destroy());
  };
  return { close };
}
