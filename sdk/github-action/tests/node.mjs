// A real node, on a free port of this machine, with its own data directory.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './action.mjs';

const START_MS = 20_000;
const binary = resolve(root, process.env.MINOOTS_BIN || '../../target/release/minoots');

export class Node {
  guard = [];

  static async start() {
    const node = Node.unstarted();
    await node.launch('127.0.0.1:0');
    return node;
  }

  /** Starts a node that requires a key from every caller, with these additional options. */
  static async startGuarded(options = []) {
    const node = Node.unstarted();
    const file = join(node.directory, 'root.key');
    node.rootKey = execFileSync(binary, ['key', 'generate'], { encoding: 'utf8' }).trim();
    writeFileSync(file, node.rootKey, { mode: 0o600 });
    node.guard = ['--root-key-file', file, ...options];
    await node.launch('127.0.0.1:0');
    return node;
  }

  static unstarted() {
    if (!existsSync(binary)) throw new Error(`${binary} does not exist; build it, or name another as MINOOTS_BIN`);
    const node = new Node();
    node.directory = mkdtempSync(join(tmpdir(), 'minoots-node-'));
    return node;
  }

  /** Creates a key on a guarded node: `{ id, secret }`. */
  newKey(role, tenant = 'acme') {
    return this.key('create', '--role', role, '--name', role, '--tenant', tenant);
  }

  revoke(id, tenant = 'acme') {
    return this.key('revoke', id, '--tenant', tenant);
  }

  key(...options) {
    return this.command('key', ...options);
  }

  /** Returns the next delivery of a queue, acknowledged, with the signed document as `event`. */
  consume(queue) {
    const delivery = this.command('event', 'consume', '--queue', queue, '--max', '1', '--timeout', '30s');
    return { ...delivery, event: JSON.parse(Buffer.from(delivery.payload, 'base64').toString()) };
  }

  /** Consumes a queue without acknowledging: `next()` returns a delivery, `stop()` ends it. */
  consumer(queue) {
    const env = { PATH: process.env.PATH, MINOOTS_ENDPOINT: this.endpoint };
    const options = ['event', 'consume', '--queue', queue, '--no-ack', '--timeout', '30s', '--output', 'json'];
    const child = spawn(binary, options, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { next: async () => JSON.parse((await lines.next()).value), stop: () => child.kill() };
  }

  /** Runs a command of the program, and returns its JSON. */
  command(...options) {
    const env = { PATH: process.env.PATH, MINOOTS_ENDPOINT: this.endpoint, MINOOTS_API_KEY: this.rootKey };
    return JSON.parse(execFileSync(binary, [...options, '--output', 'json'], { env, encoding: 'utf8' }));
  }

  async launch(listen) {
    const ready = join(this.directory, 'ready.json');
    rmSync(ready, { force: true });
    const data = join(this.directory, 'data');
    const options = ['dev', '--no-demo', '--listen', listen, '--data', data, '--ready-file', ready, ...this.guard];
    // The disk may be nearly full with other data.
    const env = { PATH: process.env.PATH, MINOOTS_DISK_RESERVE_BYTES: '0' };
    this.process = spawn(binary, options, { env, cwd: this.directory, stdio: ['ignore', 'ignore', 'inherit'] });
    this.ended = new Promise((done) => this.process.on('exit', done));
    // A failed test leaves no node behind, and does not wait for one.
    const { process: child } = this;
    process.once('exit', () => child.kill('SIGKILL'));
    child.unref();
    for (let waitedMs = 0; !existsSync(ready); waitedMs += 20) {
      if (waitedMs > START_MS || this.process.exitCode !== null) throw new Error('the node did not become ready');
      await sleep(20);
    }
    this.endpoint = JSON.parse(readFileSync(ready, 'utf8')).endpoint;
  }

  /** Ends the process that this object started, and no other. */
  async kill(signal = 'SIGKILL') {
    this.process.ref();
    this.process.kill(signal);
    await this.ended;
  }

  /** Starts the same node again, at the same address. */
  async restart() {
    await this.launch(new URL(this.endpoint).host);
  }

  async stop() {
    await this.kill();
    rmSync(this.directory, { recursive: true });
  }

  async get(path, key) {
    return (await fetch(this.endpoint + path, { headers: shown(key) })).json();
  }

  async post(path, body = {}, key = undefined) {
    const headers = { 'content-type': 'application/json', ...shown(key) };
    return (await fetch(this.endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  }
}

const shown = (key) => (key === undefined ? {} : { authorization: `Bearer ${key}` });
