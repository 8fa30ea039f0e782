// The timeline of a timer: its events, and the instants that only the timer has.
import type { LogEvent, Timer } from "../gen/schema";
import { bytesOf } from "./payload";
import { between, durationMs, length, local, millis } from "./time";
import { count, word, type Tone } from "./words";

/** A step of a timer's life. */
export interface Step {
  key: string;
  at: string;
  title: string;
  detail: string;
  tone: Tone;
  /** Set if the event log has the step. */
  event?: LogEvent;
}

interface Data {
  actor?: string;
  reason?: string;
  fireTime?: string;
  parentId?: string;
  scheduleId?: string;
}

/** The data of an event other than `timer.fired`. */
function dataOf(event: LogEvent): Data {
  try {
    const { data } = JSON.parse(new TextDecoder().decode(bytesOf(event.envelope?.payload))) as { data?: Data };
    return typeof data === "object" && data !== null ? data : {};
  } catch {
    return {};
  }
}

function by({ actor }: Data): string {
  return actor ? `by ${actor}` : "";
}

const TITLES: Record<string, [title: string, tone: Tone]> = {
  "timer.scheduled": ["Created", "plain"],
  "timer.rescheduled": ["Rescheduled", "plain"],
  "timer.fired": ["Due", "info"],
  "timer.settled": ["Acknowledged", "good"],
  "timer.cancelled": ["Cancelled", "plain"],
  "timer.failed": ["Failed", "bad"],
  "timer.expired": ["Expired", "warn"],
  "timer.redriven": ["Redriven", "info"],
};

function stepOf(event: LogEvent): Step {
  const type = event.envelope?.type ?? "";
  const [title, tone] = TITLES[type] ?? [type, "plain" as Tone];
  const data = type === "timer.fired" ? {} : dataOf(event);
  const parts = [by(data)];
  if (type === "timer.scheduled" || type === "timer.rescheduled") parts.push(data.fireTime ? `due ${local(millis(data.fireTime), true)}` : "");
  if (data.scheduleId) parts.push(`of the schedule ${data.scheduleId}`);
  if (data.parentId) parts.push(`by an action of the timer ${data.parentId}`);
  if (data.reason) parts.push(data.reason);
  if (type === "timer.fired") parts.push("the event was signed and offered to its target");
  return { key: event.envelope?.id ?? "", at: event.envelope?.time ?? "", title, detail: parts.filter(Boolean).join(", "), tone, event };
}

function armed(timer: Timer): Step {
  const before = between(timer.armTime, dueOf(timer));
  const distance = before >= 0 ? `${length(before)} before due` : `${length(before)} after due`;
  const late = before < 0;
  return { key: "armed", at: timer.armTime ?? "", title: "Armed", detail: `the decision to fire was committed ${distance}`, tone: late ? "warn" : "info" };
}

function released(timer: Timer): Step {
  const late = length(durationMs(timer.lateness ?? "0s"));
  return { key: "released", at: timer.releaseTime ?? "", title: "Delivered", detail: `first release to a consumer, ${late} after due`, tone: "info" };
}

/** The due instant: the later of the fire time and the create. */
export function dueOf(timer: Timer): string | undefined {
  return between(timer.createTime, timer.fireTime) >= 0 ? timer.fireTime : timer.createTime;
}

export function stepsOf(timer: Timer, events: readonly LogEvent[]): Step[] {
  const steps = events.map(stepOf);
  if (!events.some(({ envelope }) => envelope?.type === "timer.scheduled")) {
    steps.unshift({ key: "created", at: timer.createTime ?? "", title: "Created", detail: timer.createdBy ? `by ${timer.createdBy}` : "", tone: "plain" });
  }
  // The log has the order of events. The clock of the due instant is that of the node that took the create.
  const fired = () => steps.findLastIndex(({ event }) => event?.envelope?.type === "timer.fired");
  if (timer.armTime) steps.splice(fired() < 0 ? steps.length : fired(), 0, armed(timer));
  if (timer.releaseTime) steps.splice(fired() < 0 ? steps.length : fired() + 1, 0, released(timer));
  return steps;
}

/** A part of the time between due and the end. */
export interface Part {
  title: string;
  ms: number;
  text: string;
}

/** A delivery within this time did not wait for anything. */
const PROMPT_MS = 10;
const WAITED = "The event waited: no consumer was connected or had credit, the queue was paused, its concurrency key was busy, or the node was overloaded.";

/** The parts of a timer's lateness, and the time of its consumer. */
export function partsOf(timer: Timer, now: number): Part[] {
  const due = dueOf(timer);
  const parts: Part[] = [];
  const armedLate = Math.max(0, between(due, timer.armTime));
  if (timer.armTime && armedLate > 0) {
    const text = "No leader decided earlier: the create came at or after the due instant, or the node was down, electing a leader or overloaded.";
    parts.push({ title: "Arming", ms: armedLate, text });
  }
  if (timer.releaseTime) {
    const ms = Math.max(0, durationMs(timer.lateness ?? "0s") - armedLate);
    const text = ms < PROMPT_MS ? "The node released the event to a waiting consumer." : WAITED;
    parts.push({ title: "Delivery", ms, text });
  } else if (timer.status === "TIMER_STATUS_FIRED") {
    parts.push({ title: "Delivery", ms: Math.max(0, now - millis(due) - armedLate), text: "No consumer has taken the event yet." });
  }
  if (timer.releaseTime && timer.settleTime && timer.status !== "TIMER_STATUS_CANCELLED") {
    const text = (timer.attempts ?? 0) > 0 ? `The consumer's work, with ${count(timer.attempts ?? 0, "failed attempt")} and backoff.` : "From the first release to the acknowledgement.";
    parts.push({ title: "Consumer", ms: between(timer.releaseTime, timer.settleTime), text });
  }
  return parts;
}

export function failureText(timer: Timer): string {
  const { failure } = timer;
  if (!failure) return "";
  return [word(failure.reason, "FAILURE_REASON"), failure.message].filter(Boolean).join(": ");
}
