// Texts of API keys.
import type { Key } from "../gen/schema";
import { millis } from "./time";
import type { Tone } from "./words";

/** The roles of a tenant, as docs/access.md lists them. */
export const ROLES = ["viewer", "operator", "writer", "approver", "admin", "auditor"] as const;

export function keyState(key: Key, now: number): { text: string; tone: Tone } {
  if (key.revokeTime) return { text: "revoked", tone: "bad" };
  return key.expireTime && millis(key.expireTime) <= now ? { text: "expired", tone: "plain" } : { text: "active", tone: "good" };
}
