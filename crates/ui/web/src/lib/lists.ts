// Lists and boards of executions: their conditions, in the address and as options of a command.
import type { Board, Execution, GetBoardResponse, ListDefinitionsResponse, WorkflowListExecutionsResponse } from "../gen/schema";
import { at, get, getLines, type Query } from "./api";
import { quoted } from "./shell";
import { labels } from "./timers";

/** The conditions of the page, as texts of its query. */
export interface Selection {
  definition: string;
  phase: string;
  status: string;
  label: string;
  assignee: string;
  order: string;
}

export const STATUSES = ["running", "paused", "blocked", "completed", "failed", "cancelled"] as const;
export const NO_CONDITIONS = { definition: "", phase: "", status: "", label: "", assignee: "" };

/** The orders of the list. Those of instants begin with the newest. */
export const ORDERS: Record<string, { title: string; order: string; word: string }> = {
  "": { title: "id", order: "", word: "" },
  updated: { title: "last change", order: "EXECUTION_ORDER_UPDATE_TIME", word: "updated" },
  created: { title: "start", order: "EXECUTION_ORDER_CREATE_TIME", word: "created" },
  ended: { title: "end", order: "EXECUTION_ORDER_END_TIME", word: "ended" },
};

export function selectionOf(query: URLSearchParams): Selection {
  const text = (name: string) => query.get(name) ?? "";
  const order = text("order") in ORDERS ? text("order") : "";
  return { definition: text("definition"), phase: text("phase"), status: text("status"), label: text("label"), assignee: text("assignee"), order };
}

export function isFiltered({ definition, phase, status, label, assignee }: Selection): boolean {
  return [definition, phase, status, label, assignee].some((text) => text !== "");
}

function labelled(label: string): Query {
  return Object.fromEntries(labels(label).map(([key, value]) => [`labels[${key}]`, value]));
}

export function listQuery({ definition, phase, status, label, assignee, order }: Selection): Query {
  const statuses = status ? [`EXECUTION_STATUS_${status.toUpperCase()}`] : undefined;
  const ordered = order ? { order: ORDERS[order]?.order, descending: true } : {};
  return { definition, phase, statuses, assignee, ...labelled(label), ...ordered };
}

export function boardQuery({ label, assignee }: Selection): Query {
  return { assignee, ...labelled(label) };
}

/** The options of `minoots workflow list` or `minoots workflow board` for the conditions. */
export function optionsOf({ definition, phase, status, label, assignee, order }: Selection, isBoard: boolean): string {
  const found: string[] = [];
  if (definition && !isBoard) found.push(`--definition ${quoted(definition)}`);
  if (phase && !isBoard) found.push(`--phase ${quoted(phase)}`);
  if (status && !isBoard) found.push(`--status ${quoted(status)}`);
  for (const [key, value] of labels(label)) found.push(`--label ${quoted(`${key}=${value}`)}`);
  if (assignee) found.push(`--assignee ${quoted(assignee)}`);
  if (order && !isBoard) found.push(`--order ${ORDERS[order]?.word} --descending`);
  return found.join(" ");
}

/** The greatest limit of a request. */
const LIMIT_MAX = 1_000;

/** The first executions of a selection, and whether more exist. */
export async function listExecutions(selection: Selection, wanted: number, signal: AbortSignal): Promise<{ executions: Execution[]; isMore: boolean }> {
  const executions: Execution[] = [];
  let after: string | undefined;
  for (;;) {
    const limit = Math.min(LIMIT_MAX, wanted + 1 - executions.length);
    const lines = await getLines<WorkflowListExecutionsResponse>("/v1/workflows", { ...listQuery(selection), limit, after }, signal);
    executions.push(...lines.map(({ execution }) => execution ?? {}));
    after = lines.at(-1)?.position;
    if (lines.length < limit || executions.length > wanted) return { executions: executions.slice(0, wanted), isMore: executions.length > wanted };
  }
}

export async function boardOf(definition: string, selection: Selection, signal: AbortSignal): Promise<Board> {
  const { board } = await get<GetBoardResponse>(at("workflowDefinitions", definition, "/board"), boardQuery(selection), signal);
  return board ?? {};
}

/** The names of all definitions. */
export async function definitionNames(signal: AbortSignal): Promise<string[]> {
  const lines = await getLines<ListDefinitionsResponse>("/v1/workflowDefinitions", {}, signal);
  return lines.map(({ definition }) => definition?.name ?? "");
}

/** The labels of an object as one text. */
export function labelText(all: Record<string, string> | undefined): string {
  return Object.entries(all ?? {}).map(([key, value]) => `${key}=${value}`).join(", ");
}

/** The labels of lines `KEY=VALUE`; `undefined` if a line has no key or no equals sign. */
export function labelsFrom(text: string): Record<string, string> | undefined {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (lines.some((line) => line.indexOf("=") < 1)) return undefined;
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()]));
}
