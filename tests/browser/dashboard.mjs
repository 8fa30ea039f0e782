// Uses the dashboard of nodes in Chromium: every page with no, one and many rows, actions, live updates, sign-in, keyboard, accessibility.
// Needs MINOOTS_BIN, and the path of Chromium in CHROMIUM. Run it by verify.sh; arguments name the tests to run, by default all.
import { audit, call, create, dashboard, open, signIn } from "./dashboard-support.mjs";
import { launch, until } from "./support.mjs";

const { check, close, closing, examine, guarded, minoots, node, refuse, report, test } = dashboard("dashboard");
const PAGES = ["timers", "timers?view=waiting", "timers?view=all", "schedules", "queues", "executions", "agents", "events", "cluster", "nowhere"];
const OBJECTS = ["timers/tea", "timers/job-7", "schedules/nightly", "queues/bad"];

async function seed(endpoint) {
  const payload = { contentType: "application/json", data: Buffer.from('{"n":12345678901234567890}').toString("base64") };
  await create(endpoint, { id: "tea", name: "<img src=x onerror=alert(1)>", delay: "0s", payload });
  minoots(endpoint, ["event", "consume", "--max", "1"]);
  const jobs = Array.from({ length: 300 }, (_, number) => ({
    id: `job-${number}`,
    name: `ship logs of region ${number}`,
    delay: `${600 + number}s`,
    labels: { team: number % 2 ? "core" : "web" },
    target: { queue: "jobs" },
    payload,
  }));
  await call(endpoint, "POST", "/v1/timers:batchCreate", { body: { requests: jobs } });
  const rule = { calendar: { cron: "30 2 28 3 *", zone: "Europe/Berlin" }, timer: { target: { queue: "jobs" } } };
  await call(endpoint, "POST", "/v1/schedules", { body: { id: "nightly", ...rule } });
  await create(endpoint, { id: "dies", delay: "0s", target: { queue: "bad" }, retryPolicy: { maxAttempts: 1 } });
  await refuse(endpoint, "bad", "the disk is full");
}

async function testTimers(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("timers");
  const row = (name) => tab.getByRole("link", { name, exact: true });
  await row("ship logs of region 0").waitFor();
  const rendered = () => tab.locator("tbody tr:not(.gap)").count();
  check("the first page of many", (await rendered()) === 100, await rendered());
  await tab.getByRole("button", { name: "Show 100 more" }).click();
  await until("200 rows", async () => (await tab.getByRole("table").getAttribute("aria-rowcount")) === "201");
  check("only rows in view are rendered", (await rendered()) < 100, await rendered());
  await tab.getByLabel("Labels").fill("team=core");
  await tab.getByLabel("Name begins with").fill("ship logs of region 1");
  await tab.getByRole("button", { name: "Filter" }).click();
  await until("the filter is in the address", async () => tab.url().includes("label=team%3Dcore"));
  // 1, 11, 13, … 19, 101, … 199: the odd ones.
  await until("the filter selects", async () => (await rendered()) === 56);
  await tab.getByRole("button", { name: "Cancel all of these…" }).click();
  const dialog = tab.getByRole("dialog");
  await dialog.getByText("56 timers").first().waitFor();
  const act = dialog.getByRole("button", { name: "Cancel 56 timers" });
  check("a bulk cancel needs the number", await act.isDisabled());
  await dialog.getByLabel(/Reason/).fill("no longer needed");
  await dialog.getByLabel("Type 56 to confirm").fill("56");
  await act.click();
  await tab.getByText("Cancelled 56 timers").waitFor();
  await tab.getByText("No timer matches the filter.").waitFor();
  await tab.goBack();
  check("the back button leaves the page", !tab.url().includes("/ui/timers?"), tab.url());
  check("no fault in timers", faults.length === 0, faults.join("\n"));
  await end();
}

// Cancels a timer by keyboard alone, and finds the record of it.
async function testKeyboard(browser, endpoint) {
  const { tab, visit, end } = await open(browser, endpoint);
  await create(endpoint, { id: "by-keys", name: "first of all", delay: "500s" });
  await visit("timers");
  await tab.getByRole("link", { name: "first of all" }).waitFor();
  const focused = () => tab.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  const tabTo = async (text) => {
    for (let pressed = 0; pressed < 80; pressed += 1) {
      await tab.keyboard.press("Tab");
      if ((await focused()) === text) return true;
    }
    return false;
  };
  await tab.keyboard.press("Tab");
  check("the first stop skips to the content", (await focused()) === "Skip to content", await focused());
  check("a timer is reached by keyboard", await tabTo("first of all"));
  await tab.keyboard.press("Enter");
  await tab.getByRole("heading", { name: "first of all" }).waitFor();
  await tab.getByRole("button", { name: "Cancel…" }).waitFor();
  check("an action is reached by keyboard", await tabTo("Cancel…"));
  await tab.keyboard.press("Enter");
  await tab.getByRole("dialog").waitFor();
  await tab.keyboard.press("Escape");
  check("Escape closes a question", (await tab.getByRole("dialog").count()) === 0);
  check("the focus returns", (await focused()) === "Cancel…", await focused());
  await tab.keyboard.press("Enter");
  await tab.getByRole("dialog").waitFor();
  check("the focus is on the first field", await tab.getByLabel(/Reason/).evaluate((field) => field === document.activeElement));
  await tab.keyboard.type("typed by hand");
  await tab.keyboard.press("Enter");
  await tab.locator("main").getByText("cancelled", { exact: true }).waitFor();
  await tab.getByText("Cancelled: typed by hand").waitFor();
  const { records } = await call(endpoint, "GET", "/v1/audit/records");
  const record = records.find(({ type, subject }) => type === "timer.cancelled" && subject === "timers/by-keys");
  check("the audit has the action", record?.reason === "typed by hand" && record.actor === "dev", JSON.stringify(record));
  await end();
}

async function testStory(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  await visit("timers/tea");
  for (const step of ["Created", "Armed", "Due", "Delivered", "Acknowledged"]) {
    await tab.locator("main li").getByText(step, { exact: true }).waitFor();
  }
  check("a name is text", (await tab.locator("h1").innerText()) === "<img src=x onerror=alert(1)>", await tab.locator("h1").innerText());
  const payload = await tab.getByLabel("Payload as json").innerText();
  check("numbers keep their digits", payload.includes("12345678901234567890"), payload);
  await tab.getByRole("button", { name: "Verify signatures" }).click();
  await tab.getByText("3 of 3 signatures verify").waitFor();
  // The same events, one of which says something else.
  const stream = await fetch(`${endpoint}/v1/events:tail?start=true&subject=timers/tea`, { signal: AbortSignal.timeout(2_000) });
  let text = "";
  await (async () => {
    for await (const part of stream.body) text += Buffer.from(part).toString();
  })().catch(() => {});
  const altered = text.replace(/("payload":")([^"]+)/, (_, head, encoded) => {
    const payload = Buffer.from(encoded, "base64").toString().replace('"actor":"dev"', '"actor":"eve"');
    return head + Buffer.from(payload).toString("base64");
  });
  check("an event is altered", altered !== text);
  await tab.route("**/v1/events:tail*subject*", (route) => route.fulfill({ contentType: "text/event-stream", body: altered }));
  await tab.reload();
  await tab.getByText("by eve").waitFor();
  await tab.getByRole("button", { name: "Verify signatures" }).click();
  await tab.getByText("1 of 3 signatures do not verify").waitFor();
  check("no fault in a story", faults.length === 0, faults.join("\n"));
  await end();
}

async function testActions(browser, endpoint) {
  const { tab, faults, visit, end } = await open(browser, endpoint);
  const act = async (name, label = name) => {
    await tab.getByRole("button", { name: `${name}…`, exact: true }).first().click();
    await tab.getByRole("dialog").getByRole("button", { name: label, exact: true }).click();
  };
  await visit("schedules/nightly");
  await tab.getByRole("heading", { name: "Next 10 occurrences" }).waitFor();
  await act("Pause");
  await tab.locator("main").getByText("paused", { exact: true }).waitFor();
  const { schedule } = await call(endpoint, "GET", "/v1/schedules/nightly");
  check("a schedule is paused", schedule.pause !== undefined, JSON.stringify(schedule));
  await act("Resume");
  await tab.locator("main").getByText("active", { exact: true }).waitFor();
  await act("Trigger");
  await tab.getByText("Created the timer").waitFor();
  await visit("queues/bad");
  await tab.getByText("the disk is full").waitFor();
  await act("Redrive all");
  await tab.getByText("Redrove 1 dead letter").waitFor();
  await tab.getByText("No dead letters.").waitFor();
  await visit("timers/job-0");
  await act("Fire now");
  await tab.locator("main").getByText("fired", { exact: true }).waitFor();
  await visit("timers/job-2");
  await tab.getByRole("button", { name: "Reschedule…" }).click();
  await tab.getByLabel("Delay, such as").fill("nonsense");
  await tab.getByRole("dialog").getByRole("button", { name: "Reschedule" }).click();
  await tab.locator(".toast.bad").waitFor();
  check("a refusal leaves the question open", (await tab.getByRole("dialog").count()) === 1);
  await tab.getByLabel("Delay, such as").fill("3h");
  await tab.getByRole("dialog").getByRole("button", { name: "Reschedule" }).click();
  await tab.getByText("Rescheduled", { exact: true }).waitFor();
  await tab.getByRole("button", { name: "Read only" }).click();
  check("read only hides actions", (await tab.getByRole("button", { name: "Cancel…" }).count()) === 0);
  check("no fault in actions", faults.length === 0, faults.join("\n"));
  await end();
}

// The sequences of all events of a type in the log.
async function sequences(endpoint, type) {
  const { records } = await call(endpoint, "GET", "/v1/audit/records?pageSize=1000");
  return records.filter((record) => record.type === type).map(({ sequence }) => sequence);
}

async function testTail(browser) {
  const first = await node("tail", { data: "tail" });
  const { endpoint } = first;
  const { tab, visit, end } = await open(browser, endpoint);
  const many = (prefix, number) =>
    call(endpoint, "POST", "/v1/timers:batchCreate", { body: { requests: Array.from({ length: number }, (_, at) => ({ id: `${prefix}-${at}`, name: prefix, delay: "1h" })) } });
  const state = (text) => tab.getByRole("status", { name: `Updates: ${text}` }).waitFor();
  const shown = () => tab.locator("tr[data-sequence]").evaluateAll((rows) => rows.map((row) => row.dataset.sequence));
  await visit("events?type=timer.scheduled");
  await state("Live");
  await many("before", 60);
  await until("events appear", async () => (await shown()).length === 60);
  await first.kill();
  await state("Reconnecting");
  const again = await node("tail-again", { data: "tail", listen: new URL(endpoint).host });
  await many("after", 60);
  await state("Live");
  await until("events after the restart appear", async () => (await shown()).length >= 120);
  const expected = await sequences(endpoint, "timer.scheduled");
  check("no event is lost or doubled over a restart", JSON.stringify(await shown()) === JSON.stringify(expected), `${await shown()} instead of ${expected}`);

  await tab.getByRole("button", { name: /Live/ }).click();
  await state("Paused");
  await many("while-paused", 5);
  check("a paused page stays", (await shown()).length === 120, (await shown()).length);
  await tab.getByRole("button", { name: /Paused/ }).click();
  await until("a resumed page catches up", async () => (await shown()).length === 125);

  const hide = (isHidden) =>
    tab.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await hide(true);
  await state("Paused");
  await hide(false);
  await state("Live");

  await visit("events");
  await state("Live");
  const burst = (async () => {
    for (let batch = 0; batch < 15; batch += 1) {
      await many(`burst${batch}`, 1_000);
      await call(endpoint, "POST", "/v1/timers:cancel", { body: { idPrefix: `burst${batch}-` } });
    }
  })();
  await tab.getByText(/are shown/).waitFor();
  check("a burst renders only rows in view", (await tab.locator("tr[data-sequence]").count()) < 100);
  await burst;
  await until("a burst is read whole", async () => (await tab.getByText("30,000 events; the newest 5,000 events are shown").count()) === 1);
  await tab.getByRole("link", { name: "Queues" }).click();
  await tab.getByRole("heading", { name: "Queues" }).waitFor();
  await again.kill();
  await end();
}

async function testSignIn(browser) {
  const { endpoint, keyOf } = await guarded("guarded");
  const [viewer, admin] = [keyOf("viewer"), keyOf("admin")];
  await create(endpoint, { id: "tea", delay: "1h" }, admin);
  // A name for which a browser offers neither a clipboard nor cryptography.
  const named = `http://node.test:${new URL(endpoint).port}`;
  const { tab, faults, visit, end } = await open(browser, named);
  await visit("timers/tea");
  await tab.getByRole("heading", { name: "Sign in" }).waitFor();
  const violations = await audit(tab);
  check("axe, sign-in", violations.length === 0, violations.join("\n"));
  await signIn(tab, `${viewer.slice(0, -1)}${viewer.endsWith("a") ? "b" : "a"}`);
  await tab.getByText("this credential does not hold").waitFor();
  await signIn(tab, viewer);
  await tab.getByRole("heading", { name: "tea" }).waitFor();
  check("a viewer gets no action", (await tab.getByRole("button", { name: "Cancel…" }).count()) === 0);
  check("the key is in no address", !tab.url().includes("mnt_"), tab.url());
  const stored = await tab.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  check("the key is not stored", !stored.includes("mnt_"), stored);
  await tab.getByText("Same on the command line").click();
  const commands = await tab.locator("details").innerText();
  check("commands name the key and do not show it", commands.includes("$MINOOTS_API_KEY") && !commands.includes("mnt_"), commands);
  await tab.getByRole("button", { name: "Copy the command of curl" }).click();
  await tab.getByText("Copied", { exact: true }).waitFor();
  check("no cryptography over plain HTTP", await tab.getByRole("button", { name: "Verify signatures" }).isDisabled());
  await tab.getByRole("button", { name: "Sign out" }).click();
  await signIn(tab, admin);
  await tab.getByRole("button", { name: "Cancel…" }).click();
  await tab.getByRole("button", { name: "Cancel timer" }).click();
  await tab.locator("main").getByText("cancelled", { exact: true }).waitFor();
  await tab.reload();
  await tab.getByRole("heading", { name: "Sign in" }).waitFor();
  check("no fault in sign-in", faults.length === 0, faults.join("\n"));
  await end();
}

try {
  const browser = await launch(closing);
  await test("empty", async () => {
    const { endpoint } = await node("empty");
    await examine(browser, endpoint, "no rows", PAGES);
  });
  await test("one", async () => {
    const { endpoint } = await node("one");
    await create(endpoint, { id: "only", delay: "1h" });
    await examine(browser, endpoint, "one row", ["timers", "queues", "timers/only"]);
  });
  const { endpoint } = await node("many");
  await seed(endpoint);
  await test("many", () => examine(browser, endpoint, "many rows", [...PAGES, ...OBJECTS]));
  await test("story", () => testStory(browser, endpoint));
  await test("timers", () => testTimers(browser, endpoint));
  await test("keyboard", () => testKeyboard(browser, endpoint));
  await test("actions", () => testActions(browser, endpoint));
  await test("tail", () => testTail(browser));
  await test("sign-in", () => testSignIn(browser));
} finally {
  await close();
}
report();
