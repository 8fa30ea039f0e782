// driver.mjs PEER WORKLOAD COUNT: starts the peer on an empty directory, runs one workload, and sends its figures to
// the runner. The runner ends remaining processes and removes the directory.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LOGS, RUN_DATA } from "./lib/settings.mjs";
import { usage } from "./lib/usage.mjs";
import { PEERS } from "./peers/index.mjs";

const [name, workload, count] = process.argv.slice(2);
const { start, connect } = await import(`./peers/${name}.mjs`);
const { default: run } = await import(`./workloads/${workload.toLowerCase()}.mjs`);

process.on("disconnect", () => process.exit());
mkdirSync(RUN_DATA, { recursive: true });
const peer = PEERS.find((candidate) => candidate.name === name);
const { server, version, address, data } = await start(RUN_DATA, join(LOGS, `${name}-${workload}.log`));
const client = await connect(address);
const idle = usage({ server, data });
const figures = await run({ peer, server, address, data, client, idle, count: Number(count) });
await server.kill();
process.send({ version, figures }, () => process.exit());
