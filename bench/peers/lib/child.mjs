// Runs a program of this directory in its own process, which sends one result. After a timeout, ends it and its
// descendants.
import { fork } from "node:child_process";
import { setTimeout as after } from "node:timers/promises";
import { killAll, tree } from "./processes.mjs";
import { NODE, SOURCES } from "./settings.mjs";

const PRELOAD = new URL("./packages.mjs", import.meta.url).href;
const STDERR_CHARACTERS_MAX = 500;

export async function answerOf(program, args, secondsMax) {
  const stdio = ["ignore", "ignore", "pipe", "ipc"];
  const child = fork(`${SOURCES}/${program}`, args, { execPath: NODE, execArgv: ["--import", PRELOAD], stdio });
  let stderr = "";
  child.stderr.on("data", (text) => (stderr += text));
  const timer = new AbortController();
  const timeout = after(secondsMax * 1000, undefined, { signal: timer.signal }).then(() =>
    Promise.reject(new Error(`no answer in ${secondsMax} s`)),
  );
  try {
    return await Promise.race([answer(child, () => stderr), timeout]);
  } finally {
    timer.abort();
    timeout.catch(() => {});
    if (child.exitCode === null && child.signalCode === null) killAll(tree(child.pid));
  }
}

function answer(child, stderr) {
  return new Promise((resolve, reject) => {
    child.on("message", resolve).on("error", reject);
    child.on("close", (code) => reject(new Error(errorLine(stderr()) ?? `ended with ${code}`)));
  });
}

/** Returns the line of a Node stack trace that names the error. */
function errorLine(stderr) {
  const lines = stderr.split("\n");
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? stderr.trim().split("\n").at(-1))?.slice(0, STDERR_CHARACTERS_MAX) || undefined;
}
