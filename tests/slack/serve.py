"""Has slack_sdk sign requests to a running `minoots slack`, and read what it answers and posts. Usage: serve.py PROGRAM, the minoots binary.

A node and the app run on loopback, in a directory of their own; a double of Slack takes messages. Ends only what it started.
"""
import http.server, json, os, pathlib, re, signal, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request
from urllib.parse import urlencode
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier

SECRET, OTHER, TOKEN, TEAM, PATIENCE_S = "8f742231b10e8888abcd99yyyzzz85a5", "f" * 32, "xoxb-1-2-3", "T0123ABCD", 60

class Double(http.server.BaseHTTPRequestHandler):
    """Slack, as far as it is called: takes everything, and keeps it."""
    posted = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.posted.append((self.path, self.headers.get("authorization"), body))
        answer = b'{"ok":true}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass

def until(what, look):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"not in time: {what}")

def command(text, trigger):
    return urlencode({
        "team_id": TEAM, "channel_id": "C0123ABCD", "user_id": "U0123ABCD", "command": "/ato", "text": text, "trigger_id": trigger,
        "response_url": f"https://hooks.slack.com/commands/{TEAM}/{trigger}/x",
    })

def press(button, trigger):
    payload = {
        "type": "block_actions", "team": {"id": TEAM}, "user": {"id": "U0123ABCD"}, "channel": {"id": "C0123ABCD"}, "trigger_id": trigger,
        "response_url": f"https://hooks.slack.com/actions/{TEAM}/{trigger}/x", "actions": [button],
    }
    return urlencode({"payload": json.dumps(payload)})

class App:
    def __init__(self, address):
        self.address = address

    def send(self, path, body, secret=SECRET, age=0, signed=None):
        """Status and JSON of the answer; the signature is over `signed`, if that is another body."""
        stamp = str(int(time.time()) - age)
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=signed or body)
        headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature, "content-type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self.address + path, body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=3) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, content = refusal.code, refusal.read()
        return status, json.loads(content) if content else None

    def ask(self, text, trigger):
        status, answer = self.send("/slack/commands", command(text, trigger))
        assert status == 200, (status, answer)
        if "`PENDING`" in json.dumps(answer):
            answer = until("an answer later", lambda: told(f"/hooks/commands/{TEAM}/{trigger}/x", "Scheduled"))
        return answer

def told(path, beginning):
    return next((body for at, _, body in list(Double.posted) if at == path and body["text"].startswith(beginning)), None)

def checks(app):
    """Each check, and whether it holds."""
    scheduled = app.ask("1s ship logs", "1.1.a")
    yield "a command is answered", scheduled["text"] == "Scheduled: ship logs"
    yield "its channel is told", until("a firing", lambda: told(f"/hooks/commands/{TEAM}/1.1.a/x", "It is time: ship logs"))
    tea = app.ask("1h tea", "1.1.b")
    yield "the same request is the same timer", app.ask("1h tea", "1.1.b") == tea
    cancel = next(element for block in tea["blocks"] for element in block.get("elements", []) if element.get("action_id") == "minoots.cancel")
    yield "a press is taken", app.send("/slack/interactions", press(cancel, "1.1.c")) == (200, None)
    yield "and told", until("a press", lambda: told(f"/hooks/actions/{TEAM}/1.1.c/x", "Cancelled, it will not fire: tea"))
    yield "help", app.ask("help", "1.1.d")["text"] == "How to use /ato"
    body = command("1h tampered", "1.1.e")
    refused = {
        "tampered": app.send("/slack/commands", body.replace("1h", "2h"), signed=body),
        "another secret": app.send("/slack/commands", body, secret=OTHER),
        "old": app.send("/slack/commands", body, age=301),
        "ahead": app.send("/slack/commands", body, age=-310),
    }
    for name, (status, answer) in refused.items():
        reason = "SLACK_SIGNATURE" if name in ("tampered", "another secret") else "SLACK_TIMESTAMP"
        yield f"refused: {name}", (status, answer["reason"]) == (401, reason)
    yield "nothing came of it", app.ask("list", "1.1.f")["text"] == "No timers are scheduled."
    for body in [scheduled, tea] + [body for _, _, body in Double.posted]:
        for block in body["blocks"]:
            Block.parse(block).validate_json()
        yield f"slack_sdk reads {body['text']!r}", True

def serve(program, directory, double):
    environment = {"PATH": os.environ["PATH"], "MINOOTS_SLACK_SIGNING_SECRETS": SECRET, "MINOOTS_SLACK_BOT_TOKEN": TOKEN}
    started = []
    try:
        ready = directory / "ready.json"
        node = [program, "dev", "--listen", "127.0.0.1:0", "--data", str(directory / "data"), "--ready-file", str(ready), "--no-demo"]
        log = open(directory / "node.log", "wb")
        started.append(subprocess.Popen(node, cwd=directory, env=environment, stdout=log, stderr=log))
        until("a node", lambda: ready.exists() and ready.read_text())
        endpoint = json.loads(ready.read_text())["endpoint"]
        slack = f"http://127.0.0.1:{double.server_port}"
        app = [program, "slack", "--listen", "127.0.0.1:0", "--workspace", f"{TEAM}=dev", "--endpoint", endpoint,
               "--slack-api", f"{slack}/api/", "--slack-hooks", f"{slack}/hooks/"]
        output = directory / "app.log"
        started.append(subprocess.Popen(app, cwd=directory, env=environment, stdout=log, stderr=open(output, "wb")))
        address = until("the app", lambda: re.search(r"http://127\.0\.0\.1:\d+", output.read_text())).group()
        return [(name, bool(holds)) for name, holds in checks(App(address))]
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)

def main(program):
    double = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Double)
    threading.Thread(target=double.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as directory:
        results = serve(str(pathlib.Path(program).resolve()), pathlib.Path(directory), double)
    wrong = [name for name, holds in results if not holds]
    for name in wrong:
        print(name, file=sys.stderr)
    print(f"{len(results) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0

sys.exit(main(*sys.argv[1:]))
