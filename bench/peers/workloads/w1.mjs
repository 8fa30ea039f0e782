// W1: how fast single schedules are answered.
import { now } from "../lib/clock.mjs";
import { single } from "../lib/fill.mjs";
import { cpuSeconds } from "../lib/processes.mjs";
import { summary } from "../lib/statistics.mjs";
import { timers } from "../lib/timers.mjs";

const HOUR_MS = 3_600_000;

export default function (bench) {
  return schedules(bench, single);
}

/** Schedules all timers with `load` and measures each call. */
export async function schedules({ client, server, count }, load) {
  const due = now() + HOUR_MS;
  const before = cpuSeconds(server.pids());
  const { latenciesMs, errors, seconds } = await load(
    client,
    timers(count, () => due),
  );
  const serverCpuSeconds = cpuSeconds(server.pids()) - before;
  const answered = (count * latenciesMs.length) / (latenciesMs.length + errors);
  return { perSecond: answered / seconds, ...summary(latenciesMs, ["p50", "p99", "max"]), errors, seconds, serverCpuSeconds };
}
