"""Checksums, their signature, and `minoots verify-release`."""

import shutil
from collections.abc import Callable
from pathlib import Path

from support import Checks, Release, run

LIST, SIGNATURE = "SHA256SUMS", "SHA256SUMS.minisig"


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Puts another file in its place: the one that is there is shared with the release."""
    content = change(path.read_bytes())
    path.unlink()
    path.write_bytes(content)


def flip(content: bytes) -> bytes:
    """One bit, in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def checks(release: Release, work: Path, _: Path) -> Checks:
    """Verifies as it is, by three programs, and after each kind of alteration."""
    verify = [release.program, "verify-release", "--key", release.key]
    wheel = release.file("minoots-*-manylinux_*.whl").name

    def accept() -> None:
        said = run([*verify, release.files]).stdout
        assert f"{wheel}: OK" in said and "signature verified; minoots " in said, said
        # The key itself, in the directory.
        key = release.key.read_text().splitlines()[1]
        run([release.program, "verify-release", "--key", key], cwd=release.files)
        run(["minisign", "-V", "-q", "-m", LIST, "-p", release.key], cwd=release.files)
        run(["sha256sum", "--check", "--strict", "--quiet", LIST], cwd=release.files)

    def refused(name: str, alter: Callable[[Path], object], word: str) -> Callable[[], None]:
        def action() -> None:
            copy = work / "altered" / name
            copy.mkdir(parents=True)
            for file in release.files.iterdir():
                (copy / file.name).hardlink_to(file)
            alter(copy)
            failed = run([*verify, copy], status=1)
            assert word in failed.stdout + failed.stderr, failed
            shutil.rmtree(copy)

        return action

    def other_key() -> None:
        other = work / "other.pub"
        run(["minisign", "-G", "-W", "-s", work / "other.key", "-p", other])
        run([release.program, "verify-release", "--key", other, release.files], status=1)

    alterations = {
        "a file of which one bit is other": (lambda copy: rewrite(copy / wheel, flip), f"{wheel}: ALTERED"),
        "a file that is missing": (lambda copy: (copy / wheel).unlink(), f"{wheel}: MISSING"),
        "a file too many": (lambda copy: (copy / "setup.py").write_text(""), "setup.py: EXTRA"),
        "an altered list": (lambda copy: rewrite(copy / LIST, flip), "does not verify over SHA256SUMS"),
        "an altered signature": (
            lambda copy: rewrite(copy / SIGNATURE, lambda text: text.replace(b"minoots ", b"minots ", 2)),
            "does not verify over SHA256SUMS",
        ),
        "no signature": (lambda copy: (copy / SIGNATURE).unlink(), "cannot read"),
    }
    yield "verify-release, minisign and sha256sum accept the release", accept
    for name, (alter, word) in alterations.items():
        yield f"verify-release refuses {name}", refused(name.replace(" ", "-"), alter, word)
    yield "verify-release refuses a signature by another key", other_key
