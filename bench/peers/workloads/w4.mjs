// W4: the resources of pending timers, beyond those of the peer without timers.
import { now, sleep } from "../lib/clock.mjs";
import { fill } from "../lib/fill.mjs";
import { usage } from "../lib/usage.mjs";
import { timers } from "../lib/timers.mjs";

const HOUR_MS = 3_600_000;
const SECONDS_MAX = 45;
const SETTLE_MS = 3_000;
const MB = 2 ** 20;

export default async function (bench) {
  const { count, idle } = bench;
  const due = now() + HOUR_MS;
  const items = timers(count, () => due);
  const { scheduled, errors, seconds } = await fill(bench, items, SECONDS_MAX);
  await sleep(SETTLE_MS);
  const full = usage(bench);
  return {
    scheduled,
    memoryBytesPerTimer: (full.pssBytes - idle.pssBytes) / scheduled,
    anonymousBytesPerTimer: (full.anonymousBytes - idle.anonymousBytes) / scheduled,
    diskBytesPerTimer: full.diskBytes / scheduled,
    diskAddedBytesPerTimer: (full.diskBytes - idle.diskBytes) / scheduled,
    idleMb: idle.pssBytes / MB,
    fullMb: full.pssBytes / MB,
    fillSeconds: seconds,
    errors,
  };
}
