// Commands from the tree of Debian packages, each in its own mount and process namespace, so that its processes end
// with it.
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { TREE } from "./settings.mjs";

/** The user of the servers; PostgreSQL refuses to run as root. */
export const USER = 65534;
/** The data directory as a server sees it. */
export const DATA_INSIDE = "/data";

/** The shell remains, as the process with which the namespace ends. */
const ENTER = `
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount --bind "$2" "$1${DATA_INSIDE}"
tree=$1; shift 2
chroot --userspec=${USER}:${USER} "$tree" "$@"
exit $?`;

/**
 * Returns the command line that runs `argv` inside the tree, with `directory` (created if necessary, and given to the
 * user) as its data.
 */
export function inTree(directory, argv) {
  mkdirSync(directory, { recursive: true });
  chownSync(directory, USER, USER);
  const isolate = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--"];
  return [...isolate, "sh", "-c", ENTER, "sh", TREE, directory, ...argv];
}

/** Returns the version of a package in the tree, without Debian's epoch and revision. */
export function packageVersion(name) {
  const status = readFileSync(join(TREE, "versions", name), "utf8").trim();
  return status.replace(/^\d+:/, "").replace(/[-+~].*$/, "");
}

/** Returns the directory of PostgreSQL's programs inside the tree. */
export function postgresqlPrograms() {
  const base = "usr/lib/postgresql";
  const versions = existsSync(join(TREE, base)) ? readdirSync(join(TREE, base)) : [];
  return `/${base}/${Math.max(...versions.map(Number))}/bin`;
}
