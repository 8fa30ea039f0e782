// The pages by their paths.
import type { Component } from "svelte";

import Access from "./Access.svelte";
import Agent from "./Agent.svelte";
import Agents from "./Agents.svelte";
import Approvals from "./Approvals.svelte";
import Audit from "./Audit.svelte";
import Checkpoint from "./Checkpoint.svelte";
import Checkpoints from "./Checkpoints.svelte";
import Cluster from "./Cluster.svelte";
import Events from "./Events.svelte";
import Execution from "./Execution.svelte";
import Executions from "./Executions.svelte";
import Leases from "./Leases.svelte";
import Missing from "./Missing.svelte";
import Queue from "./Queue.svelte";
import Queues from "./Queues.svelte";
import Schedule from "./Schedule.svelte";
import Schedules from "./Schedules.svelte";
import Timer from "./Timer.svelte";
import Timers from "./Timers.svelte";
import Webhook from "./Webhook.svelte";
import Webhooks from "./Webhooks.svelte";

/** A page of an address. */
export interface Page {
  title: string;
  section: string;
  component: Component<any>;
  properties: Record<string, string>;
}

interface Section {
  path: string;
  title: string;
  list: Component<any>;
  /** The page of one object. */
  one?: Component<any>;
}

export const SECTIONS: readonly Section[] = [
  { path: "timers", title: "Timers", list: Timers, one: Timer },
  { path: "schedules", title: "Schedules", list: Schedules, one: Schedule },
  { path: "queues", title: "Queues", list: Queues, one: Queue },
  { path: "webhooks", title: "Webhooks", list: Webhooks, one: Webhook },
  { path: "executions", title: "Executions", list: Executions, one: Execution },
  { path: "approvals", title: "Approvals", list: Approvals },
  { path: "agents", title: "Agents", list: Agents, one: Agent },
  { path: "checkpoints", title: "Checkpoints", list: Checkpoints, one: Checkpoint },
  { path: "leases", title: "Leases", list: Leases },
  { path: "events", title: "Events", list: Events },
  { path: "cluster", title: "Cluster", list: Cluster },
  { path: "audit", title: "Audit", list: Audit },
  { path: "access", title: "Keys and policies", list: Access },
];

export function pageOf(parts: readonly string[]): Page {
  const [first = "timers", id, ...more] = parts;
  const section = SECTIONS.find(({ path }) => path === first);
  if (section && id === undefined) return { title: section.title, section: first, component: section.list, properties: {} };
  if (section?.one && id !== undefined && more.length === 0) {
    return { title: `${id} · ${section.title}`, section: first, component: section.one, properties: { id } };
  }
  return { title: "Not found", section: "", component: Missing, properties: {} };
}
