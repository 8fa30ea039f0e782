"""The chart lints, renders as recorded, is valid for each Kubernetes, and refuses wrong values."""

import json
import os
import re

import kubernetes_validate
import pytest
import yaml
from chart import CHART, CUSTOM_KINDS, HERE, SETS, documents, documents_of, files, merged, one, values_of
from helm_python import HelmError, lint
from kubernetes_validate.utils import all_versions

KUBERNETES = list(dict.fromkeys(version.removesuffix(".0") for version in all_versions()))[-4:]
# Big, and compared with its files in test_monitoring.py.
NOT_IN_GOLDEN = "dashboards.yaml"


@pytest.mark.parametrize("name", SETS)
def test_lint(name):
    report = lint(CHART, values_of(name), strict=True)
    findings = [message["error"] for message in report["messages"] if message["error"] != "icon is recommended"]
    assert not findings and not report["errors"], report


def test_there_are_ten_value_sets():
    assert len(SETS) >= 10
    assert {path.stem for path in (HERE / "golden").glob("*.yaml")} == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_rendered_text_equals_golden(name):
    rendered = files(values_of(name), is_install=True)
    parts = [f"# {path}\n{text.strip()}\n" for path, text in rendered.items() if path != NOT_IN_GOLDEN]
    text = "\n".join(parts)
    golden = HERE / f"golden/{name}.yaml"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text)
    assert golden.read_text() == text, f"{golden.name}: UPDATE_GOLDEN=1 rewrites it"


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("name", SETS)
def test_valid_for_kubernetes(name, version):
    checked = set()
    for document in documents_of(name):
        if document["kind"] not in CUSTOM_KINDS:
            kubernetes_validate.validate(document, version, strict=True)
            checked.add(document["kind"])
    assert {"StatefulSet", "Service", "ConfigMap", "PodDisruptionBudget", "ServiceAccount", "Pod"} <= checked


def test_four_versions_of_kubernetes_are_checked():
    assert len(KUBERNETES) == 4


def test_strict_validation_finds_an_unknown_field():
    stateful_set = one(documents({}), "StatefulSet")
    stateful_set["spec"]["template"]["spec"]["containers"][0]["lifecycle"]["preStop"]["slep"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(stateful_set, KUBERNETES[-1], strict=True)


def test_names_are_unique():
    for name in SETS:
        named = [(d["kind"], d["metadata"]["name"]) for d in documents_of(name)]
        assert len(named) == len(set(named))
        assert all(d["metadata"]["namespace"] == "timers" for d in documents_of(name))


def test_a_release_with_another_name_contains_both_names():
    named = one(documents({}, name="blue"), "StatefulSet")["metadata"]["name"]
    assert named == "blue-minoots"


def test_long_names_leave_room_for_pods_and_jobs():
    # A Job adds 11 characters to the name of its CronJob, a StatefulSet 11 to its own in a label of each pod.
    longest = {"CronJob": 52, "StatefulSet": 52}
    for document in documents(values_of("backup-s3"), name="x" * 53):
        assert len(document["metadata"]["name"]) <= longest.get(document["kind"], 63)


SIZES = [0, 1, 3, 4, 5, 7]


@pytest.mark.parametrize("name", SETS)
def test_replicas_change_neither_pod_template_nor_other_immutable_fields(name):
    rendered = set()
    for replicas in SIZES:
        text = files(merged(values_of(name), {"replicas": replicas}))["statefulset.yaml"]
        rendered.add(re.sub(rf"(?m)^  replicas: {replicas}$", "  replicas: N", text))
    assert len(rendered) == 1


def test_replicas_do_not_occur_in_pod_template():
    text = files({"replicas": 13})["statefulset.yaml"]
    template = yaml.dump(yaml.safe_load(text)["spec"]["template"]).replace("sha256", "")
    # Node ids up to maxNode occur in the list of optional certificates, for any number of replicas.
    template = re.sub(r"(?m)^.*peer-\d+$|^.*node-\d+-peer\.(pem|key)$", "", template)
    assert not re.search(r"\b13\b", template)


def test_chart_version_restarts_no_pod():
    stateful_set = one(documents_of("default"), "StatefulSet")["spec"]
    for part in (stateful_set["template"], stateful_set["volumeClaimTemplates"], stateful_set["selector"]):
        assert "helm.sh/chart" not in yaml.dump(part) and "app.kubernetes.io/version" not in yaml.dump(part)


def test_peers_are_those_of_the_ordinals():
    topology = one(documents_of("default"), "ConfigMap", "minoots-topology")
    ids = [peer.split("=")[0] for peer in topology["data"]["peers"].split(",")]
    assert ids == ["1", "2", "3"]
    assert topology["data"]["peers"].startswith("1=minoots-1.minoots-peers.timers.svc.cluster.local:7412,")
    assert one(documents_of("default"), "StatefulSet")["spec"]["ordinals"] == {"start": 1}


def test_settings_file_is_mounted_verbatim():
    config = 'log-level = "info"\n\n# A comment, {{ .Values }} and $(POD_NAME).\n  key-calls-max = 5\n'
    found = documents({"config": config})
    assert one(found, "ConfigMap", "minoots-config")["data"] == {"minoots.toml": config}


def test_a_change_of_settings_restarts_pods():
    digests = set()
    for config in ("a = 1\n", "a = 2\n"):
        metadata = one(documents({"config": config}), "StatefulSet")["spec"]["template"]["metadata"]
        digests.add(metadata["annotations"]["minoots/config-sha256"])
    assert len(digests) == 2


def test_timing_is_immutable():
    timing = one(documents_of("five-nodes"), "ConfigMap", "minoots-timing")
    assert timing["immutable"] is True
    assert timing["data"]["heartbeat-interval-ms"] == "100"


def test_stopped_cluster_keeps_its_volumes():
    stateful_set = one(documents({"replicas": 0}), "StatefulSet")["spec"]
    assert stateful_set["replicas"] == 0
    assert stateful_set["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Retain", "whenScaled": "Retain"}


def test_notes_warn():
    def notes(values, **options):
        return files(values, **options)["NOTES.txt"]

    assert "tolerate no more failures than 3" in notes({"replicas": 4})
    assert "tls.mode is insecure" in notes(values_of("insecure"))
    assert "kubectl" in notes({}, is_install=True)
    assert "cluster add" in notes({}, is_upgrade=True, is_install=False)
    assert "WARNING" not in notes({})


BACKUP = {"enabled": True, "apiKey": {"secretName": "k"}}
# Wrong values, and what the message contains.
WRONG = [
    ({"replica": 3}, "replica"),
    ({"replicas": "three"}, "replicas"),
    ({"replicas": -1}, "replicas"),
    ({"replicas": 17}, "replicas"),
    ({"image": {"tag": "latest"}}, "image.tag: is latest"),
    ({"image": {"digest": "0123"}}, "digest"),
    ({"image": {"repository": "registry.example.com/minoots@sha256:1"}}, "repository"),
    ({"tls": {"mode": "off"}}, "mode"),
    ({"tls": {"clusterName": "a/b"}}, "clusterName"),
    ({"tls": {"certManager": {"issuerRef": {"kind": "Issuer"}}}}, "issuerRef"),
    ({"storage": {"size": "20"}}, "size"),
    ({"storage": {"accessMode": "ReadWriteMany"}}, "accessMode"),
    ({"resources": {"limits": {"cpu": None}}}, "cpu"),
    ({"service": {"type": "ExternalName"}}, "type"),
    ({"spread": {"zone": "Always"}}, "zone"),
    ({"podAnnotations": {"a": 1}}, "podAnnotations"),
    ({"config": {"log-level": "info"}}, "config"),
    ({"fullnameOverride": "Minoots"}, "fullnameOverride"),
    ({"backup": {"destination": "gs://bucket"}}, "destination"),
    ({"backup": {"schedule": "daily"}}, "schedule"),
    ({"metrics": {"prometheusRule": {"exclude": ["NodeDown"]}}}, "exclude"),
    ({"metrics": {"prometheusRule": {"thresholds": {"latenessSeconds": 0}}}}, "latenessSeconds"),
    ({"secretsKey": {"secretName": "s", "copyImage": "busybox:latest"}}, "secretsKey.copyImage: has the tag latest"),
    ({"secretsKey": {"secretName": "s"}}, "secretsKey.copyImage"),
    ({"tls": {"mode": "secret"}}, "tls.secretName"),
    ({"rootKey": {"secretName": ""}}, "rootKey.secretName"),
    ({"replicas": 5, "tls": {"certManager": {"maxNode": 4}}}, "tls.certManager.maxNode"),
    ({"timing": {"heartbeatIntervalMs": 60}}, "timing.electionTimeoutMsMin"),
    ({"timing": {"electionTimeoutMsMin": 200}}, "timing.electionTimeoutMsMax"),
    ({"terminationGracePeriodSeconds": 29}, "terminationGracePeriodSeconds"),
    ({"config": 'log-level = "info"\npeers = "1=a:1"\n'}, "config: sets \"peers\""),
    ({"config": '"election-timeout-ms-max"=300'}, "election-timeout-ms-max"),
    ({"metrics": {"serviceMonitor": {"enabled": True}}}, "metrics.apiKey.secretName"),
    ({"backup": {"enabled": True, "destination": "s3://b"}}, "backup.apiKey.secretName"),
    ({"backup": BACKUP}, "backup.destination"),
    ({"backup": BACKUP | {"destination": "s3://b", "claimName": "c"}}, "backup.claimName"),
    ({"backup": {"ship": {"enabled": True}}}, "backup.ship.enabled"),
    ({"backup": {"ship": {"interval": "6s"}}}, "interval"),
]


@pytest.mark.parametrize(("values", "named"), WRONG, ids=[str(values) for values, _ in WRONG])
def test_wrong_values_are_refused(values, named):
    with pytest.raises(HelmError) as refusal:
        files(values)
    assert named in str(refusal.value).replace('\\"', '"')


def test_settings_that_only_resemble_owned_ones_are_permitted():
    files({"config": '# peers = "1=a:1"\nconnections-max = 10\npeer-cert-life-s = 60\n'})


def test_schema_knows_exactly_the_values():
    schema = json.loads((CHART / "values.schema.json").read_text())
    values = yaml.safe_load((CHART / "values.yaml").read_text())

    def compare(schema, values, path):
        properties = schema.get("properties")
        if properties and isinstance(values, dict):
            if schema["additionalProperties"] is False:
                assert set(properties) - {"global"} == set(values), path
            for key, value in values.items():
                compare(properties.get(key, {}), value, f"{path}.{key}")

    compare(schema, values, "")


def test_readme_lists_every_value():
    readme = (CHART / "README.md").read_text()
    listed = set(re.findall(r"(?m)^\| `([\w.]+)` \|", readme))
    values = yaml.safe_load((CHART / "values.yaml").read_text())

    def leaves(values, path):
        if isinstance(values, dict) and values and path not in GROUPS:
            return {leaf for key, value in values.items() for leaf in leaves(value, f"{path}.{key}".strip("."))}
        return {path}

    assert listed == leaves(values, "")


# Values that the README describes as a whole.
GROUPS = {
    "probes.startup",
    "probes.readiness",
    "probes.liveness",
    "resources",
    "backup.resources",
    "backup.ship.resources",
    "metrics.dashboards.labels",
}
