"""The program accepts what the chart and the compose file give it. MINOOTS_BIN names it; check.sh finds a build."""

import json
import os
import re
import subprocess
from itertools import takewhile

import pytest
import yaml
from chart import ROOT, SETS, containers, documents_of, one, pod_specs

PROGRAM = os.environ["MINOOTS_BIN"]


def run(*arguments, env=None):
    return subprocess.run([PROGRAM, *arguments], env=env or {}, capture_output=True, text=True)


def environment(found, pod, ordinal):
    """The variables of a container as the kubelet would resolve them."""
    result = {}
    fields = {"metadata.name": f"pod-{ordinal}", "metadata.labels['apps.kubernetes.io/pod-index']": str(ordinal)}
    for variable in pod["env"]:
        source = variable.get("valueFrom", {})
        if "fieldRef" in source:
            value = fields[source["fieldRef"]["fieldPath"]]
        elif "configMapKeyRef" in source:
            reference = source["configMapKeyRef"]
            value = one(found, "ConfigMap", reference["name"])["data"][reference["key"]]
        else:
            value = re.sub(r"\$\((\w+)\)", lambda match: result[match[1]], variable["value"])
        result[variable["name"]] = value
    return result


@pytest.mark.parametrize("name", SETS)
def test_every_setting_of_a_node_is_known(name, tmp_path):
    found = documents_of(name)
    stateful_set = one(found, "StatefulSet")["spec"]
    node = stateful_set["ordinals"]["start"]
    given = environment(found, stateful_set["template"]["spec"]["containers"][0], node)
    file = tmp_path / "minoots.toml"
    file.write_text(one(found, "ConfigMap", stateful_set["serviceName"].replace("-peers", "-config"))["data"]["minoots.toml"])
    given["MINOOTS_CONFIG"] = str(file)
    done = run("config", "-o", "json", env=given)
    assert done.returncode == 0, done.stderr
    settings = json.loads(done.stdout)
    from_environment = {setting["origin"] for setting in settings.values()}
    for variable in given.keys() - {"MINOOTS_CONFIG", "POD_NAME"}:
        assert f"environment {variable}" in from_environment, variable
    assert settings["node"]["value"] == node
    assert settings["log-level"]["origin"].startswith("file ")


def test_every_setting_of_compose_is_known():
    for service in yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"].values():
        done = run("config", "-o", "json", env=service["environment"])
        assert done.returncode == 0, done.stderr
        origins = {setting["origin"] for setting in json.loads(done.stdout).values()}
        assert {f"environment {variable}" for variable in service["environment"]} <= origins


def test_every_command_of_the_chart_exists():
    commands = {tuple(c["args"]) for name in SETS for _, s in pod_specs(documents_of(name)) for c in containers(s) if "args" in c}
    assert {arguments[0] for arguments in commands} == {"server", "backup", "health"}
    for arguments in commands:
        flags = [argument for argument in arguments if argument.startswith("--")]
        words = takewhile(lambda argument: not argument.startswith("--"), arguments)
        help_text = run(*words, "--help").stdout
        assert help_text and all(f"{flag} " in help_text for flag in flags), arguments


def test_settings_owned_by_the_chart_are_settings_of_the_program():
    helpers = (ROOT / "helm/minoots/templates/_helpers.tpl").read_text()
    owned = set(re.search(r'\$owned := "([^"]+)"', helpers)[1].split("|"))
    settings = set(json.loads(run("config", "-o", "json").stdout))
    assert owned <= settings
    given = set()
    for name in SETS:
        for variable in one(documents_of(name), "StatefulSet")["spec"]["template"]["spec"]["containers"][0]["env"]:
            given.add(variable["name"].removeprefix("MINOOTS_").lower().replace("_", "-"))
    assert given & settings == owned


def test_unit_starts_a_command_that_exists():
    line = re.search(r"(?m)^ExecStart=\S+ (.*)$", (ROOT / "deploy/systemd/minoots.service").read_text())
    command, *flags = line[1].split()
    assert flags[0] in run(command, "--help").stdout
