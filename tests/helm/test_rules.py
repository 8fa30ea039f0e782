"""Rules for every pod and object, in the spirit of checkov and kube-score, and those of a Raft cluster."""

import re

import pytest
import yaml
from chart import SETS, containers, documents_of, one, pod_specs, values_of

IMAGE = re.compile(r"^\S+(@sha256:[0-9a-f]{64}|:[\w.-]+)$")
EVERY_POD = [(name, kind, spec) for name in SETS for kind, spec in pod_specs(documents_of(name))]
EVERY_CONTAINER = [(name, kind, c) for name, kind, spec in EVERY_POD for c in containers(spec)]

pods = pytest.mark.parametrize(("name", "kind", "spec"), EVERY_POD, ids=[f"{n}-{k}" for n, k, _ in EVERY_POD])
each_container = pytest.mark.parametrize(
    ("name", "kind", "container"), EVERY_CONTAINER, ids=[f"{n}-{k}-{c['name']}" for n, k, c in EVERY_CONTAINER]
)
each_set = pytest.mark.parametrize("name", SETS)


@each_container
def test_image_has_a_fixed_version(name, kind, container):
    assert IMAGE.match(container["image"])
    assert not container["image"].endswith(":latest")
    assert container["imagePullPolicy"] in ("IfNotPresent", "Always", "Never")


@each_container
def test_container_is_restricted(name, kind, container):
    security = container["securityContext"]
    assert security["allowPrivilegeEscalation"] is False
    assert security["readOnlyRootFilesystem"] is True
    assert security["runAsNonRoot"] is True
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not security.get("privileged")


@pods
def test_pod_is_restricted(name, kind, spec):
    security = spec["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] >= 10_000 and security["runAsGroup"] >= 10_000
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        assert not spec.get(field)
    assert not any("hostPath" in volume for volume in spec.get("volumes", []))
    assert spec["automountServiceAccountToken"] is False
    assert spec["serviceAccountName"] != "default"


@pods
def test_volumes_keep_the_modes_of_key_files(name, kind, spec):
    assert spec["securityContext"]["fsGroupChangePolicy"] == "OnRootMismatch"


@pods
def test_service_links_are_off(name, kind, spec):
    # A Service named minoots would define MINOOTS_PORT beside the settings of the node.
    assert spec["enableServiceLinks"] is False


@each_container
def test_requests_and_limits_are_set(name, kind, container):
    for bound in ("requests", "limits"):
        assert {"cpu", "memory"} <= set(container["resources"][bound])


@each_container
def test_ports_are_unprivileged(name, kind, container):
    assert all(port["containerPort"] > 1024 and "hostPort" not in port for port in container.get("ports", []))


@each_container
def test_no_secret_is_in_a_value(name, kind, container):
    for variable in container.get("env", []):
        if re.search(r"API_KEY$|SECRET_ACCESS|TOKEN|PASSWORD", variable["name"]):
            assert "value" not in variable, variable
        if "secretKeyRef" in variable.get("valueFrom", {}):
            assert variable["name"] == "MINOOTS_API_KEY"
        assert "mnt_" not in variable.get("value", "")


@each_set
def test_chart_makes_no_secret_and_no_job(name):
    kinds = {document["kind"] for document in documents_of(name)}
    assert not kinds & {"Secret", "Job", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}


@each_set
def test_secrets_are_read_only(name):
    for _, spec in pod_specs(documents_of(name)):
        secret = {v["name"] for v in spec.get("volumes", []) if "secret" in v or "projected" in v or "configMap" in v}
        for container in containers(spec):
            for mount in container.get("volumeMounts", []):
                assert mount["name"] not in secret or mount.get("readOnly") is True, mount
                # A mount with subPath shows no renewed file.
                assert "subPath" not in mount and "subPathExpr" not in mount
        for volume in spec.get("volumes", []):
            for source in ("secret", "projected"):
                if source in volume:
                    assert volume[source]["defaultMode"] == 0o440


@each_set
def test_every_mount_has_a_volume(name):
    stateful_set = one(documents_of(name), "StatefulSet")["spec"]
    claims = {claim["metadata"]["name"] for claim in stateful_set["volumeClaimTemplates"]}
    for kind, spec in pod_specs(documents_of(name)):
        volumes = {volume["name"] for volume in spec.get("volumes", [])} | (claims if kind == "StatefulSet" else set())
        mounts = {mount["name"] for c in containers(spec) for mount in c.get("volumeMounts", [])}
        assert mounts == volumes


@each_set
def test_variables_refer_to_earlier_ones(name):
    for _, spec in pod_specs(documents_of(name)):
        for container in containers(spec):
            known = set()
            for variable in container.get("env", []):
                assert set(re.findall(r"\$\((\w+)\)", variable.get("value", ""))) <= known, variable
                known.add(variable["name"])
            assert set(re.findall(r"\$\((\w+)\)", " ".join(container.get("args", [])))) <= known


@each_set
def test_probes_have_their_meanings(name):
    container = one(documents_of(name), "StatefulSet")["spec"]["template"]["spec"]["containers"][0]
    scheme = "HTTP" if name == "insecure" else "HTTPS"
    for probe, path in (("startupProbe", "/healthz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/healthz")):
        assert container[probe]["httpGet"] == {"path": path, "port": "api", "scheme": scheme}
    startup = container["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 600


@each_set
def test_a_stop_has_time_for_the_transfer_of_leadership(name):
    spec = one(documents_of(name), "StatefulSet")["spec"]["template"]["spec"]
    sleep = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    # docs/operations.md: 2 s for the transfer, 10 s for requests, and the flush.
    assert sleep >= 1 and spec["terminationGracePeriodSeconds"] >= sleep + 12 + 10


@each_set
def test_pods_start_together_and_find_each_other_before_they_are_ready(name):
    stateful_set = one(documents_of(name), "StatefulSet")
    assert stateful_set["spec"]["podManagementPolicy"] == "Parallel"
    headless = one(documents_of(name), "Service", stateful_set["spec"]["serviceName"])["spec"]
    assert headless["clusterIP"] == "None"
    assert headless["publishNotReadyAddresses"] is True


@each_set
def test_selectors_match_the_pods(name):
    found = documents_of(name)
    labels = one(found, "StatefulSet")["spec"]["template"]["metadata"]["labels"]
    selectors = [d["spec"]["selector"] for d in found if d["kind"] == "Service"]
    selectors.append(one(found, "StatefulSet")["spec"]["selector"]["matchLabels"])
    selectors.append(one(found, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"])
    for selector in selectors:
        assert selector.items() <= labels.items()
    others = [d for d in found if d["kind"] in ("CronJob", "Deployment", "Pod")]
    for document in others:
        assert document["metadata"]["labels"]["app.kubernetes.io/component"] != "node"


@each_set
def test_one_disruption_at_a_time(name):
    assert one(documents_of(name), "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1


@each_set
def test_pods_spread_over_zones_and_machines(name):
    spec = one(documents_of(name), "StatefulSet")["spec"]["template"]["spec"]
    keys = [constraint["topologyKey"] for constraint in spec["topologySpreadConstraints"]]
    assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]


@each_set
def test_volumes_are_retained(name):
    spec = one(documents_of(name), "StatefulSet")["spec"]
    assert set(spec["persistentVolumeClaimRetentionPolicy"].values()) == {"Retain"}


@each_set
def test_no_autoscaler_changes_the_cluster(name):
    assert not [d for d in documents_of(name) if d["kind"] == "HorizontalPodAutoscaler"]


@each_set
def test_peer_port_is_open_to_nodes_only(name):
    if not values_of(name).get("networkPolicy", {}).get("enabled", True):
        assert not [d for d in documents_of(name) if d["kind"] == "NetworkPolicy"]
        return
    policy = one(documents_of(name), "NetworkPolicy")["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    rules = [rule for rule in policy["ingress"] if "peer" in [port["port"] for port in rule["ports"]]]
    assert len(rules) == 1
    selected = rules[0]["from"][0]["podSelector"]["matchLabels"]
    assert selected == policy["podSelector"]["matchLabels"]
    assert selected["app.kubernetes.io/component"] == "node"


@each_set
def test_an_insecure_node_is_asked_for(name):
    env = one(documents_of(name), "StatefulSet")["spec"]["template"]["spec"]["containers"][0]["env"]
    names = {variable["name"] for variable in env}
    assert ("MINOOTS_INSECURE" in names) == (name == "insecure")
    if name != "insecure":
        assert {"MINOOTS_ROOT_KEY_FILE", "MINOOTS_TLS_CERT", "MINOOTS_PEER_CERT", "MINOOTS_CA_FILE"} <= names


def test_each_node_has_a_certificate_with_its_only_name():
    certificates = [d for d in documents_of("issuer") if d["kind"] == "Certificate"]
    uris = {c["metadata"]["name"]: c["spec"]["uris"] for c in certificates if "uris" in c["spec"]}
    assert uris == {f"minoots-peer-{n}": [f"minoots://timers-1/node/{n}"] for n in (1, 2, 3)}
    for certificate in certificates:
        if "uris" in certificate["spec"]:
            assert {"server auth", "client auth"} <= set(certificate["spec"]["usages"])
            assert "dnsNames" not in certificate["spec"]


def test_certificates_mounted_are_those_issued():
    found = documents_of("default")
    issued = {d["spec"]["secretName"] for d in found if d["kind"] == "Certificate"}
    volumes = one(found, "StatefulSet")["spec"]["template"]["spec"]["volumes"]
    sources = next(v["projected"]["sources"] for v in volumes if v["name"] == "tls")
    required = {s["secret"]["name"] for s in sources if not s["secret"].get("optional")}
    optional = {s["secret"]["name"] for s in sources if s["secret"].get("optional")}
    assert required <= issued
    assert {f"minoots-peer-{node}" for node in (1, 2, 3)} <= optional
    # The private keys of authorities are in no pod.
    items = [item["key"] for s in sources if s["secret"]["name"] == "minoots-peer-ca" for item in s["secret"]["items"]]
    assert items == ["tls.crt"]
    assert "minoots-ca" not in yaml.dump(sources)


def test_backups_share_a_place_and_are_pruned_one_at_a_time():
    for name, place in (("backup-s3", "s3://backups/minoots"), ("backup-claim", "/backups/minoots")):
        job = one(documents_of(name), "CronJob")["spec"]
        args = job["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"]
        assert args == ["backup", "--to", place, "--keep-daily", "14", "--keep-weekly", "8"]
        assert job["concurrencyPolicy"] == "Forbid" and job["timeZone"] == "Etc/UTC"


def test_the_log_is_shipped_to_the_place_of_the_backups():
    found = documents_of("backup-s3")
    job, ship = one(found, "CronJob")["spec"]["jobTemplate"], one(found, "Deployment")
    backup, copy = (each["spec"]["template"]["spec"]["containers"][0] for each in (job, ship))
    assert copy["args"] == ["backup", "ship", "--to", "s3://backups/minoots", "--ship-interval", "1s"]
    for same in ("env", "envFrom", "volumeMounts", "securityContext"):
        assert copy[same] == backup[same]
    assert ship["spec"]["selector"]["matchLabels"].items() <= ship["spec"]["template"]["metadata"]["labels"].items()
    assert not [d for d in documents_of("backup-claim") if d["kind"] == "Deployment"]
