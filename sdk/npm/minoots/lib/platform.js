"use strict";

// Which of the packages with a program is for this machine, and where its program is.

const { version } = require("../package.json");

const PACKAGES = new Set(["linux-arm64", "linux-arm64-musl", "linux-x64", "linux-x64-musl"]);

/** The C library of Linux: "glibc" or "musl". */
function libc() {
  const header = process.report?.getReport?.().header;
  return header?.glibcVersionRuntime ? "glibc" : "musl";
}

/** The name of this machine's package; undefined if there is none. */
function packageName(platform = process.platform, cpu = process.arch, library = platform === "linux" ? libc() : "") {
  const name = `${platform}-${cpu}${library === "musl" ? "-musl" : ""}`;
  return PACKAGES.has(name) ? `@minoots/${name}` : undefined;
}

/** The message for a machine on which the program is missing. */
function advice(name) {
  if (name === undefined) {
    return [
      `minoots ${version} has no program for ${process.platform} on ${process.arch}.`,
      "It runs on Linux, on x64 and arm64. Elsewhere, run its container image, or build it with Rust.",
    ].join("\n");
  }
  return [
    `minoots ${version} needs the package ${name}, which is not installed.`,
    "npm leaves it out when it is run with --omit=optional or --no-optional, and when package-lock.json was written on",
    "another kind of machine. Either install it by name:",
    "",
    `    npm install ${name}@${version}`,
    "",
    "or remove node_modules and package-lock.json, and run npm install again.",
  ].join("\n");
}

/** The path of this machine's program. MINOOTS_BINARY names another. Throws an error with advice if there is none. */
function programPath() {
  if (process.env.MINOOTS_BINARY) {
    return process.env.MINOOTS_BINARY;
  }
  const name = packageName();
  try {
    return require.resolve(`${name}/bin/minoots`);
  } catch {
    throw new Error(advice(name));
  }
}

module.exports = { advice, packageName, programPath };
