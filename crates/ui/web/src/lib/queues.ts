// Texts of queues.
import type { QueueCounts } from "../gen/schema";
import { digits } from "./words";

/** A count that stopped at its bound is a lower limit. */
function counted(value: string | undefined, isExact: boolean | undefined): string {
  return `${isExact ? "" : "≥ "}${digits(value)}`;
}

export function countsOf(counts: QueueCounts | undefined): { ready: string; leased: string; delayed: string; dead: string } {
  return {
    ready: counted(counts?.ready, counts?.readyExact),
    leased: counted(counts?.leased, counts?.leasedExact),
    delayed: counted(counts?.delayed, counts?.leasedExact),
    dead: counted(counts?.dead, counts?.deadExact),
  };
}

export function hasDead(counts: QueueCounts | undefined): boolean {
  return (counts?.dead ?? "0") !== "0";
}
