// W4: what pending timers take, beyond what the peer takes when it has none.
import { now, sleep } from "../lib/clock.mjs";
import { fill } from "../lib/fill.mjs";
import { usage } from "../lib/usage.mjs";
import { timers } from "../lib/timers.mjs";

const HOUR_MS = 3_600_000;
const SETTLE_MS = 3_000;
const MB = 2 ** 20;

export default async function (bench) {
  const { count, idle } = bench;
  const due = now() + HOUR_MS;
  const { errors, seconds } = await fill(
    bench,
    timers(count, () => due),
  );
  await sleep(SETTLE_MS);
  const full = usage(bench);
  return {
    memoryBytesPerTimer: (full.pssBytes - idle.pssBytes) / count,
    anonymousBytesPerTimer: (full.anonymousBytes - idle.anonymousBytes) / count,
    diskBytesPerTimer: full.diskBytes / count,
    diskAddedBytesPerTimer: (full.diskBytes - idle.diskBytes) / count,
    idleMb: idle.pssBytes / MB,
    fullMb: full.pssBytes / MB,
    fillSeconds: seconds,
    errors,
  };
}
