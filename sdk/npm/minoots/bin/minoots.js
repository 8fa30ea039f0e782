#!/usr/bin/env node
"use strict";

// Starts the program of this machine's package: same arguments, same streams, same end. Signals are passed on.

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const { programPath } = require("../lib/platform.js");

const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
const NOT_STARTED = 127;

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(NOT_STARTED);
}

function start() {
  let path;
  try {
    path = programPath();
  } catch (error) {
    fail(error.message);
  }
  const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
  for (const signal of PASSED_ON) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => fail(`minoots: cannot start ${path}: ${error.message}`));
  child.on("exit", (code, signal) => {
    // Shells say the same of a process that a signal ended.
    process.exit(signal === null ? code : 128 + constants.signals[signal]);
  });
}

start();
