// The workloads. A workload is a module of its name in lower case whose default export takes a bench
//
//   {peer, client, server, address, data, count, idle}     a peer just started on an empty directory; `idle` is its use at that time
//
// and returns figures. This list has its title, its number of timers, and the columns of its table: [head, figure,
// digits].
const COUNTS = [
  ["lost", "lost", 0],
  ["twice", "duplicates", 0],
  ["early", "early", 0],
];
const TIMERS = ["timers", "scheduled", 0];
const FAILED = ["failed calls", "errors", 0];
const CPU = ["server CPU s", "serverCpuSeconds", 1];

export const WORKLOADS = [
  {
    name: "W1",
    title: "single schedules, 64 callers, due in an hour",
    count: 20_000,
    better: "higher",
    key: "perSecond",
    columns: [TIMERS, ["per second", "perSecond", 0], ["p50 ms", "p50Ms", 2], ["p99 ms", "p99Ms", 1], ["max ms", "maxMs", 0], FAILED, CPU],
  },
  {
    name: "W1b",
    title: "the same in batches of 500, 4 at once",
    count: 20_000,
    better: "higher",
    key: "perSecond",
    columns: [TIMERS, ["per second", "perSecond", 0], ["p50 ms a batch", "p50Ms", 1], ["p99 ms a batch", "p99Ms", 1], FAILED, CPU],
  },
  {
    name: "W2",
    title: "lateness at the consumer, due evenly over 10 s",
    count: 10_000,
    better: "lower",
    key: "p50Ms",
    columns: [["p50 ms", "p50Ms", 2], ["p95 ms", "p95Ms", 2], ["p99 ms", "p99Ms", 2], ["max ms", "maxMs", 1], ...COUNTS, CPU],
  },
  {
    name: "W3",
    title: "all due in one instant",
    count: 10_000,
    better: "lower",
    key: "lastMs",
    columns: [["last after ms", "lastMs", 0], ["p50 ms", "p50Ms", 0], ["p99 ms", "p99Ms", 0], ...COUNTS, CPU],
  },
  {
    name: "W4",
    title: "memory and disk of pending timers",
    count: 100_000,
    better: "lower",
    key: "memoryBytesPerTimer",
    columns: [
      TIMERS,
      ["memory added, B a timer", "memoryBytesPerTimer", 0],
      ["disk added, B a timer", "diskAddedBytesPerTimer", 0],
      ["whole disk, B a timer", "diskBytesPerTimer", 0],
      ["memory idle MB", "idleMb", 0],
      ["full MB", "fullMb", 0],
      ["filled in s", "fillSeconds", 1],
    ],
  },
  {
    name: "W5",
    title: "kill -9 while pending, started again 2.5 s later",
    count: 10_000,
    better: "lower",
    key: "firstFireMs",
    columns: [
      ["start to first fire ms", "firstFireMs", 0],
      ["to last overdue ms", "overdueDrainedMs", 0],
      ["later p50 ms", "laterP50Ms", 1],
      ["later max ms", "laterMaxMs", 0],
      ...COUNTS,
    ],
  },
];
