// Installs the peers' dependencies into PEERS_DIR, once: npm packages from the lock file, and servers as a tree of
// Debian packages. No host package depends on the tree, and no service is started from it.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODE, PACKAGES, PEERS_DIR, SOURCES, SUITE, TREE } from "./lib/settings.mjs";

const MINUTES_MAX = 10;
const MIRROR = process.env.PEERS_MIRROR ?? "http://deb.debian.org/debian";
/** The packages that every server's start needs inside the tree. */
const BASE = ["base-files", "libc-bin", "dash", "bash", "coreutils", "sed", "grep", "gawk"];

/** Installs the dependencies of these peers. Returns the reasons of those that cannot run: `{name: reason}`. */
export function install(peers) {
  installPackages();
  const missing = {};
  for (const { name, debian } of peers.filter((peer) => peer.debian)) {
    try {
      if (process.getuid() !== 0) throw new Error("its server runs in a chroot, which needs root");
      installDebian(debian);
    } catch (error) {
      missing[name] = `${debian.join(", ")} from Debian ${SUITE}: ${reason(error)}`;
    }
  }
  return missing;
}

/** Returns the reason of a failure in one line. */
export const reason = (error) => (lines(error.stderr).find((line) => line.startsWith("E:")) ?? error.message).trim().slice(0, 500);
const lines = (text) => String(text ?? "").split("\n");

function installPackages() {
  const lock = "package-lock.json";
  const same = existsSync(join(PACKAGES, lock)) && read(join(PACKAGES, lock)) === read(join(SOURCES, lock));
  if (same && existsSync(NODE)) return;
  mkdirSync(PACKAGES, { recursive: true });
  for (const file of ["package.json", ".npmrc"]) copyFileSync(join(SOURCES, file), join(PACKAGES, file));
  rmSync(join(PACKAGES, "node_modules"), { recursive: true, force: true });
  copyFileSync(join(SOURCES, lock), join(PACKAGES, lock));
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: PACKAGES,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: MINUTES_MAX * 60_000,
  });
}

function installDebian(packages) {
  prepareTree();
  if (packages.every((name) => existsSync(join(TREE, "versions", name)))) return;
  const archives = join(PEERS_DIR, "apt/cache/archives");
  rmSync(archives, { recursive: true, force: true });
  mkdirSync(join(archives, "partial"), { recursive: true });
  apt(["install", "--download-only", "--yes", "--no-install-recommends", ...BASE, ...packages]);
  for (const file of readdirSync(archives).filter((name) => name.endsWith(".deb"))) unpack(join(archives, file));
  rmSync(archives, { recursive: true });
}

function unpack(archive) {
  execFileSync("dpkg-deb", ["--extract", archive, TREE]);
  const [name, version] = execFileSync("dpkg-deb", ["--show", "--showformat=${Package} ${Version}", archive]).toString().split(" ");
  writeFileSync(join(TREE, "versions", name), `${version}\n`);
}

/** Makes an empty tree of this suite with apt's index beside it, and removes an earlier suite's. */
function prepareTree() {
  const sources = join(PEERS_DIR, "apt/sources.list");
  const line = `deb ${MIRROR} ${SUITE} main\n`;
  if (existsSync(sources) && read(sources) === line && existsSync(join(TREE, "versions"))) return;
  for (const directory of [TREE, join(PEERS_DIR, "apt")]) rmSync(directory, { recursive: true, force: true });
  for (const name of ["bin", "sbin", "lib", "lib64"]) mkdirSync(join(TREE, "usr", name), { recursive: true });
  for (const name of ["bin", "sbin", "lib", "lib64"]) symlinkSync(`usr/${name}`, join(TREE, name));
  for (const name of ["proc", "dev", "tmp", "data", "etc", "versions"]) mkdirSync(join(TREE, name));
  writeFileSync(join(TREE, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/data:/bin/sh\n");
  writeFileSync(join(TREE, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
  writeFileSync(join(TREE, "etc/hosts"), "127.0.0.1 localhost\n");
  for (const name of ["state/lists/partial", "cache/archives/partial"]) mkdirSync(join(PEERS_DIR, "apt", name), { recursive: true });
  writeFileSync(join(PEERS_DIR, "apt/status"), "");
  writeFileSync(`${sources}.new`, line);
  apt(["update"], `${sources}.new`);
  copyFileSync(`${sources}.new`, sources);
}

/** Runs apt-get with its own index, cache and (blank) list of installed packages; the host's are neither read nor changed. */
function apt(args, sources = join(PEERS_DIR, "apt/sources.list")) {
  const own = {
    "Dir::State": join(PEERS_DIR, "apt/state"),
    "Dir::State::status": join(PEERS_DIR, "apt/status"),
    "Dir::Cache": join(PEERS_DIR, "apt/cache"),
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "-",
    "Dir::Etc::preferencesparts": "-",
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
  };
  const options = Object.entries(own).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  execFileSync("apt-get", [...options, "-qq", ...args], { stdio: ["ignore", "ignore", "pipe"], timeout: MINUTES_MAX * 60_000 });
}

const read = (file) => readFileSync(file, "utf8");
