#!/usr/bin/env node
// The same workloads against MINOOTS and each rival, on this machine, in one run: see README.md.
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { install } from "./install.mjs";
import { answerOf } from "./lib/child.mjs";
import { disturbance } from "./lib/floor.mjs";
import { native } from "./lib/native.mjs";
import { DATA, LOGS, MINOOTS_BENCH_BIN, MINOOTS_BIN, PEERS_DIR, RUN_DATA } from "./lib/settings.mjs";
import { PEERS } from "./peers/index.mjs";
import { report } from "./report.mjs";
import { WORKLOADS } from "./workloads/index.mjs";

const WORKLOAD_SECONDS_MAX = 100;
const FLOOR_SECONDS_MAX = 60;
/** Killed processes may still be ending. */
const REMOVE = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
const MEMORY_FILE_SYSTEMS = [0x01021994, 0x858458f6];

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    peers: { type: "string", default: PEERS.map(({ name }) => name).join() },
    workloads: { type: "string", default: WORKLOADS.map(({ name }) => name).join() },
    scale: { type: "string", default: "1" },
    out: { type: "string", default: join(PEERS_DIR, "results.json") },
    seconds: { type: "string", default: "840" },
    native: { type: "boolean", default: true },
    "install-only": { type: "boolean", default: false },
  },
});

/** Returns the entries of `list` whose names the option gives, in the list's order. */
function chosen(list, names) {
  const wanted = names.toLowerCase().split(",");
  const unknown = wanted.filter((name) => !list.some((entry) => entry.name.toLowerCase() === name));
  if (unknown.length) throw new Error(`unknown: ${unknown}; there are ${list.map(({ name }) => name)}`);
  return list.filter(({ name }) => wanted.includes(name.toLowerCase()));
}

function prepare() {
  for (const directory of [RUN_DATA, LOGS]) rmSync(directory, REMOVE);
  for (const directory of [DATA, LOGS]) mkdirSync(directory, { recursive: true });
  if (MEMORY_FILE_SYSTEMS.includes(statfsSync(DATA).type))
    throw new Error(`${DATA} is in memory, where a sync costs nothing: set PEERS_DATA`);
}

const failure = ({ message }) => ({ error: message });

/**
 * Measures one workload of one peer: its figures, or the reason why there are none, between two measurements of the
 * machine.
 */
async function measure(peer, workload, deadline, before) {
  const unable = peer.unable?.[workload.name];
  if (unable) return { workload: workload.name, unable };
  if (Date.now() > deadline) return { workload: workload.name, error: `the run had taken ${options.seconds} s` };
  const count = Math.max(1, Math.round(workload.count * Number(options.scale)));
  const outcome = await answerOf("driver.mjs", [peer.name, workload.name, count], WORKLOAD_SECONDS_MAX).catch(failure);
  rmSync(RUN_DATA, REMOVE);
  const after = disturbance(DATA);
  console.error(`${peer.name} ${workload.name}: ${outcome.error ?? "done"} (load ${after.load.toFixed(1)})`);
  return { workload: workload.name, count, ...outcome, before, after };
}

async function measurePeer(peer, workloads, missing, deadline) {
  const { name, title, durability, note, only } = peer;
  const about = { name, title, durability, note, only };
  if (missing[name]) return { ...about, missing: missing[name], results: [] };
  const results = [];
  let look = disturbance(DATA);
  for (const workload of workloads.filter((candidate) => only?.includes(candidate.name) ?? true)) {
    results.push(await measure(peer, workload, deadline, look));
    look = results.at(-1).after ?? look;
  }
  return { ...about, version: results.find(({ version }) => version)?.version, results };
}

/** Writes the results after each peer, so that an interrupted run keeps them. */
const save = (run) => writeFileSync(options.out, `${JSON.stringify(run, null, 1)}\n`);

async function main() {
  const peers = chosen(PEERS, options.peers);
  const workloads = chosen(WORKLOADS, options.workloads);
  for (const program of options.native ? [MINOOTS_BIN, MINOOTS_BENCH_BIN] : [MINOOTS_BIN]) {
    if (!existsSync(program)) throw new Error(`${program} is missing: build it, or set MINOOTS_BIN`);
  }
  const missing = install(peers);
  for (const [name, why] of Object.entries(missing)) console.error(`${name} is not measured: ${why}`);
  if (options["install-only"]) return;
  prepare();
  const started = new Date();
  const deadline = started.getTime() + Number(options.seconds) * 1000;
  const run = {
    started,
    machine: { processors: cpus().length, model: cpus()[0].model.trim(), kernel: release() },
    scale: Number(options.scale),
  };
  run.floorBefore = await answerOf("floor.mjs", [], FLOOR_SECONDS_MAX);
  run.native = options.native ? native(run.scale) : [];
  run.peers = [];
  for (const peer of peers) {
    run.peers.push(await measurePeer(peer, workloads, missing, deadline));
    save(run);
  }
  run.floorAfter = await answerOf("floor.mjs", [], FLOOR_SECONDS_MAX).catch(failure);
  run.seconds = (Date.now() - started.getTime()) / 1000;
  save(run);
  console.log(report(run, workloads));
  console.error(`JSON: ${options.out}`);
  if (run.peers.some(({ missing: reason, results }) => reason || results.some(({ error }) => error))) process.exitCode = 1;
}

await main();
