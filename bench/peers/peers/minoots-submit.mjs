// MINOOTS over one `Submit` stream: each write has its own response, and none needs a separate call. Otherwise as
// minoots.mjs.
import { TimerService, create, open } from "./minoots.mjs";

export { consume, start } from "./minoots.mjs";

export async function connect(address) {
  const client = open(TimerService, address);
  const stream = client.submit();
  const waiting = new Map();
  let last = 0;
  stream.on("data", ({ sequence, error }) => {
    const { resolve, reject } = waiting.get(sequence);
    waiting.delete(sequence);
    if (error) reject(new Error(error.message));
    else resolve();
  });
  stream.on("error", (error) => waiting.forEach(({ reject }) => reject(error)));
  const schedule = (timer) =>
    new Promise((resolve, reject) => {
      const sequence = ++last;
      waiting.set(sequence, { resolve, reject });
      stream.write({ sequence, create: create(timer) });
    });
  return { schedule, close: () => client.close() };
}
