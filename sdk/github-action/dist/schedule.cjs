// Made from src/ by `npm run build`. Do not edit.
"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// src/runner.ts
var import_node_fs = require("node:fs");
var import_node_crypto = require("node:crypto");

// src/fault.ts
var Fault = class extends Error {
  name = "Fault";
};
var OutOfTime = class extends Fault {
};
function inputFault(input2, words) {
  return new Fault(`${input2}: ${words}`);
}
var SHOWN_MAX = 1e3;
function oneLine(text, max = SHOWN_MAX) {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
  const characters = [...plain];
  return characters.length > max ? `${characters.slice(0, max).join("")}…` : plain;
}
function quoted(text) {
  return JSON.stringify(oneLine(text, 80));
}

// src/runner.ts
function input(name) {
  return (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
}
function variable(name) {
  return process.env[name] ?? "";
}
function mask(secret) {
  command("add-mask", secret);
}
function say(text) {
  print(harmless(text));
}
function fail(text, printed) {
  command("error title=MINOOTS", harmless(text), printed);
  process.exitCode = 1;
}
var LINE_MAX = 4e3;
function harmless(text) {
  return oneLine(text, LINE_MAX).replaceAll("##[", "## [").replace(/^::/, ": :");
}
function command(name, text, printed) {
  print(`::${name}::${escaped(text)}`, printed);
}
function print(line, printed) {
  process.stdout.write(`${line}
`, printed);
}
function escaped(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
function requireOutputs() {
  if (variable("GITHUB_OUTPUT") === "") {
    throw new Fault("GITHUB_OUTPUT is not set, so outputs have nowhere to go; run this as a step of a workflow");
  }
}
function setOutputs(outputs) {
  let text = "";
  for (const [name, value] of Object.entries(outputs)) {
    const delimiter = `minoots_${(0, import_node_crypto.randomUUID)()}`;
    text += `${name}<<${delimiter}
${value}
${delimiter}
`;
  }
  append("GITHUB_OUTPUT", text);
}
function summarize(title, rows) {
  const filled = rows.filter(([, value]) => value !== "");
  const cells = filled.map(([key, value]) => `<tr><td>${html(key)}</td><td><code>${html(value)}</code></td></tr>
`);
  if (variable("GITHUB_STEP_SUMMARY") !== "") {
    append("GITHUB_STEP_SUMMARY", `<h3>${html(title)}</h3>
<table>
${cells.join("")}</table>

`);
  }
}
function html(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return oneLine(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
function append(name, text) {
  try {
    (0, import_node_fs.appendFileSync)(variable(name), text);
  } catch (error) {
    throw new Fault(`the file that ${name} names cannot be written: ${oneLine(String(error))}`);
  }
}
async function run(action2) {
  process.removeAllListeners("warning").on("warning", ({ name, message }) => say(`${name}: ${message}`));
  process.on("uncaughtException", (error) => failWith(error, () => process.exit()));
  try {
    await action2();
  } catch (error) {
    failWith(error);
  }
}
function failWith(error, printed) {
  if (error instanceof Fault) return fail(error.message, printed);
  if (error instanceof Error) command("debug", (error.stack ?? "").split("\n").map(harmless).join("\n"));
  fail(`defect of this action, please report it: ${oneLine(String(error))}`, printed);
}

// src/address.ts
var import_node_net = require("node:net");
var NAME = "api-base-url";
function baseUrl(text) {
  if (text === "") {
    throw inputFault(NAME, "is required; give the address of the server, such as https://minoots.example.com");
  }
  const url = parsed(text);
  if (url.username !== "" || url.password !== "") {
    throw inputFault(NAME, "has a user or password in it; leave them off and give a key as api-key");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw inputFault(NAME, `${quoted(text)} is neither https:// nor http://; give the address of the server's REST port`);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw inputFault(
      NAME,
      `${quoted(text)} is plain http to another machine, which would show the key to everybody on the way; use https://`
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw inputFault(NAME, `${quoted(text)} has a query or a fragment; give the address up to the path`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  if (/(^|\/)v1(\/|$)/.test(path)) {
    throw inputFault(NAME, `${quoted(text)} names a part of the API; leave off /v1 and what follows it`);
  }
  return url.origin + path;
}
function parsed(text) {
  try {
    return new URL(text);
  } catch {
    throw inputFault(NAME, `${quoted(text)} is not a URL; write for example https://minoots.example.com`);
  }
}
function isLoopback(hostname) {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || (0, import_node_net.isIP)(host) === 4 && host.startsWith("127.");
}

// src/http.ts
var import_node_http2 = __toESM(require("node:http"), 1);
var import_node_https = __toESM(require("node:https"), 1);

// src/proxy.ts
var import_node_http = __toESM(require("node:http"), 1);
var import_node_tls = __toESM(require("node:tls"), 1);
var NotConnected = class extends Error {
  constructor(words, mayPass) {
    super(words);
    this.mayPass = mayPass;
  }
  mayPass;
  name = "NotConnected";
};
function proxyFor(url) {
  const env = process.env;
  const text = env["https_proxy"] || env["HTTPS_PROXY"] || "";
  if (text === "" || url.protocol !== "https:" || isLoopback(url.hostname)) return void 0;
  if (isExempt(url, env["no_proxy"] || env["NO_PROXY"] || "")) return void 0;
  const proxy = URL.canParse(text) ? new URL(text) : void 0;
  if (proxy?.protocol !== "http:") {
    throw new NotConnected("HTTPS_PROXY is not the http:// URL of a proxy; write for example http://proxy.example.com:3128", false);
  }
  return proxy;
}
function isExempt(url, list) {
  const host = url.hostname.toLowerCase();
  const port = url.port || "443";
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = "", entryPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === "*") return true;
    return name !== "" && (entryPort ?? port) === port && (host === name || host.endsWith(`.${name}`));
  });
}
async function tunnel(proxy, url, signal) {
  const socket = await connected(proxy, `${url.hostname}:${url.port || "443"}`, signal);
  const secure = import_node_tls.default.connect({ socket, servername: url.hostname, ALPNProtocols: ["http/1.1"] });
  signal.addEventListener("abort", () => secure.destroy(), { once: true });
  await new Promise((resolve, reject) => secure.once("secureConnect", resolve).once("error", reject));
  return secure;
}
function connected(proxy, target, signal) {
  const headers = { host: target };
  if (proxy.username !== "") {
    const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers["proxy-authorization"] = `Basic ${Buffer.from(user).toString("base64")}`;
  }
  const shown3 = `the proxy ${proxy.host} that HTTPS_PROXY names`;
  return new Promise((resolve, reject) => {
    const options = { host: proxy.hostname, port: proxy.port || 80, method: "CONNECT", path: target, headers, signal, agent: false };
    const request = import_node_http.default.request(options);
    request.on("connect", (answer, socket) => {
      const status = answer.statusCode ?? 0;
      if (status === 200) return resolve(socket);
      socket.destroy();
      const words = oneLine(answer.statusMessage ?? "", 100);
      reject(new NotConnected(`${shown3} does not connect to ${target}: ${status} ${words}`, status === 502 || status === 503));
    });
    request.on("error", (error) => {
      reject(signal.aborted ? error : new NotConnected(`${shown3} cannot be reached: ${oneLine(error.message, 200)}`, true));
    });
    request.end();
  });
}

// src/http.ts
var NoAnswer = class extends Error {
  constructor(words, mayPass) {
    super(words);
    this.mayPass = mayPass;
  }
  mayPass;
  name = "NoAnswer";
};
var ANSWER_BYTES_MAX = 4 * 1024 * 1024;
var WORDS = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "no connection within the time the system allows",
  EHOSTUNREACH: "there is no way to that machine",
  ENETUNREACH: "there is no way to that network",
  EAI_AGAIN: "the name could not be looked up"
};
async function send(request) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), request.timeoutMs);
  try {
    return await exchange(request, abort.signal);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (abort.signal.aborted) throw new NoAnswer(`no answer within ${Math.ceil(request.timeoutMs / 1e3)} s`, true);
    throw explained(error);
  } finally {
    clearTimeout(timer);
  }
}
async function exchange(request, signal) {
  const { url, method, headers, body } = request;
  const proxy = proxyFor(url);
  const socket = proxy ? await tunnel(proxy, url, signal) : void 0;
  return new Promise((resolve, reject) => {
    const connection = socket ? { createConnection: () => socket } : { agent: false };
    const options = { method, headers, signal, ...connection };
    const outgoing = (url.protocol === "https:" ? import_node_https.default : import_node_http2.default).request(url, options, (incoming) => {
      const chunks = [];
      let bytes = 0;
      incoming.on("data", (chunk) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) outgoing.destroy(new NoAnswer("the answer is longer than 4 MiB", false));
      });
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
function explained(error) {
  if (error instanceof NotConnected) return new NoAnswer(error.message, error.mayPass);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const detail = oneLine(error instanceof Error ? error.message : String(error), 200);
  const words = WORDS[code];
  if (words !== void 0) return new NoAnswer(`${words} (${code})`, true);
  if (code === "ENOTFOUND") return new NoAnswer("there is no machine of that name (ENOTFOUND)", false);
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    const wayOut = "if its authority is your own, name the file of its certificates in the environment variable NODE_EXTRA_CA_CERTS";
    return new NoAnswer(`its certificate is not accepted (${code}: ${detail}); ${wayOut}`, false);
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return new NoAnswer(`it does not speak TLS on that port (${code}); check the port`, false);
  }
  return new NoAnswer(detail === "" ? code : detail, !code.startsWith("HPE_"));
}

// src/refusal.ts
var INPUTS = {
  delay: "duration",
  fireTime: "fire-at",
  payload: "metadata",
  id: "timer-id",
  timeout: "poll-interval",
  actions: "action-bundle",
  agent: "agent-binding"
};
function refusal(answer, base, kind) {
  const problem = problemOf(answer);
  const head = `${base} answered ${answer.status}`;
  if (problem === void 0) {
    return new Fault(`${head} ${foreign(answer)}; check that api-base-url is the root of a MINOOTS server`);
  }
  const { violations } = problem;
  const words = violations.length > 0 ? violations.map(shown).join("; ") : oneLine(problem.detail);
  const wayOut = wayOutOf(answer.status, problem.reason, base, kind);
  const page = problem.type.startsWith("https://") ? ` See ${oneLine(problem.type, 200)}` : "";
  return new Fault(`${head} ${oneLine(problem.reason, 64)}: ${words}.${wayOut === "" ? "" : ` ${wayOut}.`}${page}`);
}
function shown({ field, description }) {
  const [first = ""] = /^[^.[]*/.exec(field) ?? [];
  return oneLine(`${INPUTS[first] ?? first}${field.slice(first.length)}: ${description}`, 300);
}
function foreign(answer) {
  const location = answer.headers.location;
  if (answer.status >= 300 && answer.status < 400 && location !== void 0) {
    return `and sends on to ${oneLine(location, 200)}, where a key is not sent after it`;
  }
  return `with ${oneLine(answer.headers["content-type"] ?? "no content type", 100)} in place of what MINOOTS says`;
}
function wayOutOf(status, reason, base, kind) {
  if (status === 401) return unauthenticated(base, kind);
  if (status === 403) return forbidden(reason, kind);
  if (reason === "IDEMPOTENCY_MISMATCH" || reason === "TIMER_EXISTS") {
    return "This step has made another timer in this attempt of the run already: give every step that uses this action an `id` of its own";
  }
  if (reason === "TIMER") return "Check timer-id, and that the credential belongs to the timer's tenant";
  if (reason === "WEBHOOK") return "Check the endpoints that action-bundle names";
  if (reason === "TOKEN_EXCHANGE_OFF") return "Give api-key, or have whoever runs the server name the issuer of the runner";
  if (reason === "PATH") return "Check that api-base-url is the root of the server";
  return "";
}
function forbidden(reason, kind) {
  if (reason === "NO_ROLE_MAPPING" || reason === "TOKEN_EVENT") return "Add a trust rule for this job to the tenant given as tenant-id, or give api-key";
  if (reason === "ROLE_INSUFFICIENT" && kind === "key") {
    return "The key holds, and none of its roles may do this: give the key of a writer, or to wait for a timer that exists, of a viewer";
  }
  return "The credential is known but may not do this: check tenant-id, and the role that the server's operator gave it";
}
function unauthenticated(base, kind) {
  if (kind === "key") return "Check that the secret given as api-key holds a whole key of this server that has not been revoked";
  if (kind === "oidc") return `The runner's OIDC token was sent, with the audience ${base}: check that a trust rule of the tenant given as tenant-id is for this job and that audience, or give api-key`;
  return "No credential was sent: give api-key, from a secret that this job has, or tenant-id and the permission id-token: write";
}
function problemOf(answer) {
  const value = jsonObject(answer.text);
  if (value === void 0 || answer.status < 400 || typeof value["reason"] !== "string") return void 0;
  const text = (name) => typeof value[name] === "string" ? value[name] : "";
  const violations = Array.isArray(value["violations"]) ? value["violations"] : [];
  return {
    type: text("type"),
    reason: text("reason"),
    detail: text("detail"),
    violations: violations.flatMap((violation) => {
      const { field, description } = violation ?? {};
      return typeof field === "string" && typeof description === "string" ? [{ field, description }] : [];
    })
  };
}
function jsonObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/time.ts
var EXAMPLES = "1500ms, 25s, 1h30m or PT1H30M";
var SHORT = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?(?:(\d+)us)?(?:(\d+)ns)?$/;
var ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
var SHORT_MS = [864e5, 36e5, 6e4, 1e3, 1, 1e-3, 1e-6];
var ISO_MS = [6048e5, 864e5, 36e5, 6e4, 1e3];
var FRACTION = /\.(\d+)([a-zA-Z]+)$/;
var UNIT_MS = {
  d: 864e5,
  h: 36e5,
  m: 6e4,
  s: 1e3,
  ms: 1,
  us: 1e-3,
  ns: 1e-6,
  W: 6048e5,
  D: 864e5,
  H: 36e5,
  M: 6e4,
  S: 1e3
};
function durationMs(name, text) {
  const refuse2 = (rule) => inputFault(name, `${quoted(text)} ${rule}; write for example ${EXAMPLES}`);
  if (text.startsWith("-")) throw refuse2("is negative");
  if (/^[\d.]+$/.test(text)) throw refuse2("has no unit");
  if (/^P[^T]*[YM]/.test(text)) throw refuse2("has years or months, whose length varies");
  const fraction = FRACTION.exec(text);
  const whole = text.replace(FRACTION, "$2");
  const short = SHORT.exec(whole);
  const iso = ISO.exec(whole);
  const [parts, units] = short ? [short, SHORT_MS] : [iso, ISO_MS];
  if (parts === null || !/\d/.test(text) || text.length > 100) {
    throw refuse2("is not a duration of the units d, h, m, s, ms, us, ns, longest first and without spaces");
  }
  const sum = units.reduce((total, unit, index) => total + Number(parts[index + 1] ?? 0) * unit, 0);
  return sum + (fraction ? Number(`0.${fraction[1]}`) * (UNIT_MS[fraction[2] ?? ""] ?? 0) : 0);
}
var INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;
function checkInstant(name, text) {
  const refuse2 = (rule) => inputFault(name, `${quoted(text)} ${rule}; write for example 2030-01-02T03:04:05Z`);
  const parts = INSTANT.exec(text);
  if (parts === null) throw refuse2("is not an RFC 3339 instant");
  if (parts[2] === void 0) throw refuse2("has no offset from UTC such as Z or +02:00");
}
function seconds(name, text, min, max) {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < min || value > max) {
    throw inputFault(name, `${quoted(text)} is not a whole number of seconds from ${min} to ${max}`);
  }
  return value;
}
function now() {
  return performance.now();
}
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// src/client.ts
var ATTEMPT_MS = 1e4;
var PAUSE_FIRST_MS = 250;
var PAUSE_MAX_MS = 1e4;
var Client = class {
  constructor(base, credentials2) {
    this.base = base;
    this.credentials = credentials2;
  }
  base;
  credentials;
  async call(call) {
    let renewed = false;
    let pauseMs = PAUSE_FIRST_MS;
    for (; ; ) {
      const outcome = await this.attempt(call);
      if (outcome instanceof NoAnswer) {
        const words = `${this.base} did not answer: ${oneLine(outcome.message, 400)}`;
        const wayOut = "Check api-base-url, and that the server runs and can be reached from this runner";
        if (!outcome.mayPass) throw new Fault(`${words}. ${wayOut}`);
        pauseMs = await this.pause(pauseMs, void 0, call.deadline, words, new Fault(`${words}. ${wayOut}`));
        continue;
      }
      if (outcome.status === 200) return this.reply(outcome);
      const fault = refusal(outcome, this.base, this.credentials.kind);
      if (outcome.status === 401 && !renewed && this.credentials.renew()) {
        renewed = true;
        continue;
      }
      const afterMs = retryAfterMs(outcome);
      const mayPass = [502, 503, 504].includes(outcome.status) || outcome.status === 429 && afterMs !== void 0;
      if (!mayPass) throw fault;
      pauseMs = await this.pause(pauseMs, afterMs, call.deadline, fault.message, fault);
    }
  }
  async attempt(call) {
    const headers = { accept: "application/json, application/problem+json" };
    const authorization = await this.credentials.header(call.deadline);
    if (authorization !== void 0) headers["authorization"] = authorization;
    if (call.idempotencyKey !== void 0) headers["idempotency-key"] = call.idempotencyKey;
    const body = call.body === void 0 ? void 0 : JSON.stringify(call.body);
    if (body !== void 0) headers["content-type"] = "application/json";
    const timeoutMs = Math.max(1, Math.min(call.attemptMs ?? ATTEMPT_MS, call.deadline - now()));
    const request = { method: call.method, url: new URL(this.base + call.path), headers, timeoutMs };
    try {
      return await send(body === void 0 ? request : { ...request, body });
    } catch (error) {
      if (error instanceof NoAnswer) return error;
      throw error;
    }
  }
  /**
   * Waits before the next attempt, as long as the server requests, or else with a growing pause; or gives up. Returns
   * the next pause.
   */
  async pause(ownMs, afterMs, deadline, words, fault) {
    const pauseMs = afterMs ?? ownMs * (0.5 + Math.random() / 2);
    if (now() + pauseMs >= deadline) {
      if (afterMs === void 0) throw new OutOfTime(`${fault.message} (nothing is left of timeout-seconds for another attempt)`);
      const asked = `it asks to be left alone for ${Math.ceil(pauseMs / 1e3)} s, more than is left of timeout-seconds`;
      throw new Fault(`${fault.message} (${asked})`);
    }
    say(`${words} Trying again in ${(pauseMs / 1e3).toFixed(1)} s.`);
    await sleep(pauseMs);
    return Math.min(ownMs * 2, PAUSE_MAX_MS);
  }
  reply(answer) {
    const json = jsonObject(answer.text);
    if (json === void 0) throw refusal(answer, this.base, this.credentials.kind);
    return { text: answer.text.trim(), json };
  }
};
function retryAfterMs(answer) {
  const text = answer.headers["retry-after"];
  if (text === void 0) return void 0;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1e3;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? void 0 : Math.max(0, instant - Date.now());
}

// src/credentials.ts
function credentials(base) {
  const key = input("api-key");
  if (key !== "") return byKey(key);
  const [url, token] = [variable("ACTIONS_ID_TOKEN_REQUEST_URL"), variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")];
  const tenant = input("tenant-id");
  if (url !== "" && token !== "" && tenant !== "") return byToken({ url, token }, base, tenant);
  return { kind: "none", header: async () => void 0, renew: () => false };
}
function byKey(key) {
  mask(key);
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw inputFault("api-key", "has a space, a line break or a character that is not ASCII within it; paste the key alone into the secret");
  }
  return { kind: "key", header: async () => `Bearer ${key}`, renew: () => false };
}
function byToken(runner, base, tenant) {
  mask(runner.token);
  let key;
  return {
    kind: "oidc",
    async header(deadline) {
      key ??= await exchanged(runner, base, tenant, deadline);
      return `Bearer ${key}`;
    },
    renew() {
      key = void 0;
      return true;
    }
  };
}
async function exchanged(runner, base, tenant, deadline) {
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const token = await fetchToken(runner, base, deadline);
    const url = new URL(`${base}/v1/keys:exchange`);
    const headers = { accept: "application/json, application/problem+json", "content-type": "application/json" };
    const outcome = await attempt({ method: "POST", url, headers, body: JSON.stringify({ tenant, token }) }, deadline);
    const { answer } = outcome;
    if (answer?.status === 200) return keyOf(answer.text);
    if (!outcome.mayPass || now() + pauseMs >= deadline || pauseMs > 4e3) {
      if (answer !== void 0) throw refusal(answer, base, "oidc");
      throw new Fault(`${base} did not exchange the runner's OIDC token: ${oneLine(outcome.words, 300)}; check api-base-url, or give api-key`);
    }
    await sleep(pauseMs);
  }
}
function keyOf(text) {
  const secret = jsonObject(text)?.["secret"];
  if (typeof secret !== "string" || !/^[\x21-\x7e]+$/.test(secret)) {
    throw new Fault("the server's answer has no key in it; check that api-base-url is the root of a MINOOTS server");
  }
  mask(secret);
  return secret;
}
var ATTEMPT_MS2 = 1e4;
async function attempt(request, deadline) {
  const timeoutMs = Math.max(1, Math.min(ATTEMPT_MS2, deadline - now()));
  try {
    const answer = await send({ ...request, timeoutMs });
    return { answer, words: `it answered ${answer.status}`, mayPass: answer.status >= 500 || answer.status === 429 };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { answer: void 0, words: error.message, mayPass: error.mayPass };
  }
}
async function fetchToken(runner, audience, deadline) {
  if (!URL.canParse(runner.url)) throw new Fault("ACTIONS_ID_TOKEN_REQUEST_URL is not a URL; give api-key instead");
  const url = new URL(runner.url);
  url.searchParams.set("audience", audience);
  const headers = { authorization: `Bearer ${runner.token}`, accept: "application/json" };
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const outcome = await attempt({ method: "GET", url, headers }, deadline);
    if (outcome.answer?.status === 200) return tokenOf(outcome.answer.text);
    if (!outcome.mayPass || now() + pauseMs >= deadline || pauseMs > 4e3) {
      throw new Fault(
        `the runner's OIDC token could not be had: ${oneLine(outcome.words, 300)}; run the step again, or give api-key`
      );
    }
    await sleep(pauseMs);
  }
}
function tokenOf(text) {
  let value;
  try {
    value = JSON.parse(text)?.value;
  } catch {
    value = void 0;
  }
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) {
    throw new Fault("the runner's answer has no OIDC token in it; run the step again, or give api-key");
  }
  mask(value);
  return value;
}

// src/json.ts
function refuseDoubles(field, text, value) {
  const written = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== void 0).length;
  if (written !== countMembers(value)) throw inputFault(field, `${quoted(text)} has a field twice in one object; give each once`);
}
function countMembers(value) {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum, part) => sum + countMembers(part), own);
}
function parsed2(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/delivery.ts
var BUNDLE = "action-bundle";
var ACTIONS_MAX = 8;
var AFTER_ATTEMPTS_MAX = 100;
var BUNDLE_EXAMPLE = 'write for example queue:archive, webhook:pager@3, or [{"target": {"queue": "archive"}}]';
var ID_BYTES_MAX = 128;
function actions(text) {
  const found = text.startsWith("[") ? fromJson(text) : fromLines(text);
  if (found.length > ACTIONS_MAX) {
    throw inputFault(BUNDLE, `has ${found.length} actions, and a timer has at most ${ACTIONS_MAX}; let one consumer pass it on to the others`);
  }
  return found.length === 0 ? {} : { actions: found };
}
function fromLines(text) {
  const entries = text.split(/[\n,]/).map((part) => part.trim());
  return entries.filter((entry) => entry !== "").map((entry) => {
    const [, kind, id = "", after] = /^(queue|webhook):([^@]*)(?:@(.*))?$/.exec(entry) ?? [];
    if (kind === void 0) throw inputFault(BUNDLE, `${quoted(entry)} is neither queue:NAME nor webhook:ID, with @N for an escalation; ${BUNDLE_EXAMPLE}`);
    if (after !== void 0 && !/^\d+$/.test(after)) throw notAfterAttempts(BUNDLE, `${quoted(entry)} has after its @ what`);
    return action(kind, id, after === void 0 ? void 0 : Number(after), BUNDLE, BUNDLE);
  });
}
function fromJson(text) {
  const found = parsed2(text);
  if (!Array.isArray(found)) throw inputFault(BUNDLE, `${quoted(text)} is not a JSON array; ${BUNDLE_EXAMPLE}`);
  refuseDoubles(BUNDLE, text, found);
  return found.map((entry, index) => {
    const at = `${BUNDLE}[${index}]`;
    const { target, afterAttempts } = members(at, entry, ["target", "afterAttempts"], BUNDLE_EXAMPLE);
    const places = Object.entries(members(`${at}.target`, target, ["queue", "webhook"], BUNDLE_EXAMPLE));
    const [[kind, id] = ["", ""]] = places;
    if (places.length !== 1) throw inputFault(`${at}.target`, `has ${places.length === 0 ? "neither queue nor webhook" : "both queue and webhook"}; give one of them`);
    if (afterAttempts !== void 0 && typeof afterAttempts !== "number") throw notAfterAttempts(`${at}.afterAttempts`, shown2(afterAttempts));
    return action(kind, id, afterAttempts, `${at}.target.${kind}`, `${at}.afterAttempts`);
  });
}
function action(kind, id, afterAttempts, idField, afterField) {
  if (!isId(id, ID_BYTES_MAX)) {
    const what = kind === "queue" ? "queue" : "webhook endpoint";
    throw inputFault(idField, `${shown2(id)} is no name of a ${what}: 1 to ${ID_BYTES_MAX} letters, digits, '.', '_' and '-', a letter or digit first; correct it`);
  }
  if (afterAttempts !== void 0 && (!Number.isInteger(afterAttempts) || afterAttempts < 0 || afterAttempts > AFTER_ATTEMPTS_MAX)) {
    throw notAfterAttempts(afterField, String(afterAttempts));
  }
  const target = kind === "queue" ? { queue: id } : { webhook: id };
  return afterAttempts === void 0 ? { target } : { target, afterAttempts };
}
function notAfterAttempts(field, what) {
  return inputFault(
    field,
    `${what} is not a whole number from 0 to ${AFTER_ATTEMPTS_MAX}; give how many deliveries must have failed before, and 0 or nothing for as it fires`
  );
}
var BINDING = "agent-binding";
var BINDING_EXAMPLE = 'write for example ann, or {"target": "ann", "adapter": "langgraph"}';
var AGENT_BYTES_MAX = 120;
var ADAPTER_BYTES_MAX = 255;
function agent(text) {
  if (text === "") return {};
  if (!text.startsWith("{")) return { agent: { target: agentName(BINDING, text) } };
  const given = jsonObject(text);
  if (given === void 0) throw inputFault(BINDING, `${quoted(text)} is neither an agent's name nor a JSON object; ${BINDING_EXAMPLE}`);
  refuseDoubles(BINDING, text, given);
  const { target, adapter, template } = members(BINDING, given, ["target", "adapter", "template"], BINDING_EXAMPLE);
  if (target === void 0) throw inputFault(`${BINDING}.target`, `is required: the agent's name; ${BINDING_EXAMPLE}`);
  const name = agentName(`${BINDING}.target`, target);
  if (adapter !== void 0 && (typeof adapter !== "string" || Buffer.byteLength(adapter) > ADAPTER_BYTES_MAX || new RegExp("\\p{Cc}", "u").test(adapter))) {
    throw inputFault(`${BINDING}.adapter`, `${shown2(adapter)} is not a text of at most ${ADAPTER_BYTES_MAX} bytes without control characters; give for example "langgraph"`);
  }
  if (template !== void 0 && (typeof template !== "string" || template !== "" && parsed2(template) === void 0)) {
    throw inputFault(`${BINDING}.template`, `${shown2(template)} is not a text that holds JSON; write for example "{\\"do\\": \\"{{name}}\\"}", or leave it off`);
  }
  return { agent: { target: name, ...adapter === void 0 ? {} : { adapter }, ...template === void 0 ? {} : { template } } };
}
function agentName(field, name) {
  if (isId(name, AGENT_BYTES_MAX)) return name;
  throw inputFault(
    field,
    `${shown2(name)} is no agent's name: 1 to ${AGENT_BYTES_MAX} letters, digits, '.', '_' and '-', a letter or digit first; ${BINDING_EXAMPLE}`
  );
}
function isId(value, bytesMax) {
  return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value) && value.length <= bytesMax;
}
function members(field, value, names, example) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw inputFault(field, `${value === void 0 ? "is required" : `${shown2(value)} is not a JSON object`}; ${example}`);
  }
  const unknown = Object.keys(value).find((name) => !names.some((known) => known === name));
  if (unknown !== void 0) throw inputFault(field, `has ${quoted(unknown)}, and there is no such field; there are ${names.join(", ")}`);
  return value;
}
function shown2(value) {
  return typeof value === "string" ? quoted(value) : oneLine(JSON.stringify(value), 80);
}

// src/fields.ts
function metadata(text) {
  if (text === "") return {};
  if (jsonObject(text) === void 0) {
    throw inputFault("metadata", `${quoted(text)} is not a JSON object; write for example {"build": 7}`);
  }
  return { payload: { contentType: "application/json", data: Buffer.from(text, "utf8").toString("base64") } };
}
function labels(text, inputs) {
  const found = text.startsWith("{") ? fromJson2(text) : fromLines2(text);
  for (const [name, value] of Object.entries(inputs)) {
    if (value === "") continue;
    const given = found.get(name);
    if (given !== void 0 && given !== value) {
      throw inputFault("labels", `has ${name}=${quoted(given)}, and the input ${name} is ${quoted(value)}; give one of them`);
    }
    found.set(name, value);
  }
  return found.size === 0 ? {} : { labels: Object.fromEntries(found) };
}
function region(text) {
  if (text === "" || /^[a-z][a-z0-9-]{0,62}$/.test(text)) return text;
  throw inputFault("region", `${quoted(text)} is not 1 to 63 small letters, digits and hyphens, a letter first; write for example eu-west`);
}
function fromJson2(text) {
  const found = /* @__PURE__ */ new Map();
  const given = jsonObject(text) ?? refuse(text);
  refuseDoubles("labels", text, given);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== "string") throw inputFault("labels", `the value of ${quoted(key)} is not a string; put it in quotes`);
    found.set(key, value);
  }
  return found;
}
function fromLines2(text) {
  const found = /* @__PURE__ */ new Map();
  for (const entry of text.split(/[\n,]/).map((part) => part.trim())) {
    if (entry === "") continue;
    const at = entry.indexOf("=");
    if (at < 1) return refuse(entry);
    const key = entry.slice(0, at).trim();
    if (found.has(key)) throw inputFault("labels", `has ${quoted(key)} twice; give each label once`);
    found.set(key, entry.slice(at + 1).trim());
  }
  return found;
}
function refuse(text) {
  throw inputFault("labels", `${quoted(text)} is neither key=value nor a JSON object of strings; write for example team=core, or {"team": "core"}`);
}

// src/step.ts
var import_node_crypto2 = require("node:crypto");
var PARTS = ["GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_JOB", "GITHUB_ACTION"];
function idempotencyKey(action2) {
  const values = PARTS.map((name) => {
    const value = variable(name);
    if (value === "") throw new Fault(`${name} is not set, so a repeat could not be told from another step; run this as a step of a workflow`);
    return value;
  });
  const identity = [action2, variable("GITHUB_SERVER_URL"), ...values, input("job-index")];
  return `gha-${(0, import_node_crypto2.createHash)("sha256").update(JSON.stringify(identity)).digest("hex")}`;
}
var NAME_BYTES_MAX = 255;
function defaultName() {
  let name = oneLine([variable("GITHUB_WORKFLOW"), variable("GITHUB_JOB")].filter((part) => part !== "").join(" / "));
  while (Buffer.byteLength(name) > NAME_BYTES_MAX) name = [...name].slice(0, -1).join("");
  return name;
}

// src/timer.ts
function timerOf(reply, base) {
  const timer = reply.json["timer"];
  const fields = typeof timer === "object" && timer !== null ? timer : {};
  const text = (name) => typeof fields[name] === "string" ? fields[name] : "";
  if (text("id") === "" || text("fireTime") === "") {
    throw new Fault(`${base} answered 200 without a timer; check that api-base-url is the root of a MINOOTS server`);
  }
  return {
    id: text("id"),
    tenant: text("tenant"),
    name: text("name"),
    status: text("status").replace(/^TIMER_STATUS_/, ""),
    fireTime: text("fireTime"),
    region: label(fields["labels"], "region"),
    payload: payloadText(fields["payload"])
  };
}
function label(labels2, key) {
  const value = typeof labels2 === "object" && labels2 !== null ? labels2[key] : void 0;
  return typeof value === "string" ? value : "";
}
function payloadText(payload) {
  if (typeof payload !== "object" || payload === null) return "";
  const { contentType, data } = payload;
  if (typeof data !== "string") return "";
  const type = typeof contentType === "string" ? contentType.toLowerCase() : "";
  if (!/^(text\/|application\/json\b|application\/[\w.-]+\+json\b)/.test(type)) return data;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(data, "base64"));
  } catch {
    return data;
  }
}

// src/schedule.ts
var TIMEOUT_S = { default: "30", min: 1, max: 3600 };
async function schedule() {
  const base = baseUrl(input("api-base-url"));
  const who = credentials(base);
  requireOutputs();
  const timeoutS = seconds("timeout-seconds", input("timeout-seconds") || TIMEOUT_S.default, TIMEOUT_S.min, TIMEOUT_S.max);
  const tenant = input("tenant-id");
  const body = {
    ...when(),
    name: input("name") || defaultName(),
    ...metadata(input("metadata")),
    ...labels(input("labels"), { "requested-by": input("requested-by"), region: region(input("region")) }),
    ...actions(input("action-bundle")),
    ...agent(input("agent-binding"))
  };
  const client = new Client(base, who);
  const deadline = now() + timeoutS * 1e3;
  const reply = await client.call({ method: "POST", path: "/v1/timers", body, idempotencyKey: idempotencyKey("schedule"), deadline });
  const timer = timerOf(reply, base);
  if (tenant !== "" && timer.tenant !== tenant) throw await withdrawn(client, timer, tenant, deadline);
  setOutputs({ "timer-id": timer.id, "fire-at": timer.fireTime, region: timer.region, "response-json": reply.text });
  const repeated = reply.json["existing"] === true;
  say(`timer ${timer.id} fires at ${timer.fireTime}${repeated ? " (this step had made it already)" : ""}`);
  summarize("MINOOTS timer", [
    ["timer", timer.id],
    ["name", timer.name],
    ["fires at", timer.fireTime],
    ["tenant", timer.tenant],
    ["region", timer.region]
  ]);
}
function when() {
  const [duration, fireAt] = [input("duration"), input("fire-at")];
  if (duration !== "" && fireAt !== "") {
    throw inputFault("duration", "and fire-at are both given; give the one that is meant");
  }
  if (fireAt !== "") {
    checkInstant("fire-at", fireAt);
    return { fireTime: fireAt };
  }
  if (duration === "") {
    throw inputFault("duration", "or fire-at is required; write for example duration: 30m, or fire-at: 2030-01-02T03:04:05Z");
  }
  durationMs("duration", duration);
  return { delay: duration };
}
async function withdrawn(client, timer, tenant, deadline) {
  const body = { reason: "made for another tenant" };
  const { json } = await client.call({ method: "POST", path: `/v1/timers/${encodeURIComponent(timer.id)}:cancel`, body, deadline });
  const done = json["outcome"] === "CANCEL_OUTCOME_CANCELLED" ? "was cancelled" : "had fired by then and could not be cancelled";
  return inputFault(
    "tenant-id",
    `is ${JSON.stringify(tenant)}, but the credential belongs to tenant ${JSON.stringify(timer.tenant)}; timer ${timer.id}, made there, ${done}. Give a credential of the right tenant`
  );
}

// src/schedule.main.ts
void run(schedule);
