"""Alerts and dashboards name only metrics and labels that a node has, and each alert has its place in the runbook."""

import json
import re

import dashboards
import pytest
import yaml
from chart import CHART, ROOT, documents, documents_of, files, merged, one, values_of

OPERATIONS = (ROOT / "docs/operations.md").read_text()
DASHBOARDS = sorted((CHART / "dashboards").glob("*.json"))
ALL_ALERTS = {"metrics": {"prometheusRule": {"enabled": True}}}
NAME = re.compile(r"minoots_[a-z0-9_]+")
# Labels that a node's metrics have, by metric; docs/operations.md describes them.
LABELS = {
    "minoots_queue_lateness_seconds": {"queue", "stage"},
    "minoots_request_duration_seconds": {"method", "code"},
    "minoots_acks_total": {"outcome"},
    "minoots_schedule_missed_total": {"reason"},
    "minoots_refusals_total": {"reason"},
    "minoots_connections_closed_total": {"cause"},
    "minoots_transfers_cut_total": {"cause"},
    "minoots_workflow_events_total": {"type"},
    "minoots_orchestrator_order_duration_seconds": {"kind", "outcome"},
    "minoots_orchestrator_errors_total": {"reason"},
    "minoots_webhook_attempt_seconds": {"result"},
    "minoots_tls_certificate_expiry_seconds": {"certificate"},
}
# Labels that Prometheus adds, and that of buckets.
ADDED = {"namespace", "job", "pod", "le"}


def documented():
    """The metrics of nodes in docs/operations.md, those among them that are histograms, and those of orchestrators."""
    monitoring = OPERATIONS.partition("\n## Monitoring\n")[2].partition("\n## ")[0]
    nodes, _, processes = monitoring.partition("\n### Processes beside a node\n")
    rows = [line.split("|") for line in nodes.splitlines() if line.startswith("| `minoots_")]
    names, histograms = set(), set()
    for _, named, about, *_ in rows:
        found = set(NAME.findall(named))
        names |= found
        if about.strip().startswith("histogram"):
            histograms |= found
    orchestrators = {
        name
        for line in processes.splitlines()
        if line.startswith("| `minoots_orchestrator_")
        for name in NAME.findall(line.split("|")[1])
    }
    return names, histograms, orchestrators


METRICS, HISTOGRAMS, ORCHESTRATORS = documented()


def alerts(values=ALL_ALERTS):
    return one(documents(values), "PrometheusRule")["spec"]["groups"][0]["rules"]


def expressions():
    found = [(alert["alert"], alert["expr"]) for alert in alerts()]
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text())["panels"]:
            found += [(f"{path.stem}: {panel['title']}", target["expr"]) for target in panel.get("targets", [])]
    return found


def metric_of(name):
    base = re.sub(r"_(bucket|sum|count)$", "", name)
    return base if base in HISTOGRAMS | ORCHESTRATORS else name


def test_the_table_of_metrics_is_read():
    assert len(METRICS) > 40
    assert {"minoots_timer_lateness_seconds", "minoots_request_duration_seconds"} <= HISTOGRAMS <= METRICS


@pytest.mark.parametrize(("where", "expression"), expressions(), ids=[where for where, _ in expressions()])
def test_expression_names_documented_metrics_and_labels(where, expression):
    names = NAME.findall(re.sub(r'"[^"]*"', '""', expression))
    assert names or "up{" in expression
    for name in names:
        metric = metric_of(name)
        assert metric in METRICS, name
        assert metric not in HISTOGRAMS or name != metric, f"{name} is a histogram"
    permitted = ADDED.union(*(LABELS.get(metric_of(name), set()) for name in names))
    matchers = {label for body in re.findall(r"\{([^}]*)\}", expression) for label in re.findall(r"(\w+)\s*[=!]", body)}
    grouped = re.findall(r"\b(?:by|on|without|group_right|group_left) ?\(([^)]*)\)", expression)
    matchers |= {label for labels in grouped for label in re.findall(r"\w+", labels)}
    assert matchers <= permitted, matchers - permitted
    # Every selector is bound to one cluster.
    selectors = re.findall(r'\{namespace="(?:timers|\$namespace)",job="(?:minoots-peers|\$job)"[,}]', expression)
    assert len(selectors) == len(names) + expression.count("up{")
    for opening, closing in ("()", "[]", "{}"):
        assert expression.count(opening) == expression.count(closing)


@pytest.mark.parametrize(("where", "expression"), expressions(), ids=[where for where, _ in expressions()])
def test_counters_have_a_rate_and_gauges_none(where, expression):
    # A counter that is new, which no rate shows.
    expression = re.sub(r"(minoots_\w+\{[^}]*\}) unless \1 offset \w+", "", expression)
    for function, name in re.findall(r"(\w+)?\(?(minoots_\w+)\{", expression):
        counts = name.endswith(("_total", "_bucket", "_count", "_sum"))
        assert counts == (function in ("rate", "increase")), (function, name)


def test_each_alert_has_a_heading_in_the_runbook():
    headings = re.findall(r"(?m)^## (Minoots\w+)$", (ROOT / "docs/runbook.md").read_text())
    named = [alert["alert"] for alert in alerts()]
    assert headings == named
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("alert", alerts(), ids=[alert["alert"] for alert in alerts()])
def test_alert_is_complete(alert):
    url = "https://github.com/minoots/minoots/blob/main/docs/runbook.md"
    assert alert["annotations"]["runbook_url"] == f"{url}#{alert['alert'].lower()}"
    assert alert["annotations"]["summary"] and alert["annotations"]["description"].endswith(".")
    assert alert["labels"]["severity"] in ("warning", "critical")
    assert "<" not in re.sub(r" <=? ", "", alert["expr"]), "a placeholder is left"
    for label in re.findall(r"\$labels\.(\w+)", str(alert["annotations"])):
        # The expression must keep the label.
        aggregates = re.match(r"\(?(sum|max|min|histogram_quantile)\b(?! by [^)]*\b" + label + ")", alert["expr"])
        assert not aggregates or "group_right" in alert["expr"], label


def test_runbook_names_documented_metrics_and_commands():
    text = (ROOT / "docs/runbook.md").read_text()
    assert {metric_of(name) for name in NAME.findall(text)} <= METRICS


def test_alerts_can_be_left_out_and_labelled():
    named = {alert["alert"]: alert for alert in alerts(values_of("monitoring"))}
    assert {"MinootsPeersRefused", "MinootsClockStepped"}.isdisjoint(named)
    assert named["MinootsLate"]["labels"] == {"severity": "warning", "team": "timers"}
    assert named["MinootsLate"]["expr"].endswith("> 1")
    assert named["MinootsDiskSpace"]["expr"].endswith("< 10737418240")


def test_every_exclusion_and_threshold_has_its_use():
    values = yaml.safe_load((CHART / "values.yaml").read_text())["metrics"]["prometheusRule"]["thresholds"]
    text = (CHART / "alerts.yaml").read_text()
    assert set(re.findall(r"<(\w+)>", text)) == set(values) | {"selector", "replicas"}
    every = {"metrics": {"prometheusRule": {"exclude": [alert["alert"] for alert in alerts()]}}}
    assert not one(documents(merged(ALL_ALERTS, every)), "PrometheusRule")["spec"]["groups"][0]["rules"]


def test_refusals_are_selected_by_reasons_that_exist():
    reasons = set(re.findall(r"(?m)^`([A-Z_]+)`, code `", (ROOT / "docs/errors.md").read_text()))
    used = {reason for _, expression in expressions() for reason in re.findall(r'reason="(\w+)"', expression)}
    assert used == {"DISK_RESERVE", "OVERLOADED"} <= reasons


@pytest.mark.parametrize("name", dashboards.ALL)
def test_dashboard_is_current(name):
    path = CHART / f"dashboards/{name}.json"
    assert path.read_text() == dashboards.text(name), "tests/helm/dashboards.py rewrites it"


def test_dashboards_are_in_the_config_map():
    assert [path.stem for path in DASHBOARDS] == sorted(dashboards.ALL)

    data = one(documents_of("monitoring"), "ConfigMap", "minoots-dashboards")["data"]
    assert {name: json.loads(text) for name, text in data.items()} == {
        f"minoots-{path.name}": json.loads(path.read_text()) for path in DASHBOARDS
    }
    assert len(files(values_of("monitoring"))["dashboards.yaml"]) < 500_000


@pytest.mark.parametrize("path", DASHBOARDS, ids=[path.stem for path in DASHBOARDS])
def test_dashboard_is_well_formed(path):
    dashboard = json.loads(path.read_text())
    assert dashboard["uid"] == f"minoots-{path.stem}"
    identifiers = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(identifiers)) == len(identifiers)
    assert [variable["name"] for variable in dashboard["templating"]["list"]] == ["datasource", "namespace", "job"]
    taken = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
        if panel["type"] != "row":
            assert panel["description"] and panel["fieldConfig"]["defaults"]["unit"]
            assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])


def test_scrapes_are_authenticated_and_reach_every_pod():
    for name, secret in (("monitoring", "minoots-metrics"), ("secret-tls", "fabric-metrics")):
        found = documents_of(name)
        monitor = one(found, "ServiceMonitor")["spec"]
        endpoint = monitor["endpoints"][0]
        assert endpoint["scheme"] == "https" and "insecureSkipVerify" not in endpoint["tlsConfig"]
        assert endpoint["authorization"]["credentials"]["name"] == secret
        services = [d for d in found if d["kind"] == "Service"]
        selected = [s for s in services if monitor["selector"]["matchLabels"].items() <= s["metadata"]["labels"].items()]
        assert [s["spec"]["clusterIP"] for s in selected] == ["None"]
