// Runs the conformance suite against `minoots mcp --fixtures --http`, once for each version of the protocol, and the Inspector's command line
// against standard input and output. What they find must be what the document says.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PATIENCE_MS = 60_000;
const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@modelcontextprotocol");
const suite = join(packages, "conformance/dist/index.js");
const inspector = join(packages, "inspector/clients/cli/build/index.js");
const minoots = process.env.MINOOTS_BIN;
const [document] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "minoots-mcp-"));
const children = [];
const wrong = [];
let passed = 0;

function check(name, holds, told = "") {
  if (holds) passed += 1;
  else wrong.push(`${name}: ${told}`);
}

function start(args, environment, stderr) {
  const child = spawn(minoots, args, { cwd: home, env: { ...clean(), ...environment }, stdio: ["ignore", "ignore", stderr] });
  children.push(child);
  return child;
}

// Of the settings of whoever runs this, none is for the programs started here.
function clean() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("MINOOTS_")));
}

async function node() {
  const ready = join(home, "ready.json");
  start(["dev", "--no-demo", "--ephemeral", "--listen", "127.0.0.1:0", "--ready-file", ready], { MINOOTS_DISK_RESERVE_BYTES: "0" }, "inherit");
  for (let waited = 0; !existsSync(ready); waited += 50) {
    if (waited > PATIENCE_MS) throw new Error("the node did not get ready");
    await sleep(50);
  }
  return JSON.parse(readFileSync(ready, "utf8")).endpoint;
}

async function server(endpoint) {
  const child = start(["mcp", "--fixtures", "--agent", "suite", "--http", "127.0.0.1:0"], { MINOOTS_ENDPOINT: endpoint }, "pipe");
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /http:\/\/\S+\/mcp/.exec(line);
    if (url) return url[0];
  }
  throw new Error("the server has ended");
}

// Scenarios of a version and what became of them: { name: passed }.
function conformance(url, version) {
  const output = join(home, version);
  const args = [suite, "server", "--url", url, "--requirements", version, "-o", output];
  const ran = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const scenarios = {};
  for (const line of ran.stdout.split("\n")) {
    const told = /^([✓✗~!])\s+([a-z0-9-]+): (\d+) passed, (\d+) failed/u.exec(line.trim());
    // One in which nothing was checked has not passed.
    if (told) scenarios[told[2]] = Number(told[3]) > 0 && Number(told[4]) === 0;
  }
  return { scenarios, said: ran.stdout + ran.stderr };
}

// Rows `| 2025-11-25 | 31 | 31 |` of the document.
function promised(version) {
  const row = new RegExp(`^\\| ${version} \\| (\\d+) \\| (\\d+) \\|`, "m").exec(readFileSync(document, "utf8"));
  return row && { scenarios: Number(row[1]), passed: Number(row[2]) };
}

function inspect(endpoint, args) {
  const target = [minoots, "mcp", "--agent", "inspector"];
  const all = [inspector, "-e", `MINOOTS_ENDPOINT=${endpoint}`, "--transport", "stdio", ...args, "--", ...target];
  const ran = spawnSync(process.execPath, all, { cwd: home, env: { ...clean(), HOME: home }, encoding: "utf8", timeout: PATIENCE_MS });
  try {
    return JSON.parse(ran.stdout);
  } catch {
    wrong.push(`inspector ${args.join(" ")}: ${ran.stdout}${ran.stderr}`);
    return {};
  }
}

function callByInspector(endpoint, tool, args) {
  const pairs = Object.entries(args).flatMap(([name, value]) => ["--tool-arg", `${name}=${value}`]);
  return inspect(endpoint, ["--method", "tools/call", "--tool-name", tool, ...pairs]);
}

function useInspector(endpoint) {
  const { tools = [] } = inspect(endpoint, ["--method", "tools/list"]);
  const names = tools.map((tool) => tool.name);
  check("inspector tools/list", names.length === 8 && names.every((name) => name.startsWith("minoots_")), names);
  const made = callByInspector(endpoint, "minoots_schedule_timer", { name: "tea", delay: "1h", id: "tea" });
  check("inspector schedule", made.structuredContent?.status === "scheduled", JSON.stringify(made));
  const read = inspect(endpoint, ["--method", "resources/read", "--uri", "minoots://timers/tea"]);
  check("inspector resources/read", JSON.parse(read.contents?.[0]?.text ?? "{}").name === "tea", JSON.stringify(read));
  const gone = callByInspector(endpoint, "minoots_cancel_timer", { id: "tea" });
  check("inspector cancel", gone.structuredContent?.outcome === "cancelled", JSON.stringify(gone));
  // Each call has a server of its own: what one scheduled, another waits for, and a third is told of and takes.
  const soon = callByInspector(endpoint, "minoots_schedule_timer", { name: "ship logs", delay: "1s", id: "ship", message: "the nightly ones" });
  check("inspector schedule to fire", soon.structuredContent?.status === "scheduled", JSON.stringify(soon));
  const waited = callByInspector(endpoint, "minoots_wait", { id: "ship" });
  check("inspector wait", waited.structuredContent?.outcome === "reached", JSON.stringify(waited));
  const [wake] = callByInspector(endpoint, "minoots_list_wakes", {}).structuredContent?.wakes ?? [];
  check("inspector wakes", wake?.id === "ship" && wake.message === "the nightly ones", JSON.stringify(wake));
  const told = callByInspector(endpoint, "minoots_acknowledge", { id: "ship", fence: wake?.fence ?? "" });
  check("inspector acknowledge", told.structuredContent?.outcome === "acknowledged", JSON.stringify(told));
}

try {
  if (!minoots) throw new Error("MINOOTS_BIN is not set");
  const endpoint = await node();
  const url = await server(endpoint);
  for (const version of ["2025-11-25", "2026-07-28"]) {
    const { scenarios, said } = conformance(url, version);
    const failed = Object.keys(scenarios).filter((name) => !scenarios[name]);
    const count = Object.keys(scenarios).length;
    const got = `${count} scenarios, ${count - failed.length} passed`;
    console.log(`${version}: ${got}${failed.length > 0 ? `; failed: ${failed.join(", ")}` : ""}`);
    const told = promised(version);
    check(`conformance ${version}`, told?.scenarios === count && told?.passed === count - failed.length && count > 0, `${got}\n${said}`);
    passed += count - failed.length;
  }
  useInspector(endpoint);
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
}
for (const line of wrong) console.error(line);
console.log(`${passed} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;
