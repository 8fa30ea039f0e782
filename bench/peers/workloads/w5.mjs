// W5: kill -9 with everything pending. A tenth of the timers is due evenly from 0.1 to 2.1 s after the kill, while the
// server is down. It restarts at 2.5 s. The rest is due from 14.5 s on, 1,000 per second.
import { judge } from "../lib/arrivals.mjs";
import { now, sleepUntil } from "../lib/clock.mjs";
import { Consumer } from "../lib/consumer.mjs";
import { fillBefore, instantAfterFilling } from "../lib/fill.mjs";
import { ascending, summary } from "../lib/statistics.mjs";
import { timers } from "../lib/timers.mjs";

const OVERDUE_SHARE = 0.1;
const OVERDUE_FROM_MS = 100;
const OVERDUE_SPREAD_MS = 2_000;
const RESTART_MS = 2_500;
const LATER_FROM_MS = 14_500;

export default async function (bench) {
  const { count, server } = bench;
  const overdue = Math.floor(count * OVERDUE_SHARE);
  const consumer = await Consumer.start(bench);
  try {
    const kill = await instantAfterFilling(bench, count);
    const dueOf = (index) =>
      kill + (index < overdue ? OVERDUE_FROM_MS + (index * OVERDUE_SPREAD_MS) / overdue : LATER_FROM_MS + index - overdue);
    const items = timers(count, dueOf);
    const filled = await fillBefore(kill, bench, items);
    await sleepUntil(kill);
    await server.kill();
    await sleepUntil(kill + RESTART_MS);
    const restart = now();
    await server.start();
    const readyMs = now() - restart;
    const arrivals = await consumer.collect(count, items.at(-1).due);
    return { ...figures(items, overdue, arrivals, restart), readyMs, ...filled };
  } finally {
    consumer.stop();
  }
}

function figures(items, overdue, arrivals, restart) {
  const { first, counts } = judge(items, arrivals);
  const after = ascending(arrivals.map(([, at]) => at)).find((at) => at > restart);
  const arrived = ({ id }) => first.has(id);
  const drained = items
    .slice(0, overdue)
    .filter(arrived)
    .map(({ id }) => first.get(id));
  const later = items
    .slice(overdue)
    .filter(arrived)
    .map(({ id, due }) => first.get(id) - due);
  const { p50Ms: laterP50Ms, maxMs: laterMaxMs } = summary(later, ["p50", "max"]);
  return {
    firstFireMs: after === undefined ? null : after - restart,
    overdueDrainedMs: drained.length ? Math.max(...drained) - restart : null,
    laterP50Ms,
    laterMaxMs,
    ...counts,
  };
}
