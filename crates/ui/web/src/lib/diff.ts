// The difference of two texts by lines.

/** A line of a difference: in both texts, only in the earlier, or only in the later one. */
export interface DiffLine {
  sign: " " | "-" | "+";
  text: string;
}

/** A run of lines near a change. Lines between two runs are equal. */
export interface Hunk {
  /** The number of its first line in the earlier and in the later text, from 1. */
  before: number;
  after: number;
  lines: DiffLine[];
}

/** With more changed lines than this, the difference replaces everything between the first and the last change. */
const EDITS_MAX = 1_000;
const CONTEXT_LINES = 3;

/** The shortest edit of `before` to `after` (E. W. Myers, 1986), or a replacement of everything if it is too long. */
function edit(before: readonly string[], after: readonly string[]): DiffLine[] {
  const [rows, columns] = [before.length, after.length];
  const max = Math.min(rows + columns, EDITS_MAX);
  const furthest = new Map<number, number>([[1, 0]]);
  const traces: Map<number, number>[] = [];
  for (let edits = 0; edits <= max; edits += 1) {
    traces.push(new Map(furthest));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = diagonal === -edits || (diagonal !== edits && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));
      let row = down ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (row < rows && row - diagonal < columns && before[row] === after[row - diagonal]) row += 1;
      furthest.set(diagonal, row);
      if (row >= rows && row - diagonal >= columns) return path(before, after, traces);
    }
  }
  return [...before.map((text) => ({ sign: "-" as const, text })), ...after.map((text) => ({ sign: "+" as const, text }))];
}

/** Follows the traces back from the ends of both texts. */
function path(before: readonly string[], after: readonly string[], traces: readonly Map<number, number>[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [row, column] = [before.length, after.length];
  for (let edits = traces.length - 1; edits >= 0; edits -= 1) {
    const furthest = traces[edits]!;
    const diagonal = row - column;
    const down = diagonal === -edits || (diagonal !== edits && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const start = edits === 0 ? 0 : (furthest.get(from) ?? 0);
    while (row > start && column > start - from && row > 0 && column > 0 && before[row - 1] === after[column - 1]) {
      lines.push({ sign: " ", text: before[row - 1]! });
      [row, column] = [row - 1, column - 1];
    }
    if (edits === 0) break;
    if (down) lines.push({ sign: "+", text: after[(column -= 1)]! });
    else lines.push({ sign: "-", text: before[(row -= 1)]! });
  }
  return lines.reverse();
}

/** All lines of both texts, in order. */
export function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ sign: " ", text }));
  const middle = edit(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

/** The runs of lines near changes. */
export function hunksOf(lines: readonly DiffLine[]): Hunk[] {
  const near = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    for (let other = index - CONTEXT_LINES; other <= index + CONTEXT_LINES; other += 1) near.add(other);
  }
  const hunks: Hunk[] = [];
  let [before, after] = [1, 1];
  for (const [index, line] of lines.entries()) {
    if (near.has(index)) {
      if (!near.has(index - 1) || index === 0) hunks.push({ before, after, lines: [] });
      hunks.at(-1)!.lines.push(line);
    }
    if (line.sign !== "+") before += 1;
    if (line.sign !== "-") after += 1;
  }
  return hunks;
}
