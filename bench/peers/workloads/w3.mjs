// W3: how long timers that are all due in one instant take to arrive.
import { firing } from "./w2.mjs";

export default async function (bench) {
  const { start, lastAt, figures } = await firing(bench, 0);
  return { lastMs: lastAt - start, ...figures };
}
