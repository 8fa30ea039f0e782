// Payloads as text, JSON or hexadecimal bytes.
import type { Payload } from "../gen/schema";

export function bytesOf(base64: string | undefined): Uint8Array<ArrayBuffer> {
  const text = atob(base64 ?? "");
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A text as UTF-8 in base64. */
export function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

/** The text of bytes; `undefined` if they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** JSON with one value per line. Numbers stay as they were written; `undefined` if the text is no JSON. */
export function indented(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  // Parsing and printing would round numbers above 2^53, so only white space outside strings changes.
  let depth = 0;
  let result = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === "{" || token === "[") {
      depth += 1;
      result += token + line();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      result = /[{[]\s*$/.test(result) ? result.trimEnd() + token : result + line() + token;
    } else if (token === ",") result += token + line();
    else if (token === ":") result += ": ";
    else result += token;
  }
  return result;
}

/** Lines of sixteen bytes: offset, hexadecimal, and ASCII. */
export function hexOf(bytes: Uint8Array, bytesMax: number): string {
  const lines: string[] = [];
  for (let offset = 0; offset < Math.min(bytes.length, bytesMax); offset += 16) {
    const row = [...bytes.subarray(offset, offset + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${offset.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${ascii}`);
  }
  return lines.join("\n");
}

/** The view in which a payload is shown first. */
export function firstView(payload: Payload): "text" | "json" | "hex" {
  const text = textOf(bytesOf(payload.data));
  if (text === undefined) return "hex";
  return /json/.test(payload.contentType ?? "") && indented(text) !== undefined ? "json" : "text";
}
