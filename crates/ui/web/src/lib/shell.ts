// Commands that show or do the same as a page, for a shell.
import { session } from "./session.svelte";

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Joins words of a command line, and leaves out empty ones. */
export function words(...parts: (string | undefined | false)[]): string {
  return parts.filter(Boolean).join(" ");
}

/** The command line of `minoots` for the node of this page. */
export function cli(command: string): string {
  const endpoint = location.origin === "http://127.0.0.1:7411" ? "" : ` --endpoint ${quoted(location.origin)}`;
  return `minoots ${command}${endpoint}`;
}

/** The same request with curl. The key is named, never shown. */
export function curl(path: string, body?: unknown): string {
  const key = session.key ? ` -H "authorization: Bearer $MINOOTS_API_KEY"` : "";
  const sent = body === undefined ? "" : ` -H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`;
  return `curl -s ${quoted(location.origin + path)}${key}${sent}`;
}
