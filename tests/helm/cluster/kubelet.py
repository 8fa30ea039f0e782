"""A pod's life, as the kubelet leads it: volumes, init containers, probes, restarts, and the orderly stop."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chart import Document

from cluster import container as containers
from cluster import probes, volumes

if TYPE_CHECKING:
    from cluster.world import World

# Seconds before a container restarts again: at once, then from 10 s up to 5 min.
BACKOFF_FIRST_S, BACKOFF_MAX_S = 10, 300
LOOK_S = 0.02
CONFIG_MODE = 0o644
KNOWN = {
    "serviceAccountName", "automountServiceAccountToken", "enableServiceLinks", "terminationGracePeriodSeconds", "topologySpreadConstraints",
    "securityContext", "initContainers", "containers", "volumes", "restartPolicy",
}  # fmt: skip


def backoffs() -> Iterator[float]:
    yield 0
    delay = BACKOFF_FIRST_S
    while True:
        yield delay
        delay = min(2 * delay, BACKOFF_MAX_S)


class Pod:
    """A pod from its creation until nothing of it is left. All methods run in the world's loop."""

    def __init__(self, world: World, name: str, template: Document, revision: str = "", claims: dict[str, Path] | None = None) -> None:
        unknown = template["spec"].keys() - KNOWN
        assert not unknown, f"the harness does not know {unknown} of a pod"
        self.world = world
        self.name = name
        self.labels: dict[str, str] = template["metadata"]["labels"]
        self.spec: Document = template["spec"]
        self.revision = revision
        self.claims = claims or {}
        self.machine: str | None = None
        self.ready_since: float | None = None
        self.deleted_at: float | None = None
        self.codes: list[int] = []
        self._deletion = asyncio.Event()
        self._is_healthy = True
        self._volumes: dict[str, Path] = {}
        self.end = world.network.add(name)
        self.directory = world.directory / f"pods/{self.end.namespace}"
        self.directory.mkdir(parents=True)
        self.log = world.directory / f"logs/{self.end.namespace.split('-', 3)[-1]}.log"
        self.task = world.spawn(self._run())

    @property
    def is_ready(self) -> bool:
        return self.ready_since is not None

    @property
    def is_terminating(self) -> bool:
        return self._deletion.is_set()

    def delete(self) -> None:
        if not self.is_terminating:
            self.world.record(self.name, "deleted")
            self.deleted_at = self.world.now()
            self._deletion.set()

    def is_available(self, min_ready_s: float) -> bool:
        return self.is_ready and not self.is_terminating and self.world.now() - self.ready_since >= min_ready_s / self.world.speed

    async def _run(self) -> None:
        try:
            while not await self._is_placed():
                await asyncio.sleep(LOOK_S)
            for init in self.spec.get("initContainers", []):
                await self._run_to_success(init)
            await self._run_main(self.spec["containers"][0])
        finally:
            self._set_ready(False)
            self.world.network.remove(self.end)
            shutil.rmtree(self.directory)
            self.world.gone(self)

    async def _is_placed(self) -> bool:
        """Whether the pod has a machine and its volumes, or will not need them any more."""
        if self.is_terminating:
            return True
        if self.machine is None:
            self.machine = self.world.schedule(self)
        return self.machine is not None and self._has_volumes()

    def _has_volumes(self) -> bool:
        group = self.spec["securityContext"]["fsGroup"]
        for name, path in self.claims.items():
            volumes.own(path, group, self.spec["securityContext"].get("fsGroupChangePolicy", "Always"))
            self._volumes[name] = path
        for volume in self.spec.get("volumes", []):
            if not self._has_volume(volume, self.directory / f"volume-{volume['name']}", group):
                return False
        return True

    def _has_volume(self, volume: Document, path: Path, group: int) -> bool:
        if "emptyDir" in volume:
            path.mkdir(exist_ok=True)
            volumes.own(path, group, "Always")
        elif "configMap" in volume:
            data = self.world.find("ConfigMap", volume["configMap"]["name"])["data"]
            files = {key: text.encode() for key, text in data.items()}
            volumes.project(path, volumes.selected(volume["configMap"], files, CONFIG_MODE), group)
        elif "secret" in volume:
            data = self.world.secrets.get(volume["secret"]["secretName"])
            if data is None:
                return False
            volumes.project(path, volumes.selected(volume["secret"], data, CONFIG_MODE), group)
        else:
            raise AssertionError(f"the harness does not know the volume {volume}")
        self._volumes[volume["name"]] = path
        return True

    def secret_changed(self, name: str) -> None:
        """Replaces the files of a Secret."""
        if self._volumes and any(volume.get("secret", {}).get("secretName") == name for volume in self.spec.get("volumes", [])):
            self._has_volumes()

    def _start(self, container: Document) -> subprocess.Popen:
        image = self.world.images[container["image"]]
        etc = self.directory / "etc"
        if not etc.exists():
            etc.mkdir()
            (etc / "resolv.conf").write_text(self.world.resolv_conf())
            (etc / "hosts").write_text(f"127.0.0.1 localhost\n{self.end.address} {self.name}\n")
            (etc / "nsswitch.conf").write_text("hosts: files dns\n")
        place = containers.Place(self.end.namespace, self.directory, self._volumes, etc)
        self.world.record(self.name, f"starts {container['name']}")
        return containers.start(container, self.spec, image, self._environment(container), place, self.log)

    def _environment(self, container: Document) -> dict[str, str]:
        result: dict[str, str] = {}
        for variable in container.get("env", []):
            source = variable.get("valueFrom", {})
            if field := source.get("fieldRef"):
                result[variable["name"]] = self._field(field["fieldPath"])
            elif reference := source.get("configMapKeyRef"):
                result[variable["name"]] = self.world.find("ConfigMap", reference["name"])["data"][reference["key"]]
            else:
                result[variable["name"]] = re.sub(r"\$\((\w+)\)", lambda match: result[match[1]], variable["value"])
        return result

    def _field(self, path: str) -> str:
        if path == "metadata.name":
            return self.name
        label = re.fullmatch(r"metadata\.labels\['(.+)'\]", path)
        assert label, f"the harness does not know the field {path}"
        return self.labels[label[1]]

    async def _run_to_success(self, container: Document) -> None:
        for delay in backoffs():
            await self._pause(delay)
            if self.is_terminating:
                return
            process = self._start(container)
            if await self._ends(process) == 0:
                return

    async def _run_main(self, container: Document) -> None:
        for delay in backoffs():
            await self._pause(delay)
            if self.is_terminating:
                return
            process = self._start(container)
            watching = self.world.spawn(self._watch(container)) if "startupProbe" in container else None
            while process.poll() is None and not self.is_terminating and self._is_healthy:
                await asyncio.sleep(LOOK_S)
            if watching:
                watching.cancel()
            if process.poll() is None:
                await self._stop(container, process)
            self._is_healthy = True
            self._set_ready(False)
            self.codes.append(process.returncode)
            self.world.record(self.name, f"ends with {process.returncode}")
            if self.spec.get("restartPolicy") == "Never":
                return

    async def _ends(self, process: subprocess.Popen) -> int:
        while process.poll() is None:
            if self.is_terminating:
                process.kill()
            await asyncio.sleep(LOOK_S)
        return process.returncode

    async def _watch(self, container: Document) -> None:
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}

        async def attempt(probe: Document) -> bool:
            return await probes.succeeds(probe, self.end.address, ports)

        async def watch(kind: str, report) -> None:
            probe = container[kind]
            await probes.watch(probe, lambda: attempt(probe), self.world.pause, report)

        started: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        starting = self.world.spawn(watch("startupProbe", lambda success: started.done() or started.set_result(success)))
        try:
            self._is_healthy = await started
        finally:
            starting.cancel()
        tasks = [self.world.spawn(watch("readinessProbe", self._set_ready)), self.world.spawn(watch("livenessProbe", self._set_healthy))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    def _set_healthy(self, is_healthy: bool) -> None:
        if not is_healthy:
            self.world.record(self.name, "is not alive")
            self._is_healthy = False

    def _set_ready(self, is_ready: bool) -> None:
        if is_ready != self.is_ready:
            self.ready_since = self.world.now() if is_ready else None
            self.world.record(self.name, "is ready" if is_ready else "is not ready")

    async def _stop(self, container: Document, process: subprocess.Popen) -> None:
        """The hook, SIGTERM, and SIGKILL after the grace period, which is as long as written."""
        end = self.world.now() + self.spec.get("terminationGracePeriodSeconds", 30)
        hook = container.get("lifecycle", {}).get("preStop")
        if hook:
            assert hook.keys() == {"sleep"}, f"the harness does not know the hook {hook}"
            await self.world.pause(hook["sleep"]["seconds"])
        self.world.record(self.name, "SIGTERM")
        process.send_signal(signal.SIGTERM)
        while process.poll() is None:
            if self.world.now() > end:
                self.world.record(self.name, "SIGKILL")
                process.kill()
            await asyncio.sleep(LOOK_S)

    async def _pause(self, seconds: float) -> None:
        end = self.world.now() + seconds / self.world.speed
        while self.world.now() < end and not self.is_terminating:
            await asyncio.sleep(LOOK_S)
