// Tabs of the dashboard, and checks of its pages.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { support, until } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
// A directory for a picture of each examined page.
const { SCREENSHOTS } = process.env;

export async function call(endpoint, method, path, { body, key } = {}) {
  const headers = { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(endpoint + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

export const create = (endpoint, timer, key) => call(endpoint, "POST", "/v1/timers", { body: { name: timer.id, ...timer }, key });

// Opens a tab that notes each fault: messages of the console, exceptions, requests to another origin.
export async function open(browser, endpoint, options = {}) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  tab.setDefaultTimeout(15_000);
  const faults = [];
  tab.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  tab.on("request", (request) => {
    if (!request.url().startsWith(endpoint)) faults.push(`request: ${request.url()}`);
  });
  tab.on("console", (message) => {
    // The browser itself reports refused and failed requests, which tests of those cause.
    const isExpected = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isExpected) faults.push(`console: ${message.text()}`);
  });
  const visit = (path) => tab.goto(`${endpoint}/ui/${path}`);
  const end = () => context.close();
  return { tab, faults, visit, end };
}

async function settled(tab) {
  await tab.locator("main h1").first().waitFor();
  await until("lists are read", async () => !(await tab.locator("main").innerText()).includes("Reading "));
}

export async function audit(tab) {
  await tab.evaluate(AXE);
  const found = await tab.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), STANDARD);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

export async function signIn(tab, key) {
  await tab.getByLabel("API key").fill(key);
  await tab.getByRole("button", { name: "Sign in" }).click();
}

// The support of a test program, with checks of pages.
export function dashboard(name) {
  const base = support(name);
  const { check, home, node } = base;

  function environmentOf(endpoint) {
    return { PATH: process.env.PATH, HOME: home, ...(endpoint && { MINOOTS_ENDPOINT: endpoint }) };
  }

  function minoots(endpoint, words, environment = {}) {
    return execFileSync(process.env.MINOOTS_BIN, words, { cwd: home, encoding: "utf8", stdio: "pipe", env: { ...environmentOf(endpoint), ...environment } });
  }

  // Checks pages in both themes and two sizes.
  async function examine(browser, endpoint, what, pages) {
    for (const viewport of SIZES) {
      for (const colorScheme of ["light", "dark"]) {
        const { tab, faults, visit, end } = await open(browser, endpoint, { viewport, colorScheme });
        for (const page of pages) {
          const name = `${what}: ${page} at ${viewport.width} px, ${colorScheme}`;
          await visit(page);
          await settled(tab);
          if (SCREENSHOTS) await tab.screenshot({ path: join(SCREENSHOTS, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
          const violations = await audit(tab);
          check(`axe, ${name}`, violations.length === 0, violations.join("\n"));
          const excess = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          check(`fits, ${name}`, excess <= 0, `${excess} px too wide`);
          check(`title, ${name}`, (await tab.title()).endsWith("· MINOOTS"), await tab.title());
        }
        check(`no fault, ${what} at ${viewport.width} px, ${colorScheme}`, faults.length === 0, faults.join("\n"));
        await end();
      }
    }
  }

  // Takes one delivery of a queue and refuses it. The delivery ends with its consumer, so this one lives until then.
  async function refuse(endpoint, queue, reason) {
    const words = ["event", "consume", "--queue", queue, "--no-ack", "-o", "json"];
    const consumer = spawn(process.env.MINOOTS_BIN, words, { cwd: home, env: environmentOf(endpoint), stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = await once(createInterface(consumer.stdout), "line");
      const { id, fence } = JSON.parse(line);
      await call(endpoint, "POST", `/v1/events/${encodeURIComponent(id)}:nack`, { body: { fence, reason } });
    } finally {
      consumer.kill("SIGKILL");
    }
  }

  // Starts a node that requires a key. Returns its URL, and a function that makes a key of a role of the tenant acme.
  async function guarded(called) {
    const root = minoots("", ["key", "generate"]).trim();
    const file = join(home, `${called}.key`);
    writeFileSync(file, `${root}\n`, { mode: 0o600 });
    const { endpoint } = await node(called, { options: ["--root-key-file", file] });
    const keyOf = (role) => {
      const made = minoots(endpoint, ["key", "create", "--tenant", "acme", "--role", role, "--name", role], { MINOOTS_API_KEY: root });
      return /mnt_\S+/.exec(made)[0];
    };
    return { endpoint, keyOf };
  }

  // Runs a test; the others run all the same.
  async function test(name, run) {
    const chosen = process.argv.slice(2);
    if (chosen.length > 0 && !chosen.includes(name)) return;
    try {
      await run();
    } catch (error) {
      check(name, false, error.stack);
    }
  }

  return { ...base, examine, guarded, minoots, refuse, test };
}
