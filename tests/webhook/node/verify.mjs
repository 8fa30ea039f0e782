// Verifies requests with third-party libraries: standardwebhooks, node's own crypto and cloudevents. The receiver is
// the code of docs/webhooks.md, so that the documented code is the tested one. Usage: verify.mjs DOCUMENT VECTORS.json
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { HTTP } from "cloudevents";

/** Returns the functions of the document's JavaScript examples, written to a directory where their imports resolve. */
async function receiver(document) {
  const examples = [...readFileSync(document, "utf8").matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  const directory = new URL("node_modules/.receiver/", import.meta.url);
  mkdirSync(directory, { recursive: true });
  writeFileSync(new URL("receiver.mjs", directory), examples.join("\n"));
  return import(new URL("receiver.mjs", directory));
}

function outcome(verify, key, testCase) {
  try {
    return isDeepStrictEqual(verify(key, testCase.headers, testCase.body), JSON.parse(testCase.body)) ? "accepted" : "altered";
  } catch (refusal) {
    // A refusal for another reason than the request would prove nothing.
    const isMeant = refusal.constructor.name === "WebhookVerificationError" || /^(too old|not genuine)/.test(refusal.message);
    return isMeant ? "refused" : `${refusal}`;
  }
}

function isCloudEvent({ headers, body }) {
  const event = HTTP.toEvent({ headers, body });
  const plain = JSON.parse(body);
  const isSame = ["specversion", "id", "source", "type"].every((name) => event[name] === plain[name]);
  return isSame && isDeepStrictEqual(event.data, plain.data) && event.id === headers["webhook-id"];
}

const [document, vectors] = process.argv.slice(2);
const { eventOf, eventByPublicKey } = await receiver(document);
const cases = JSON.parse(readFileSync(vectors, "utf8"));
const wrong = [];
let count = 0;
for (const testCase of cases) {
  const expected = testCase.genuine ? "accepted" : "refused";
  for (const [verify, key] of [[eventOf, testCase.secret], [eventByPublicKey, testCase.publicKey]]) {
    count += 1;
    const got = outcome(verify, key, testCase);
    if (got !== expected) wrong.push(`${testCase.name}, ${verify.name}: ${got}`);
  }
  if (!testCase.genuine) continue;
  count += 1;
  if (!isCloudEvent(testCase)) wrong.push(`${testCase.name}: not the CloudEvent it says`);
}
for (const line of wrong) console.error(line);
console.log(`${count - wrong.length} passed, ${wrong.length} failed`);
const genuine = cases.filter((testCase) => testCase.genuine).length;
process.exitCode = wrong.length > 0 || genuine === 0 || genuine === cases.length ? 1 : 0;
