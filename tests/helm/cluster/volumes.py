"""Volumes of a pod as directories, with the layout, owners and modes that the kubelet gives them."""

import itertools
import os
import shutil
from pathlib import Path

from chart import Document

_versions = itertools.count(1)


def project(directory: Path, files: dict[str, tuple[bytes, int]], group: int) -> None:
    """Replaces the files of a Secret or ConfigMap at once: each is a link into a directory to which one link leads."""
    directory.mkdir(exist_ok=True)
    version = directory / f"..{next(_versions)}"
    version.mkdir()
    for name, (content, mode) in files.items():
        (version / name).write_bytes(content)
        os.chown(version / name, 0, group)
        (version / name).chmod(mode)
        link = directory / name
        if not link.is_symlink():
            link.symlink_to(f"..data/{name}")
    current, following = directory / "..data", directory / "..data_tmp"
    former = current.readlink() if current.is_symlink() else None
    following.symlink_to(version.name)
    following.replace(current)
    if former:
        shutil.rmtree(directory / former)


def own(directory: Path, group: int, policy: str) -> None:
    """Gives a volume to the pod's group: with OnRootMismatch only if its root does not belong to the group yet."""
    status = directory.stat()
    fits = status.st_gid == group and status.st_mode & 0o2070 == 0o2070
    if policy == "OnRootMismatch" and fits:
        return
    for path in [directory, *directory.rglob("*")]:
        if not path.is_symlink():
            os.chown(path, -1, group)
            path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))


def selected(source: Document, data: dict[str, bytes], default_mode: int) -> dict[str, tuple[bytes, int]]:
    """The files of a volume's source: all keys, or those of `items` under their paths."""
    mode = source.get("defaultMode", default_mode)
    if "items" in source:
        return {item["path"]: (data[item["key"]], mode) for item in source["items"]}
    return {key: (content, mode) for key, content in data.items()}
