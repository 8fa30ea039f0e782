// A PostgreSQL server for the peers that need one.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { DATA_INSIDE, inTree, postgresqlPrograms } from "./debian.mjs";
import { Server, freePort } from "./server.mjs";

const CONNECTIONS_MAX = 200;

export async function startPostgresql(directory, log) {
  const port = await freePort();
  const data = join(directory, "data");
  const programs = postgresqlPrograms();
  const [command, ...args] = inTree(data, [
    `${programs}/initdb`,
    "-D",
    `${DATA_INSIDE}/pg`,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
  ]);
  execFileSync(command, args, { stdio: "ignore" });
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: CONNECTIONS_MAX,
    fsync: "on",
    synchronous_commit: "on",
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const argv = inTree(data, [`${programs}/postgres`, "-D", `${DATA_INSIDE}/pg`, ...options]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const server = await new Server({ argv, log, ready: () => query(url, "SELECT 1") }).start();
  const [{ server_version: version }] = await query(url, "SHOW server_version");
  return { server, version: `PostgreSQL ${version.split(" ")[0]}`, address: { url }, data };
}

async function query(url, text) {
  const client = new pg.Client({ connectionString: url }).on("error", () => {});
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
