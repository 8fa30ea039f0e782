// Paths and programs. Nothing is installed or written inside the repository.
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const { env } = process;

/** This directory's sources. */
export const SOURCES = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const REPOSITORY = resolve(SOURCES, "../..");
/** The directory that `install` fills: npm packages, a tree of Debian packages, data while a workload runs, logs. */
export const PEERS_DIR = resolve(env.PEERS_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "minoots-peers"));
export const PACKAGES = join(PEERS_DIR, "npm");
export const TREE = join(PEERS_DIR, "debian");
export const LOGS = join(PEERS_DIR, "logs");
/** The data directory, which must be on a disk with costly syncs. */
export const DATA = resolve(env.PEERS_DATA ?? join(PEERS_DIR, "data"));
/** The data of the current workload, removed after it. */
export const RUN_DATA = join(DATA, "minoots-peers-run");
/** The Debian suite of the servers. */
export const SUITE = env.PEERS_SUITE ?? "sid";
export const MINOOTS_BIN = resolve(env.MINOOTS_BIN ?? join(REPOSITORY, "target/dist/minoots"));
export const MINOOTS_BENCH_BIN = join(dirname(MINOOTS_BIN), "minoots-bench");
/** The Node of every driver and consumer, independent of the Node that started the run. */
export const NODE = join(PACKAGES, `node_modules/node-linux-${process.arch}/bin/node`);
