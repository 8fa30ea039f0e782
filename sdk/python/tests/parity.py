"""A server for every public method, built from its descriptor: it records requests, and returns filled messages.

The messages belong to their own pool, compiled from the repository's ``proto``, independently of the committed stubs.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from .conftest import ROOT

PROTO = ROOT / "proto"
NOT_PUBLIC = ("minoots/internal/", "minoots/peer/")

# The types of descriptors depend on protobuf's implementation, and its stubs are incomplete.
Descriptor = Any
Field = Any
MethodDescriptor = Any
Path_ = tuple[str, ...]
"""Names of fields, from a message down to one of its fields."""


def public_methods() -> dict[str, MethodDescriptor]:
    """Returns every method of the public API by its path, such as ``minoots.timer.v1.TimerService/GetTimer``."""
    files = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    public = [name for name in files if not name.startswith(NOT_PUBLIC)]
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory) / "set"
        command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", "--include_imports"]
        subprocess.run([*command, f"--descriptor_set_out={out}", *public], check=True)
        compiled = FileDescriptorSet.FromString(out.read_bytes())
    pool = DescriptorPool()
    for file in compiled.file:
        pool.Add(file)
    methods = {}
    for name in public:
        for service in pool.FindFileByName(name).services_by_name.values():
            for method in service.methods:
                methods[f"{service.full_name}/{method.name}"] = method
    return methods


def is_plain(descriptor: Descriptor) -> bool:
    """Whether a message represents a single value, whose fields do not count here."""
    return str(descriptor.full_name).startswith("google.protobuf.")


def is_map(field: Field) -> bool:
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


def paths(descriptor: Descriptor) -> Iterator[Path_]:
    """Yields every field below a message; a map is one field."""
    for field in descriptor.fields:
        yield (field.name,)
        if field.message_type is not None and not is_plain(field.message_type) and not is_map(field):
            for path in paths(field.message_type):
                yield (field.name, *path)


def is_set(message: Message, path: Path_) -> bool:
    """Whether a request sets the field at the path."""
    name, *rest = path
    field = message.DESCRIPTOR.fields_by_name[name]
    value = getattr(message, name)
    if not rest:
        return message.HasField(name) if field.has_presence else bool(value)
    if field.is_repeated:
        return any(is_set(one, tuple(rest)) for one in value)
    return bool(message.HasField(name)) and is_set(value, tuple(rest))


def fill(message: Message, variant: int = 0, only: Path_ = ()) -> None:
    """Sets every field, and of a oneof the first. If ``variant`` is 1, the field at ``only`` has another value.

    A message there is then omitted, and a oneof has another member set.
    """
    chosen = {}
    descriptor: Descriptor = message.DESCRIPTOR
    for field in descriptor.fields:
        if oneof(field):
            members = [member.name for member in field.containing_oneof.fields]
            named = only[0] if only and only[0] in members else members[0]
            if variant and only == (named,):
                named = next(member for member in members if member != named)
            chosen[field.containing_oneof.name] = named
    for field in descriptor.fields:
        if oneof(field) and chosen[field.containing_oneof.name] != field.name:
            continue
        below = only[1:] if only[:1] == (field.name,) else None
        _fill_field(message, field, variant if below == () else 0, (variant, below) if below else (0, ()))


def oneof(field: Field) -> bool:
    """Whether the field belongs to a oneof with several fields; a merely optional field does not."""
    return field.containing_oneof is not None and len(field.containing_oneof.fields) > 1


def _fill_field(message: Message, field: Field, variant: int, below: tuple[int, Path_]) -> None:
    value = getattr(message, field.name)
    if is_map(field):
        value["key"] = _value(field.message_type.fields_by_name["value"], variant)
    elif field.message_type is None:
        plain = _value(field, variant)
        if field.is_repeated:
            value.append(plain)
        else:
            setattr(message, field.name, plain)
    elif is_plain(field.message_type):
        _fill_plain(value.add() if field.is_repeated else value, variant)
    elif not variant:
        inner = value.add() if field.is_repeated else value
        inner.SetInParent()
        fill(inner, *below)


def _fill_plain(inner: Any, variant: int) -> None:
    if inner.DESCRIPTOR.name == "FieldMask":
        inner.paths.append(f"path_{variant}")
    else:
        inner.seconds = 1_800_000_000 + variant if inner.DESCRIPTOR.name == "Timestamp" else 30 + variant


def _value(field: Field, variant: int) -> Any:
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_BOOL:
            return bool(variant)
        case FieldDescriptor.CPPTYPE_STRING if field.type == FieldDescriptor.TYPE_BYTES:
            return b'{"a":%d}' % variant
        case FieldDescriptor.CPPTYPE_STRING:
            return f"{field.name}-{variant}"
        case FieldDescriptor.CPPTYPE_ENUM:
            return field.enum_type.values[1 + variant].number
        case FieldDescriptor.CPPTYPE_DOUBLE | FieldDescriptor.CPPTYPE_FLOAT:
            return 0.25 + variant / 2
    return 7 + variant


Answer = Callable[[Message, int], Iterable[Message]]
"""Builds the responses to a request, from the request and its index."""


class Recorder(grpc.GenericRpcHandler):
    """A server of every public method."""

    def __init__(self, methods: dict[str, MethodDescriptor]) -> None:
        self.methods = methods
        self.requests: list[Message] = []
        self.answer: Answer = lambda _request, _at: ()
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(8), handlers=[self])
        self.endpoint = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def end(self) -> None:
        self._server.stop(None).wait()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        method = self.methods[handler_call_details.method.removeprefix("/")]
        request_class = GetMessageClass(method.input_type)

        def answers(request: Message) -> Iterator[Message]:
            self.requests.append(request)
            yield from self.answer(request, len(self.requests) - 1)

        def of_many(requests: Iterable[Message], context: Any) -> Iterator[Message]:
            context.send_initial_metadata((("minoots-cursor", "begin"),))
            for request in requests:
                yield from answers(request)

        def one_of_one(request: Message, _context: Any) -> Message:
            return next(answers(request))

        def many_of_one(request: Message, context: Any) -> Iterator[Message]:
            return of_many([request], context)

        handlers: dict[tuple[bool, bool], tuple[Any, Any]] = {
            (False, False): (grpc.unary_unary_rpc_method_handler, one_of_one),
            (False, True): (grpc.unary_stream_rpc_method_handler, many_of_one),
            (True, True): (grpc.stream_stream_rpc_method_handler, of_many),
        }
        handler, behaviour = handlers[method.client_streaming, method.server_streaming]
        return handler(
            behaviour,
            request_deserializer=request_class.FromString,
            response_serializer=lambda message: message.SerializeToString(),
        )


def checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
