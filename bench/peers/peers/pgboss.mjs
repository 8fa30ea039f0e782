// pg-boss: jobs in PostgreSQL that start after an instant, found by polling.
import { PgBoss } from "pg-boss";
import { startPostgresql } from "../lib/postgresql.mjs";
import { installedVersion } from "../lib/versions.mjs";

const QUEUE = "timers";
const CONNECTIONS = 64;
const POLL = { pollingIntervalSeconds: 0.5, batchSize: 500, burstWhenBatchFull: true };

export async function start(directory, log) {
  const started = await startPostgresql(directory, log);
  return { ...started, version: `pg-boss ${installedVersion("pg-boss")}, ${started.version}` };
}

async function open({ url }, options) {
  const boss = new PgBoss({ connectionString: url, schedule: false, ...options });
  boss.on("error", () => {});
  await boss.start();
  return boss;
}

export async function connect(address) {
  const boss = await open(address, { max: CONNECTIONS });
  await boss.createQueue(QUEUE);
  const job = ({ due, payload }) => ({ data: { payload }, startAfter: new Date(due) });
  return {
    schedule: ({ due, payload }) => boss.send(QUEUE, { payload }, { startAfter: new Date(due) }),
    scheduleBatch: (timers) => boss.insert(QUEUE, timers.map(job)),
    close: () => boss.stop({ graceful: false }),
  };
}

export async function consume(address, fired) {
  const boss = await open(address, { supervise: false });
  await boss.work(QUEUE, POLL, async (jobs) => jobs.forEach((job) => fired(job.data.payload)));
}
