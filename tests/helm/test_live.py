"""A Prometheus reads three nodes under load: every panel has data, and no alert fires that should not.

MINOOTS_BIN names the program. `prometheus` and `promtool` are Debian's. Everything listens on the loopback interface.
"""

import http.server
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse
import urllib.request

import pytest
import yaml
from chart import HERE
from dashboards import ALL
from panels import expression
from test_monitoring import ADDED, HISTOGRAMS, LABELS, METRICS, ORCHESTRATORS, alerts, metric_of

PROGRAM = os.environ["MINOOTS_BIN"]
NODES = (1, 2, 3)
LOAD_S = 6
# Queries that have no data on a sound cluster, and the reason.
EMPTY = {
    'sum(rate(minoots_refusals_total{reason="OVERLOADED"}[])) or vector(0)': "a few commands a second overload no node",
}


def expressions():
    for name, dashboard in ALL.items():
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                yield name, panel["title"], target["expr"]


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} takes more than {seconds} s"
        time.sleep(0.1)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Accepts webhook posts, and refuses those to /refuse."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(400 if self.path == "/refuse" else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Cluster:
    """Three nodes with certificates and keys, their callers, and the processes to end."""

    def __init__(self, directory):
        self.directory = directory
        self.processes = []
        ports = free_ports(6)
        self.ports = dict(zip(NODES, ports[:3], strict=True))
        self.peers = dict(zip(NODES, ports[3:], strict=True))
        self.certificates = directory / "certs"
        self.environment = {
            "MINOOTS_ENDPOINT": ",".join(f"https://localhost:{port}" for port in self.ports.values()),
            "MINOOTS_CA_FILE": str(self.certificates / "ca.pem"),
        }
        self.run("cluster", "certs", "--out", self.certificates, "--nodes", ",".join(f"{n}=localhost" for n in NODES))
        for name, options in (("root.key", []), ("secrets.key", ["--secrets"])):
            (directory / name).write_text(self.run("key", "generate", *options))
            (directory / name).chmod(0o600)

    def start(self, name, *command):
        log = (self.directory / f"{name}.log").open("w")
        environment = self.environment if command[0] == PROGRAM and "server" not in command else {}
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, env=environment, cwd=self.directory)
        self.processes.append(process)

    def start_nodes(self):
        peers = ",".join(f"{n}=127.0.0.1:{port}" for n, port in self.peers.items())
        for n in NODES:
            own = self.certificates / f"node-{n}"
            settings = {
                "node": n,
                "data": self.directory / f"data-{n}",
                "listen": f"127.0.0.1:{self.ports[n]}",
                "advertise": f"localhost:{self.ports[n]}",
                "peer-listen": f"127.0.0.1:{self.peers[n]}",
                "peers": peers,
                "tls-cert": own / "tls.pem",
                "tls-key": own / "tls.key",
                "ca-file": self.certificates / "ca.pem",
                "peer-ca": self.certificates / "peer-ca.pem",
                "peer-cert": own / "peer.pem",
                "peer-key": own / "peer.key",
                "root-key-file": self.directory / "root.key",
                "secrets-key": self.directory / "secrets.key",
                "webhook-private": "127.0.0.0/8",
                "ready-file": self.directory / f"ready-{n}",
                # A processor that is shared with other tests must not cause elections.
                "election-timeout-ms-min": 1000,
                "election-timeout-ms-max": 1500,
            }
            flags = [part for name, value in settings.items() for part in (f"--{name}", value)]
            self.start(f"node-{n}", PROGRAM, "server", *flags)
        wait_for("the cluster", lambda: all((self.directory / f"ready-{n}").exists() for n in NODES))

    def run(self, *arguments, **variables):
        """The output of a command that must succeed."""
        command = [PROGRAM, *map(str, arguments)]
        done = subprocess.run(command, env=self.environment | variables, capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout.strip()

    def key(self, tenant, role):
        root = (self.directory / "root.key").read_text()
        return self.run("key", "create", "--tenant", tenant, "--role", role, "--name", role, MINOOTS_API_KEY=root)

    def end(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)


def load(cluster, hook):
    """Repeats the operations that metrics count: a series has a rate only after it grew between two scrapes."""
    run = cluster.run
    run("queue", "create", "work")
    run("queue", "create", "failing", "--max-attempts", "1")
    run("webhook", "create", "--id", "hook", "--url", f"{hook}/accept", "--allow-private")
    run("webhook", "create", "--id", "broken", "--url", f"{hook}/refuse", "--allow-private")
    # No consumer takes these timers, so the later instants are missed.
    run("schedule", "create", "--id", "often", "--every", "1s", "--queue", "idle", "--overlap", "skip")
    run("timer", "create", "--name", "watched", "--id", "watched", "--watchdog", "--ttl", "1h")
    cluster.start("acks", PROGRAM, "event", "consume", "--queue", "work")
    cluster.start("nacks", PROGRAM, "event", "consume", "--queue", "failing", "--no-ack")
    deliveries = cluster.directory / "nacks.log"
    end = time.monotonic() + LOAD_S
    turn = nacks = 0
    while time.monotonic() < end:
        turn += 1
        for queue in ("work", "failing"):
            run("timer", "create", "--name", "fires", "--delay", "200ms", "--queue", queue)
        for endpoint in ("hook", "broken"):
            run("timer", "create", "--name", "posts", "--delay", "200ms", "--webhook", endpoint)
        run("timer", "create", "--name", "stays", "--id", f"stays-{turn}", "--delay", "1h")
        run("timer", "reschedule", f"stays-{turn}", "--delay", "2h")
        run("timer", "cancel", f"stays-{turn}")
        run("timer", "touch", "watched")
        run("agent", "register", "--id", f"agent-{turn}")
        run("agent", "quarantine", "--id", f"agent-{turn}")
        lines = deliveries.read_text().splitlines(keepends=True)
        for delivery in [json.loads(line) for line in lines[nacks:] if line.endswith("\n")]:
            run("event", "nack", "--key", delivery["dedupeKey"], "--fence", delivery["fence"])
            nacks += 1
        with pytest.raises(AssertionError, match="TIMER"):
            run("timer", "get", "missing")
    assert nacks > 2
    assert run("webhook", "dead-letters", "broken")


class Prometheus:
    """A Prometheus that scrapes the nodes as the ServiceMonitor asks, and evaluates the rules."""

    def __init__(self, cluster, credentials):
        directory = cluster.directory
        (directory / "metrics.key").write_text(credentials)
        targets = [
            {"targets": [f"localhost:{port}"], "labels": {"namespace": "timers", "pod": f"minoots-{n}"}}
            for n, port in cluster.ports.items()
        ]
        scrape = {
            "job_name": "minoots-peers",
            "scheme": "https",
            "tls_config": {"ca_file": str(cluster.certificates / "ca.pem")},
            "authorization": {"credentials_file": str(directory / "metrics.key")},
            "static_configs": targets,
        }
        intervals = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
        configuration = {"global": intervals, "scrape_configs": [scrape], "rule_files": ["rules.yaml"]}
        (directory / "prometheus.yaml").write_text(yaml.safe_dump(configuration))
        (directory / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "minoots", "rules": alerts()}]}))
        port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{port}/api/v1/"
        cluster.start(
            "prometheus",
            "prometheus",
            f"--config.file={directory / 'prometheus.yaml'}",
            f"--storage.tsdb.path={directory / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=warn",
        )
        wait_for("the first scrape", self.scrapes)

    def get(self, path, **parameters):
        with urllib.request.urlopen(f"{self.url}{path}?{urllib.parse.urlencode(parameters)}", timeout=10) as answer:
            return json.load(answer)["data"]

    def scrapes(self):
        try:
            return len(self.query("up == 1")) == len(NODES)
        except OSError:
            return False

    def query(self, text):
        """The values of an expression that are numbers."""
        values = [float(series["value"][1]) for series in self.get("query", query=text)["result"]]
        return [value for value in values if value == value]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("live"))
    try:
        made.start_nodes()
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def metrics_key(cluster):
    return cluster.key("system", "cluster-admin")


@pytest.fixture(scope="module")
def prometheus(cluster, metrics_key):
    started = Prometheus(cluster, metrics_key)
    cluster.environment["MINOOTS_API_KEY"] = cluster.key("acme", "admin")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as receiver:
        threading.Thread(target=receiver.serve_forever).start()
        try:
            load(cluster, f"http://127.0.0.1:{receiver.server_port}")
        finally:
            receiver.shutdown()
    # The last values must be scraped.
    time.sleep(2)
    return started


@pytest.fixture(scope="module")
def exposition(cluster, metrics_key, prometheus):
    """The text of /metrics of each node."""
    context = ssl.create_default_context(cafile=cluster.certificates / "ca.pem")
    texts = []
    for port in cluster.ports.values():
        headers = {"authorization": f"Bearer {metrics_key}"}
        request = urllib.request.Request(f"https://localhost:{port}/metrics", headers=headers)
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:
            texts.append(answer.read().decode())
    return texts


def test_every_panel_has_data(prometheus):
    reasons = {expression(text) for text in EMPTY}
    without = []
    listed = set()
    for dashboard, title, shown in expressions():
        query = shown.replace("$namespace", "timers").replace("$job", "minoots-peers")
        query = query.replace("$__rate_interval", "20s").replace("$__range", "60s")
        # With this part the query would have data in any case.
        found = prometheus.query(query.removesuffix(" or vector(0)"))
        if shown in reasons:
            listed.add(shown)
            assert not found, f"{title} has data: take it off the list"
        elif not found:
            without.append(f"{dashboard}: {title}: {query}")
    assert not without, "\n".join(without)
    assert listed == reasons


def test_every_alert_is_evaluated_and_none_fires(prometheus):
    rules = prometheus.get("rules")["groups"][0]["rules"]
    assert len(rules) == len(alerts())
    assert {rule["name"]: rule.get("lastError") for rule in rules if rule["health"] != "ok"} == {}
    assert [rule["name"] for rule in rules if rule["state"] == "firing"] == []


def test_promtool_accepts_the_metrics(exposition):
    for text in exposition:
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_metrics_and_their_labels_are_documented(exposition):
    seen = set()
    for name, labels in re.findall(r"(?m)^(minoots_\w+)(?:\{(.*)\})? ", "".join(exposition)):
        metric = metric_of(name)
        seen.add(metric)
        assert set(re.findall(r'(\w+)="', labels)) <= LABELS.get(metric, set()) | ADDED, (name, labels)
    # A node that acts on executions has the metrics of an orchestrator, once it has something to count.
    assert METRICS <= seen <= METRICS | ORCHESTRATORS
    exposed = {name for text in exposition for name in re.findall(r"(?m)^# TYPE (minoots_\w+) histogram$", text)}
    assert exposed - ORCHESTRATORS == HISTOGRAMS
