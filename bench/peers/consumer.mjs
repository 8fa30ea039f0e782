// consumer.mjs PEER ADDRESS: consumes forever and records the arrival of each timer. Forked by lib/consumer.mjs.
import { now } from "./lib/clock.mjs";
import { idOf } from "./lib/timers.mjs";

const [name, address] = process.argv.slice(2);
const { consume } = await import(`./peers/${name}.mjs`);
const arrivals = [];

process.on("message", (question) => process.send(question === "count" ? arrivals.length : arrivals));
process.on("disconnect", () => process.exit());
await consume(JSON.parse(address), (payload) => {
  const at = now();
  arrivals.push([idOf(payload), at]);
});
process.send("ready");
