"""The systemd unit and the compose file."""

import re

import yaml
from chart import ROOT

UNIT = ROOT / "deploy/systemd/minoots.service"


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
