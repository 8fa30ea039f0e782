"""A cluster of Kubernetes in one process, with pods as processes in network namespaces: the objects of a chart, the controller of its
StatefulSet, its Services, the scheduler, evictions and the kubelets.

Everything runs in one loop in a thread of its own, inside the network's hub. Times that Kubernetes keeps (periods of probes, pauses,
backoffs, preStop sleeps, minReadySeconds) are divided by `speed`. Times within which the program must do something (timeouts of
probes, the grace period of a stop) are as written.
"""

import asyncio
import copy
import hashlib
import json
import random
import shutil
import socket
import struct
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from chart import Document

from cluster import dns
from cluster.container import Image
from cluster.kubelet import Pod
from cluster.network import GATEWAY, Network, enter

T = TypeVar("T")

RECONCILE_S = 0.05
CONNECT_S = 0.01
LINGER_S = 0.05
MACHINES = 5
# Seconds for which Services still send clients to a pod that was deleted.
LAG_S = 3
REFUSED = "refused a client"
# Only ends a test that has failed.
UNTIL_S = 180
# The fields of a StatefulSet that an update may change.
MUTABLE = {"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"}
KINDS = {"ConfigMap", "Service", "StatefulSet", "PodDisruptionBudget", "ServiceAccount", "NetworkPolicy"}
HOSTNAME = "kubernetes.io/hostname"


class Refused(Exception):
    """An answer of the API server other than success."""


@dataclass(frozen=True)
class Event:
    at: float
    pod: str
    text: str


class World:
    def __init__(self, directory: Path, namespace: str, domain: str, images: dict[str, Image], speed: float) -> None:
        self.directory = directory
        self.namespace = namespace
        self.domain = domain
        self.images = images
        self.speed = speed
        self.network = Network()
        self.secrets: dict[str, dict[str, bytes]] = {}
        self.pods: dict[str, Pod] = {}
        self.machines = {f"machine-{n}": True for n in range(1, MACHINES + 1)}
        self.events: list[Event] = []
        self.failures: list[BaseException] = []
        self._objects: dict[tuple[str, str], Document] = {}
        self._templates: dict[str, Document] = {}
        self._current = ""
        self._addresses: dict[str, str] = {}
        self._lost_claims: set[str] = set()
        # Closed at the end.
        self._servers: list[asyncio.AbstractServer | asyncio.BaseTransport] = []
        self._is_open = True
        for name in ("logs", "claims"):
            (directory / name).mkdir()
        self.loop = asyncio.new_event_loop()
        begun = threading.Event()
        self._thread = threading.Thread(target=self._main, args=(begun,))
        self._thread.start()
        begun.wait()

    # The loop.

    def _main(self, begun: threading.Event) -> None:
        enter(self.network.hub)
        asyncio.set_event_loop(self.loop)
        self.loop.call_soon(begun.set)
        self.spawn(self._serve_names())
        self.spawn(self._reconcile())
        self.loop.run_forever()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the loop, from another thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def do(self, work: Callable[..., T], *arguments: Any) -> T:
        async def inside() -> T:
            return work(*arguments)

        return self.call(inside())

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self.loop.create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception():
            self.failures.append(task.exception())

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def record(self, pod: str, text: str) -> None:
        self.events.append(Event(self.now(), pod, text))

    def add_server(self, server: asyncio.AbstractServer) -> None:
        self._servers.append(server)

    def until(self, goal: str, condition: Callable[[], Any], seconds: float = UNTIL_S) -> Any:
        """Waits in a test until a condition holds."""
        end = self.now() + seconds
        while True:
            self.check()
            found = self.do(condition)
            if found:
                return found
            assert self.now() < end, f"{goal}: not after {seconds} s\n{self.story()}"
            time.sleep(RECONCILE_S)

    def check(self) -> None:
        if self.failures:
            raise AssertionError(f"the harness failed\n{self.story()}") from self.failures[0]

    def story(self) -> str:
        """The last events, and the last lines of each pod."""
        first = self.events[0].at if self.events else 0
        lines = [f"{event.at - first:8.2f} {event.pod} {event.text}" for event in self.events[-60:]]
        for log in sorted((self.directory / "logs").iterdir()):
            lines += [f"-- {log.name}", *log.read_text(errors="replace").splitlines()[-8:]]
        return "\n".join(lines)

    def close(self) -> None:
        async def stop() -> None:
            self._is_open = False
            for pod in self.pods.values():
                pod.spec = pod.spec | {"terminationGracePeriodSeconds": 0}
                pod.delete()
            await asyncio.gather(*[pod.task for pod in self.pods.values()], return_exceptions=True)
            for server in self._servers:
                server.close()
            while others := asyncio.all_tasks() - {asyncio.current_task()}:
                for task in others:
                    task.cancel()
                await asyncio.gather(*others, return_exceptions=True)
                # An accepted connection becomes a task in the next turn, and a closed one ends there.
                await asyncio.sleep(LINGER_S)

        self.call(stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        self.network.close()

    # Objects.

    def find(self, kind: str, name: str) -> Document:
        return self._objects[kind, name]

    def one(self, kind: str) -> Document:
        found = [document for (of, _), document in self._objects.items() if of == kind]
        assert len(found) == 1, (kind, found)
        return found[0]

    async def apply(self, documents: list[Document]) -> None:
        """Makes the objects of a release these, as Helm does: all or none."""
        wanted = {(document["kind"], document["metadata"]["name"]): document for document in documents}
        for key, document in wanted.items():
            assert document["kind"] in KINDS, f"the harness does not know the kind {document['kind']}"
            if key in self._objects:
                _check_update(self._objects[key], document)
        self._objects = copy.deepcopy(wanted)
        for kind, name in wanted:
            if kind == "Service" and name not in self._addresses and self.find(kind, name)["spec"].get("clusterIP") != "None":
                await self._serve(name)

    def patch_stateful_set(self, spec: Document) -> None:
        self.one("StatefulSet")["spec"].update(copy.deepcopy(spec))

    def set_secret(self, name: str, data: dict[str, bytes]) -> None:
        self.secrets[name] = data
        for pod in self.pods.values():
            pod.secret_changed(name)

    def resolv_conf(self) -> str:
        return dns.resolv_conf(GATEWAY, self.namespace, self.domain)

    # The controller of the StatefulSet.

    async def _reconcile(self) -> None:
        while self._is_open:
            if any(kind == "StatefulSet" for kind, _ in self._objects):
                self._reconcile_stateful_set(self.one("StatefulSet"))
            await asyncio.sleep(RECONCILE_S)

    def _reconcile_stateful_set(self, stateful_set: Document) -> None:
        spec = stateful_set["spec"]
        assert spec["podManagementPolicy"] == "Parallel", "the harness knows no other policy"
        first = spec["ordinals"]["start"]
        names = {f"{stateful_set['metadata']['name']}-{first + index}": index for index in range(spec["replicas"])}
        update = self._revision(spec["template"])
        self._current = self._current or update
        partition = spec["updateStrategy"].get("rollingUpdate", {}).get("partition", 0)
        for pod in self.owned():
            if pod.name not in names:
                pod.delete()
        for name, index in names.items():
            if name not in self.pods:
                self._create(name, first + index, spec, self._current if index < partition else update)
        if spec["updateStrategy"]["type"] == "OnDelete":
            return
        for name, _ in sorted(names.items(), key=lambda item: -item[1])[: max(0, spec["replicas"] - partition)]:
            pod = self.pods.get(name)
            if pod and pod.revision != update and not pod.is_terminating:
                pod.delete()
                return
            if not pod or not pod.is_available(spec["minReadySeconds"]):
                return
        if partition == 0:
            self._current = update

    def _revision(self, template: Document) -> str:
        revision = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:10]
        self._templates.setdefault(revision, copy.deepcopy(template))
        return revision

    def _create(self, name: str, ordinal: int, spec: Document, revision: str) -> None:
        template = copy.deepcopy(self._templates[revision])
        template["metadata"]["labels"] |= {"apps.kubernetes.io/pod-index": str(ordinal), "statefulset.kubernetes.io/pod-name": name}
        claims = {claim["metadata"]["name"]: f"{claim['metadata']['name']}-{name}" for claim in spec["volumeClaimTemplates"]}
        if self._lost_claims.intersection(claims.values()):
            return
        for claim in claims.values():
            (self.directory / "claims" / claim).mkdir(exist_ok=True)
        self.record(name, "created")
        paths = {volume: self.directory / "claims" / claim for volume, claim in claims.items()}
        self.pods[name] = Pod(self, name, template, revision, paths)

    def gone(self, pod: Pod) -> None:
        """Forgets a pod of which nothing is left. A claim that was deleted while it was in use is deleted now."""
        if self.pods.get(pod.name) is pod:
            del self.pods[pod.name]
        for path in pod.claims.values():
            if path.name in self._lost_claims:
                shutil.rmtree(path)
                self._lost_claims.remove(path.name)

    def owned(self) -> list[Pod]:
        wanted = self.one("StatefulSet")["spec"]["selector"]["matchLabels"]
        return [pod for pod in self.pods.values() if wanted.items() <= pod.labels.items()]

    def is_rolled_out(self) -> bool:
        spec = self.one("StatefulSet")["spec"]
        update = self._revision(spec["template"])
        pods = self.owned()
        is_size_right = len(pods) == spec["replicas"]
        return is_size_right and all(pod.revision == update and pod.is_available(spec["minReadySeconds"]) for pod in pods)

    def all_ready(self) -> bool:
        pods = self.owned()
        return len(pods) == self.one("StatefulSet")["spec"]["replicas"] and all(pod.is_ready and not pod.is_terminating for pod in pods)

    # Deletion, eviction, machines.

    def delete_pod(self, name: str) -> None:
        self.pods[name].delete()

    def delete_claim(self, name: str) -> None:
        """Deletes a claim once no pod uses it."""
        if any(path.name == name for pod in self.pods.values() for path in pod.claims.values()):
            self._lost_claims.add(name)
        else:
            shutil.rmtree(self.directory / "claims" / name)

    def evict(self, name: str) -> None:
        """Deletes a pod, unless its budget forbids it."""
        pod = self.pods[name]
        budgets = [document["spec"] for (kind, _), document in self._objects.items() if kind == "PodDisruptionBudget"]
        for budget in budgets:
            if not budget["selector"]["matchLabels"].items() <= pod.labels.items():
                continue
            if not pod.is_ready and budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow":
                continue
            healthy = sum(other.is_ready and not other.is_terminating for other in self.owned())
            if healthy <= self.one("StatefulSet")["spec"]["replicas"] - budget["maxUnavailable"]:
                self.record(name, "eviction refused")
                raise Refused(f"429: Cannot evict pod {name} as it would violate the pod's disruption budget.")
        self.record(name, "evicted")
        pod.delete()

    async def drain(self, machine: str) -> None:
        """Empties a machine as `kubectl drain` does: it repeats refused evictions every 5 s, and waits until the pods are gone."""
        self.machines[machine] = False
        while pods := [pod for pod in self.pods.values() if pod.machine == machine]:
            for pod in pods:
                try:
                    if not pod.is_terminating:
                        self.evict(pod.name)
                except Refused:
                    await self.pause(5)
            await asyncio.sleep(RECONCILE_S)

    def schedule(self, pod: Pod) -> str | None:
        """The machine for a pod, or None while its spread permits none."""
        open_machines = [machine for machine, is_open in self.machines.items() if is_open]
        alike = [other for other in self.pods.values() if other.labels.get("app.kubernetes.io/component") == pod.labels["app.kubernetes.io/component"]]
        counts = {machine: sum(other.machine == machine for other in alike) for machine in self.machines}
        for constraint in pod.spec.get("topologySpreadConstraints", []):
            if constraint["topologyKey"] == HOSTNAME and constraint["whenUnsatisfiable"] == "DoNotSchedule":
                limit = min(counts.values()) + constraint["maxSkew"]
                open_machines = [machine for machine in open_machines if counts[machine] + 1 <= limit]
        return min(open_machines, key=lambda machine: counts[machine], default=None)

    # Services.

    def endpoints(self, service: Document) -> list[Pod]:
        spec = service["spec"]
        pods = [pod for pod in self.pods.values() if spec["selector"].items() <= pod.labels.items()]
        return [pod for pod in pods if spec.get("publishNotReadyAddresses") or (pod.is_ready and not self._was_removed(pod))]

    def _was_removed(self, pod: Pod) -> bool:
        return pod.deleted_at is not None and self.now() - pod.deleted_at > LAG_S / self.speed

    def lookup(self, name: str) -> list[str] | None:
        suffix = f".{self.namespace}.svc.{self.domain}"
        if not name.endswith(suffix):
            return None
        pod, _, service = name.removesuffix(suffix).rpartition(".")
        document = self._objects.get(("Service", service))
        if document is None:
            return None
        if service in self._addresses:
            return None if pod else [self._addresses[service]]
        addresses = [found.end.address for found in self.endpoints(document) if pod in ("", found.name)]
        return addresses if addresses or not pod else None

    async def connect_often(self, name: str) -> None:
        """Connects new clients to a Service for ever, so that each moment meets one."""
        port = self.find("Service", name)["spec"]["ports"][0]["port"]
        while self._is_open:
            _, writer = await asyncio.open_connection(self._addresses[name], port)
            writer.close()
            await asyncio.sleep(CONNECT_S)

    async def _serve_names(self) -> None:
        transport, _ = await self.loop.create_datagram_endpoint(lambda: dns.Server(self.lookup), local_addr=(GATEWAY, 53))
        self._servers.append(transport)

    async def _serve(self, name: str) -> None:
        """Relays connections to the address of a Service to one of its endpoints, as kube-proxy does."""
        address = self._addresses[name] = self.network.add_service()
        for port in self.find("Service", name)["spec"]["ports"]:

            async def relay(reader, writer, port=port) -> None:
                await self._relay(name, port["targetPort"], reader, writer)

            self.add_server(await asyncio.start_server(relay, address, port["port"]))

    async def _relay(self, name: str, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pods = self.endpoints(self.find("Service", name))
        pod = random.choice(pods) if pods else None
        try:
            if pod is None:
                raise ConnectionRefusedError(name)
            ports = {port["name"]: port["containerPort"] for port in pod.spec["containers"][0]["ports"]}
            other_reader, other_writer = await asyncio.open_connection(pod.end.address, ports[target])
            try:
                await asyncio.gather(_pump(reader, other_writer), _pump(other_reader, writer))
            finally:
                other_writer.close()
        except OSError:
            self.record(pod.name if pod else name, REFUSED if pod else "has no endpoint")
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        finally:
            writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()


def _check_update(old: Document, new: Document) -> None:
    """Refuses a change of a field that cannot change."""
    name = f"{old['kind']} {old['metadata']['name']}"
    if old.get("immutable") and old["data"] != new["data"]:
        raise Refused(f"422: {name} is immutable")
    if old["kind"] == "StatefulSet":
        changed = {key for key in old["spec"].keys() | new["spec"].keys() if old["spec"].get(key) != new["spec"].get(key)}
        if changed - MUTABLE:
            raise Refused(f"422: {name}: updates to {changed - MUTABLE} are forbidden")
