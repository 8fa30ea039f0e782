// Where things are. Nothing is installed or written inside the repository.
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const { env } = process;

/** This directory's sources. */
export const SOURCES = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const REPOSITORY = resolve(SOURCES, "../..");
/** What `install` fills: npm packages, a tree of Debian packages, data while a workload runs, logs. */
export const PEERS_DIR = resolve(env.PEERS_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "minoots-peers"));
export const PACKAGES = join(PEERS_DIR, "npm");
export const TREE = join(PEERS_DIR, "debian");
export const LOGS = join(PEERS_DIR, "logs");
/** Must be on a disk whose syncs cost something. */
export const DATA = resolve(env.PEERS_DATA ?? join(PEERS_DIR, "data"));
/** The data of the workload that runs, removed after it. */
export const RUN_DATA = join(DATA, "minoots-peers-run");
/** The Debian suite that servers come from. */
export const SUITE = env.PEERS_SUITE ?? "sid";
export const MINOOTS_BIN = resolve(env.MINOOTS_BIN ?? join(REPOSITORY, "target/dist/minoots"));
export const MINOOTS_BENCH_BIN = join(dirname(MINOOTS_BIN), "minoots-bench");
/** One Node for every driver and consumer, whichever Node started the run. */
export const NODE = join(PACKAGES, `node_modules/node-linux-${process.arch}/bin/node`);
