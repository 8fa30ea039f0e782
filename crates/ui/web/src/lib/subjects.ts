// Links from the subjects of events to pages.
import { hrefOf } from "./router.svelte";

/** The collections of subjects that have a page for each object, with the section of the page. */
const SECTIONS: Record<string, string> = {
  timers: "timers", schedules: "schedules", queues: "queues", webhooks: "webhooks", workflows: "executions", agents: "agents", executions: "checkpoints",
};

/** The address of the object of a subject such as `timers/tea`. */
export function linkOf(subject: string): string | undefined {
  const [collection = "", ...rest] = subject.split("/");
  const section = SECTIONS[collection];
  // The subject of a checkpoint is `executions/EXECUTION/checkpoints/NAME`.
  const id = collection === "executions" ? rest[0] : rest.join("/");
  return section && id ? hrefOf(section, id) : undefined;
}
