import { execFileSync } from "node:child_process";
import { memory } from "./processes.mjs";

/** Returns a peer's current use: memory of all its processes, blocks of its data directory. */
export function usage({ server, data }) {
  const [kibibytes] = execFileSync("du", ["-sk", data]).toString().split("\t");
  return { ...memory(server.pids()), diskBytes: 1024 * Number(kibibytes) };
}
