// etcd: a key under a lease. A timer fires as the watched deletion of its key when the lease expires. Nothing
// acknowledges it.
import { join } from "node:path";
import { Etcd3 } from "etcd3";
import { DATA_INSIDE, inTree, packageVersion } from "../lib/debian.mjs";
import { Server, freePort } from "../lib/server.mjs";

const CONNECTIONS = 4;
const PREFIX = "timer/";
const QUOTA_BYTES = 4 * 2 ** 30;

export async function start(directory, log) {
  const [port, peerPort] = await Promise.all([freePort(), freePort()]);
  const data = join(directory, "data");
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const settings = {
    name: "node",
    "data-dir": `${DATA_INSIDE}/etcd`,
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `node=${peer}`,
    "log-level": "error",
    "quota-backend-bytes": QUOTA_BYTES,
  };
  const argv = inTree(data, ["/usr/bin/etcd", ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, `${value}`])]);
  const server = await new Server({ argv, log, ready: () => ready(client) }).start();
  return { server, version: `etcd ${packageVersion("etcd-server")}`, address: { client }, data };
}

async function ready(client) {
  const etcd = new Etcd3({ hosts: client });
  try {
    await etcd.put("ready").value("");
  } finally {
    etcd.close();
  }
}

export async function connect({ client }) {
  const connections = Array.from({ length: CONNECTIONS }, () => new Etcd3({ hosts: client }));
  return {
    schedule: async ({ id, due, payload }, caller) => {
      const { leaseClient, kv } = connections[caller % CONNECTIONS];
      const { ID: lease } = await leaseClient.leaseGrant({ TTL: Math.max(1, Math.ceil((due - Date.now()) / 1000)) });
      await kv.put({ key: Buffer.from(PREFIX + id), value: Buffer.from(payload), lease });
    },
    close: () => connections.forEach((etcd) => etcd.close()),
  };
}

export async function consume({ client }, fired) {
  const watcher = await new Etcd3({ hosts: client }).watch().prefix(PREFIX).withPreviousKV().create();
  watcher.on("delete", (_, previous) => fired(previous.value.toString()));
}
