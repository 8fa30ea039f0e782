"""Each alert fires when it should and keeps silent otherwise, as promtool judges. The cases are in alerts/."""

import re
import subprocess

import pytest
import yaml
from chart import HERE
from test_monitoring import NAME, alerts

CASES = sorted((HERE / "alerts").glob("*.yaml"))
ALERTS = {alert["alert"]: alert for alert in alerts()}


EVERY = [test for path in CASES for test in yaml.safe_load(path.read_text())["tests"]]


def promtool(*arguments):
    # Without promtool this fails. .ci/run installs it.
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """The rendered rules in a file, as the Prometheus operator writes them."""
    path = tmp_path_factory.mktemp("alerts") / "rules.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "minoots", "rules": list(ALERTS.values())}]}))
    return path


def test_rules_are_sound(rules):
    assert f"{len(ALERTS)} rules found" in promtool("check", "rules", "--lint-fatal", rules)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_alerts_fire_and_keep_silent(path, rules):
    copy = rules.with_name(path.name)
    copy.write_text(path.read_text())
    assert "SUCCESS" in promtool("test", "rules", copy)


@pytest.mark.parametrize("name", ALERTS)
def test_each_alert_has_a_case_that_fires_and_one_that_keeps_silent(name):
    of_alert = [test for test in EVERY if test["name"].startswith(f"{name} ")]
    for test in of_alert:
        assert {case["alertname"] for case in test["alert_rule_test"]} == {name}
        # A case without the alert's series would prove nothing.
        given = " ".join(series["series"] for series in test["input_series"])
        expected = NAME.findall(ALERTS[name]["expr"]) or ["up"]
        assert all(metric in given for metric in expected), test["name"]
        fires = any(case["exp_alerts"] for case in test["alert_rule_test"])
        assert fires == bool(re.match(rf"{name} fires ", test["name"])), test["name"]
        assert fires or re.match(rf"{name} keeps silent ", test["name"]), test["name"]
    kinds = {any(case["exp_alerts"] for case in test["alert_rule_test"]) for test in of_alert}
    assert kinds == {True, False}


def test_cases_are_of_alerts():
    assert {test["name"].split()[0] for test in EVERY} == set(ALERTS)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_that_waits_is_seen_waiting(name):
    # A case shows that the alert does not fire before its time.
    if "for" in ALERTS[name]:
        waits = [test for test in EVERY if test["name"].startswith(f"{name} fires ")]
        assert any(not test["alert_rule_test"][0]["exp_alerts"] for test in waits)
