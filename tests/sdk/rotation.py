#!/usr/bin/env python3
"""Verifies what a real node signs with other people's libraries before, during and after a rotation of its signing key.

    $(tests/packages.sh python vectors tests/sdk/python/requirements.txt)/bin/python tests/sdk/rotation.py

Takes the program from MINOOTS_BIN, else the release build, else the debug build. Each event that was delivered, and the event log, is given
to PyJWT and to jose with the keys that the node serves at that time: under the first key, once there is a second one, after a kill, and once
the first one is revoked, when what it signed must be refused and the log must have been signed anew.
"""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VERIFIERS = [[sys.executable, HERE / "python/verify_vectors.py"], ["node", HERE / "node/verify_vectors.mjs"]]


def program():
    named = os.environ.get("MINOOTS_BIN")
    places = [named] if named else [ROOT / "target" / profile / "minoots" for profile in ("release", "debug")]
    return next(str(place) for place in places if pathlib.Path(place).is_file())


class Node:
    """One node on a directory of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.start()

    def start(self):
        ready = self.directory / "ready.json"
        command = [program(), "dev", "--data", self.directory / "data", "--listen", "127.0.0.1:0", "--no-demo", "--ready-file", ready]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
        until = time.monotonic() + 60
        while not ready.exists() or json.loads(ready.read_text())["pid"] != self.process.pid:
            assert self.process.poll() is None and time.monotonic() < until, "the node does not start"
            time.sleep(0.05)
        self.endpoint = json.loads(ready.read_text())["endpoint"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def run(self, *arguments):
        """The lines that a command prints, as JSON."""
        done = subprocess.run([program(), *arguments], env=environment(MINOOTS_ENDPOINT=self.endpoint), capture_output=True, timeout=60)
        assert done.returncode == 0, (arguments, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.splitlines()]

    def fire(self, timer, delay):
        self.run("timer", "create", "--name", timer, "--id", timer, "--queue", "work", "--delay", delay, "-o", "json")

    def take(self, count):
        return self.run("event", "consume", "--queue", "work", "--max", str(count))

    def log(self):
        return self.run("event", "tail", "--from", "start", "--timeout", "1s")

    def jwks(self):
        with urllib.request.urlopen(self.endpoint + "/.well-known/jwks.json", timeout=60) as answer:
            return json.load(answer)


def environment(**more):
    # The disk may be nearly full with other things.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINOOTS_")}
    return kept | {"MINOOTS_DISK_RESERVE_BYTES": "0"} | more


def kid(line):
    protected = line["signature"].split(".")[0]
    return json.loads(base64.urlsafe_b64decode(protected + "=" * (-len(protected) % 4)))["kid"]


def swapped(line):
    """The same signature over another payload."""
    payload = bytearray(base64.b64decode(line["payload"]))
    payload[-2] ^= 1
    return line | {"payload": base64.b64encode(payload).decode(), "expect": "SIGNATURE_INVALID"}


def verify(what, node, kids, lines):
    """Both libraries say of each line what is expected of it, by the keys that the node serves now."""
    jwks = node.jwks()
    served = {key["kid"] for key in jwks["keys"]}
    assert served == set(kids), (what, served, kids)
    keys, envelopes = node.directory / "keys.json", node.directory / "lines.json"
    keys.write_text(json.dumps(jwks))
    envelopes.write_text("".join(json.dumps(line) + "\n" for line in [*lines, swapped(lines[-1])]))
    for verifier in VERIFIERS:
        print(f"{what}:", flush=True)
        subprocess.run([*verifier, "--jwks", keys, envelopes], check=True)


def rotate(node):
    node.fire("before", "0s")
    before = node.take(1)
    [first] = {kid(line) for line in before}
    verify("one key", node, [first], before + node.log())

    # Signed ahead by the first key, delivered under the second.
    node.fire("across", "2s")
    [rotated] = node.run("cluster", "rotate-key", "-o", "json")
    second = rotated["kid"]
    assert rotated["previousKid"] == first != second, rotated
    node.fire("after", "0s")
    after = node.take(2)
    assert second in {kid(line) for line in after}, "nothing is signed by the second key"
    verify("two keys", node, [first, second], before + after + node.log())

    node.kill()
    node.start()
    node.fire("restarted", "0s")
    restarted = node.take(1)
    assert kid(restarted[0]) == second, "the key on disk is not the second one"
    delivered = before + after + restarted
    verify("after a kill", node, [first, second], delivered + node.log())

    node.run("cluster", "revoke-key", first, "--reason", "a test", "-o", "json")
    told = [line | {"expect": "KEY_UNKNOWN"} if kid(line) == first else line for line in delivered]
    assert "expect" in told[0] and "expect" not in told[-1]
    log = node.log()
    assert {kid(line) for line in log} == {second}, "the log is not signed anew"
    assert "signing_key.revoked" in {json.loads(base64.b64decode(line["payload"]))["type"] for line in log}
    verify("the first one revoked", node, [second], told + log)


def main():
    with tempfile.TemporaryDirectory() as directory:
        node = Node(pathlib.Path(directory))
        try:
            rotate(node)
        finally:
            node.kill()


main()
