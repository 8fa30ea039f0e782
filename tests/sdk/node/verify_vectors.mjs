// Verifies MINOOTS envelopes with jose; no code of ours is involved.
//
// verify_vectors.mjs VECTORS.json            each valid vector verifies, each invalid one is refused for its reason
// verify_vectors.mjs --jwks KEYS.json LINES  lines of `minoots event consume`; LINES is a file, or - for standard input
import { readFileSync } from "node:fs";
import { compactVerify, errors, importJWK } from "jose";

// The y coordinates of all points of small order, sign bit cleared: a signature by such a key proves nothing.
const P = 2n ** 255n - 19n;
const Y8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const WEAK = [0n, 1n, P - 1n, Y8, P - Y8];

function decode(text) {
  const raw = Buffer.from(text, "base64url");
  if (raw.toString("base64url") !== text) throw new SyntaxError("not unpadded base64url");
  return raw;
}

function parse(signature) {
  const parts = signature.split(".");
  const header = JSON.parse(decode(parts[0]));
  if (parts.length !== 3 || parts[1] !== "" || header?.constructor !== Object) throw new SyntaxError("not detached");
  decode(parts[2]);
  return { header, protectedPart: parts[0], tail: parts[2] };
}

/** Why the envelope is refused, or undefined if it is genuine. */
async function verify(payload, signature, keys) {
  let parsed;
  try {
    parsed = parse(signature);
  } catch (error) {
    if (error instanceof SyntaxError) return "MALFORMED";
    throw error;
  }
  const { header, protectedPart, tail } = parsed;
  if (header.alg !== "EdDSA" || "crit" in header) return "SIGNATURE_INVALID";
  const jwk = keys.get(header.kid);
  if (!jwk) return "KEY_UNKNOWN";
  const y = BigInt(`0x${decode(jwk.x).reverse().toString("hex")}`) & (2n ** 255n - 1n);
  if (WEAK.includes(y % P)) return "KEY_WEAK";
  const token = `${protectedPart}.${payload.toString("base64url")}.${tail}`;
  try {
    await compactVerify(token, await importJWK(jwk, "EdDSA"), { algorithms: ["EdDSA"] });
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return "SIGNATURE_INVALID";
    throw error;
  }
}

function payload({ payload_repeat: repeat, payload_base64: vector, payload: line }) {
  return repeat ? Buffer.alloc(repeat.count, repeat.byte) : Buffer.from(vector ?? line, "base64");
}

function read([first, keysPath, linesPath]) {
  if (first === "--jwks") {
    const lines = readFileSync(linesPath === "-" ? 0 : linesPath, "utf8").split("\n");
    return { keys: JSON.parse(readFileSync(keysPath)).keys, cases: lines.filter(Boolean).map((line) => JSON.parse(line)) };
  }
  const { jwks, weak_key_x: x, valid, invalid } = JSON.parse(readFileSync(first));
  return { keys: [...jwks.keys, { kty: "OKP", crv: "Ed25519", kid: "weak", x }], cases: [...valid, ...invalid] };
}

const { keys, cases } = read(process.argv.slice(2));
const byKid = new Map(keys.map((key) => [key.kid, key]));
let failed = 0;
for (const testCase of cases) {
  const got = await verify(payload(testCase), testCase.signature, byKid);
  if (got === testCase.expect) continue;
  failed += 1;
  console.error(`${testCase.name ?? testCase.signature}: ${got}`);
}
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || cases.length === 0 ? 1 : 0;
