// Measures the floor, the baseline of the machine, and sends it to the runner: syncs, sleeps, and W1's calls to a bare
// gRPC server in another process.
import { fork } from "node:child_process";
import { once } from "node:events";
import grpc from "@grpc/grpc-js";
import { ECHO } from "./echo.mjs";
import { CALLERS } from "./lib/fill.mjs";
import { fdatasync, sleepLateness } from "./lib/floor.mjs";
import { closedLoop } from "./lib/load.mjs";
import { DATA } from "./lib/settings.mjs";
import { summary } from "./lib/statistics.mjs";

const DURATION_MS = 2000;
const CALLS = 20_000;
/** The approximate wire size of a create with 256 bytes of payload. */
const REQUEST_BYTES = 330;

async function echo() {
  const server = fork(new URL("./echo.mjs", import.meta.url), ["serve"]);
  const [port] = await once(server, "message");
  const client = new (grpc.makeGenericClientConstructor(ECHO, "Echo"))(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const request = Buffer.alloc(REQUEST_BYTES);
  const call = () => new Promise((resolve, reject) => client.echo(request, (error) => (error ? reject(error) : resolve())));
  const { latenciesMs, seconds } = await closedLoop({ count: CALLS, callers: CALLERS, call });
  server.kill();
  return { perSecond: CALLS / seconds, ...summary(latenciesMs, ["p50", "p99"]) };
}

const floor = { fdatasync: fdatasync(DATA, DURATION_MS), sleep: sleepLateness(DURATION_MS), echo: await echo() };
process.send(floor, () => process.exit());
