// NATS JetStream's message schedules (server 2.12 or newer): a message on one subject, which the server publishes on
// another at an instant.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { startFastIngest } from "@nats-io/jetstream/internal";
import { connect as open } from "@nats-io/transport-node";
import { DATA_INSIDE, inTree, packageVersion } from "../lib/debian.mjs";
import { Server, freePort } from "../lib/server.mjs";

const STREAM = "TIMERS";
const CONSUMER = "consumer";
const PREFETCH = 1000;
const UNACKNOWLEDGED_MAX = 20_000;
const BATCH_ACK_INTERVAL = 100;

export async function start(directory, log) {
  const port = await freePort();
  const data = join(directory, "data");
  const argv = inTree(data, ["/usr/sbin/nats-server", "-c", `${DATA_INSIDE}/nats.conf`]);
  const settings = `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${DATA_INSIDE}/store", sync_interval: always }\n`;
  writeFileSync(join(data, "nats.conf"), settings);
  const server = await new Server({ argv, log, ready: () => ready(port) }).start();
  return { server, version: `NATS ${packageVersion("nats-server")}`, address: { port }, data };
}

async function ready(port) {
  const connection = await open({ servers: `127.0.0.1:${port}`, reconnect: false });
  try {
    await jetstreamManager(connection);
  } finally {
    await connection.close();
  }
}

const link = ({ port }) => open({ servers: `127.0.0.1:${port}`, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
const source = ({ id }) => `schedule.${id}`;
const schedule = ({ id, due }) => ({ schedule: { specification: new Date(due), target: `fire.${id}` } });

export async function connect(address) {
  const connection = await link(address);
  const manager = await jetstreamManager(connection);
  const subjects = ["schedule.*", "fire.*"];
  await manager.streams.add({
    name: STREAM,
    subjects,
    storage: "file",
    allow_msg_schedules: true,
    allow_msg_ttl: true,
    allow_batched: true,
  });
  const consumer = { durable_name: CONSUMER, ack_policy: "explicit", filter_subject: "fire.*", max_ack_pending: UNACKNOWLEDGED_MAX };
  await manager.consumers.add(STREAM, consumer);
  const stream = jetstream(connection, { timeout: 60_000 });
  return {
    schedule: (timer) => stream.publish(source(timer), timer.payload, schedule(timer)),
    scheduleBatch: (timers) => ingest(connection, timers),
    close: () => connection.close(),
  };
}

/** Publishes one batch, which is acknowledged as a whole. */
async function ingest(connection, timers) {
  const [first, ...rest] = timers;
  const last = rest.pop();
  const options = { ackInterval: BATCH_ACK_INTERVAL, allowGaps: false, maxOutstandingAcks: 2, ...schedule(first) };
  const batch = await startFastIngest(connection, source(first), first.payload, options);
  for (const timer of rest) await batch.add(source(timer), timer.payload, schedule(timer));
  const { count } = await batch.last(source(last), last.payload, schedule(last));
  if (count !== timers.length) throw new Error(`stored ${count} of ${timers.length}`);
}

export async function consume(address, fired) {
  const consumer = await jetstream(await link(address)).consumers.get(STREAM, CONSUMER);
  follow(await consumer.consume({ max_messages: PREFETCH }), fired);
}

async function follow(messages, fired) {
  for await (const message of messages) {
    fired(message.string());
    message.ack();
  }
}
