"""Writes the generated files below src/minoots; with --check, only compares them.

They are the stubs of proto/, in _proto, and the modules that blocking.py derives from the asyncio client.

The stubs are below minoots._proto, so that the API's own package names do not mix with the client's modules. protoc is
that of requirements-protos.txt: generated code runs with the protobuf and grpcio of its generator, and with newer ones.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import blocking
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorSet,
    MethodDescriptorProto,
)

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
PROTO = ROOT / "proto"
TARGET = HERE / "src/minoots"
STUBS = "_proto"
FILES = [
    "minoots/timer/v1/timer.proto",
    "minoots/timer/v1/watchdog_requests.proto",
    "minoots/timer/v1/cancel_many_requests.proto",
    "minoots/timer/v1/timer_service.proto",
    "minoots/schedule/v1/schedule.proto",
    "minoots/schedule/v1/schedule_service.proto",
    "minoots/checkpoint/v1/checkpoint.proto",
    "minoots/checkpoint/v1/checkpoint_service.proto",
    "minoots/lease/v1/lease.proto",
    "minoots/lease/v1/lease_service.proto",
    "minoots/event/v1/event.proto",
    "minoots/event/v1/event_service.proto",
    "minoots/transaction/v1/transaction_service.proto",
    "minoots/workflow/v1/failure.proto",
    "minoots/workflow/v1/recovery.proto",
    "minoots/workflow/v1/workflow.proto",
    "minoots/workflow/v1/definition_requests.proto",
    "minoots/workflow/v1/phase_requests.proto",
    "minoots/workflow/v1/execution_requests.proto",
    "minoots/workflow/v1/list_requests.proto",
    "minoots/workflow/v1/child_requests.proto",
    "minoots/workflow/v1/workflow_service.proto",
    "minoots/workflow/v1/agent.proto",
    "minoots/workflow/v1/agent_service.proto",
    "minoots/workflow/v1/handoff.proto",
    "minoots/workflow/v1/handoff_service.proto",
    "minoots/admin/v1/system_service.proto",
    "minoots/admin/v1/key_service.proto",
]
IMPORT = re.compile(
    r"^(from|import) minoots\.(timer|schedule|checkpoint|lease|event|transaction|workflow|admin)\.", re.MULTILINE
)
OPTIONS = [
    "minoots/options/v1/method.proto",
    "minoots/options/v1/resource.proto",
    "minoots/options/v1/rule.proto",
    "google/protobuf/descriptor.proto",
]
SERVERS = re.compile(r"^class \w+Servicer\b", re.MULTILINE)


def generator() -> Path:
    """Returns the environment of protoc."""
    install = [str(ROOT / "tests/packages.sh"), "python", "protos", "sdk/python/requirements-protos.txt"]
    done = subprocess.run([*install, "--require-hashes"], check=True, stdout=subprocess.PIPE, text=True)
    return Path(done.stdout.strip())


def known(described: Iterable[MethodDescriptorProto | DescriptorProto | FieldDescriptorProto]) -> None:
    """Removes the options that protobuf does not know: those of MINOOTS."""
    for one in described:
        one.options.DiscardUnknownFields()
        if not one.options.ListFields():
            one.ClearField("options")


def without_options(descriptors: bytes) -> bytes:
    """Returns a set of files without the options of MINOOTS, which only generators use."""
    files = FileDescriptorSet.FromString(descriptors)
    for file in [file for file in files.file if file.name in OPTIONS]:
        files.file.remove(file)
    for file in files.file:
        kept = [name for name in file.dependency if name not in OPTIONS]
        file.dependency[:] = kept
        for service in file.service:
            known(service.method)
        known(file.message_type)
        for message in file.message_type:
            known(message.field)
            for fields in (message.field, *(nested.field for nested in message.nested_type)):
                for field in fields:
                    # The JSON name follows from the name.
                    field.ClearField("json_name")
    return files.SerializeToString()


def generate() -> dict[str, str]:
    """Generates the stubs, by their path below the target."""
    python = generator() / "bin/python"
    with tempfile.TemporaryDirectory() as directory:
        protoc = [str(python), "-m", "grpc_tools.protoc"]
        descriptors = Path(directory) / "descriptors.bin"
        read = [f"-I{PROTO}", "--include_imports", "--include_source_info", f"--descriptor_set_out={descriptors}"]
        subprocess.run([*protoc, *read, *FILES], check=True)
        descriptors.write_bytes(without_options(descriptors.read_bytes()))
        command = [*protoc, f"--descriptor_set_in={descriptors}"]
        command += [f"--{kind}_out={directory}" for kind in ("python", "grpc_python")]
        command += [f"--{kind}_out=quiet:{directory}" for kind in ("mypy", "mypy_grpc")]
        # The plugins that write types run in the environment of this script.
        plugins = [f"--plugin={Path(sys.executable).parent / f'protoc-gen-{kind}'}" for kind in ("mypy", "mypy_grpc")]
        subprocess.run([*command, *plugins, *FILES], check=True)
        root = Path(directory) / "minoots"
        generated = {}
        for path in sorted(root.rglob("*.py*")):
            # A file without a service has no calls.
            if "_grpc.py" in path.name and "_service_pb2" not in path.name:
                continue
            text = IMPORT.sub(r"\1 minoots._proto.\2.", path.read_text())
            # The code after the stubs is for servers.
            text = SERVERS.split(text)[0].rstrip() + "\n"
            generated[str(STUBS / path.relative_to(root))] = text
        for folder in {parent for name in generated for parent in Path(name).parents} - {Path()}:
            generated[str(folder / "__init__.py")] = ""
        return generated


def differences(generated: dict[str, str]) -> list[str]:
    """Returns the paths that are missing, left over or out of date."""
    present = {
        str(path.relative_to(TARGET)): path.read_text()
        for path in TARGET.rglob("*.py*")
        if "__pycache__" not in path.parts
    }
    # Modules by hand have no mark.
    marked = {name for name, text in present.items() if name.startswith(f"{STUBS}/") or text.startswith(blocking.MARK)}
    return sorted(name for name in generated.keys() | marked if generated.get(name) != present.get(name))


def main() -> int:
    generated = generate() | blocking.generate()
    stale = differences(generated)
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"not current: src/minoots/{name}; run scripts/generate.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        path = TARGET / name
        if name in generated:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated[name])
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
