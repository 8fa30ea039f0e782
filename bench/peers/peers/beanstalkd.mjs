// beanstalkd: jobs with a delay in whole seconds, over its text protocol.
import { once } from "node:events";
import { connect as open } from "node:net";
import { join } from "node:path";
import { sleep } from "../lib/clock.mjs";
import { DATA_INSIDE, inTree, packageVersion } from "../lib/debian.mjs";
import { Server, freePort, reach } from "../lib/server.mjs";

const CONNECTIONS = 64;
const CONSUMERS = 16;
const PRIORITY = 1000;
const RESERVE_SECONDS = 600;
const END = "\r\n";

export async function start(directory, log) {
  const port = await freePort();
  const data = join(directory, "data");
  const argv = inTree(data, ["/usr/bin/beanstalkd", "-l", "127.0.0.1", "-p", `${port}`, "-b", DATA_INSIDE, "-f", "0"]);
  const server = await new Server({ argv, log, ready: () => reach(port) }).start();
  return { server, version: `beanstalkd ${packageVersion("beanstalkd")}`, address: { port }, data };
}

/** A connection with one request in flight at a time. */
class Connection {
  static async open(port) {
    const connection = new Connection();
    const socket = open({ port, host: "127.0.0.1", noDelay: true });
    connection.socket = socket;
    connection.buffer = "";
    await once(socket, "connect");
    socket.setEncoding("latin1").on("data", (text) => connection.receive(text));
    socket.on("error", () => {}).on("close", () => connection.answer?.reject(new Error("connection closed")));
    return connection;
  }

  request(text) {
    return new Promise((resolve, reject) => {
      this.answer = { resolve, reject };
      this.socket.write(text);
    });
  }

  /** Resolves the request once a line is complete, with the body that a RESERVED line announces. */
  receive(text) {
    this.buffer += text;
    const end = this.buffer.indexOf(END);
    if (end < 0) return;
    const [word, id, bytes] = this.buffer.slice(0, end).split(" ");
    const bodyBytes = word === "RESERVED" ? Number(bytes) + END.length : 0;
    const start = end + END.length;
    if (this.buffer.length < start + bodyBytes) return;
    const body = this.buffer.slice(start, start + bodyBytes - END.length);
    this.buffer = this.buffer.slice(start + bodyBytes);
    this.answer.resolve({ word, id, body });
  }
}

export async function connect({ port }) {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(port)));
  return {
    schedule: async ({ due, payload }, caller) => {
      const delay = Math.max(0, Math.ceil((due - Date.now()) / 1000));
      const put = `put ${PRIORITY} ${delay} ${RESERVE_SECONDS} ${payload.length}`;
      const { word } = await connections[caller].request(put + END + payload + END);
      if (word !== "INSERTED") throw new Error(word);
    },
    close: () => connections.forEach(({ socket }) => socket.destroy()),
  };
}

export async function consume({ port }, fired) {
  for (let number = 0; number < CONSUMERS; number++) follow(port, fired);
}

/** Reserves and deletes in turn, on a new connection whenever one has ended. */
async function follow(port, fired) {
  for (;;) {
    try {
      const connection = await Connection.open(port);
      for (;;) {
        const { word, id, body } = await connection.request(`reserve${END}`);
        if (word !== "RESERVED") continue;
        fired(body);
        await connection.request(`delete ${id}${END}`);
      }
    } catch {
      await sleep(50);
    }
  }
}
