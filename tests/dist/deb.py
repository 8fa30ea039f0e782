"""The Debian package."""

from pathlib import Path

from support import VERSION, Checks, Node, Release, run


def checks(release: Release, work: Path, _: Path) -> Checks:
    """Unpacks it into a root of its own, and runs the service's command there."""
    package = release.file("minoots_*.deb")
    root = work / "deb"
    control = work / "deb-control"
    program = root / "usr/bin/minoots"

    def unpack() -> None:
        run(["dpkg-deb", "--extract", package, root])
        run(["dpkg-deb", "--control", package, control])
        assert program.read_bytes() == release.program.read_bytes()
        run(["md5sum", "--check", "--strict", "--quiet", control / "md5sums"], cwd=root)

    def describe() -> None:
        fields = ["Package", "Version", "Architecture", "Depends"]
        said = run(["dpkg-deb", "--field", package, *fields]).stdout
        assert f"Version: {VERSION}\n" in said and "Depends: libc6 (>= 2." in said, said
        owners = {line.split()[1] for line in run(["dpkg-deb", "--contents", package]).stdout.splitlines()}
        assert owners <= {"root/root", "0/0"}, owners
        for script in ("postinst", "prerm", "postrm"):
            run(["sh", "-n", control / script])
        for path in (control / "conffiles").read_text().split():
            assert (root / path.lstrip("/")).is_file(), path

    def serve() -> None:
        settings = root / "etc/minoots/minoots.toml"
        unit = (root / "usr/lib/systemd/system/minoots.service").read_text()
        (command,) = [line.removeprefix("ExecStart=") for line in unit.splitlines() if line.startswith("ExecStart=")]
        words = [{"/usr/bin/minoots": program, "/etc/minoots/minoots.toml": settings}.get(word, word) for word in command.split()]
        with Node([*words, "--peer-listen", "127.0.0.1:0"], work / "deb-node") as node:
            said = run([program, "health", "--endpoint", node.endpoint]).stdout
            assert said.startswith("ready"), said

    yield "dpkg-deb unpacks the package, and its digests hold", unpack
    yield "the package says what it needs, and its scripts parse", describe
    yield "the service's command starts a node with the packaged settings", serve
