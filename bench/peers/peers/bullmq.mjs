// BullMQ's delayed jobs on Redis.
import { join } from "node:path";
import { Queue, Worker } from "bullmq";
import Redis from "ioredis";
import { DATA_INSIDE, inTree, packageVersion } from "../lib/debian.mjs";
import { Server, freePort } from "../lib/server.mjs";
import { installedVersion } from "../lib/versions.mjs";

const QUEUE = "timers";
const JOBS_AT_ONCE = 100;

export async function start(directory, log) {
  const port = await freePort();
  const data = join(directory, "data");
  const settings = {
    port,
    bind: "127.0.0.1",
    dir: DATA_INSIDE,
    save: "",
    appendonly: "yes",
    appendfsync: "always",
    "maxmemory-policy": "noeviction",
  };
  const argv = inTree(data, ["/usr/bin/redis-server", ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, `${value}`])]);
  const server = await new Server({ argv, log, ready: () => ready(port) }).start();
  const version = `BullMQ ${installedVersion("bullmq")}, Redis ${packageVersion("redis-server")}`;
  return { server, version, address: { port }, data };
}

async function ready(port) {
  const redis = new Redis({ port, lazyConnect: true, retryStrategy: null }).on("error", () => {});
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

const connection = ({ port }) => ({ port, maxRetriesPerRequest: null, retryStrategy: () => 50 });
const delayOf = ({ due }) => Math.max(0, due - Date.now());

export async function connect(address) {
  const queue = new Queue(QUEUE, { connection: connection(address), defaultJobOptions: { removeOnComplete: true } });
  queue.on("error", () => {});
  await queue.waitUntilReady();
  return {
    schedule: (timer) => queue.add("timer", timer.payload, { delay: delayOf(timer) }),
    scheduleBatch: (timers) =>
      queue.addBulk(timers.map((timer) => ({ name: "timer", data: timer.payload, opts: { delay: delayOf(timer) } }))),
    close: () => queue.close(),
  };
}

export async function consume(address, fired) {
  const worker = new Worker(QUEUE, async (job) => fired(job.data), { connection: connection(address), concurrency: JOBS_AT_ONCE });
  worker.on("error", () => {});
  await worker.waitUntilReady();
}
