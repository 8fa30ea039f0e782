// Judges scheduled timers by the consumer's deliveries.
const EARLY_TOLERANCE_MS = 1;

/**
 * `arrivals` are pairs of id and instant in the order of arrival. Lateness is of first arrivals, against the requested
 * instant.
 */
export function judge(timers, arrivals) {
  const due = new Map(timers.map((timer) => [timer.id, timer.due]));
  const first = new Map();
  let duplicates = 0;
  for (const [id, at] of arrivals) {
    if (!due.has(id)) continue;
    if (first.has(id)) duplicates++;
    else first.set(id, at);
  }
  const latenessMs = [...first].map(([id, at]) => at - due.get(id));
  return {
    first,
    latenessMs,
    lastAt: [...first.values()].at(-1),
    counts: {
      lost: timers.length - first.size,
      duplicates,
      early: latenessMs.filter((late) => late < -EARLY_TOLERANCE_MS).length,
    },
  };
}
