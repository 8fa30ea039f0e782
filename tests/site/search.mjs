// The search of the site finds, for each term that people look for, a page about it first.
// Usage: node search.mjs BOOK
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";

// Each term, and the pages of which one must come first.
const TERMS = {
  "rate limit": ["docs/access.html", "docs/webhooks.html"],
  RBAC: ["docs/access.html"],
  mTLS: ["docs/tls.html"],
  "at-least-once": ["docs/guarantees.html"],
  "exactly-once": ["docs/guarantees.html"],
  idempotency: ["docs/guarantees.html", "docs/protocol.html", "docs/errors.html", "docs/rest.html"],
  "dead letter": ["docs/queues.html", "docs/webhooks.html"],
  "leader election": ["docs/guarantees.html", "docs/operations.html"],
  failover: ["docs/operations.html"],
  backpressure: ["docs/protocol.html"],
  "encryption at rest": ["docs/payloads.html", "docs/security.html"],
  "multi-tenant": ["docs/access.html"],
  cron: ["docs/schedules.html"],
  "time zone": ["docs/schedules.html"],
  retry: ["docs/queues.html", "docs/protocol.html", "docs/client-python.html", "docs/client-rust.html"],
  "webhook signature": ["docs/webhooks.html"],
  upgrade: ["docs/operations.html", "docs/kubernetes.html"],
  backup: ["docs/operations.html"],
};

const book = process.argv[2];
const file = (prefix) => {
  const found = readdirSync(book).filter((name) => name.startsWith(prefix) && name.endsWith(".js"));
  if (found.length !== 1) throw new Error(`${prefix}*.js in ${book}: ${found.join(", ") || "none"}`);
  return readFileSync(join(book, found[0]), "utf8");
};

const page = { window: { search: {} } };
page.window.window = page.window;
vm.createContext(page.window);
vm.runInContext(file("elasticlunr-"), page.window);
vm.runInContext(file("searchindex-"), page.window);
const { index, doc_urls: places, search_options: options } = page.window.search;
const search = page.window.elasticlunr.Index.load(index);

let failed = 0;
for (const [term, wanted] of Object.entries(TERMS)) {
  const found = search.search(term, options).map(({ ref }) => places[ref]);
  const isFirst = wanted.includes((found[0] ?? "").split("#")[0]);
  failed += isFirst ? 0 : 1;
  console.log(`${isFirst ? "ok" : "FAIL"} ${term}: ${found.slice(0, isFirst ? 1 : 4).join(", ") || "nothing"}`);
}
console.log(`${Object.keys(TERMS).length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
