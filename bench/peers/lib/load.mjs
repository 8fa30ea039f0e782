// Load in a closed loop: every caller has one call in flight, and makes the next after its response.
const ERRORS_MAX = 50;

/**
 * Calls `call(index, caller)` `count` times, or fewer in `secondsMax`. Returns the latencies of successes, and the
 * total time.
 */
export async function closedLoop({ count, callers, call, secondsMax = Infinity }) {
  const latenciesMs = [];
  let next = 0;
  let errors = 0;
  const start = performance.now();
  const caller = async (_, number) => {
    while (next < count && performance.now() - start < secondsMax * 1000) {
      const index = next++;
      const before = performance.now();
      try {
        await call(index, number);
        latenciesMs.push(performance.now() - before);
      } catch (error) {
        if (++errors > ERRORS_MAX) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { latenciesMs, errors, seconds: (performance.now() - start) / 1000 };
}
