"""Types the quick start of each page as it stands, and has slack_sdk sign requests to the `minoots slack` that runs then, and read what it
answers and posts; each request is answered with the status that Bolt answers it with. Usage: serve.py PROGRAM PAGE…, the minoots binary and the pages.

All that is replaced are the build, as the program is there, the ports, the secrets, and Slack, whose double takes messages. Runs on loopback, in a directory of its own.
Ends only what it started.
"""
import contextlib, http.server, json, os, pathlib, re, signal, socket, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request
from urllib.parse import urlencode
from slack_bolt import App as Bolt, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier

SECRET, OTHER, TOKEN, TEAM, PATIENCE_S = "8f742231b10e8888abcd99yyyzzz85a5", "f" * 32, "xoxb-1-2-3", "T0123ABCD", 60
COMMANDS_MAX = 5  # Of a quick start, the one in Slack included.
CARGO = '#!/bin/sh\n[ "$*" = "build --release --bin minoots" ] && exec test -x target/release/minoots\necho "not: cargo $*" >&2; exit 2\n'

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

def bolt():
    """An app of Slack's own framework, which has the command and the buttons and does nothing."""
    app = Bolt(signing_secret=SECRET, authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_user_id="U1"), process_before_response=True)
    app.command("/ato")(lambda ack: ack())
    app.action(re.compile(r"^minoots\."))(lambda ack: ack())
    return app

class App:
    def __init__(self, address):
        self.address = address
        self.bolt, self.statuses = bolt(), []

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
        self.statuses.append((status, self.bolt.dispatch(BoltRequest(body=body, headers=headers)).status))
        return status, json.loads(content) if content else None

    def ask(self, text, trigger):
        status, answer = self.send("/slack/commands", command(text, trigger))
        assert status == 200, (status, answer)
        if "`PENDING`" in json.dumps(answer):
            answer = until("an answer later", lambda: told(f"/hooks/commands/{TEAM}/{trigger}/x", "Scheduled"))
        return answer

def told(path, beginning):
    return next((body for at, _, body in list(Double.posted) if at == path and body["text"].startswith(beginning)), None)

@contextlib.contextmanager
def standing_still(process):
    """While this process does nothing; whether it still does nothing is what is yielded."""
    def stands():
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].startswith("T")
    os.kill(process, signal.SIGSTOP)
    try:
        until("the node to stand still", stands)
        yield stands
    finally:
        os.kill(process, signal.SIGCONT)

def answered_meanwhile(app, node, button):
    """Slack waits for nobody: what it asks is answered while the node stands still, and the person is told later what came of it."""
    with standing_still(node) as stands:
        status, answer = app.send("/slack/commands", command("1h cake", "1.2.a"))
        yield "a command is answered although the node stands still", stands() and status == 200 and "`PENDING`" in json.dumps(answer)
        pressed = app.send("/slack/interactions", press(button, "1.2.b"))
        yield "and so is a press", stands() and pressed == (200, None)
        yield "of which nothing has come so far", not told(f"/hooks/actions/{TEAM}/1.2.b/x", "") and not told(f"/hooks/commands/{TEAM}/1.2.a/x", "")
    yield "what came of the command is told later", until("an answer later", lambda: told(f"/hooks/commands/{TEAM}/1.2.a/x", "Scheduled: cake"))
    yield "and of the press", until("a press later", lambda: told(f"/hooks/actions/{TEAM}/1.2.b/x", "Cancelled, it will not fire: tea"))
    (cancel,) = buttons(told(f"/hooks/commands/{TEAM}/1.2.a/x", "Scheduled: cake"), "minoots.cancel")
    yield "its button is one", app.send("/slack/interactions", press(cancel, "1.2.c")) == (200, None)
    yield "that cancels", until("a cancel", lambda: told(f"/hooks/actions/{TEAM}/1.2.c/x", "Cancelled, it will not fire: cake"))

def buttons(message, action):
    return [element for block in message["blocks"] for element in block.get("elements", []) if element.get("action_id") == action]

def checks(app, typed, node):
    """Each check, and whether it holds; `typed` is what the quick start types in a channel."""
    name = typed.partition(" ")[2]
    scheduled = app.ask(typed, "1.1.a")
    yield "a command is answered", scheduled["text"] == f"Scheduled: {name}"
    yield "its channel is told", until("a firing", lambda: told(f"/hooks/commands/{TEAM}/1.1.a/x", f"It is time: {name}"))
    tea = app.ask("1h tea", "1.1.b")
    yield "the same request is the same timer", app.ask("1h tea", "1.1.b") == tea
    (cancel,) = buttons(tea, "minoots.cancel")
    yield from answered_meanwhile(app, node, cancel)
    yield "a second press is taken", app.send("/slack/interactions", press(cancel, "1.1.c")) == (200, None)
    yield "and told the same", until("a press", lambda: told(f"/hooks/actions/{TEAM}/1.1.c/x", "Cancelled, it will not fire: tea"))
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
    yield "Bolt takes what we take", {status for status in app.statuses if 200 in status} == {(200, 200)}
    yield "and refuses what we refuse", [status for status in app.statuses if 200 not in status] == [(401, 401)] * len(refused)
    for body in [scheduled, tea] + [body for _, _, body in Double.posted]:
        for block in body["blocks"]:
            Block.parse(block).validate_json()
        yield f"slack_sdk reads {body['text']!r}", True

def free_ports(count):
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports

def quick_start(page, port):
    """What the page tells a newcomer to type, with a port and secrets of ours; and what in a channel, without the command's name."""
    section = re.split(r"\n## (?:From a clean machine to a message|Quick start)\n", page.read_text(encoding="utf-8"))[1].split("\n## ")[0]
    (script,), (typed,) = (re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL) for language in ("sh", "text"))
    if len(script.splitlines()) + len(typed.splitlines()) > COMMANDS_MAX or not typed.startswith("/ato ") or re.search(r"&&|;|\|", script):
        raise SystemExit(f"the quick start has more than {COMMANDS_MAX} commands, or others:\n{script}{typed}")
    for named, ours in (("SIGNING_SECRETS=…", f"SIGNING_SECRETS={SECRET}"), ("xoxb-…", TOKEN), (":7481", f":{port}")):
        if named not in script:
            raise SystemExit(f"the quick start says nothing of {named}")
        script = script.replace(named, ours)
    return script, typed.removeprefix("/ato ").strip()

def checkout(program, directory):
    """One whose build is the program under test; the path on which its `cargo` is."""
    (directory / "target/release").mkdir(parents=True)
    (directory / "target/release/minoots").symlink_to(program)
    cargo = directory / "bin/cargo"
    cargo.parent.mkdir()
    cargo.write_text(CARGO, encoding="utf-8")
    cargo.chmod(0o755)
    return f"{cargo.parent}:{os.environ['PATH']}"

def serve(program, page, directory, double):
    node, app = free_ports(2)
    script, typed = quick_start(page, app)
    slack = f"http://127.0.0.1:{double.server_port}"
    environment = {
        "PATH": checkout(program, directory), "MINOOTS_LISTEN": f"127.0.0.1:{node}", "MINOOTS_ENDPOINT": f"http://127.0.0.1:{node}",
        "MINOOTS_SLACK_LISTEN": f"127.0.0.1:{app}", "MINOOTS_SLACK_API": f"{slack}/api/", "MINOOTS_SLACK_HOOKS": f"{slack}/hooks/",
        # The disk may be nearly full with other things.
        "MINOOTS_DISK_RESERVE_BYTES": "0",
    }
    said = directory / "said.log"
    with open(said, "wb") as output:
        shell = ["bash", "-ec", script + "trap wait TERM; echo; echo typed\nwait\n"]
        shell = subprocess.Popen(shell, cwd=directory, env=environment, stdout=output, stderr=output, start_new_session=True)
    try:
        until("the end of the quick start", lambda: shell.poll() is not None or re.search(r"^typed$", said.read_text(), re.MULTILINE))
        if shell.poll() is not None:
            raise SystemExit(f"the quick start has failed:\n{said.read_text()}")
        results = [("the quick start's last command says ok", re.search(r"^ok$", said.read_text(), re.MULTILINE) is not None)]
        process = int((directory / "minoots-data/LOCK").read_text())
        return results + [(name, bool(holds)) for name, holds in checks(App(f"http://127.0.0.1:{app}"), typed, process)]
    finally:
        # The group that was started here: the node, the app, and the shell, which waits for both.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGTERM)
        shell.wait(PATIENCE_S)

def main(program, *pages):
    double = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Double)
    threading.Thread(target=double.serve_forever, daemon=True).start()
    results = []
    for page in pages:
        Double.posted.clear()
        with tempfile.TemporaryDirectory() as directory:
            found = serve(pathlib.Path(program).resolve(), pathlib.Path(page), pathlib.Path(directory), double)
        results += [(f"{page}: {name}", holds) for name, holds in found]
    wrong = [name for name, holds in results if not holds]
    for name in wrong:
        print(name, file=sys.stderr)
    print(f"{len(results) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not pages else 0

sys.exit(main(*sys.argv[1:]))
