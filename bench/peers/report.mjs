// The tables of a run, in Markdown.
const SELF = "minoots";
/** If the two floors of a run differ by more than this factor, another program used the machine. */
const DISTURBED_FACTOR = 2;

export function report(run, workloads) {
  const sections = [head(run), floors(run), peers(run), ...workloads.map((workload) => table(run, workload)), natives(run)];
  return sections.filter(Boolean).join("\n\n");
}

/**
 * Returns the ratio by which MINOOTS is better in the workload's key figure; below 1 the rival is better. Null if
 * either has none.
 */
export function advantage(workload, own, other) {
  const [a, b] = [own?.figures?.[workload.key], other?.figures?.[workload.key]];
  if (!(a > 0) || !(b > 0)) return null;
  return workload.better === "higher" ? a / b : b / a;
}

/** Returns the floors before and after a run, and whether they differ too much to trust the figures between them. */
export function floorOf({ floorBefore: before, floorAfter }) {
  const after = floorAfter.error ? before : floorAfter;
  const rows = [
    ["4 KiB write and fdatasync, p50 ms", before.fdatasync.p50Ms, after.fdatasync.p50Ms],
    ["4 KiB write and fdatasync, p99 ms", before.fdatasync.p99Ms, after.fdatasync.p99Ms],
    ["sleep of 1 ms, lateness p50 ms", before.sleep.p50Ms, after.sleep.p50Ms],
    ["sleep of 1 ms, lateness p99 ms", before.sleep.p99Ms, after.sleep.p99Ms],
    ["gRPC echo, Node to Node, 64 callers, per second", before.echo.perSecond, after.echo.perSecond],
  ];
  const medians = [rows[0], rows[2], rows[4]];
  const disturbed = medians.some(([, a, b]) => Math.max(a, b) > DISTURBED_FACTOR * Math.min(a, b));
  return {
    rows,
    disturbed: disturbed || Boolean(floorAfter.error),
    mean: { echoPerSecond: mean(rows[4]), sleepMs: mean(rows[2]), fdatasyncMs: mean(rows[0]) },
  };
}

const mean = ([, a, b]) => (a + b) / 2;

/** The workload's key figure relative to the floor that bounds it. */
const FLOORS = {
  W1: { head: "of echo", ratio: ({ perSecond }, floor) => perSecond / floor.echoPerSecond },
  W2: { head: "p50 / sleep's", ratio: ({ p50Ms }, floor) => p50Ms / floor.sleepMs },
};

function table(run, workload) {
  const floor = FLOORS[workload.name];
  const { mean: floors } = floorOf(run);
  const peers = run.peers.filter(({ only }) => only?.includes(workload.name) ?? true);
  const results = peers.map((peer) => ({ peer, result: peer.results.find((result) => result.workload === workload.name) }));
  const own = results.find(({ peer }) => peer.name === SELF)?.result;
  const heads = [
    "",
    ...workload.columns.map(([name]) => name),
    ...(floor ? [floor.head] : []),
    "MINOOTS better by",
    "load",
    "fdatasync ms",
  ];
  const rows = results.map(({ peer, result }) => {
    if (!result?.figures) return [peer.title, `– ${peer.missing ?? result?.unable ?? result?.error ?? "not asked for"}`];
    const figures = workload.columns.map(([, figure, digits]) => number(result.figures[figure], digits));
    const share = floor ? [number(floor.ratio(result.figures, floors), 2)] : [];
    return [peer.title, ...figures, ...share, peer.name === SELF ? "" : times(advantage(workload, own, result)), ...disturbances(result)];
  });
  const count = results.find(({ result }) => result?.count)?.result.count ?? workload.count;
  return `### ${workload.name}: ${number(count, 0)} timers, ${workload.title}\n\n${markdown(heads, rows)}`;
}

const disturbances = ({ before, after }) => [
  `${number(before.load, 1)} → ${number(after.load, 1)}`,
  `${number(before.fdatasyncMs, 2)} → ${number(after.fdatasyncMs, 2)}`,
];

function head({ machine, started, seconds, scale }) {
  const small = scale === 1 ? "" : `, counts × ${scale}`;
  const { processors, model, kernel } = machine;
  return `${processors} × ${model}, Linux ${kernel}, ${new Date(started).toISOString()}, ${number(seconds, 0)} s${small}`;
}

function floors(run) {
  const { rows, disturbed } = floorOf(run);
  const cells = rows.map(([name, before, after]) => [name, number(before, before < 10 ? 3 : 0), number(after, after < 10 ? 3 : 0)]);
  const warning = disturbed
    ? "\n\n**Disturbed**: a floor differs by more than a factor of two before and after, or is missing; repeat the run."
    : "";
  return `### Floor\n\n${markdown(["", "before", "after"], cells)}${warning}`;
}

function peers({ peers: all }) {
  const rows = all.map(({ title, version, missing, durability, note }) => [
    title,
    version ?? `– ${missing ?? "no workload gave figures"}`,
    durability,
    note ?? "",
  ]);
  return `### Peers\n\n${markdown(["", "version", "durability", "note"], rows)}`;
}

function natives({ native }) {
  if (!native.length) return "";
  const rows = native.map(({ name, like, figures, error }) => [
    `\`${name}\``,
    like,
    error
      ? `– ${error}`
      : Object.entries(figures)
          .map(([figure, value]) => `${figure} ${number(value, value < 100 ? 2 : 0)}`)
          .join(", "),
  ]);
  return `### MINOOTS with its own client in Rust\n\n${markdown(["", "like", "figures"], rows)}`;
}

/** Builds a table. Rows may be shorter than the head. */
function markdown(heads, rows) {
  const line = (cells) => `| ${heads.map((_, column) => `${cells[column] ?? ""}`.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

const times = (ratio) => (ratio === null ? "–" : `${number(ratio, 2)}×`);

function number(value, digits) {
  if (!Number.isFinite(value)) return "–";
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
