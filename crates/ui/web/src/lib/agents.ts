// Texts of agents.
import type { Agent } from "../gen/schema";
import { word, type Tone } from "./words";

const TONES: Record<string, Tone> = { live: "good", expected: "plain", warned: "warn", degraded: "warn", unresponsive: "bad", quarantined: "bad", retired: "plain" };

export function agentStatus({ status }: Agent): string {
  return word(status, "AGENT_STATUS");
}

export function agentTone(agent: Agent): Tone {
  return TONES[agentStatus(agent)] ?? "plain";
}

export function problemsOf({ problems }: Agent): string {
  return (problems ?? []).join(", ").replaceAll("_", " ");
}
