// Runs the conformance suite against `minoots mcp --fixtures --http`, once for each version of the protocol, and the
// Inspector's command line against standard input and output. Also runs the commands of the document unchanged. The
// results must match the document.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PATIENCE_MS = 60_000;
const COMMANDS_MAX = 5;
// The Inspector compares its real path with that of the started program, and node_modules may be a link.
const modules = realpathSync(join(dirname(fileURLToPath(import.meta.url)), "node_modules"));
const packages = join(modules, "@modelcontextprotocol");
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

// The caller's own settings are not passed to the programs started here.
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

// Runs the scenarios of a version, and returns their results: { name: passed }.
function conformance(url, version) {
  const output = join(home, version);
  const args = [suite, "server", "--url", url, "--requirements", version, "-o", output];
  const ran = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const scenarios = {};
  for (const line of ran.stdout.split("\n")) {
    const told = /^([✓✗~!])\s+([a-z0-9-]+): (\d+) passed, (\d+) failed/u.exec(line.trim());
    // A scenario without any check has not passed.
    if (told) scenarios[told[2]] = Number(told[3]) > 0 && Number(told[4]) === 0;
  }
  return { scenarios, said: ran.stdout + ran.stderr };
}

// Reads the rows `| 2025-11-25 | 31 | 31 |` of the document.
function promised(version) {
  const row = new RegExp(`^\\| ${version} \\| (\\d+) \\| (\\d+) \\|`, "m").exec(readFileSync(document, "utf8"));
  return row && { scenarios: Number(row[1]), passed: Number(row[2]) };
}

function inspect(endpoint, args) {
  const target = [minoots, "mcp", "--agent", "inspector"];
  return askInspector(["-e", `MINOOTS_ENDPOINT=${endpoint}`, "--transport", "stdio", ...args, "--", ...target]);
}

function askInspector(args) {
  const ran = spawnSync(process.execPath, [inspector, ...args], { cwd: home, env: { ...clean(), HOME: home }, encoding: "utf8", timeout: PATIENCE_MS });
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
  // Each call has its own server: one schedules, another waits for the timer, and a third learns of it and takes it.
  const soon = callByInspector(endpoint, "minoots_schedule_timer", { name: "ship logs", delay: "1s", id: "ship", message: "the nightly ones" });
  check("inspector schedule to fire", soon.structuredContent?.status === "scheduled", JSON.stringify(soon));
  const waited = callByInspector(endpoint, "minoots_wait", { id: "ship" });
  check("inspector wait", waited.structuredContent?.outcome === "reached", JSON.stringify(waited));
  const [wake] = callByInspector(endpoint, "minoots_list_wakes", {}).structuredContent?.wakes ?? [];
  check("inspector wakes", wake?.id === "ship" && wake.message === "the nightly ones", JSON.stringify(wake));
  const told = callByInspector(endpoint, "minoots_acknowledge", { id: "ship", fence: wake?.fence ?? "" });
  check("inspector acknowledge", told.structuredContent?.outcome === "acknowledged", JSON.stringify(told));
}

// Returns the code fences of a language below a heading of the document.
function fences(heading, language) {
  const section = readFileSync(document, "utf8").split(`\n## ${heading}\n`)[1].split("\n## ")[0];
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text);
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  return port;
}

function program(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

// Makes a checkout whose build is the program under test, for the node at this address, without any downloads.
function checkout(address) {
  const directory = mkdtempSync(join(home, "checkout-"));
  const settings = `MINOOTS_LISTEN=${address} MINOOTS_ENDPOINT=http://${address} MINOOTS_DISK_RESERVE_BYTES=0`;
  // The Inspector passes no settings on, so they precede the program itself.
  program(join(directory, "target/release/minoots"), `${settings} exec "${minoots}" "$@"`);
  program(join(directory, "bin/cargo"), '[ "$*" = "build --release --bin minoots" ] && exec test -x target/release/minoots\necho "not: cargo $*" >&2; exit 2');
  symlinkSync(join(directory, "target/release/minoots"), join(directory, "bin/minoots"));
  symlinkSync(modules, join(directory, "node_modules"));
  return directory;
}

// Runs a script in a checkout. Returns its output and its exit code, or the result of `look` while it runs. Ends every
// process that it left running.
async function type(script, directory, { input = "", look } = {}) {
  const output = join(directory, "said");
  const said = openSync(output, "w");
  const path = [join(directory, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter);
  const environment = { ...clean(), HOME: directory, PATH: path, npm_config_offline: "true", npm_config_update_notifier: "false" };
  const shell = spawn("bash", ["-euc", script], { cwd: directory, env: environment, stdio: ["pipe", said, said], detached: true });
  const ended = once(shell, "exit");
  shell.stdin.on("error", () => {});
  shell.stdin.end(input);
  try {
    const [code] = look ? [await look(() => readFileSync(output, "utf8"))] : await ended;
    return { code, said: readFileSync(output, "utf8") };
  } finally {
    // Its own group: the shell, and the processes that it left running.
    try {
      process.kill(-shell.pid, "SIGKILL");
    } catch (gone) {
      if (gone.code !== "ESRCH") throw gone;
    }
    await ended;
  }
}

async function typeQuickStart() {
  const [script] = fences("From a clean machine to a wake", "sh");
  check("quick start length", script.trim().split("\n").length <= COMMANDS_MAX && !/&&|;|\|/.test(script), script);
  const { code, said } = await type(script, checkout(`127.0.0.1:${await freePort()}`));
  check("quick start ends well", code === 0, said);
  const order = ['"status": "scheduled"', '"outcome": "reached"', '"message": "pour"'].map((words) => said.indexOf(words));
  check("quick start", order[0] >= 0 && order[0] < order[1] && order[1] < order[2] && said.includes('"fence": '), said);
}

// Starts a server on each transport with one documented line, and calls it.
async function typeStarts(endpoint) {
  const [script] = fences("Starting it", "sh");
  const [stdio, http, ...more] = script.trim().split("\n");
  check("two ways to start it", http !== undefined && more.length === 0, script);
  const directory = checkout(new URL(endpoint).host);
  const hello = { jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "it", version: "1" } } };
  const answered = await type(stdio, directory, { input: `${JSON.stringify(hello)}\n` });
  check("standard input and output", answered.code === 0 && JSON.parse(answered.said.split("\n")[0]).result?.protocolVersion === "2025-11-25", answered.said);
  const port = await freePort();
  check("the port of HTTP", http.includes(":7480"), http);
  const look = async (said) => {
    for (let waited = 0; !said().includes("/mcp"); waited += 50) {
      if (waited > PATIENCE_MS) return "not in time";
      await sleep(50);
    }
    const { tools = [] } = askInspector(["--transport", "http", "--server-url", `http://127.0.0.1:${port}/mcp`, "--method", "tools/list"]);
    return tools.length;
  };
  const served = await type(http.replace(":7480", `:${port}`), directory, { look });
  check("HTTP", served.code === 8, `${served.code}\n${served.said}`);
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
  await typeQuickStart();
  await typeStarts(endpoint);
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
}
for (const line of wrong) console.error(line);
console.log(`${passed} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;
