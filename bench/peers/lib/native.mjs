// The figures of `minoots-bench`: the same node under a client in Rust, which costs less than one in Node.
import { execFileSync } from "node:child_process";
import { DATA, MINOOTS_BENCH_BIN, MINOOTS_BIN } from "./settings.mjs";

const SECONDS_MAX = 90;

const milliseconds = ({ p50, p99 }) => ({ "p50 ms": p50 / 1000, "p99 ms": p99 / 1000 });
const throughput = ({ opsPerSecond }) => ({ "creates a second": opsPerSecond });

const BENCHES = [
  { like: "W1", bench: "schedule", count: 20_000, figures: (result) => ({ ...throughput(result), ...milliseconds(result.latencyUs) }) },
  { like: "W1b", bench: "batch", count: 100_000, figures: throughput },
  { like: "W2", bench: "lateness", count: 10_000, figures: (result) => milliseconds(result.latenessUs) },
  { like: "W3", bench: "burst", count: 10_000, figures: (result) => ({ "last after ms": result.burstMs }) },
];

/** Runs each bench; one that fails is recorded with its reason. */
export function native(scale) {
  return BENCHES.map(({ like, bench, count, figures }) => {
    const command = [bench, "--count", `${Math.max(1, Math.round(count * scale))}`];
    const name = `minoots-bench ${command.join(" ")}`;
    try {
      const result = JSON.parse(run([...command, "-o", "json"]));
      return { like, name, figures: figures(result), result };
    } catch (error) {
      return { like, name, error: error.message.trim().split("\n").at(-1) };
    }
  });
}

function run(command) {
  const env = { ...process.env, MINOOTS_BIN, TMPDIR: DATA };
  return execFileSync(MINOOTS_BENCH_BIN, command, { env, timeout: SECONDS_MAX * 1000, stdio: ["ignore", "pipe", "pipe"] }).toString();
}
