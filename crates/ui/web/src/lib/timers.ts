// Reads and changes of timers.
import type { CancelTimersResponse, ListTimersResponse, Timer } from "../gen/schema";
import { get, newKey, post, type Query } from "./api";
import { durationMs, length, millis } from "./time";
import { quoted } from "./shell";
import { word } from "./words";

/** A selection of timers, as the address of the page holds it. */
export interface Selection {
  view: string;
  queue: string;
  label: string;
  name: string;
}

interface View {
  title: string;
  statuses: string[];
  hint: string;
}

/** The views of the list. The API sorts SCHEDULED and ARMED timers by due instant, all others by id. */
export const VIEWS: Record<string, View> = {
  upcoming: { title: "Upcoming", statuses: ["SCHEDULED", "ARMED"], hint: "Timers that wait for their time, the next first" },
  waiting: { title: "In delivery", statuses: ["FIRED"], hint: "Due, and not yet acknowledged by a consumer" },
  failed: { title: "Failed", statuses: ["FAILED"], hint: "Attempts spent, expired, missed, purged or refused" },
  done: { title: "Settled", statuses: ["SETTLED", "CANCELLED"], hint: "Acknowledged or cancelled" },
  all: { title: "All", statuses: [], hint: "Every retained timer, by id" },
};

/** The conditions of a selection without statuses. */
export function conditions({ queue, label, name }: Selection): Record<string, string> {
  const found: Record<string, string> = {};
  if (queue) found.queue = queue;
  if (name) found.namePrefix = name;
  for (const [key, value] of labels(label)) found[`labels[${key}]`] = value;
  return found;
}

/** The labels in a text such as `team=core, env=test`. */
export function labels(text: string): [string, string][] {
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part.includes("="));
  return parts.map((part) => [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1).trim()]);
}

export function queryOf(selection: Selection): Query {
  const { statuses } = VIEWS[selection.view] ?? VIEWS.upcoming!;
  return { statuses: statuses.map((status) => `TIMER_STATUS_${status}`), ...conditions(selection) };
}

/** Options of `minoots timer list` and `minoots timer cancel` for the conditions. */
export function options({ queue, label, name }: Selection): string {
  const found: string[] = [];
  if (queue) found.push(`--queue ${quoted(queue)}`);
  if (name) found.push(`--name-prefix ${quoted(name)}`);
  for (const [key, value] of labels(label)) found.push(`--label ${quoted(`${key}=${value}`)}`);
  return found.join(" ");
}

/** The timers of a selection, and whether more exist. */
export interface Found {
  timers: Timer[];
  isMore: boolean;
}

const PAGE_MAX = 1_000;
/** A selective filter may return empty pages; a list follows at most this many. */
const PAGES_MAX = 20;

/** Reads at least `wanted` timers, if there are as many. */
export async function list(query: Query, wanted: number, signal?: AbortSignal): Promise<Found> {
  const timers: Timer[] = [];
  let pageToken = "";
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const pageSize = Math.min(PAGE_MAX, wanted - timers.length);
    const answer = await get<ListTimersResponse>("/v1/timers", { ...query, pageSize, pageToken }, signal);
    timers.push(...(answer.timers ?? []));
    pageToken = answer.nextPageToken ?? "";
    if (!pageToken || timers.length >= wanted) break;
  }
  return { timers, isMore: pageToken !== "" };
}

/** The number of timers due in each part of a window, of the first `max` timers. */
export interface Upcoming {
  counts: number[];
  total: number;
  isMore: boolean;
}

export async function upcoming(selection: Selection, [from, until]: [number, number], parts: number, signal: AbortSignal): Promise<Upcoming> {
  const max = 3 * PAGE_MAX;
  const query = {
    ...conditions(selection),
    statuses: ["TIMER_STATUS_SCHEDULED", "TIMER_STATUS_ARMED"],
    dueFrom: new Date(from).toISOString(),
    dueUntil: new Date(until).toISOString(),
  };
  const { timers, isMore } = await list(query, max, signal);
  const counts = Array.from({ length: parts }, () => 0);
  for (const timer of timers) {
    const part = Math.floor(((millis(timer.fireTime) - from) / (until - from)) * parts);
    if (part >= 0 && part < parts) counts[part]! += 1;
  }
  return { counts, total: timers.length, isMore };
}

/** The name that people see. */
export function nameOf(timer: Timer): string {
  return timer.name || timer.id || "";
}

export function statusOf(timer: Timer): string {
  return word(timer.status, "TIMER_STATUS");
}

export function targetOf(timer: Timer): string {
  const { target } = timer;
  if (target?.webhook) return `webhook ${target.webhook}`;
  return target?.queue ?? "none";
}

/** The lateness of the first delivery, or how long a due timer has waited for one. */
export function lateness(timer: Timer, now: number): { text: string; isBad: boolean } {
  if (timer.lateness !== undefined || timer.releaseTime) {
    const ms = durationMs(timer.lateness ?? "0s");
    return { text: length(ms), isBad: ms >= LATE_MS };
  }
  const overdue = now - millis(timer.fireTime);
  if (timer.status !== "TIMER_STATUS_FIRED" || overdue < 1_000) return { text: "–", isBad: false };
  return { text: `${length(overdue)}, not delivered`, isBad: true };
}

/** A delivery that is later than this is marked. */
export const LATE_MS = 1_000;

/** Cancels all timers of a selection, page by page. Returns the outcome for people. */
export async function cancelAll(selection: Selection, reason: string): Promise<string> {
  const filter = { queue: selection.queue || undefined, namePrefix: selection.name || undefined, labels: Object.fromEntries(labels(selection.label)) };
  const sum = { cancelled: 0, tooLate: 0, superseded: 0, alreadyCancelled: 0 };
  let pageToken = "";
  do {
    const answer = await post<CancelTimersResponse>("/v1/timers:cancel", { ...filter, reason, pageToken }, newKey());
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += answer[key] ?? 0;
    pageToken = answer.nextPageToken ?? "";
  } while (pageToken);
  const rest = [
    sum.tooLate && `${sum.tooLate} were too late`,
    sum.superseded && `${sum.superseded} were rescheduled meanwhile`,
    sum.alreadyCancelled && `${sum.alreadyCancelled} were already cancelled`,
  ].filter(Boolean);
  return [`Cancelled ${sum.cancelled.toLocaleString("en")} timers`, ...rest].join("; ");
}
