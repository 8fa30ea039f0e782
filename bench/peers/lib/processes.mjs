// The processes of a peer: found from the one that this program started, measured from outside, ended by their ids.
import { readFileSync, readdirSync } from "node:fs";

const CLOCK_TICKS_PER_SECOND = 100;

/** Returns the fields after the name in /proc/PID/stat: state, parent, …; null if the process has ended. */
function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** Returns the process and all its descendants, parents first. */
export function tree(root) {
  const children = new Map();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = Number(stat(entry)?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

export function killAll(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

/** Returns the processor time that these have used since their start. */
export function cpuSeconds(pids) {
  const ticks = pids.map(stat).map((fields) => (fields ? Number(fields[11]) + Number(fields[12]) : 0));
  return ticks.reduce((sum, value) => sum + value, 0) / CLOCK_TICKS_PER_SECOND;
}

/** Returns the memory of these: proportional, so that shared pages count once; and the part that no file backs. */
export function memory(pids) {
  const total = { pssBytes: 0, anonymousBytes: 0 };
  for (const pid of pids) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      const bytes = (field) => 1024 * Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
      total.pssBytes += bytes("Pss");
      total.anonymousBytes += bytes("Pss_Anon");
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "ESRCH") throw error;
    }
  }
  return total;
}
