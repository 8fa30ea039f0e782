// W3: the arrival time of timers that are all due at one instant.
import { firing } from "./w2.mjs";

export default async function (bench) {
  const { start, lastAt, figures } = await firing(bench, 0);
  return { lastMs: lastAt - start, ...figures };
}
