// W1: the rate of responses to single schedules.
import { now } from "../lib/clock.mjs";
import { single } from "../lib/fill.mjs";
import { cpuSeconds } from "../lib/processes.mjs";
import { summary } from "../lib/statistics.mjs";
import { timers } from "../lib/timers.mjs";

const HOUR_MS = 3_600_000;
const SECONDS_MAX = 30;

export default function (bench) {
  return schedules(bench, single);
}

/** Schedules all timers with `load` and measures each call. */
export async function schedules({ client, server, count }, load) {
  const due = now() + HOUR_MS;
  const items = timers(count, () => due);
  const before = cpuSeconds(server.pids());
  const { scheduled, latenciesMs, errors, seconds } = await load(client, items, SECONDS_MAX);
  const serverCpuSeconds = cpuSeconds(server.pids()) - before;
  return { scheduled, perSecond: scheduled / seconds, ...summary(latenciesMs, ["p50", "p99", "max"]), errors, seconds, serverCpuSeconds };
}
