// RabbitMQ: messages expire in one quorum queue and are dead-lettered, at least once, into another. A queue expires
// messages at its head only, so messages that are due in an hour wait in a separate queue.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import amqp from "amqplib";
import { sleep } from "../lib/clock.mjs";
import { DATA_INSIDE, inTree, packageVersion } from "../lib/debian.mjs";
import { Server, freePort } from "../lib/server.mjs";

const FIRED = "fired";
const NEAR = "near";
const FAR = "far";
const FAR_MS = 1_800_000;
const PREFETCH = 1000;
const QUORUM = { "x-queue-type": "quorum" };
const WAITING = {
  ...QUORUM,
  "x-dead-letter-exchange": "",
  "x-dead-letter-routing-key": FIRED,
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
};

export async function start(directory, log) {
  const [port, epmd, distribution] = await Promise.all([freePort(), freePort(), freePort()]);
  const data = join(directory, "data");
  const argv = inTree(data, ["/usr/lib/rabbitmq/bin/rabbitmq-server"]);
  writeFileSync(join(data, "rabbitmq.conf"), `listeners.tcp.1 = 127.0.0.1:${port}\nlog.file.level = warning\n`);
  writeFileSync(join(data, "enabled_plugins"), "[].\n");
  const env = {
    HOME: DATA_INSIDE,
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C.UTF-8",
    RABBITMQ_NODENAME: "bench@localhost",
    RABBITMQ_CONFIG_FILE: `${DATA_INSIDE}/rabbitmq.conf`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${DATA_INSIDE}/enabled_plugins`,
    RABBITMQ_MNESIA_BASE: `${DATA_INSIDE}/database`,
    RABBITMQ_LOG_BASE: `${DATA_INSIDE}/log`,
    RABBITMQ_PID_FILE: `${DATA_INSIDE}/pid`,
    RABBITMQ_DIST_PORT: `${distribution}`,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
    ERL_EPMD_ADDRESS: "127.0.0.1",
    ERL_EPMD_PORT: `${epmd}`,
  };
  const server = await new Server({ argv, env, log, ready: async () => (await open(port)).close() }).start();
  return { server, version: `RabbitMQ ${packageVersion("rabbitmq-server")}`, address: { port }, data };
}

async function open(port) {
  const connection = await amqp.connect(`amqp://guest:guest@127.0.0.1:${port}?heartbeat=0`);
  return connection.on("error", () => {});
}

export async function connect({ port }) {
  const connection = await open(port);
  const channel = (await connection.createConfirmChannel()).on("error", () => {});
  await channel.assertQueue(FIRED, { arguments: QUORUM });
  for (const queue of [NEAR, FAR]) await channel.assertQueue(queue, { arguments: WAITING });
  const publish = ({ due, payload }, confirmed) => {
    const remaining = Math.max(0, due - Date.now());
    const options = { persistent: true, expiration: `${remaining}` };
    channel.sendToQueue(remaining > FAR_MS ? FAR : NEAR, Buffer.from(payload), options, confirmed);
  };
  return {
    schedule: (timer) => new Promise((resolve, reject) => publish(timer, (error) => (error ? reject(error) : resolve()))),
    close: () => connection.close(),
  };
}

/** Consumes, on a new connection whenever one has ended. */
export async function consume({ port }, fired) {
  const connection = await open(port);
  connection.on("close", () => again(port, fired));
  const channel = (await connection.createChannel()).on("error", () => {});
  await channel.prefetch(PREFETCH);
  await channel.consume(FIRED, (message) => {
    if (!message) return;
    fired(message.content.toString());
    channel.ack(message);
  });
}

async function again(port, fired) {
  await sleep(50);
  consume({ port }, fired).catch(() => again(port, fired));
}
