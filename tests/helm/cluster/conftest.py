"""A world with the chart's requirements, and an installed cluster."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.container import Image
from cluster.load import Load
from cluster.operator_shell import Operator, commands
from cluster.world import World

NAMESPACE, DOMAIN = "timers", "cluster.local"
PROGRAM = Path(os.environ["MINOOTS_BIN"])
IS_LONG = "MINOOTS_HELM_LONG" in os.environ
# The long form keeps the times of Kubernetes as they are written.
SPEED = 1 if IS_LONG else 20
REPOSITORY = "ghcr.io/minoots/minoots"
COPY_IMAGE = "docker.io/library/busybox:1.37.0"
EARLIER = Image(Path(os.environ["MINOOTS_EARLIER_BIN"])) if "MINOOTS_EARLIER_BIN" in os.environ else Image(PROGRAM, (("MINOOTS_FAULT_LEVEL", "0"),))
IMAGES = {f"{REPOSITORY}:0.1.0": Image(PROGRAM), f"{REPOSITORY}:EARLIER": EARLIER, f"{REPOSITORY}:NEW": Image(PROGRAM), COPY_IMAGE: Image(PROGRAM)}
VALUES = {
    "tls": {"mode": "secret", "secretName": "minoots-certs"},
    "secretsKey": {"secretName": "minoots-secrets-key", "copyImage": COPY_IMAGE},
    # Processors shared with other tests must not cause elections, nor a full disk refusals.
    "timing": {"heartbeatIntervalMs": 100, "electionTimeoutMsMin": 1000, "electionTimeoutMsMax": 1500},
    "config": 'log-level = "info,openraft=error,lsm_tree=off"\nlog-format = "json"\ndisk-reserve-bytes = 0\n',
}


class Cluster:
    """A world, its operator, and the load on its timers."""

    def __init__(self, directory: Path) -> None:
        self.world = World(directory, NAMESPACE, DOMAIN, IMAGES, SPEED)
        self.operator = Operator(self.world, PROGRAM, VALUES)
        self.load: Load | None = None

    def install(self, **values: str) -> None:
        """Follows the page: the root key, the secrets key, the certificates, the release, the first keys."""
        operator = self.operator
        operator.follow(commands("Installation", "create namespace"))
        operator.follow("\n".join(commands("Installation", "--secrets >").splitlines()[:2]))
        settings = "".join(f" --set {path}={value}" for path, value in values.items())
        operator.bash(commands("TLS", "install minoots").rstrip() + settings)
        operator.environment["MINOOTS_CA_FILE"] = str(operator.directory / "certs/ca.pem")
        self.world.until("the cluster forms", self.world.all_ready)
        operator.bash("helm --namespace timers test minoots")
        create = commands("Installation", "port-forward").splitlines()[3:]
        operators, admin = (operator.bash(line).strip() for line in create)
        operator.environment["MINOOTS_API_KEY"] = operators
        self.load = Load(operator, admin)
        self.world.do(lambda: self.world.spawn(self.world.connect_often("minoots")))

    def pod_of(self, role: str) -> str:
        """The pod of a node with a role."""
        node = next(node for node, found in sorted(self.operator.status().items()) if found == role)
        return f"minoots-{node}"

    def close(self) -> None:
        try:
            if self.load:
                self.load.end()
        finally:
            self.world.close()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="minoots-helm-") as directory:
        made = Cluster(Path(directory))
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def installed(cluster: Cluster) -> Cluster:
    cluster.install()
    return cluster
