// Schedules in advance, as fast as the peer accepts.
import { now } from "./clock.mjs";
import { closedLoop } from "./load.mjs";
import { chunks, shuffled, timers } from "./timers.mjs";

export const BATCH_TIMERS = 500;
export const BATCHES_AT_ONCE = 4;
export const CALLERS = 64;

const PROBE_TIMERS = 500;
const FAR_MS = 6 * 3_600_000;
const LEAD_MS_MIN = 3_000;
/** The assumed slowdown against the probe. */
const MARGIN = 1.5;

/** Schedules all of these, or as many as fit in `secondsMax`, in batches if the peer has them. */
export function fill({ client }, items, secondsMax) {
  if (!client.scheduleBatch) return single(client, items, secondsMax);
  return batches(client, items, secondsMax);
}

export async function single(client, items, secondsMax) {
  const call = (index, caller) => client.schedule(items[index], caller);
  const done = await closedLoop({ count: items.length, callers: CALLERS, call, secondsMax });
  return { ...done, scheduled: done.latenciesMs.length };
}

export async function batches(client, items, secondsMax) {
  const calls = chunks(items, BATCH_TIMERS);
  const call = (index) => client.scheduleBatch(calls[index]);
  const done = await closedLoop({ count: calls.length, callers: BATCHES_AT_ONCE, call, secondsMax });
  return { ...done, scheduled: Math.round((items.length * done.latenciesMs.length) / calls.length) };
}

/**
 * Returns an instant, in whole milliseconds, by which `count` timers will have been scheduled. A few timers that are
 * due hours later measure the rate.
 */
export async function instantAfterFilling(bench, count) {
  const far = now() + FAR_MS;
  const probe = timers(PROBE_TIMERS, () => far).map((timer) => ({ ...timer, id: timer.id + 1_000_000_000 }));
  const { seconds } = await fill(bench, probe);
  const needed = (MARGIN * 1000 * seconds * count) / PROBE_TIMERS;
  return Math.ceil(now() + LEAD_MS_MIN + needed);
}

/** Schedules all of these before `start`, in an order other than that of due instants unless the peer needs that order. */
export async function fillBefore(start, bench, items) {
  const { errors } = await fill(bench, bench.peer.dueOrder ? items : shuffled(items));
  const slackMs = start - now();
  if (slackMs < 0) throw new Error(`the first timer was due ${Math.ceil(-slackMs)} ms before all were scheduled`);
  return { errors, slackMs };
}
