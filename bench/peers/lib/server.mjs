// A server of a peer: started, awaited, killed and restarted on the same data.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import { sleep } from "./clock.mjs";
import { killAll, tree } from "./processes.mjs";

const READY_SECONDS_MAX = 60;
/** Makes a server end with the process that started it, in every case. */
const ENDS_WITH_PARENT = ["--pdeathsig", "KILL", "--"];

export class Server {
  /** `argv` is the command, `log` the file for its output; `ready` throws until it serves. */
  constructor({ argv, env = {}, log, ready }) {
    Object.assign(this, { argv, env, log, ready });
  }

  async start() {
    mkdirSync(dirname(this.log), { recursive: true });
    const log = openSync(this.log, "a");
    this.child = spawn("setpriv", [...ENDS_WITH_PARENT, ...this.argv], {
      stdio: ["ignore", log, log],
      env: { ...process.env, ...this.env },
    });
    closeSync(log);
    this.ended = once(this.child, "exit").catch((error) => error);
    await this.becomeReady();
    return this;
  }

  async becomeReady() {
    for (const deadline = Date.now() + READY_SECONDS_MAX * 1000; ; await sleep(10)) {
      try {
        return await this.ready();
      } catch (error) {
        const ended = this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
        if (ended) throw new Error(`${this.argv.join(" ")} ended: ${tail(this.log)}`);
        if (Date.now() > deadline) throw error;
      }
    }
  }

  pids() {
    return tree(this.child.pid);
  }

  /** Sends SIGKILL to every process at once. The data is deleted after a workload, so no process ends in another way. */
  async kill() {
    killAll(this.pids());
    await this.ended;
  }
}

const tail = (file) => readFileSync(file, "utf8").trim().slice(-500);

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Fails unless a process accepts connections at the port. */
export async function reach(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}
