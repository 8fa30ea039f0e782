// Commands from the tree of Debian packages, each in a mount and process namespace of its own: whatever it starts ends with it.
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { TREE } from "./settings.mjs";

/** Who servers run as; PostgreSQL refuses to run as root. */
export const USER = 65534;
/** Where a server finds its data directory. */
export const DATA_INSIDE = "/data";

/** The shell stays, as the process that the namespace ends with. */
const ENTER = `
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount --bind "$2" "$1${DATA_INSIDE}"
tree=$1; shift 2
chroot --userspec=${USER}:${USER} "$tree" "$@"
exit $?`;

/** The command line that runs `argv` inside the tree, with `directory` (made if need be, and given to the user) as its data. */
export function inTree(directory, argv) {
  mkdirSync(directory, { recursive: true });
  chownSync(directory, USER, USER);
  const isolate = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--"];
  return [...isolate, "sh", "-c", ENTER, "sh", TREE, directory, ...argv];
}

/** The version of a package in the tree, without Debian's epoch and revision. */
export function packageVersion(name) {
  const status = readFileSync(join(TREE, "versions", name), "utf8").trim();
  return status.replace(/^\d+:/, "").replace(/[-+~].*$/, "");
}

/** Where PostgreSQL's programs are inside the tree. */
export function postgresqlPrograms() {
  const base = "usr/lib/postgresql";
  const versions = existsSync(join(TREE, base)) ? readdirSync(join(TREE, base)) : [];
  return `/${base}/${Math.max(...versions.map(Number))}/bin`;
}
