// Texts of webhook endpoints and their attempts.
import type { Webhook, WebhookAttempt } from "../gen/schema";
import { durationMs, length } from "./time";
import { word, type Tone } from "./words";

/** The state of an endpoint. */
export function stateOf(webhook: Webhook): { text: string; tone: Tone } {
  if (webhook.disabled) {
    const reason = word(webhook.disabledReason, "DISABLED_REASON");
    return { text: reason === "owner" || !reason ? "disabled" : `disabled, ${reason}`, tone: "bad" };
  }
  return webhook.failingSince ? { text: "failing", tone: "warn" } : { text: "enabled", tone: "good" };
}

const TONES: Record<string, Tone> = { delivered: "good", retry: "warn", failed: "bad", gone: "bad", test: "info" };

/** The outcome of an attempt. A test has no effect on events, so its outcome is whether the receiver accepted it. */
export function outcomeOf(attempt: WebhookAttempt): { text: string; tone: Tone } {
  const text = word(attempt.outcome, "WEBHOOK_ATTEMPT_OUTCOME");
  if (text === "test") return { text: isAccepted(attempt) ? "test accepted" : "test failed", tone: isAccepted(attempt) ? "info" : "bad" };
  return { text, tone: TONES[text] ?? "plain" };
}

export function isAccepted({ failure }: WebhookAttempt): boolean {
  return !failure;
}

/** The answer of the receiver, or the failure. */
export function resultOf({ status, failure, message }: WebhookAttempt): string {
  if (!failure) return `status ${status}`;
  return [failure === "STATUS" ? "" : failure, message].filter(Boolean).join(": ");
}

/** A summary of attempts: how many were accepted, and their durations. */
export function summary(attempts: readonly WebhookAttempt[]): { accepted: number; median: string; slowest: string } {
  const durations = attempts.map(({ duration }) => durationMs(duration ?? "0s")).sort((left, right) => left - right);
  const median = durations[Math.floor((durations.length - 1) / 2)] ?? Number.NaN;
  return { accepted: attempts.filter(isAccepted).length, median: length(median), slowest: length(durations.at(-1) ?? Number.NaN) };
}
