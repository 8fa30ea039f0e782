// End to end against the binary at MINOOTS_BIN, at a tiny size. Installs missing npm packages.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const RUN = fileURLToPath(new URL("../run.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "peers-"));
after(() => rmSync(directory, { recursive: true, force: true }));

function run(...args) {
  const out = join(directory, "results.json");
  const env = { ...process.env, PEERS_DATA: join(directory, "data") };
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, "--scale", "0.01", "--out", out, ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr, results: () => JSON.parse(readFileSync(out)) };
}

test("every workload of MINOOTS succeeds, loses nothing, and leaves no data", () => {
  const { status, stdout, stderr, results } = run("--peers", "minoots", "--no-native");
  assert.equal(status, 0, stderr);
  const [minoots] = results().peers;
  assert.match(minoots.version, /^minoots \d/);
  const workloads = minoots.results.map(({ workload }) => workload);
  assert.deepEqual(workloads, ["W1", "W1b", "W2", "W3", "W4", "W5"]);
  for (const { workload, figures } of minoots.results) {
    assert.equal(figures.errors, 0, workload);
    for (const count of ["lost", "early"]) assert.ok(!figures[count], `${workload}: ${count} ${figures[count]}`);
    assert.ok(stdout.includes(`### ${workload}: `));
  }
  assert.deepEqual(readdirSync(join(directory, "data")), []);
});

test("an unknown peer is refused by name", () => {
  const { status, stderr } = run("--peers", "nobody");
  assert.equal(status, 1);
  assert.match(stderr, /unknown: nobody/);
});
