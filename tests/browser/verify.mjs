// Has pages in Chromium try to use a `minoots dev` of the same machine: a page elsewhere, a page whose name comes to lead to the node (name
// rebinding), and a page that the operator named, by which is seen that the attempts are ones that work.
// Needs MINOOTS_BIN, and the path of Chromium in CHROMIUM. Run it by verify.sh.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect, createServer as createSocketServer } from "node:net";

import { launch, support } from "./support.mjs";

const SECRET = "what-the-page-must-not-read";
const HTML = "<!doctype html><title>a page elsewhere</title><body></body>";
const { check, close, closing, node: start, report } = support("pages");

// Starts `minoots dev` with the timer `victim`, whose name is the secret; returns its URL.
async function node(name, environment) {
  const { endpoint } = await start(name, { environment });
  const timer = { id: "victim", delay: "1h", name: SECRET };
  const answer = await fetch(`${endpoint}/v1/timers`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(timer) });
  if (!answer.ok) throw new Error(await answer.text());
  return endpoint;
}

// The timers of a node by id, with their statuses, as its owner sees them.
async function timers(endpoint) {
  const answer = await fetch(`${endpoint}/v1/timers?page_size=1000`);
  const { timers: listed } = await answer.json();
  return Object.fromEntries(listed.map(({ id, status }) => [id, status]));
}

function listen(server) {
  closing.push(() => server.close());
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));
}

// Serves the page to whoever asks.
function page() {
  return listen(createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end(HTML)));
}

// A port that serves the page until `lead` is called, and from then on passes every byte to the node: to a browser this is a name that comes
// to lead to the node, at the port where the node listens.
async function rebinding(endpoint) {
  let leads = false;
  const port = await listen(
    createSocketServer((socket) => {
      socket.on("error", () => {});
      if (leads) {
        const target = connect(Number(new URL(endpoint).port), "127.0.0.1");
        target.on("error", () => socket.destroy());
        socket.pipe(target).pipe(socket);
        return;
      }
      const head = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${HTML.length}\r\nconnection: close\r\n\r\n`;
      socket.once("data", () => socket.end(head + HTML));
    }),
  );
  const lead = () => {
    leads = true;
  };
  return { port, lead };
}

// A call of gRPC that creates the timer `planted-grpc` in an hour: a frame with a CreateTimerRequest.
function createCall() {
  const proto = readFileSync(new URL("../../proto/minoots/timer/v1/timer_service.proto", import.meta.url), "utf8");
  const request = /message CreateTimerRequest \{[\s\S]*?\n\}/.exec(proto)[0];
  const field = (name, bytes) => {
    const number = Number(new RegExp(`\\b${name} = (\\d+)`).exec(request)[1]);
    return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
  };
  const id = Buffer.from("planted-grpc");
  const hour = Buffer.from([0x08, 0x90, 0x1c]);
  const message = Buffer.concat([field("id", id), field("name", id), field("delay", hour)]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

// Makes the call as a program does that is no page.
async function callByProgram(endpoint) {
  const session = connectHttp2(endpoint);
  const headers = { ":method": "POST", ":path": "/minoots.timer.v1.TimerService/CreateTimer", "content-type": "application/grpc", te: "trailers" };
  const stream = session.request(headers);
  stream.end(createCall());
  stream.resume();
  await once(stream, "close");
  session.close();
}

async function attempts(browser, url, bases, before = () => {}) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(url);
  before();
  await tab.addScriptTag({ path: new URL("attempts.js", import.meta.url).pathname });
  const told = [];
  for (const base of bases) {
    const { read, sent } = await tab.evaluate(([to, call]) => attempt(to, call), [base, [...createCall()]]);
    told.push({ base, read, sent });
  }
  await context.close();
  return told;
}

function isSilent(read) {
  return !JSON.stringify(read).includes(SECRET) && read.stream !== "open" && read.socket !== "open" && read.script !== "loaded";
}

try {
  const browser = await launch(closing);
  const endpoint = await node("guarded", {});
  const { port } = new URL(endpoint);
  const pagePort = await page();

  for (const { base, read, sent } of await attempts(browser, `http://page.test:${pagePort}/`, [endpoint, `http://localhost:${port}`, `http://node.test:${port}`])) {
    check(`a page elsewhere reads nothing at ${base}`, isSilent(read), JSON.stringify(read, null, 1));
    check(`a page elsewhere tries everything at ${base}`, sent.length > 20, sent);
  }

  const rebound = await rebinding(endpoint);
  const origin = `http://rebound.test:${rebound.port}`;
  for (const { read } of await attempts(browser, `${origin}/`, [origin], rebound.lead)) {
    check("a page whose name leads to the node reads nothing", isSilent(read), JSON.stringify(read, null, 1));
    check("a page whose name leads to the node is told why", read["read a timer"].startsWith("403 ") && read["read a timer"].includes("ORIGIN"), read["read a timer"]);
  }
  const left = await timers(endpoint);
  check("no page has changed anything", JSON.stringify(left) === '{"victim":"TIMER_STATUS_SCHEDULED"}', JSON.stringify(left));

  const named = await node("named", { MINOOTS_CORS_ORIGINS: `http://page.test:${pagePort}` });
  for (const { read } of await attempts(browser, `http://page.test:${pagePort}/`, [named])) {
    check("a page that the operator named reads", read["read a timer"].includes(SECRET) && read.stream === "open", JSON.stringify(read, null, 1));
  }
  await callByProgram(named);
  const made = await timers(named);
  check("a program creates by the call that pages try", made["planted-grpc"] === "TIMER_STATUS_SCHEDULED", JSON.stringify(made));
  check("a page that the operator named creates", made["planted-json"] === "TIMER_STATUS_SCHEDULED", JSON.stringify(made));
} finally {
  await close();
}
report();
