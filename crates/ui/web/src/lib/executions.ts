// Texts of executions, and the steps of their timelines.
import type { Execution, LogEvent, TimelineEntry } from "../gen/schema";
import { bytesOf } from "./payload";
import type { Step } from "./story";
import { length } from "./time";
import { digits, word, type Tone } from "./words";

const TONES: Record<string, Tone> = { running: "info", paused: "warn", blocked: "bad", completed: "good", failed: "bad", cancelled: "plain" };

export function statusWord(status: string | undefined): string {
  return word(status, "EXECUTION_STATUS");
}

export function executionTone(status: string | undefined): Tone {
  return TONES[statusWord(status)] ?? "plain";
}

/** Whether an event is about an execution, or about the checkpoint with its state. */
export function aboutExecution(id: string): (event: LogEvent) => boolean {
  return ({ envelope }) => envelope?.subject === `workflows/${id}` || envelope?.subject === `executions/wf.${id}/checkpoints/state`;
}

/** Whether an execution may still change without a retry. */
export function isOpen(execution: Execution): boolean {
  return ["running", "paused", "blocked"].includes(statusWord(execution.status));
}

/** An amount in millionths as a decimal number, exactly. */
export function money(micros: string | undefined): string {
  const padded = (micros ?? "0").padStart(7, "0");
  return `${digits(padded.slice(0, -6))}.${padded.slice(-6).replace(/0{1,4}$/, "")}`;
}

/** The data of an event of an execution or an agent. */
interface Data {
  phase?: string;
  visit?: number;
  attempt?: number;
  cause?: { request?: string; event?: string };
  next?: string | { retryAfterMs?: number; rule?: string };
  approved?: boolean;
  blocked?: boolean;
  evidence?: Record<string, unknown>;
  actions?: string[];
  suggestions?: { fix?: string }[];
  deadlineSeconds?: number;
  [field: string]: unknown;
}

/** The data of a record. A shredded record has none. */
export function dataOf(payload: string | undefined): Data {
  try {
    const { data } = JSON.parse(new TextDecoder().decode(bytesOf(payload))) as { data?: Data };
    return typeof data === "object" && data !== null ? data : {};
  } catch {
    return {};
  }
}

type Title = [title: string | ((data: Data) => string), tone: Tone];

const TITLES: Record<string, Title> = {
  "workflow.started": ["Started", "plain"],
  "workflow.phase_entered": [({ phase }) => `Entered ${phase}`, "info"],
  "workflow.phase_completed": [({ phase }) => `Completed ${phase}`, "good"],
  "workflow.phase_regressed": [({ to }) => `Fell back to ${to}`, "warn"],
  "workflow.phase_timed_out": [({ phase }) => `Deadline of ${phase} passed`, "bad"],
  "workflow.attempt_failed": [({ phase, attempt }) => `Attempt ${attempt} at ${phase} failed`, "bad"],
  "workflow.child_discovered": [({ child }) => `Spawned ${child}`, "plain"],
  "workflow.child_ended": [({ child, status }) => `Child ${child} ${String(status).toLowerCase()}`, "plain"],
  "workflow.paused": [({ blocked }) => (blocked ? "Blocked" : "Paused"), "warn"],
  "workflow.resumed": ["Resumed", "info"],
  "workflow.rewound": [({ version }) => `Returned to version ${version}`, "warn"],
  "workflow.completed": ["Completed", "good"],
  "workflow.failed": ["Failed", "bad"],
  "workflow.cancelled": ["Cancelled", "plain"],
  "workflow.signaled": [({ signal }) => `Signal ${signal}`, "info"],
  "workflow.queued": [({ phase }) => `Waits for a slot of ${phase}`, "plain"],
  "workflow.placed": [({ phase }) => `Got a slot of ${phase}`, "info"],
  "workflow.arrived": ["Arrival", "plain"],
  "workflow.commented": ["Comment", "plain"],
  "workflow.attempt_claimed": ["Attempt claimed", "info"],
  "workflow.updated": ["Edited", "plain"],
  "workflow.joined": ["Join complete", "info"],
  "workflow.join_timed_out": ["Join timed out", "warn"],
  "approval.requested": [({ from }) => `Approval requested from ${from}`, "info"],
  "approval.escalated": ["Approval escalated", "warn"],
  "approval.timed_out": ["Approval timed out", "warn"],
  "approval.voted": [({ approved }) => (approved ? "Vote to approve" : "Vote to deny"), "info"],
  "approval.delegated": [({ to }) => `Approval delegated to ${to}`, "info"],
  "approval.reminder": ["Approval reminder", "warn"],
  "approval.decided": [({ approved }) => (approved ? "Approved" : "Denied"), "info"],
  "risk.raised": ["Risk raised", "warn"],
  "recovery.started": ["Recovery started", "warn"],
  "recovery.suggested": ["Fixes suggested", "info"],
  "recovery.applied": [({ fix }) => `Applied the fix ${fix}`, "info"],
  "recovery.command": ["Recovery command", "info"],
  "recovery.helped": [({ fix }) => `The fix ${fix} helped`, "good"],
  "recovery.did_not_help": [({ fix }) => `The fix ${fix} did not help`, "warn"],
  "recovery.succeeded": ["Recovery succeeded", "good"],
  "recovery.failed": ["Recovery failed", "bad"],
  "recovery.withdrawn": ["Recovery withdrawn", "plain"],
  "agent.registered": ["Registered", "good"],
  "agent.recovered": ["Recovered", "good"],
  "agent.retired": ["Retired", "plain"],
  "agent.degraded": [({ status }) => String(status).toLowerCase().replace(/^./, (first) => first.toUpperCase()), "warn"],
  "agent.unresponsive": ["Unresponsive", "bad"],
  "agent.stuck": ["Stuck", "warn"],
  "agent.looping": ["Looping", "warn"],
  "agent.over_budget": ["Over budget", "bad"],
  "agent.restart_requested": [({ mode }) => `Restart requested, ${mode}`, "warn"],
  "agent.escalated": ["Escalated", "bad"],
  "agent.quarantined": ["Quarantined", "bad"],
  "agent.released": ["Released", "good"],
};

/** Fields with texts of people, which a detail shows unchanged. */
const TEXTS: readonly string[] = ["why", "text", "by", "note"];

/** Fields that a detail shows, with their texts. */
const FIELDS: readonly [field: string, before: string][] = [
  ["reason", ""], ["message", ""], ["why", ""], ["text", ""], ["rule", "rule "], ["by", "by "], ["principal", "as "], ["note", ""], ["outcome", ""], ["voter", "voter "], ["handoff", "handoff "],
];

function followUp({ next, suggestions, deadlineSeconds }: Data): string[] {
  const parts: string[] = [];
  if (typeof next === "string" && next) parts.push(`then ${next}`);
  else if (typeof next === "object" && next.retryAfterMs !== undefined) parts.push(`next attempt after ${length(next.retryAfterMs)}`);
  else if (typeof next === "object" && next.rule) parts.push(next.rule);
  if (deadlineSeconds !== undefined) parts.push(`within ${length(deadlineSeconds * 1_000)}`);
  if (suggestions) parts.push(suggestions.map(({ fix }) => fix).join(", ") || "none");
  return parts;
}

/** A measurement, such as `silentMs`: 3012 as "silent 3 s". */
function evidenceOf(name: string, value: unknown): string {
  const words = name.replace(/Ms$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (name.endsWith("Ms") && typeof value === "number") return `${words} ${length(value)}`;
  return `${words} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`;
}

function detailOf(data: Data): string {
  const said = FIELDS.filter(([field]) => typeof data[field] === "string" && data[field]).map(([field, before]) => before + (TEXTS.includes(field) ? String(data[field]) : String(data[field]).replaceAll("_", " ")));
  const evidence = Object.entries(data.evidence ?? {}).map(([name, value]) => evidenceOf(name, value));
  const actions = data.actions?.length ? [`action ${data.actions.join(", ")}`] : [];
  const visit = (data.visit ?? 0) > 1 ? [`visit ${data.visit}`] : [];
  const cause = data.cause?.request ? [`by the call ${data.cause.request}`] : data.cause?.event ? [`caused by the event ${data.cause.event}`] : [];
  return [...visit, ...said, ...followUp(data), ...evidence, ...actions, ...cause].join("; ");
}

/** A step of a timeline for a signed record. */
export function stepOf(event: LogEvent): Step {
  const { id = "", type = "", time = "", payload } = event.envelope ?? {};
  const data = dataOf(payload);
  const [title, tone] = TITLES[type] ?? [type, "plain" as Tone];
  return { key: id, at: time, title: typeof title === "string" ? title : title(data), detail: detailOf(data), tone, event };
}

/** The envelope of an entry, as the event log has it. */
export function eventOf({ eventId, type, time, payload, signature }: TimelineEntry): LogEvent {
  return { envelope: { id: eventId ?? "", type: type ?? "", time: time ?? "", payload: payload ?? "", signature: signature ?? "" } };
}
