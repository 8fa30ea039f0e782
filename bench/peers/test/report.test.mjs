import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../lib/arrivals.mjs";
import { quantile } from "../lib/statistics.mjs";
import { chunks, idOf, shuffled, timer } from "../lib/timers.mjs";
import { advantage, floorOf, report } from "../report.mjs";
import { WORKLOADS } from "../workloads/index.mjs";

const workload = (name) => WORKLOADS.find((candidate) => candidate.name === name);
const floor = (fdatasyncMs) => ({
  fdatasync: { p50Ms: fdatasyncMs, p99Ms: 1 },
  sleep: { p50Ms: 0.1, p99Ms: 1 },
  echo: { perSecond: 10_000 },
});

test("quantiles are by nearest rank, and of nothing there are none", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.deepEqual(
    [0, 0.5, 0.99, 1].map((q) => quantile(hundred, q)),
    [1, 50, 99, 100],
  );
  assert.equal(quantile([7], 0.5), 7);
  assert.equal(quantile([], 0.5), null);
});

test("an advantage above one means that MINOOTS is better, whichever way the figure goes", () => {
  const result = (figures) => ({ figures });
  assert.equal(advantage(workload("W1"), result({ perSecond: 200 }), result({ perSecond: 100 })), 2);
  assert.equal(advantage(workload("W2"), result({ p50Ms: 4 }), result({ p50Ms: 1 })), 0.25);
  assert.equal(advantage(workload("W2"), undefined, result({ p50Ms: 1 })), null);
  assert.equal(advantage(workload("W2"), result({ p50Ms: 4 }), { error: "no answer" }), null);
});

test("a floor that more than doubles marks the run as disturbed", () => {
  assert.equal(floorOf({ floorBefore: floor(0.1), floorAfter: floor(0.19) }).disturbed, false);
  assert.equal(floorOf({ floorBefore: floor(0.1), floorAfter: floor(0.21) }).disturbed, true);
});

test("lateness is of first arrivals, and what is lost, early or twice is counted", () => {
  const timers = [timer(1, 1000), timer(2, 2000), timer(3, 3000), timer(4, 4000)];
  const { latenessMs, lastAt, counts } = judge(timers, [
    [1, 1005],
    [2, 1998],
    [1, 1500],
    [3, 2999.5],
    [99, 5000],
  ]);
  assert.deepEqual(latenessMs, [5, -2, -0.5]);
  assert.equal(lastAt, 2999.5);
  assert.deepEqual(counts, { lost: 1, duplicates: 1, early: 1 });
});

test("payloads have 256 bytes and give back their timer's id", () => {
  const { payload } = timer(12345, 0);
  assert.equal(Buffer.byteLength(payload), 256);
  assert.equal(idOf(payload), 12345);
});

test("shuffling and cutting lose nothing, and shuffle alike every time", () => {
  const items = Array.from({ length: 1001 }, (_, index) => index);
  assert.deepEqual(shuffled(items), shuffled(items));
  assert.notDeepEqual(shuffled(items), items);
  assert.deepEqual(
    [...shuffled(items)].sort((a, b) => a - b),
    items,
  );
  assert.deepEqual(
    chunks(items, 500).map((chunk) => chunk.length),
    [500, 500, 1],
  );
});

test("a peer that is missing, unable or failed stands in the table with its reason", () => {
  const machine = { processors: 1, model: "model", kernel: "6" };
  const peer = (name, rest) => ({ name, title: name, durability: "synced", results: [], ...rest });
  const failed = { results: [{ workload: "W1", error: "it broke" }] };
  const unable = { results: [{ workload: "W1", unable: "has no such thing" }] };
  const peers = [peer("minoots"), peer("a", { missing: "no package" }), peer("b", failed), peer("c", unable)];
  const run = { machine, started: 0, seconds: 1, scale: 1, floorBefore: floor(1), floorAfter: floor(1), native: [], peers };
  const text = report(run, [workload("W1")]);
  for (const row of ["| a | – no package |", "| b | – it broke |", "| c | – has no such thing |"]) assert.ok(text.includes(row), row);
});
