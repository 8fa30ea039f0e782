// Texts and changes of schedules.
import type { Calendar, Schedule } from "../gen/schema";
import { durationMs, length } from "./time";
import { word, type Tone } from "./words";

/** The rule as its owner wrote it. */
export function ruleOf(calendar: Calendar | undefined): string {
  if (calendar?.cron) return calendar.cron;
  if (calendar?.rrule) return calendar.rrule;
  if (calendar?.interval) return `every ${length(durationMs(calendar.interval))}`;
  if (calendar?.instants) return `${calendar.instants.length} instants`;
  return "–";
}

export function stateOf(schedule: Schedule): { text: string; tone: Tone } {
  if (schedule.pause) return { text: "paused", tone: "warn" };
  return schedule.nextTime ? { text: "active", tone: "good" } : { text: "ended", tone: "plain" };
}

export function policiesOf(schedule: Schedule): [string, string][] {
  const policies: [string, string][] = [
    ["Overlap", word(schedule.overlapPolicy, "OVERLAP_POLICY") || "skip"],
    ["Missed runs", word(schedule.missedRunPolicy, "MISSED_RUN_POLICY") || "latest"],
  ];
  const { calendar } = schedule;
  if (calendar?.gap) policies.push(["Skipped local times", word(calendar.gap, "GAP_POLICY")]);
  if (calendar?.repeat) policies.push(["Repeated local times", word(calendar.repeat, "REPEAT_POLICY")]);
  if (calendar?.jitter) policies.push(["Jitter", `up to ${length(durationMs(calendar.jitter))}`]);
  return policies;
}
