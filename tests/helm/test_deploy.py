"""The systemd unit and the compose file."""

import re
import shutil
import subprocess

import pytest
import yaml
from chart import ROOT

UNIT = ROOT / "deploy/systemd/minoots.service"
EXPOSURE_MAX = 2.0
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@needs_systemd
def test_unit_is_valid(tmp_path):
    # The program need not be installed here.
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/usr/local/bin/minoots ", f"{shutil.which('true')} "))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert done.returncode == 0 and not complaints, done.stderr


@needs_systemd
def test_unit_is_hardened():
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", UNIT]
    done = subprocess.run(command, capture_output=True, text=True)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout + done.stderr)
    assert level, done.stderr
    assert float(level[1]) <= EXPOSURE_MAX


def test_unit_agrees_with_that_of_the_debian_package():
    def settings(text):
        return {line for line in text.splitlines() if "=" in line and not line.startswith("#")}

    packaged = settings((ROOT / "crates/dist/files/minoots.service").read_text())
    ours = settings(UNIT.read_text())
    different = {line.partition("=")[0] for line in packaged - ours}
    assert different <= {"Documentation", "ExecStart"}


def compose():
    return yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())


def test_compose_has_a_cluster():
    services = compose()["services"]
    assert len(services) == 3
    peers = dict(peer.split("=") for peer in services["node-1"]["environment"]["MINOOTS_PEERS"].split(","))
    assert len(peers) == 3
    addresses = set()
    for number, service in enumerate(services.values(), start=1):
        environment = service["environment"]
        assert environment["MINOOTS_NODE"] == str(number)
        assert environment["MINOOTS_PEER_LISTEN"] == peers[str(number)]
        assert environment["MINOOTS_ENDPOINT"] == f"http://{environment['MINOOTS_LISTEN']}"
        addresses |= {environment["MINOOTS_LISTEN"], environment["MINOOTS_PEER_LISTEN"]}
        # Without keys and certificates a node may only listen on loopback.
        assert all(environment[key].startswith("127.0.0.1:") for key in ("MINOOTS_LISTEN", "MINOOTS_PEER_LISTEN"))
    assert len(addresses) == 6


def test_compose_is_restricted():
    document = compose()
    for name, service in document["services"].items():
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"] and service["user"] == "65532:65532"
        assert service["stop_grace_period"] == "60s"
        assert not service["image"].rstrip("}").endswith("latest")
        assert service["volumes"] == [f"{name}:/var/lib/minoots"]
        assert name in document["volumes"]
