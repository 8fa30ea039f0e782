// W1b: the rate of schedules in the peer's batch form.
import { batches } from "../lib/fill.mjs";
import { schedules } from "./w1.mjs";

export default function (bench) {
  return schedules(bench, batches);
}
