// Uses the dashboard's pages from executions to keys in Chromium: states of each page, actions with their records,
// permissions, accessibility. Needs MINOOTS_BIN, and the path of Chromium in CHROMIUM. Run it by verify.sh; arguments
// name the tests to run, by default all.
import { once } from "node:events";
import { createServer } from "node:http";

import { audit, call, create, dashboard, open, signIn } from "./dashboard-support.mjs";
import { launch, until } from "./support.mjs";

const { check, close, closing, examine, guarded, minoots, node, report, test } = dashboard("pages");
// The longest id of an execution.
const LONG = "nightly-report-of-the-eu-west-region-for-the-finance-department-2026-12-01-a-z-9";

// Answers the question of an action.
async function confirm(tab, name, label = name) {
  await tab.getByRole("button", { name: `${name}…`, exact: true }).first().click();
  await tab.getByRole("dialog").getByRole("button", { name: label, exact: true }).click();
}

// Checks the page as it is now, such as with an open question.
async function accessible(tab, what) {
  if (process.env.SCREENSHOTS) await tab.screenshot({ path: `${process.env.SCREENSHOTS}/${what}.png` });
  const violations = await audit(tab);
  check(`axe, ${what}`, violations.length === 0, violations.join("\n"));
}

const badge = (tab, text) => tab.locator("main .title:has(h1) .badge").getByText(text, { exact: true }).waitFor();
const step = (tab, text) => tab.locator("main li strong").getByText(text, { exact: true }).first().waitFor();

const REVIEW = `
name: review
budgets: { steps: 40, tokens: 100000, money: 5 }
phases:
  - { id: draft, queue: writers, exit: { checklist: [outline] }, to: [review] }
  - { id: review, approval: { from: lead, deadline: 10m }, to: [print] }
  - { id: print, queue: printers }
`;
const FIGURES = `
name: figures
phases: [{ id: read, queue: readers, retry: { attempts: 1 } }]
recovery:
  fixes: [{ id: constrain, hint: every figure is 0 to 1 }, { id: begin-anew, risk: high, hint: forget what was read }]
`;
const PART = "{ name: part, phases: [{ id: do, queue: parts }] }";

const workflow = (endpoint, id, verb, body = {}, key) => call(endpoint, "POST", `/v1/workflows/${id}:${verb}`, { body, key });
const executionOf = async (endpoint, id) => (await call(endpoint, "GET", `/v1/workflows/${id}`)).execution;

async function define(endpoint, key) {
  for (const document of [REVIEW, FIGURES, PART]) await call(endpoint, "POST", "/v1/workflowDefinitions", { body: { document }, key });
}

async function start(endpoint, definition, id, key) {
  const input = Buffer.from('{"pages":12345678901234567890}').toString("base64");
  await call(endpoint, "POST", "/v1/workflows", { body: { definition, id, input }, key });
}

// Brings an execution of the definition `review` to its approval.
async function finishDraft(endpoint, id, key) {
  await workflow(endpoint, id, "complete", { checklist: ["outline"], tokens: "4200", moneyMicros: "1250000" }, key);
  await workflow(endpoint, id, "complete", {}, key);
}

async function seedWork(endpoint) {
  await define(endpoint);
  for (const id of ["run-1", LONG]) {
    await start(endpoint, "review", id);
    await workflow(endpoint, id, "spawn", { childId: `${id.slice(0, 70)}-child`, definition: "part", reason: "the sources must be collected first" });
    await finishDraft(endpoint, id);
  }
  await workflow(endpoint, "run-1-child", "spawn", { childId: "grandchild", definition: "part", reason: "one of them is a book" });
  await start(endpoint, "figures", "run-2");
  await workflow(endpoint, "run-2", "fail", { failure: { message: `a figure is out of range: ${"x".repeat(300)}` } });
  await until("a fix is asked for", async () => (await executionOf(endpoint, "run-2")).status === "EXECUTION_STATUS_BLOCKED");
  minoots(endpoint, ["agent", "register", "--id", "writer-1", "--ttl", "1h", "--queue", "writers", "--capability", "prose"]);
  minoots(endpoint, ["agent", "heartbeat", "--id", "writer-1", "--progress", "two of five pages", "--tokens", "12", "--execution", "run-1", "--fence", "2"]);
  minoots(endpoint, ["agent", "register", "--id", LONG.slice(0, 70), "--ttl", "1s"]);
  minoots(endpoint, ["agent", "quarantine", LONG.slice(0, 70), "--reason", "it repeated the same call a hundred times"]);
}

async function testExecution(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("executions");
  await tab.getByRole("link", { name: "run-1", exact: true }).click();
  for (const text of ["Started", "Entered draft", "Spawned run-1-child", "Completed draft", "Approval requested from lead"]) await step(tab, text);
  check("numbers of an input keep their digits", (await tab.getByLabel("Input as json").innerText()).includes("12345678901234567890"));
  check("usage", /Tokens\s+4,200\s+Money\s+1\.25/.test(await tab.locator("main").innerText()), await tab.locator("dl.tiles").innerText());
  await tab.getByRole("button", { name: "Verify signatures" }).click();
  await tab.getByText(/^(\d+) of \1 signatures verify/).waitFor();
  await tab.getByRole("button", { name: "Children of run-1-child" }).click();
  await tab.getByRole("link", { name: "grandchild" }).waitFor();

  await tab.getByRole("button", { name: "Signal…" }).click();
  await tab.getByLabel("Name").fill("hurry");
  await tab.getByLabel(/^Data/).fill("{");
  await accessible(tab, "signal");
  const send = tab.getByRole("dialog").getByRole("button", { name: "Send the signal" });
  check("a signal without JSON is not sent", await send.isDisabled());
  await tab.getByLabel(/^Data/).fill('{"by":"noon"}');
  await send.click();
  await step(tab, "Signal hurry");
  await tab.getByRole("button", { name: "Pause…" }).click();
  await tab.getByLabel("Reason").fill("holiday");
  await tab.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await badge(tab, "paused");
  check("a pause has its reason", (await executionOf(endpoint, "run-1")).reason === "holiday");
  await confirm(tab, "Resume");
  await badge(tab, "running");

  await tab.getByRole("button", { name: "Approve…" }).click();
  await tab.getByLabel("Reason").fill("reads well");
  check("the decision names the caller", (await tab.getByLabel("By").inputValue()) === "dev");
  await accessible(tab, "approval");
  await tab.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await tab.getByText(/^Approved\. The record is dev:/).waitFor();
  await step(tab, "Entered print");
  const { records } = await call(endpoint, "GET", "/v1/audit/records?pageSize=1000");
  check("the audit has the decision", records.some(({ type, subject }) => type === "approval.decided" && subject === "workflows/run-1"));
  await tab.getByText("reads well; by dev").waitFor();
  await confirm(tab, "Cancel");
  await badge(tab, "cancelled");
  const ended = await tab.locator("main button").filter({ hasText: "…" }).allInnerTexts();
  check("an execution that ended has only its notes", ended.join() === "Edit…,Comment…", ended.join());

  await visit(`executions/${LONG}`);
  await tab.getByRole("button", { name: "Deny…" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
  await badge(tab, "blocked");
  await confirm(tab, "Retry");
  await badge(tab, "running");
  await visit("executions/run-2");
  await confirm(tab, "Apply");
  await step(tab, "Applied the fix constrain");
  check("the fix is applied", (await executionOf(endpoint, "run-2")).recovery.fix === "constrain");
  check("no fault in executions", faults.length === 0, faults.join("\n"));
  await end();
}

async function testAgent(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("agents");
  await tab.getByRole("link", { name: "writer-1" }).click();
  await tab.getByText("two of five pages").waitFor();
  await step(tab, "Registered");
  await tab.getByRole("button", { name: "Quarantine…" }).click();
  await tab.getByLabel("Reason").fill("it loops");
  await tab.getByRole("dialog").getByRole("button", { name: "Quarantine" }).click();
  await badge(tab, "quarantined");
  await tab.getByRole("note").getByText("it loops").waitFor();
  await confirm(tab, "Release");
  await badge(tab, "live");
  await confirm(tab, "Retire");
  await badge(tab, "retired");
  check("a retired agent has no action", (await tab.locator("main button").filter({ hasText: "…" }).count()) === 0);
  check("no fault in agents", faults.length === 0, faults.join("\n"));
  await end();
}

// Shows the actions of each role, and that the worker of a phase cannot approve it.
async function testRoles(browser) {
  const { endpoint, keyOf } = await guarded("roles");
  const keys = Object.fromEntries(["viewer", "writer", "approver", "admin"].map((role) => [role, keyOf(role)]));
  await define(endpoint, keys.writer);
  await start(endpoint, "review", "run", keys.writer);
  await finishDraft(endpoint, "run", keys.admin);
  const expected = { viewer: [], writer: ["Signal…", "Pause…", "Cancel…", "Comment…", "Edit…"], approver: ["Signal…", "Pause…", "Cancel…", "Comment…", "Delegate…", "Deny…", "Approve…", "Edit…"] };
  for (const [role, actions] of Object.entries(expected)) {
    const { tab, visit, end } = await open(browser, endpoint);
    await visit("executions/run");
    await signIn(tab, keys[role]);
    await tab.getByRole("heading", { name: "Approval of review" }).waitFor();
    const shown = await tab.locator("main button").filter({ hasText: "…" }).allInnerTexts();
    check(`actions of the role ${role}`, JSON.stringify(shown) === JSON.stringify(actions), shown.join(" "));
    await end();
  }
  const { tab, visit, end } = await open(browser, endpoint);
  await visit("executions/run");
  await signIn(tab, keys.admin);
  await confirm(tab, "Approve");
  await tab.getByText(/SELF_APPROVAL/).waitFor();
  await end();
}

// Whether the receiver of webhooks refuses what is below /strict.
let isStrict = true;

// Starts a receiver of webhooks: it answers 503 below /bad, 422 below /strict, and 200 elsewhere.
async function receiver() {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.statusCode = request.url.startsWith("/bad") ? 503 : isStrict && request.url.startsWith("/strict") ? 422 : 200;
      response.end("heard");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

async function seedWebhooks(endpoint) {
  const url = await receiver();
  const hooks = { hook: { url: `${url}/good`, eventTypes: ["queue.created"], headers: { "x-team": "core" } }, broken: { url: `${url}/bad` }, strict: { url: `${url}/strict` }, [LONG]: { url: `${url}/${LONG}/${LONG}` } };
  for (const [id, hook] of Object.entries(hooks)) await call(endpoint, "POST", "/v1/webhooks", { body: { id, allowPrivate: true, ...hook } });
  for (const webhook of ["hook", "broken", "strict"]) await call(endpoint, "POST", "/v1/timers", { body: { name: webhook, delay: "0s", target: { webhook } } });
  const attempts = async (id) => (await call(endpoint, "GET", `/v1/webhooks/${id}/attempts`)).attempts ?? [];
  for (const id of ["hook", "broken", "strict"]) await until(`an attempt of ${id}`, async () => (await attempts(id)).length > 0);
}

async function testWebhook(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("webhooks");
  await tab.getByRole("link", { name: "hook", exact: true }).click();
  await tab.getByRole("cell", { name: "delivered" }).first().waitFor();
  await tab.getByRole("button", { name: "Test", exact: true }).click();
  await tab.getByText(/^The receiver accepted the test: status 200/).waitFor();
  await tab.getByRole("cell", { name: "test accepted" }).waitFor();
  const before = (await call(endpoint, "GET", "/v1/webhooks/hook")).webhook;
  await tab.getByRole("button", { name: "Rotate secrets…" }).click();
  await tab.getByLabel(/^Overlap/).fill("soon");
  await tab.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
  await tab.locator(".toast.bad").waitFor();
  await tab.getByLabel(/^Overlap/).fill("1h");
  await tab.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
  await tab.getByText(/^whsec_/).waitFor();
  await accessible(tab, "secrets");
  const after = (await call(endpoint, "GET", "/v1/webhooks/hook")).webhook;
  check("secrets are rotated", after.signingPairs.length === before.signingPairs.length + 1, JSON.stringify(after.signingPairs));
  const stored = await tab.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  check("the secret is not stored", !stored.includes("whsec_"), stored);
  await tab.getByRole("button", { name: "Hide for good" }).click();
  check("the secret is hidden", (await tab.getByText(/whsec_/).count()) === 0);
  await confirm(tab, "Disable");
  await badge(tab, "disabled");
  check("the endpoint is disabled", (await call(endpoint, "GET", "/v1/webhooks/hook")).webhook.disabled === true);
  await confirm(tab, "Enable");
  await badge(tab, "enabled");
  await visit("webhooks/broken");
  await badge(tab, "failing");
  await tab.getByRole("cell", { name: "the receiver answered 503" }).first().waitFor();
  await tab.getByRole("button", { name: "Test", exact: true }).click();
  await tab.locator(".toast.bad").getByText(/did not accept the test: the receiver answered 503/).waitFor();
  await visit("webhooks/strict");
  await tab.getByRole("table", { name: "Dead letters" }).getByRole("link", { name: "strict" }).waitFor();
  isStrict = false;
  await confirm(tab, "Redrive all");
  await tab.getByText("Redrove 1 dead letter").waitFor();
  await tab.getByText("No dead letters.").waitFor();
  check("no fault in webhooks", faults.length === 0, faults.join("\n"));
  await end();
}

async function put(endpoint, execution, name, data, options = {}) {
  const body = { name, data: Buffer.from(data).toString("base64"), contentType: "application/json", ...options };
  await call(endpoint, "POST", `/v1/executions/${execution}/checkpoints`, { body });
}

async function seedCheckpoints(endpoint) {
  const state = (step) => JSON.stringify({ step, big: 0, list: Array.from({ length: 40 }, (_, at) => at), name: LONG }).replace('"big":0', '"big":12345678901234567890');
  await put(endpoint, "run-7", "state", state("plan"), { labels: { step: "plan" } });
  await put(endpoint, "run-7", "state", state("act"), { expectedVersion: "1" });
  await put(endpoint, "run-7", "state", state("check"), { expectedVersion: "2" });
  await put(endpoint, "run-7", "bytes", Buffer.from([0, 1, 255]), { contentType: "application/octet-stream" });
  await put(endpoint, LONG, LONG, '{"only":"one"}');
}

async function testCheckpoint(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("checkpoints");
  await tab.getByLabel("Id begins with").fill("run-");
  await tab.getByRole("button", { name: "Filter" }).click();
  await until("the filter selects", async () => (await tab.locator("tbody tr").count()) === 1);
  await tab.getByRole("link", { name: "run-7" }).click();
  const changes = (from, to) => tab.getByLabel(`Changes from version ${from} to ${to}`);
  await changes(2, 3).waitFor();
  const shown = await changes(2, 3).locator(".added, .removed").allInnerTexts();
  check("only the change differs", shown.length === 2 && shown[0].includes('"step": "act"') && shown[1].includes('"step": "check"'), shown.join("\n"));
  await tab.getByLabel(/^From/).selectOption("1");
  await changes(1, 3).waitFor();
  check("versions are in the address", /from=1&to=3|to=3&from=1/.test(tab.url()), tab.url());
  await tab.getByRole("button", { name: "Show version 1" }).click();
  await tab.getByText("There is no earlier version.").waitFor();
  check("data keep their digits", (await tab.getByLabel("Data of version 1 as json").innerText()).includes("12345678901234567890"));
  await tab.getByRole("button", { name: "Verify checksums" }).click();
  await tab.getByText("3 versions are as written").waitFor();
  await tab.getByRole("button", { name: "Roll back to version 1" }).click();
  const act = tab.getByRole("dialog").getByRole("button", { name: "Roll back" });
  check("a rollback needs the version", await act.isDisabled());
  await accessible(tab, "rollback");
  await tab.getByLabel(/^Reason/).fill("the plan was right");
  await tab.getByLabel("Type 1 to confirm").fill("1");
  await act.click();
  await tab.getByText("Version 4 has the data of version 1").waitFor();
  const { checkpoint } = await call(endpoint, "GET", "/v1/executions/run-7/checkpoints:get?name=state");
  check("the checkpoint is rolled back", checkpoint.version === "4" && checkpoint.restoredVersion === "1", JSON.stringify(checkpoint));
  const { records } = await call(endpoint, "GET", "/v1/audit/records?pageSize=1000");
  check("the audit has the rollback", records.some(({ type, reason }) => type === "checkpoint.rolled_back" && reason === "the plan was right"));
  await tab.getByRole("button", { name: "bytes" }).click();
  await tab.getByLabel("Data of version 1 as hex").waitFor();
  check("no fault in checkpoints", faults.length === 0, faults.join("\n"));
  await end();
}

// Searches the changes and refusals of a tenant with a key of the role auditor.
async function testAudit(browser) {
  const { endpoint, keyOf } = await guarded("audit");
  const keys = Object.fromEntries(["viewer", "writer", "auditor"].map((role) => [role, keyOf(role)]));
  const actor = (key) => `key:${key.split("_")[1]}`;
  for (const id of ["tea", "coffee", LONG]) await create(endpoint, { id, delay: "1h" }, keys.writer);
  const refused = await create(endpoint, { id: "refused", delay: "1h" }, keys.viewer).catch(({ message }) => message);
  check("a viewer creates no timer", String(refused).includes("ROLE_INSUFFICIENT"), refused);
  const { tab, faults, visit, end } = await open(browser, endpoint);
  const subjects = () => tab.locator("tr[data-sequence] td:nth-child(3)").allInnerTexts();
  await visit("audit");
  await signIn(tab, keys.auditor);
  await until("changes appear", async () => (await subjects()).includes("timers/coffee"));
  await tab.getByLabel("Text").fill("timers/TEA");
  await tab.getByRole("button", { name: "Search" }).click();
  await until("the text selects", async () => (await subjects()).join() === "timers/tea");
  await tab.getByText(/1 record shown, of the newest \d+/).waitFor();
  await tab.getByRole("button", { name: "Clear" }).click();
  await tab.getByLabel("Actor").fill(actor(keys.writer));
  await tab.getByRole("button", { name: "Search" }).click();
  const actors = () => tab.locator("tr[data-sequence] td:nth-child(4)").allInnerTexts();
  await until("the actor selects", async () => (await actors()).length > 0 && (await actors()).every((one) => one === actor(keys.writer)));
  check("records of the actor", (await subjects()).filter((subject) => subject.startsWith("timers/")).join() === `timers/${LONG},timers/coffee,timers/tea`);
  await tab.getByLabel("Until").fill("2020-01-01T00:00");
  await tab.getByRole("button", { name: "Search" }).click();
  await tab.getByText("No record matches the search.").waitFor();
  check("the search is in the address", tab.url().includes("until=2020-01-01T00%3A00"), tab.url());
  await tab.getByRole("button", { name: "Clear" }).click();
  await tab.getByRole("button", { name: "Refusals" }).click();
  await tab.getByRole("cell", { name: "CreateTimer" }).waitFor();
  await accessible(tab, "refusals");
  check("a refusal has its reason", (await subjects()).join() === "ROLE_INSUFFICIENT", (await subjects()).join());
  await tab.getByRole("button", { name: "Sign out" }).click();
  await signIn(tab, keys.viewer);
  await tab.getByText("Your roles do not permit this").waitFor();
  check("no fault in the audit", faults.length === 0, faults.join("\n"));
  await end();
}

const POLICY = `@id("a-year-at-most")
@message("nothing is due in more than a year")
forbid(principal, action == Action::"create", resource)
when { context.due_in_seconds > 31536000 };
`;

async function seedAccess(endpoint) {
  const expireTime = new Date(Date.now() + 1_000 * 86_400_000).toISOString();
  await call(endpoint, "POST", "/v1/keys", { body: { name: `${LONG} ${LONG}`, roles: ["viewer", "operator", "writer", "approver", "auditor"], expireTime } });
  const { key } = await call(endpoint, "POST", "/v1/keys", { body: { name: "leaked", roles: ["viewer"] } });
  await call(endpoint, "POST", `/v1/keys/${key.id}:revoke`, { body: { reason: "left in a log" } });
  await call(endpoint, "POST", "/v1/policy", { body: { text: POLICY } });
}

// Creates a key, uses and revokes it, and tries policies.
async function testAccess(browser) {
  const { endpoint, keyOf } = await guarded("access");
  const admin = keyOf("admin");
  await call(endpoint, "POST", "/v1/policy", { body: { text: POLICY }, key: admin });
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("access");
  await signIn(tab, admin);
  await tab.getByRole("button", { name: "Create a key…" }).click();
  const act = tab.getByRole("dialog").getByRole("button", { name: "Create" });
  await tab.getByLabel(/^Name/).fill("build");
  check("a key needs a role", await act.isDisabled());
  await accessible(tab, "new-key");
  await tab.getByRole("checkbox", { name: "writer" }).check();
  await tab.getByLabel(/^Days/).fill("30");
  await act.click();
  const secret = await tab.getByText(/^mnt_/).innerText();
  const caller = await call(endpoint, "GET", "/v1/caller", { key: secret });
  check("the key has its role", caller.roles.join() === "writer", JSON.stringify(caller));
  const { key } = await call(endpoint, "GET", `/v1/keys/${caller.keyId}`, { key: admin });
  const days = (Date.parse(key.expireTime) - Date.now()) / 86_400_000;
  check("the key ends in time", Math.abs(days - 30) < 0.1, key.expireTime);
  const stored = await tab.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  check("the new key is not stored", !stored.includes("mnt_"), stored);
  await tab.getByRole("button", { name: "Hide for good" }).click();
  check("the new key is hidden", (await tab.getByText(/mnt_/).count()) === 0);
  const row = tab.getByRole("row").filter({ hasText: caller.keyId });
  await row.getByRole("button", { name: "Revoke…" }).click();
  await tab.getByLabel("Reason").fill("no longer needed");
  await tab.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await row.getByText("revoked").waitFor();
  const refused = await call(endpoint, "GET", "/v1/caller", { key: secret }).catch(({ message }) => message);
  check("a revoked key is refused", String(refused).includes("CREDENTIALS_INVALID"), refused);

  await tab.getByLabel("Due in, seconds").fill("99999999");
  await tab.getByRole("button", { name: "Try", exact: true }).click();
  await tab.getByText("nothing is due in more than a year").last().waitFor();
  await tab.getByText("refused", { exact: true }).waitFor();
  await accessible(tab, "trial");
  await tab.getByLabel("Due in, seconds").fill("60");
  await tab.getByRole("button", { name: "Try", exact: true }).click();
  await tab.getByText("not refused", { exact: true }).waitFor();
  await tab.getByRole("button", { name: "Another text" }).click();
  await tab.getByLabel("Text, in Cedar").fill("forbid(");
  await tab.getByRole("button", { name: "Try", exact: true }).click();
  await tab.getByText("POLICY_SYNTAX").first().waitFor();
  const { policy } = await call(endpoint, "GET", "/v1/policy", { key: admin });
  check("a trial changes nothing", policy.text === POLICY, policy.text);
  await tab.getByRole("button", { name: "Sign out" }).click();
  await signIn(tab, keyOf("viewer"));
  await tab.getByText("Your roles do not permit this").first().waitFor();
  check("a viewer creates no keys", (await tab.getByRole("button", { name: "Create a key…" }).count()) === 0);
  check("no fault in keys and policies", faults.length === 0, faults.join("\n"));
  await end();
}

async function seedLeases(endpoint) {
  await call(endpoint, "POST", "/v1/leases/leader:acquire", { body: { holder: "worker three", ttl: "1h" } });
  await call(endpoint, "POST", `/v1/leases/${LONG}:acquire`, { body: { holder: `${LONG} ${LONG}`, ttl: "24h", partitionKey: "elsewhere" } });
  await call(endpoint, "POST", "/v1/budgets/restarts:set", { body: { limit: 3, window: "1h", cooldown: "60s" } });
  await call(endpoint, "POST", "/v1/budgets/restarts:spend", { body: { amount: 2 } });
  await call(endpoint, "POST", `/v1/budgets/${LONG}:set`, { body: { limit: 1000, window: "31d" } });
}

async function testLeases(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("leases");
  const row = (text) => tab.getByRole("row").filter({ hasText: text });
  await row("worker three").getByRole("button", { name: "Release…" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Release" }).click();
  await tab.getByText("leader is free").waitFor();
  const again = await call(endpoint, "POST", "/v1/leases/leader:acquire", { body: { holder: "another", ttl: "1h" } });
  check("another holder acquires the lease", again.lease.holder === "another", JSON.stringify(again));
  await row("another").waitFor();
  await row("restarts").getByText("1 of 3").waitFor();
  await tab.getByRole("button", { name: "Change restarts" }).click();
  await tab.getByLabel(/^Limit/).fill("5");
  await tab.getByRole("dialog").getByRole("button", { name: "Change" }).click();
  await row("restarts").getByText("3 of 5").waitFor();
  const { budget } = await call(endpoint, "GET", "/v1/budgets/restarts");
  check("only the limit changed", budget.limit === 5 && budget.window === "3600s" && budget.cooldown === "60s", JSON.stringify(budget));
  await tab.getByRole("button", { name: "Create a budget…" }).click();
  await accessible(tab, "budget");
  await tab.getByLabel("Id", { exact: true }).fill("emails");
  await tab.getByLabel(/^Limit/).fill("5000");
  await tab.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await tab.locator(".toast.bad").getByText(/LIMIT_RANGE/).waitFor();
  await tab.getByLabel(/^Limit/).fill("50");
  await tab.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await row("emails").getByText("50 of 50").waitFor();
  await row("emails").getByRole("button", { name: "Delete…" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await until("the budget is deleted", async () => (await row("emails").count()) === 0);
  await tab.getByLabel("Id begins with").fill("rest");
  await tab.getByRole("button", { name: "Filter" }).click();
  await tab.getByText("No held lease matches the filter.").waitFor();
  check("the filter selects budgets", (await tab.getByRole("table", { name: "Budgets" }).locator("tbody tr").count()) === 1);
  check("no fault in leases and budgets", faults.length === 0, faults.join("\n"));
  await end();
}

try {
  const browser = await launch(closing);
  const { endpoint } = await node("work");
  await test("nothing", () => examine(browser, endpoint, "no object", ["executions/none", "agents/none", "webhooks", "webhooks/none", "checkpoints", "checkpoints/none", "access", "audit", "leases"]));
  await test("work", async () => {
    await seedWork(endpoint);
    const objects = ["run-1", "run-2", "run-1-child", LONG].map((id) => `executions/${id}`);
    await examine(browser, endpoint, "objects", ["executions", "agents", ...objects, "agents/writer-1", `agents/${LONG.slice(0, 70)}`]);
    await testExecution(browser, endpoint);
    await testAgent(browser, endpoint);
  });
  await test("webhooks", async () => {
    await seedWebhooks(endpoint);
    await examine(browser, endpoint, "endpoints", ["webhooks", "webhooks/hook", "webhooks/broken", "webhooks/strict", `webhooks/${LONG}`]);
    await testWebhook(browser, endpoint);
  });
  await test("checkpoints", async () => {
    await seedCheckpoints(endpoint);
    await examine(browser, endpoint, "state", ["checkpoints", "checkpoints/run-7", "checkpoints/run-7?name=bytes", `checkpoints/${LONG}`]);
    await testCheckpoint(browser, endpoint);
  });
  await test("audit", async () => {
    await examine(browser, endpoint, "records", ["audit", "audit?text=nowhere", "audit?chain=denials"]);
    await testAudit(browser);
  });
  await test("access", async () => {
    await seedAccess(endpoint);
    await examine(browser, endpoint, "keys", ["access"]);
    await testAccess(browser);
  });
  await test("leases", async () => {
    await seedLeases(endpoint);
    await examine(browser, endpoint, "leases", ["leases", "leases?prefix=nowhere"]);
    await testLeases(browser, endpoint);
  });
  await test("roles", () => testRoles(browser));
} finally {
  await close();
}
report();
