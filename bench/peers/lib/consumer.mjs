// The consumer of a workload, a separate process. It reports its deliveries over its channel on request.
import { fork } from "node:child_process";
import { once } from "node:events";
import { now, sleep } from "./clock.mjs";

const PROGRAM = new URL("../consumer.mjs", import.meta.url);
/** After the last expected instant and this long without an arrival, missing timers count as lost. */
const QUIET_MS = 15_000;
/** The time in which duplicates may follow the last first arrival. */
const DUPLICATES_MS = 1_000;

export class Consumer {
  static async start({ peer, address }) {
    const consumer = new Consumer();
    consumer.child = fork(PROGRAM, [peer.name, JSON.stringify(address)], { serialization: "advanced" });
    consumer.ended = once(consumer.child, "exit").then(() => Promise.reject(new Error("the consumer ended")));
    consumer.ended.catch(() => {});
    await consumer.answer();
    return consumer;
  }

  async answer() {
    const [answer] = await Promise.race([once(this.child, "message"), this.ended]);
    return answer;
  }

  ask(question) {
    this.child.send(question);
    return this.answer();
  }

  /** Returns all arrivals, once `count` have come after `end`, or none has come for a while. */
  async collect(count, end) {
    let seen = -1;
    let changed = now();
    for (;;) {
      const received = await this.ask("count");
      if (received !== seen) changed = now();
      seen = received;
      if (now() > end && (seen >= count || now() - Math.max(changed, end) > QUIET_MS)) break;
      await sleep(100);
    }
    await sleep(DUPLICATES_MS);
    return this.ask("arrivals");
  }

  stop() {
    this.child.kill("SIGKILL");
  }
}
