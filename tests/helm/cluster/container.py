"""A container as a process: in the pod's network namespace, on a root file system of its own, with the user's rights only."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from chart import Document

# The directories of the host that stand for those of an image.
SYSTEM = ("bin", "lib", "lib64", "sbin", "usr")
KNOWN = {
    "name", "image", "imagePullPolicy", "command", "args", "env", "ports", "startupProbe", "readinessProbe", "livenessProbe",
    "lifecycle", "resources", "securityContext", "volumeMounts",
}  # fmt: skip


@dataclass(frozen=True)
class Image:
    """A program at the path of the image's entrypoint, and the variables that the image sets."""

    program: Path
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a container runs: the pod's namespace, its directory, its volumes by name, and its /etc."""

    namespace: str
    directory: Path
    volumes: dict[str, Path]
    etc: Path


def start(container: Document, pod: Document, image: Image, environment: dict[str, str], place: Place, log: Path) -> subprocess.Popen:
    """Starts the process. It ends with the calling thread at the latest."""
    unknown = container.keys() - KNOWN
    assert not unknown, f"the harness does not know {unknown} of a container"
    security = pod["securityContext"]
    own = container["securityContext"]
    assert own["capabilities"] == {"drop": ["ALL"]} and own["allowPrivilegeEscalation"] is False, own
    command = container.get("command", ["/minoots"]) + container.get("args", [])
    variables = dict(image.variables) | environment
    rights = [
        "/usr/bin/setpriv", "--reuid", security["runAsUser"], "--regid", security["runAsGroup"], "--groups", security["fsGroup"],
        "--no-new-privs", "--bounding-set=-all", "--pdeathsig", "KILL",
        "/usr/bin/env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command,
    ]  # fmt: skip
    root = place.directory / "root"
    root.mkdir(exist_ok=True)
    script = "\n".join([*_mounts(container, image, place, root), f"exec chroot {root} {shlex.join(map(str, rights))}"])
    words = ["ip", "netns", "exec", place.namespace, "unshare", "--mount", "sh", "-ec", script]
    with log.open("ab") as output:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def _mounts(container: Document, image: Image, place: Place, root: Path) -> list[str]:
    lines = [f"mount -t tmpfs -o mode=755 none {root}", f"mkdir {root}/dev {root}/proc"]
    for name in SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            lines.append(f"ln -s {os.readlink(path)} {root}/{name}")
        elif path.is_dir():
            lines.append(f"mkdir {root}/{name}; mount --rbind {path} {root}/{name}")
    lines += [f"mount --rbind /dev {root}/dev", f"mount --rbind /proc {root}/proc", f"cp -r {place.etc} {root}/etc"]
    lines += [f"touch {root}/minoots; mount --bind {image.program} {root}/minoots"]
    for mount in container.get("volumeMounts", []):
        target = f"{root}{mount['mountPath']}"
        lines.append(f"mkdir -p {target}; mount --bind {place.volumes[mount['name']]} {target}")
        if mount.get("readOnly"):
            lines.append(f"mount -o remount,bind,ro {target}")
    if container["securityContext"]["readOnlyRootFilesystem"]:
        lines.append(f"mount -o remount,ro {root}")
    return lines
