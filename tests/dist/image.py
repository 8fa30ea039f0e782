"""The container image: checked blob by blob, read by skopeo, and run as a container would be."""

import hashlib
import json
import os
import tarfile
from pathlib import Path

from support import ROOT, VERSION, Checks, Release, run

COMPRESSED_BYTES_MAX = 60_000_000
USER = 65_532


class Layout:
    """An image layout, unpacked."""

    def __init__(self, directory: Path) -> None:
        """Reads its index."""
        self.directory = directory
        (self.index,) = json.loads((directory / "index.json").read_text())["manifests"]

    def blob(self, descriptor: dict) -> Path:
        """The file of a descriptor, after digest and size were compared."""
        algorithm, digest = descriptor["digest"].split(":")
        path = self.directory / "blobs" / algorithm / digest
        content = path.read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (digest, descriptor["size"])
        return path

    def json(self, descriptor: dict) -> dict:
        """A blob of JSON."""
        return json.loads(self.blob(descriptor).read_text())


def checks(release: Release, work: Path, _: Path) -> Checks:
    """Unpacks the archive's layers and runs them with a read-only root."""
    layout_path, root = work / "layout", work / "root"
    archive = release.file("minoots-*.oci.tar")

    def manifest() -> tuple[Layout, dict, dict]:
        layout = Layout(layout_path)
        (entry,) = layout.json(layout.index)["manifests"]
        found = layout.json(entry)
        return layout, found, layout.json(found["config"])

    def unpack() -> None:
        with tarfile.open(archive) as tar:
            tar.extractall(layout_path)
        layout, found, config = manifest()
        assert sum(layer["size"] for layer in found["layers"]) <= COMPRESSED_BYTES_MAX
        for layer in found["layers"]:
            with tarfile.open(layout.blob(layer)) as tar:
                tar.extractall(root)
        assert (root / "usr/bin/minoots").read_bytes() == release.program.read_bytes()
        shells = [path for path in root.rglob("*") if path.name in {"sh", "bash", "busybox"}]
        assert not shells, shells
        labels = config["config"]["Labels"]
        assert labels["org.opencontainers.image.version"] == VERSION
        assert config["config"]["User"] == f"{USER}:{USER}"

    def read_by_skopeo() -> None:
        said = json.loads(run(["skopeo", "inspect", f"oci-archive:{archive}:{VERSION}"]).stdout)
        assert len(said["Layers"]) == 2 and said["Labels"]["org.opencontainers.image.title"] == "minoots", said
        copied = work / "copied"
        run(["skopeo", "copy", "--quiet", "--all", f"oci-archive:{archive}:{VERSION}", f"dir:{copied}"])
        _, found, _ = manifest()
        assert all((copied / layer["digest"].removeprefix("sha256:")).exists() for layer in found["layers"])

    def start() -> None:
        settings = manifest()[2]["config"]
        for name in ("dev", "proc"):
            (root / name).mkdir(exist_ok=True)
        volume = work / "volume"
        volume.mkdir()
        (program,) = settings["Entrypoint"]
        health = settings["Healthcheck"]["Test"]
        assert health == ["CMD", program, "health"], health
        script = ROOT / "tests/dist/image.sh"
        words = ["unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "bash", script, root, volume, str(USER), program]
        variables = dict(variable.split("=", 1) for variable in settings["Env"])
        said = run(words, env=variables | {"PATH": os.environ["PATH"], "IMAGE_PATH": variables["PATH"]}).stdout
        expected = ["root is read-only", "healthy: ready", "fired", "stopped: 0", "unhealthy: 5", f"user and rights: {USER} 0000000000000000"]
        assert [line for line in expected if line in said] == expected, said

    yield "the image's blobs have their digests, and hold the program and no shell", unpack
    yield "skopeo reads and copies the image", read_by_skopeo
    yield "the image fires a timer with a read-only root, without rights, and knows whether it is well", start
