// W2: the lateness of timers that are due evenly over ten seconds.
import { judge } from "../lib/arrivals.mjs";
import { Consumer } from "../lib/consumer.mjs";
import { fillBefore, instantAfterFilling } from "../lib/fill.mjs";
import { cpuSeconds } from "../lib/processes.mjs";
import { summary } from "../lib/statistics.mjs";
import { timers } from "../lib/timers.mjs";

const SPREAD_MS = 10_000;

export default async function (bench) {
  const { figures } = await firing(bench, SPREAD_MS);
  return figures;
}

/** Runs timers due evenly over `spreadMs`, scheduled before the first is due, and received by one consumer. */
export async function firing(bench, spreadMs) {
  const { count, server } = bench;
  const consumer = await Consumer.start(bench);
  try {
    const start = await instantAfterFilling(bench, count);
    const items = timers(count, (index) => start + (index * spreadMs) / count);
    const filled = await fillBefore(start, bench, items);
    const before = cpuSeconds(server.pids());
    const { latenessMs, lastAt, counts } = judge(items, await consumer.collect(count, start + spreadMs));
    const serverCpuSeconds = cpuSeconds(server.pids()) - before;
    const late = summary(latenessMs, ["p50", "p95", "p99", "max"]);
    return { start, lastAt, figures: { ...late, ...counts, ...filled, serverCpuSeconds } };
  } finally {
    consumer.stop();
  }
}
