// Uses the dashboard's lists, boards and approvals of workflows in Chromium. Needs MINOOTS_BIN, and the path of Chromium
// in CHROMIUM. Run it by verify.sh; arguments name the tests to run, by default all.
import { audit, call, dashboard, open, signIn } from "./dashboard-support.mjs";
import { launch, until } from "./support.mjs";

const { check, close, closing, examine, guarded, node, report, test } = dashboard("workflows");
// The longest id of an execution.
const LONG = "nightly-report-of-the-eu-west-region-for-the-finance-department-2026-12-01-a-z-9";
const PHASES = 1_000;
// A button that changes its colour has no valid contrast for a moment.
const CALM = { reducedMotion: "reduce" };

const REVIEW = `
name: review
phases:
  - { id: draft, queue: writers, deadline: 30m, to: [review] }
  - { id: review, approval: { from: lead, deadline: 10m }, to: [print] }
  - { id: print, queue: printers, retry: { attempts: 1 } }
`;
const RELEASE = `
name: release
phases: [{ id: build, approval: { from: board, deadline: 2h, quorum: 2, voters: 3, distinct: names, risk: the printer stops }, to: [ship] }, { id: ship, queue: ships }]
`;
const HURRY = "{ name: hurry, phases: [{ id: look, approval: { from: lead, deadline: 1s, on_timeout: halt } }] }";
const LINE = JSON.stringify({ name: "line", phases: Array.from({ length: PHASES }, (_, at) => ({ id: `station-${at}`, queue: "stations", to: at + 1 < PHASES ? [`station-${at + 1}`] : [] })) });

const base64 = (text) => Buffer.from(text).toString("base64");
const define = (endpoint, document, key) => call(endpoint, "POST", "/v1/workflowDefinitions", { body: { document }, key });
const start = (endpoint, body, key) => call(endpoint, "POST", "/v1/workflows", { body, key });
const workflow = (endpoint, id, verb, body = {}, key) => call(endpoint, "POST", `/v1/workflows/${id}:${verb}`, { body, key });
const executionOf = async (endpoint, id) => (await call(endpoint, "GET", `/v1/workflows/${id}`)).execution;

async function accessible(tab, what) {
  if (process.env.SCREENSHOTS) await tab.screenshot({ path: `${process.env.SCREENSHOTS}/${what}.png` });
  const violations = await audit(tab);
  check(`axe, ${what}`, violations.length === 0, violations.join("\n"));
}

async function seedLists(endpoint) {
  await define(endpoint, REVIEW);
  await start(endpoint, { definition: "review", id: "tea", title: "Tea for two", labels: { team: "books" }, priority: "PRIORITY_NOW" });
  await workflow(endpoint, "tea", "claim", { fence: "1", by: "ann" });
  await start(endpoint, { definition: "review", id: "rum", labels: { team: "press" } });
  await start(endpoint, { definition: "review", id: LONG, title: `${LONG} ${"x".repeat(120)}`, labels: { team: LONG.replaceAll("-", ""), region: "eu" } });
  await start(endpoint, { definition: "review", id: "stuck", phase: "print" });
  await workflow(endpoint, "stuck", "fail", { failure: { message: "no paper" } });
  await until("an execution is blocked", async () => (await executionOf(endpoint, "stuck")).status === "EXECUTION_STATUS_BLOCKED");
  await start(endpoint, { definition: "review", id: "gone" });
  await workflow(endpoint, "gone", "cancel", { reason: "too late" });
  for (let at = 0; at < 25; at += 1) await start(endpoint, { definition: "review", id: `many-${at}`, phase: "print", labels: { team: "many" } });
}

async function testList(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  const ids = () => tab.locator("tbody a.name").allInnerTexts();
  const shows = (what, expected) => until(what, async () => (await ids()).join() === expected.join());
  await visit("executions");
  await tab.getByRole("row").filter({ hasText: "Tea for two" }).getByText("team=books").waitFor();
  await tab.getByRole("row").filter({ hasText: "Tea for two" }).getByRole("cell", { name: "ann" }).waitFor();
  await tab.getByLabel("Labels").fill("team=books");
  await tab.getByRole("button", { name: "Filter" }).click();
  await shows("the label selects", ["tea"]);
  check("the filter is in the address", tab.url().includes("label=team%3Dbooks"), tab.url());
  await tab.getByRole("button", { name: "Clear" }).click();
  await tab.getByLabel("Assignee").fill("ann");
  await tab.getByRole("button", { name: "Filter" }).click();
  await shows("the assignee selects", ["tea"]);
  await tab.getByRole("button", { name: "Clear" }).click();
  await tab.getByLabel("Status").selectOption("blocked");
  await tab.getByRole("button", { name: "Filter" }).click();
  await shows("the status selects", ["stuck"]);
  await tab.getByRole("button", { name: "Clear" }).click();
  await tab.getByLabel("Phase").fill("draft");
  await tab.getByLabel("Order").selectOption("created");
  await tab.getByRole("button", { name: "Filter" }).click();
  await shows("the newest start comes first", ["gone", LONG, "rum", "tea"]);
  await tab.getByLabel("Order").selectOption("ended");
  await tab.getByRole("button", { name: "Filter" }).click();
  await until("the execution that ended comes first", async () => (await ids())[0] === "gone");
  await workflow(endpoint, "rum", "update", { title: "Rum" });
  await tab.getByLabel("Order").selectOption("updated");
  await tab.getByRole("button", { name: "Filter" }).click();
  await until("the last change comes first", async () => (await ids())[0] === "rum");
  check("no fault in the list", faults.length === 0, faults.join("\n"));
  await end();
}

async function testBoard(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("executions");
  await tab.getByRole("button", { name: "Board" }).click();
  await tab.getByLabel("Definition").selectOption("review");
  const column = (phase) => tab.locator(".column").filter({ has: tab.getByRole("heading", { name: phase, exact: true }) });
  const first = column("draft").locator("ul > li").first();
  await first.getByRole("link", { name: "Tea for two" }).waitFor();
  const text = await first.innerText();
  check("a card has its facts", ["working", "now", "ann", "team=books", "in the phase", "until"].every((part) => text.includes(part)), text);
  check("columns have the order of phases", (await tab.locator(".column h3").allInnerTexts()).join() === "draft,review,print");
  check("a column counts", /^print\s+26\s+1 blocked/.test(await column("print").innerText()), await column("print").innerText());
  check("statuses are counted", /28 running\s+1 blocked\s+1 cancelled/.test(await tab.locator(".counts").innerText()), await tab.locator(".counts").innerText());
  await tab.getByRole("button", { name: "Hide empty phases" }).click();
  await until("the empty phase is hidden", async () => (await tab.locator(".column h3").allInnerTexts()).join() === "draft,print");
  await workflow(endpoint, "tea", "complete");
  await column("review").getByRole("link", { name: "Tea for two" }).waitFor();
  await column("print").getByRole("link", { name: "6 more" }).click();
  await until("the list of the phase", async () => (await tab.locator("tbody a.name").count()) === 26);
  await tab.getByRole("button", { name: "Board" }).click();
  await tab.getByLabel("Labels").fill("team=press");
  await tab.getByRole("button", { name: "Filter" }).click();
  await until("the label selects cards", async () => (await tab.locator(".column ul > li").count()) === 1);
  await column("draft").getByRole("link").click();
  await tab.locator("main h1").getByText("Rum").waitFor();

  await define(endpoint, LINE);
  await start(endpoint, { definition: "line", id: "last", phase: `station-${PHASES - 1}` });
  await visit("executions?view=board&definition=line");
  await tab.getByText(`${PHASES.toLocaleString("en")} phases`).waitFor();
  check("columns out of view are not rendered", (await tab.locator(".column").count()) < 30, `${await tab.locator(".column").count()} columns`);
  await tab.getByRole("region", { name: "Board of line" }).evaluate((board) => board.scrollTo(board.scrollWidth, 0));
  await tab.getByRole("link", { name: "last", exact: true }).waitFor();
  check("the last column is in view", await tab.getByRole("link", { name: "last", exact: true }).isVisible());
  check("no fault in boards", faults.length === 0, faults.join("\n"));
  await end();
}

async function seedApprovals(endpoint) {
  for (const document of [REVIEW, RELEASE, HURRY]) await define(endpoint, document);
  const input = base64('{"pages":12345678901234567890}');
  for (const id of ["v2", LONG]) {
    await start(endpoint, { definition: "release", id, input, title: id === "v2" ? "Release 2" : `${LONG} ${"x".repeat(120)}`, labels: { team: "press" } });
    const output = base64(`{"tests":98765432109876543210,"note":"${"n".repeat(300)}"}`);
    await workflow(endpoint, id, "complete", { artifacts: ["v2.tar", LONG], checklist: ["built"], score: 0.75, tokens: "4200", moneyMicros: "1250000", output });
    await workflow(endpoint, id, "comment", { by: "ann", text: "the tests of the printer are new" });
  }
  await start(endpoint, { definition: "hurry", id: "late-1" });
  await workflow(endpoint, "late-1", "complete");
  await until("an approval is late", async () => (await executionOf(endpoint, "late-1")).status === "EXECUTION_STATUS_BLOCKED");
}

async function testApprovals(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint, CALM);
  const card = (text) => tab.locator("section.card").filter({ has: tab.getByRole("heading", { name: text }) });
  const answer = async (name, fields, label = name) => {
    await card("Release 2").getByRole("button", { name: `${name}…` }).click();
    for (const [field, value] of Object.entries(fields)) await tab.getByRole("dialog").getByLabel(field, { exact: true }).fill(value);
    await accessible(tab, `approval-${name}`);
    await tab.getByRole("dialog").getByRole("button", { name: label, exact: true }).click();
    await tab.getByRole("dialog").waitFor({ state: "detached" });
  };
  await visit("approvals");
  await tab.getByText("3 executions wait for a decision").waitFor();
  const text = await card("Release 2").innerText();
  for (const part of ["board", "ship", "the printer stops", "built", "v2.tar", "0.75", "4,200 tokens, money 1.25", "0 of 2", "the tests of the printer are new"]) check(`the approval has ${part}`, text.includes(part), text);
  check("data keep their digits", text.includes("12345678901234567890") && text.includes("98765432109876543210"), text);
  await card("late-1").getByText("late", { exact: true }).waitFor();
  await answer("Comment", { Text: "is it tested?", By: "bob" });
  await card("Release 2").getByText("is it tested?").waitFor();
  await answer("Approve", { Reason: "looks good", By: "ann" });
  await card("Release 2").getByText("1 of 2 approvals required").waitFor();
  await card("Release 2").getByText(/^ann.*: looks good$/).waitFor();
  await answer("Delegate", { To: "director", Reason: "bob is ill" });
  await until("another person is asked", async () => (await executionOf(endpoint, "v2")).phase.approvalFrom === "director");
  await answer("Deny", { Reason: "too early", By: "eve" });
  await card("Release 2").getByText(/^eve.*: too early$/).waitFor();
  await answer("Approve", { By: "director" });
  await until("the decision is made", async () => (await card("Release 2").count()) === 0);
  check("the execution moved on", (await executionOf(endpoint, "v2")).phase.id === "ship");
  await workflow(endpoint, LONG, "pause", { reason: "holiday" });
  await card(LONG).getByText("It must be resumed before a decision.").waitFor();
  check("a paused execution is not decided", (await card(LONG).getByRole("button", { name: "Approve…" }).count()) === 0);
  check("a late approval is not delegated", (await card("late-1").getByRole("button", { name: "Delegate…" }).count()) === 0);
  await card("late-1").getByRole("button", { name: "Approve…" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  await until("a late decision counts", async () => (await executionOf(endpoint, "late-1")).status === "EXECUTION_STATUS_COMPLETED");
  await tab.getByLabel("Asked").fill("nobody");
  await tab.getByRole("button", { name: "Filter" }).click();
  await tab.getByText("No approval matches the filter.").waitFor();
  check("no fault in approvals", faults.length === 0, faults.join("\n"));
  await end();
}

// Shows the actions on an approval of each role.
async function testApprovers(browser) {
  const { endpoint, keyOf } = await guarded("approvers");
  const admin = keyOf("admin");
  await define(endpoint, REVIEW, admin);
  await start(endpoint, { definition: "review", id: "run", phase: "review" }, admin);
  await workflow(endpoint, "run", "complete", {}, admin);
  const expected = { viewer: [], writer: ["Comment…"], approver: ["Comment…", "Delegate…", "Deny…", "Approve…"] };
  for (const [role, actions] of Object.entries(expected)) {
    const { tab, visit, end } = await open(browser, endpoint);
    await visit("approvals");
    await signIn(tab, keyOf(role));
    await tab.getByText("1 execution waits for a decision").waitFor();
    const shown = await tab.locator("main button").filter({ hasText: "…" }).allInnerTexts();
    check(`actions of the role ${role}`, shown.join() === actions.join(), shown.join(" "));
    await end();
  }
}

async function testExecution(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint, CALM);
  await visit("executions/tea");
  await tab.locator("main h1").getByText("Tea for two").waitFor();
  const save = tab.getByRole("dialog").getByRole("button", { name: "Save" });
  await tab.getByRole("button", { name: "Edit…" }).click();
  check("an edit without a change is not sent", await save.isDisabled());
  await tab.getByLabel(/^Labels/).fill("team");
  check("a label without a value is not sent", await save.isDisabled());
  await tab.getByLabel("Title").fill("Tea for three");
  await tab.getByLabel(/^Labels/).fill("city=Ulm\nnote=a=b");
  await tab.getByLabel("Priority").selectOption("future");
  await accessible(tab, "edit");
  await save.click();
  await tab.locator("main h1").getByText("Tea for three").waitFor();
  const { title, labels, priority } = await executionOf(endpoint, "tea");
  check("the edit is made", title === "Tea for three" && JSON.stringify(labels) === '{"city":"Ulm","note":"a=b"}' && priority === "PRIORITY_FUTURE", JSON.stringify({ title, labels, priority }));
  await tab.getByText("city=Ulm, note=a=b").waitFor();
  await tab.getByRole("button", { name: "Comment…" }).first().click();
  await tab.getByLabel("Text").fill("read_me first");
  await tab.getByRole("dialog").getByRole("button", { name: "Comment", exact: true }).click();
  await tab.locator("section").filter({ has: tab.getByRole("heading", { name: "Comments" }) }).getByText("read_me first").waitFor();
  await tab.locator("main li strong").getByText("Comment", { exact: true }).waitFor();
  await workflow(endpoint, "rum", "claim", { fence: "1", by: "cy" });
  await visit("executions/rum");
  await tab.locator("dd").getByText("cy", { exact: true }).waitFor();
  await workflow(endpoint, "rum", "complete", { output: base64('{"words":12345678901234567890}') });
  await until("the output appears", async () => (await tab.getByLabel("Output of draft", { exact: true }).count()) === 1);
  check("an output keeps its digits", (await tab.getByLabel("Output of draft", { exact: true }).innerText()).includes("12345678901234567890"));
  check("no fault in an execution", faults.length === 0, faults.join("\n"));
  await end();
}

async function testScheduled(browser, endpoint) {
  const payload = { contentType: "application/json", data: base64(JSON.stringify({ kind: "start", definition: "review", title: "By night" })) };
  await call(endpoint, "POST", "/v1/schedules", { body: { id: "nightly", calendar: { cron: "0 2 * * *", zone: "UTC" }, timer: { target: { queue: "minoots.workflow" }, payload } } });
  await call(endpoint, "POST", "/v1/schedules/nightly:trigger", { body: {} });
  const { tab, visit, end } = await open(browser, endpoint);
  await visit("executions?label=");
  await tab.getByText("By night").waitFor();
  await tab.getByRole("row").filter({ hasText: "By night" }).getByRole("link").click();
  await tab.getByRole("link", { name: "nightly", exact: true }).waitFor();
  await end();
}

try {
  const browser = await launch(closing);
  const { endpoint } = await node("lists");
  await test("nothing", () => examine(browser, endpoint, "no object", ["executions", "executions?view=board", "approvals"]));
  await test("lists", async () => {
    await seedLists(endpoint);
    const boards = ["executions?view=board&definition=review", "executions?view=board&definition=none"];
    await examine(browser, endpoint, "lists", ["executions", "executions?status=failed", ...boards, "executions/tea", `executions/${LONG}`]);
    await testList(browser, endpoint);
    await testBoard(browser, endpoint);
    await testExecution(browser, endpoint);
    await testScheduled(browser, endpoint);
  });
  await test("approvals", async () => {
    const other = await node("approvals");
    await seedApprovals(other.endpoint);
    await examine(browser, other.endpoint, "approvals", ["approvals", "approvals?from=nobody", `executions/${LONG}`, "executions/late-1"]);
    await testApprovals(browser, other.endpoint);
  });
  await test("approvers", () => testApprovers(browser));
} finally {
  await close();
}
report();
