// Verifies the signature of an event with the public keys of the node: docs/envelopes.md.
import type { Envelope } from "../gen/schema";
import { send } from "./api";
import { bytesOf } from "./payload";

interface Jwk {
  kty?: string;
  crv?: string;
  kid?: string;
  x?: string;
}

/** The result of a verification. */
export interface Verdict {
  isValid: boolean;
  text: string;
  kid?: string;
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("not base64url");
  return bytesOf(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
}

function toBase64Url(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function invalid(text: string): Verdict {
  return { isValid: false, text };
}

/** The header of a signature, if it is one that a node makes. */
function headerOf(signature: string): { encoded: string; kid: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const [encoded, middle, last, ...more] = signature.split(".");
  if (!encoded || middle !== "" || !last || more.length > 0) return undefined;
  try {
    const header = JSON.parse(new TextDecoder().decode(fromBase64Url(encoded))) as Record<string, unknown>;
    const isOurs = header.alg === "EdDSA" && header.typ === "minoots-event+jws" && !("crit" in header) && !("b64" in header);
    if (!isOurs || typeof header.kid !== "string") return undefined;
    return { encoded, kid: header.kid, bytes: fromBase64Url(last) };
  } catch {
    return undefined;
  }
}

async function keyOf(kid: string): Promise<CryptoKey | undefined> {
  const response = await send("/.well-known/jwks.json", {});
  const { keys } = (await response.json()) as { keys?: Jwk[] };
  const jwk = keys?.find((key) => key.kid === kid && key.kty === "OKP" && key.crv === "Ed25519");
  if (!jwk?.x) return undefined;
  return crypto.subtle.importKey("raw", fromBase64Url(jwk.x), { name: "Ed25519" }, false, ["verify"]);
}

/** Whether this browser can verify: it offers cryptography to pages over HTTPS, or of this machine. */
export function canVerify(): boolean {
  return typeof crypto.subtle?.verify === "function";
}

/** Verifies an event with the keys that the node publishes. */
export async function verify(envelope: Envelope): Promise<Verdict> {
  const header = headerOf(envelope.signature ?? "");
  if (!header) return invalid("The signature is malformed, or not one of a node.");
  const key = await keyOf(header.kid);
  if (!key) return { ...invalid("The node publishes no key with this id."), kid: header.kid };
  const signed = new TextEncoder().encode(`${header.encoded}.${toBase64Url(envelope.payload ?? "")}`);
  const isValid = await crypto.subtle.verify({ name: "Ed25519" }, key, header.bytes, signed);
  const text = isValid ? "The signature is valid: this node's cluster stated this event." : "The signature is invalid: the event or the signature was altered.";
  return { isValid, text, kid: header.kid };
}
