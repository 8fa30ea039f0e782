// graphile-worker: jobs in PostgreSQL that run at an instant, found by polling.
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { startPostgresql } from "../lib/postgresql.mjs";
import { installedVersion } from "../lib/versions.mjs";

const TASK = "timer";
const CONNECTIONS = 64;
const JOBS_AT_ONCE = 24;
const POLL_MS = 100;
const LOCAL_QUEUE_JOBS = 500;

const logger = new Logger(() => () => {});

function pool(url, max) {
  const connections = new pg.Pool({ connectionString: url, max });
  return connections.on("error", () => {}).on("connect", (client) => client.on("error", () => {}));
}

export async function start(directory, log) {
  const started = await startPostgresql(directory, log);
  return { ...started, version: `graphile-worker ${installedVersion("graphile-worker")}, ${started.version}` };
}

export async function connect({ url }) {
  const pgPool = pool(url, CONNECTIONS);
  const utils = await makeWorkerUtils({ pgPool, logger });
  await utils.migrate();
  return {
    schedule: ({ due, payload }) => utils.addJob(TASK, { payload }, { runAt: new Date(due) }),
    scheduleBatch: (timers) =>
      utils.addJobs(timers.map(({ due, payload }) => ({ identifier: TASK, payload: { payload }, runAt: new Date(due) }))),
    close: () => Promise.all([utils.release(), pgPool.end()]),
  };
}

export async function consume({ url }, fired) {
  const worker = {
    concurrentJobs: JOBS_AT_ONCE,
    pollInterval: POLL_MS,
    localQueue: { size: LOCAL_QUEUE_JOBS },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  };
  await run({
    pgPool: pool(url, JOBS_AT_ONCE + 2),
    logger,
    noHandleSignals: true,
    preset: { worker },
    taskList: { [TASK]: async ({ payload }) => fired(payload) },
  });
}
