"""An operator in the cluster's network: runs commands of docs/kubernetes.md in bash, with `helm` and `kubectl` acting on the world.

`minoots` is the program itself. `helm` and `kubectl` pass their arguments to this process by a socket, and know the
commands of the page only.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from chart import ROOT, Document, Values, documents, merged

from cluster.kubelet import Pod
from cluster.world import Refused, World

PAGE = ROOT / "docs/kubernetes.md"
COMMAND_S = 300
# The exit code of `minoots` if no server is able to answer.
UNAVAILABLE = 5
HOOK = "helm.sh/hook"
CLIENT = f"""#!{sys.executable}
import json, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect("{{path}}")
    text = sys.stdin.read() if "-" in sys.argv else ""
    server.sendall(json.dumps([*sys.argv, text]).encode() + b"\\n")
    answer = json.loads(server.makefile().readline())
sys.stdout.write(answer["output"])
sys.exit(answer["error"])
"""


def commands(heading: str, first: str) -> str:
    """The block of the page below a heading that contains a text."""
    section = re.search(rf"(?ms)^## {heading}\n(.*?)(?=^## |\Z)", PAGE.read_text())
    assert section, f"{PAGE.name} has no section {heading}"
    blocks = [block for block in re.findall(r"(?ms)^ *```sh\n(.*?)^ *```", section[1]) if first in block]
    assert len(blocks) == 1, f"{heading}: {len(blocks)} blocks contain {first}"
    return re.sub(r"(?m)^   ", "", blocks[0])


class Operator:
    def __init__(self, world: World, program: Path, values: Values) -> None:
        self.world = world
        self.directory = world.directory / "operator"
        self.values = values
        self.environment = {"HOME": str(self.directory), "MINOOTS_ENDPOINT": f"https://minoots.{world.namespace}.svc:7411"}
        self._end = world.do(world.network.add, "operator")
        bin_directory = self.directory / "bin"
        bin_directory.mkdir(parents=True)
        (bin_directory / "minoots").symlink_to(program)
        socket = str(self.directory / "api")
        for name in ("helm", "kubectl"):
            (bin_directory / name).write_text(CLIENT.replace("{path}", socket))
            (bin_directory / name).chmod(0o755)
        self.environment["PATH"] = f"{bin_directory}:{os.environ['PATH']}"
        (self.directory / "resolv.conf").write_text(world.resolv_conf())
        world.call(self._listen(socket))

    @property
    def namespace(self) -> str:
        return self._end.namespace

    def words(self, *command: object) -> list[str]:
        """A command line in the operator's namespace, with the cluster's names."""
        script = f'mount --bind {self.directory}/resolv.conf /etc/resolv.conf; exec setpriv --pdeathsig KILL "$@"'
        return ["ip", "netns", "exec", self.namespace, "unshare", "--mount", "sh", "-ec", script, "sh", *map(str, command)]

    def bash(self, script: str, **variables: str) -> str:
        """Runs a script that must succeed. Returns its output. A command of `minoots` that finds no server able to answer is repeated."""
        end = self.world.now() + COMMAND_S
        is_repeatable = "\n" not in script.strip() and not script.startswith(("helm", "kubectl"))
        while True:
            done = self._run(script, variables)
            if done.returncode == UNAVAILABLE and is_repeatable and self.world.now() < end:
                continue
            assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}\n{self.world.story()}"
            return done.stdout

    def _run(self, script: str, variables: dict[str, str]) -> subprocess.CompletedProcess:
        self.world.check()
        words = self.words("bash", "-euo", "pipefail", "-c", script)
        environment = self.environment | variables
        return subprocess.run(words, cwd=self.directory, env=environment, capture_output=True, text=True, timeout=COMMAND_S)

    def follow(self, script: str) -> None:
        """Runs the lines of a block one by one, as an operator types them."""
        for line in re.sub(r"\\\n", " ", script).splitlines():
            self.bash(line)

    def status(self) -> dict[int, str]:
        """The roles of the cluster's members by id."""
        members = json.loads(self.bash("minoots cluster status --output json"))["nodes"]
        return {int(member["node"]): member["role"] for member in members}

    # helm and kubectl.

    async def _listen(self, path: str) -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            program, *words, text = json.loads(await reader.readline())
            try:
                work = self._helm(words) if program.endswith("/helm") else self._kubectl(words, text)
                output, error = await work, None
            except Refused as refused:
                output, error = "", f"{refused}"
            writer.write(json.dumps({"output": output, "error": error}).encode() + b"\n")
            await writer.drain()
            writer.close()

        self.world.add_server(await asyncio.start_unix_server(answer, path))

    async def _helm(self, words: list[str]) -> str:
        flags, rest = _parsed(words)
        assert flags.pop("namespace") == [self.world.namespace]
        if rest == ["test", "minoots"]:
            return await self._test()
        command, release, chart = rest
        assert (release, chart) == ("minoots", "helm/minoots") and command in ("install", "upgrade"), words
        assert flags.keys() <= {"reuse-values", "set"} and (command == "install" or "reuse-values" in flags), words
        values = self.values
        for setting in flags.get("set", []):
            path, _, text = setting.partition("=")
            value = yaml.safe_load(text)
            for key in reversed(path.split(".")):
                value = {key: value}
            values = merged(values, value)
        await self.world.apply(self._rendered(values, is_hook=False))
        self.values = values
        return ""

    def _rendered(self, values: Values, is_hook: bool) -> list[Document]:
        found = documents(values, namespace=self.world.namespace)
        return [document for document in found if (HOOK in document["metadata"].get("annotations", {})) == is_hook]

    async def _test(self) -> str:
        """Runs the pods of the tests to their ends."""
        for document in self._rendered(self.values, is_hook=True):
            pod = Pod(self.world, document["metadata"]["name"], document)
            self.world.pods[pod.name] = pod
            await pod.task
            if pod.codes != [0]:
                raise Refused(f"pod {pod.name} failed: {pod.log.read_text()}")
        return ""

    async def _kubectl(self, words: list[str], text: str) -> str:
        flags, rest = _parsed(words)
        assert flags.pop("namespace", [self.world.namespace]) == [self.world.namespace]
        match rest:
            case ["create", "namespace", _]:
                pass
            case ["create", "secret", "generic", name]:
                return self._create_secret(name, flags)
            case ["apply"] if flags["filename"] == ["-"]:
                secret = json.loads(text)
                self.world.set_secret(secret["name"], {key: bytes.fromhex(content) for key, content in secret["data"].items()})
            case ["rollout", "status", "statefulset", _]:
                while not self.world.is_rolled_out():
                    await asyncio.sleep(0.05)
            case ["delete", "pod", name]:
                self.world.delete_pod(name)
            case ["delete", "pvc", *names]:
                for name in names:
                    self.world.delete_claim(name)
            case _:
                raise AssertionError(f"the harness does not know kubectl {words}")
        return ""

    def _create_secret(self, name: str, flags: dict[str, list[str]]) -> str:
        pairs = [file.split("=") if "=" in file else (Path(file).name, file) for file in flags["from-file"]]
        data = {key: (self.directory / file).read_bytes() for key, file in pairs}
        if flags.get("dry-run") == ["client"]:
            return json.dumps({"name": name, "data": {key: content.hex() for key, content in data.items()}})
        if name in self.world.secrets:
            raise Refused(f'409: secrets "{name}" already exists')
        self.world.set_secret(name, data)
        return ""


def _parsed(words: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Flags with their values, and the other words."""
    flags: dict[str, list[str]] = {}
    rest = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if not word.startswith("--"):
            rest.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if not equals and name != "reuse-values":
            value = queue.pop(0)
        flags.setdefault(name, []).append(value)
    return flags, rest
