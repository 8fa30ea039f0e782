// MINOOTS through its public gRPC API, from the same kind of client process as every rival.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { sleep } from "../lib/clock.mjs";
import { Server, freePort, reach } from "../lib/server.mjs";
import { MINOOTS_BIN, REPOSITORY } from "../lib/settings.mjs";

const CREDITS = 1000;
const SERVICES = ["minoots/timer/v1/timer_service.proto", "minoots/event/v1/event_service.proto"];
const { minoots } = grpc.loadPackageDefinition(loadSync(SERVICES, { includeDirs: [join(REPOSITORY, "proto")], longs: Number }));

export const { TimerService } = minoots.timer.v1;
const { EventService } = minoots.event.v1;

export async function start(directory, log) {
  const port = await freePort();
  const data = join(directory, "data");
  const argv = [MINOOTS_BIN, "dev", "--no-demo", "--data", data, "--listen", `127.0.0.1:${port}`];
  const server = await new Server({ argv, log, ready: () => ready(port) }).start();
  const version = execFileSync(MINOOTS_BIN, ["-V"]).toString().trim();
  return { server, version, address: { port }, data };
}

async function ready(port) {
  await reach(port);
  const { ok, status } = await fetch(`http://127.0.0.1:${port}/readyz`);
  if (!ok) throw new Error(`/readyz answers ${status}`);
}

export async function connect(address) {
  const client = open(TimerService, address);
  const call = (method, request) =>
    new Promise((resolve, reject) => client[method](request, (error, answer) => (error ? reject(error) : resolve(answer))));
  return {
    schedule: (timer) => call("createTimer", create(timer)),
    scheduleBatch: (timers) => call("batchCreateTimers", { requests: timers.map(create) }),
    close: () => client.close(),
  };
}

export async function consume(address, fired) {
  const client = open(EventService, address);
  await new Promise((opened) => follow(client, fired, opened));
}

/** Consumes, on a new stream whenever one has ended. */
async function follow(client, fired, opened) {
  for (;;) {
    const stream = client.consume();
    stream.on("data", ({ delivery, opened: isOpen }) => {
      if (isOpen) opened();
      if (!delivery) return;
      fired(JSON.parse(delivery.envelope.payload).data);
      stream.write({ ack: { eventId: delivery.envelope.id, fence: delivery.fence } });
    });
    const ended = new Promise((resolve) => stream.on("error", resolve).on("end", resolve));
    stream.write({ open: { credits: CREDITS } });
    await ended;
    await sleep(10);
  }
}

export function open(Service, { port }) {
  const reconnect = { "grpc.initial_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 100 };
  return new Service(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), reconnect);
}

export function create({ id, due, payload }) {
  return {
    id: `timer-${id}`,
    name: "peer",
    fireTime: { seconds: Math.floor(due / 1000), nanos: (due % 1000) * 1_000_000 },
    payload: { contentType: "text/plain", data: Buffer.from(payload) },
  };
}
