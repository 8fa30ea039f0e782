// The machine's own limits, without any peer.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { quantile, ascending } from "./statistics.mjs";

const BLOCK_BYTES = 4096;
const FILE_BLOCKS = 2048;
const SLEEP_MS = 1;

/** Measures the milliseconds of a 4 KiB write and `fdatasync` to a file with allocated blocks. */
export function fdatasync(directory, durationMs) {
  const path = join(directory, "floor");
  const block = Buffer.alloc(BLOCK_BYTES, 1);
  const file = openSync(path, "w");
  try {
    writeSync(file, Buffer.alloc(BLOCK_BYTES * FILE_BLOCKS));
    fdatasyncSync(file);
    return quantiles(
      repeat(durationMs, (index) => {
        writeSync(file, block, 0, BLOCK_BYTES, (index % FILE_BLOCKS) * BLOCK_BYTES);
        fdatasyncSync(file);
      }),
    );
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

/** Measures the milliseconds by which a sleep of 1 ms is late, in this kind of process. */
export function sleepLateness(durationMs) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const took = repeat(durationMs, () => Atomics.wait(cell, 0, 0, SLEEP_MS));
  return quantiles(took.map((ms) => ms - SLEEP_MS));
}

/** Measures the other load of the machine. It runs between workloads, so that every figure has one before and one after it. */
export function disturbance(directory) {
  return { load: loadavg()[0], fdatasyncMs: fdatasync(directory, 150).p50Ms };
}

function repeat(durationMs, action) {
  const took = [];
  for (const end = performance.now() + durationMs; performance.now() < end;) {
    const before = performance.now();
    action(took.length);
    took.push(performance.now() - before);
  }
  return took;
}

function quantiles(milliseconds) {
  const sorted = ascending(milliseconds);
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}
