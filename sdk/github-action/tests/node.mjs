// A real node, on a free port of this machine, with its data in a directory of its own.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './action.mjs';

const START_MS = 20_000;
const binary = resolve(root, process.env.MINOOTS_BIN || '../../target/release/minoots');

export class Node {
  static async start() {
    if (!existsSync(binary)) throw new Error(`${binary} does not exist; build it, or name another as MINOOTS_BIN`);
    const node = new Node();
    node.directory = mkdtempSync(join(tmpdir(), 'minoots-node-'));
    await node.launch('127.0.0.1:0');
    return node;
  }

  async launch(listen) {
    const ready = join(this.directory, 'ready.json');
    rmSync(ready, { force: true });
    const data = join(this.directory, 'data');
    const options = ['dev', '--no-demo', '--listen', listen, '--data', data, '--ready-file', ready];
    const env = { PATH: process.env.PATH };
    this.process = spawn(binary, options, { env, cwd: this.directory, stdio: ['ignore', 'ignore', 'inherit'] });
    this.ended = new Promise((done) => this.process.on('exit', done));
    // Tests that come to nothing leave no node behind, and do not wait for one.
    const { process: child } = this;
    process.once('exit', () => child.kill('SIGKILL'));
    child.unref();
    for (let waitedMs = 0; !existsSync(ready); waitedMs += 20) {
      if (waitedMs > START_MS || this.process.exitCode !== null) throw new Error('the node did not become ready');
      await sleep(20);
    }
    this.endpoint = JSON.parse(readFileSync(ready, 'utf8')).endpoint;
  }

  /** Ends the process this object started, and none other. */
  async kill(signal = 'SIGKILL') {
    this.process.ref();
    this.process.kill(signal);
    await this.ended;
  }

  /** The same node again, at the same address. */
  async restart() {
    await this.launch(new URL(this.endpoint).host);
  }

  async stop() {
    await this.kill();
    rmSync(this.directory, { recursive: true });
  }

  async get(path) {
    return (await fetch(this.endpoint + path)).json();
  }

  async post(path, body = {}) {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(this.endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  }
}
