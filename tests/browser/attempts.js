// Runs in a page. Tries every way a page has of reaching the node at `base`, and returns what it could read: { name of the way: text }.
// Ways that send only are named in `sent`. `create` holds the bytes of a gRPC call that creates the timer `planted-grpc`.
async function attempt(base, create) {
  const read = {};
  const sent = [];
  const body = Uint8Array.from(create);
  const timer = (id) => JSON.stringify({ id, name: id, delay: "1h" });
  const grpc = `${base}/minoots.timer.v1.TimerService/CreateTimer`;

  async function call(name, path, options) {
    try {
      const answer = await fetch(path.startsWith("/") ? base + path : path, { cache: "no-store", ...options });
      read[name] = `${answer.status} ${await answer.text()}`;
    } catch (error) {
      read[name] = String(error);
    }
    sent.push(name);
  }

  // Without asking the node first: what a browser calls simple requests.
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const simple = { method: "POST", mode: "no-cors", headers: { "content-type": type } };
    await call(`gRPC as ${type}`, grpc, { ...simple, body });
    await call(`REST as ${type}`, "/v1/timers", { ...simple, body: timer("planted-simple") });
    await call(`cancel as ${type}`, "/v1/timers/victim:cancel", { ...simple, body: "{}" });
  }
  await call("gRPC without a type", grpc, { method: "POST", mode: "no-cors", body: new Blob([body]) });
  await call("cancel without a body", "/v1/timers/victim:cancel", { method: "POST", mode: "no-cors" });
  sent.push(`beacon ${navigator.sendBeacon(grpc, new Blob([body], { type: "text/plain" }))}`);
  sent.push(`beacon ${navigator.sendBeacon(`${base}/v1/timers`, timer("planted-beacon"))}`);

  // After asking it.
  for (const type of ["application/json", "application/grpc", "application/grpc-web", "application/grpc-web+proto"]) {
    const asks = { method: "POST", headers: { "content-type": type } };
    await call(`gRPC as ${type}`, grpc, { ...asks, body });
    await call(`REST as ${type}`, "/v1/timers", { ...asks, body: timer("planted-json") });
  }
  await call("read a timer", "/v1/timers/victim", {});
  await call("read a timer with credentials", "/v1/timers/victim", { credentials: "include" });
  await call("read all timers", "/v1/timers", {});
  await call("read without CORS", "/v1/timers/victim", { mode: "no-cors" });
  await call("read metrics", "/metrics", {});
  await call("read the description", "/openapi.json", {});

  // By elements.
  await new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.name = "sink";
    document.body.append(frame);
    const form = document.createElement("form");
    Object.assign(form, { method: "POST", enctype: "text/plain", action: `${base}/v1/timers`, target: "sink" });
    const field = document.createElement("input");
    // The browser joins name and value by "=": this is an object of JSON.
    Object.assign(field, { name: '{"id":"planted-form","delay":"1h","name":"', value: '"}' });
    form.append(field);
    document.body.append(form);
    frame.addEventListener("load", () => done());
    setTimeout(done, 2000);
    form.submit();
  });
  sent.push("form");
  const element = (tag, path) =>
    new Promise((done) => {
      const node = document.createElement(tag);
      node.addEventListener("load", () => done("loaded"));
      node.addEventListener("error", () => done("error"));
      node.src = base + path;
      document.body.append(node);
    });
  read.script = await element("script", "/v1/timers/victim");
  read.image = await element("img", "/v1/timers/victim");
  read.stream = await new Promise((done) => {
    const source = new EventSource(`${base}/v1/events:tail`);
    const end = (said) => {
      source.close();
      done(said);
    };
    source.addEventListener("open", () => end("open"));
    source.addEventListener("error", () => end("error"));
  });
  read.socket = await new Promise((done) => {
    const socket = new WebSocket(`${base.replace("http", "ws")}/v1/events:tail`);
    socket.addEventListener("open", () => done("open"));
    socket.addEventListener("error", () => done("error"));
  });
  return { read, sent };
}
