// Nodes, a browser and checks for the tests of this directory.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { chromium } from "playwright-core";

export const PATIENCE_MS = 30_000;
// Headless, without a sandbox for root, and silent towards its maker's hosts. Every name leads to this machine.
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP *.test 127.0.0.1",
];

// Launches Chromium, and closes it with the other things in `closing`.
export async function launch(closing) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGUMENTS });
  closing.push(() => browser.close());
  return browser;
}

// Returns after `holds` has returned a true value, with that value. Fails after a long time.
export async function until(what, holds) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    const value = await holds();
    if (value) return value;
  }
  throw new Error(`never happened: ${what}`);
}

// A directory for nodes, and the results of checks.
export function support(name) {
  if (!process.env.MINOOTS_BIN) throw new Error("MINOOTS_BIN is not set");
  const home = mkdtempSync(join(tmpdir(), `minoots-${name}-`));
  const children = [];
  const closing = [];
  const wrong = [];
  let passed = 0;

  function check(what, holds, told = "") {
    if (holds) passed += 1;
    else wrong.push(`${what}: ${told}`);
  }

  // Starts `minoots dev`; returns its URL and a function that kills it. With `data` it may be started again.
  async function node(called, { environment = {}, listen = "127.0.0.1:0", data = undefined, options = [] } = {}) {
    const ready = join(home, `${called}.ready`);
    const place = data ? ["--data", join(home, data)] : ["--ephemeral"];
    const args = ["dev", "--no-demo", ...place, "--listen", listen, "--ready-file", ready, ...options];
    const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("MINOOTS_")));
    const settings = { ...clean, MINOOTS_DISK_RESERVE_BYTES: "0", ...environment };
    rmSync(ready, { force: true });
    const child = spawn(process.env.MINOOTS_BIN, args, { cwd: home, env: settings, stdio: ["ignore", "ignore", "inherit"] });
    children.push(child);
    await until(`${called} is ready`, () => existsSync(ready));
    const { endpoint } = JSON.parse(readFileSync(ready, "utf8"));
    const kill = async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    };
    return { endpoint, kill };
  }

  async function close() {
    for (const end of closing.reverse()) await end();
    for (const child of children) child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  }

  function report() {
    for (const line of wrong) console.error(line);
    console.log(`${passed} passed, ${wrong.length} failed`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  }

  return { check, close, closing, home, node, report };
}
