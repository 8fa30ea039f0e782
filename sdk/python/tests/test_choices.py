"""Choices that are none: every call of both clients refuses them by name, before anything is sent."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import minoots
from minoots import InvalidError

from .test_numbers import client, made
from .test_surrogates import CALLS, method_of

__all__ = ["client"]

ENUMS = {name: kind for name, kind in vars(minoots).items() if isinstance(kind, enum.EnumMeta)}
WRONG: list[Any] = ["no", 7, 1.5]


def choices(parameters: Iterator[inspect.Parameter]) -> Iterator[str]:
    """Yields the names of parameters that take True or False, or values of an enumeration and nothing else."""
    for parameter in parameters:
        named = set(re.findall(r"\w+", str(parameter.annotation))) - {"None", "Iterable", "Sequence"}
        if named and named <= {"bool", *ENUMS}:
            yield parameter.name


def taking(owner: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """Yields the public methods that take choices, each with the name of one of them."""
    for name, method in inspect.getmembers(owner):
        if name.startswith("_") or name in ("core", "endpoints"):
            continue
        if inspect.ismethod(method):
            for choice in choices(iter(inspect.signature(method).parameters.values())):
                yield f"{within}{name}", choice
        elif type(method).__module__.startswith("minoots"):
            yield from taking(method, f"{within}{name}.")


async def test_every_call_refuses_a_choice_that_is_none(client: Any) -> None:
    given = dict(reversed(CALLS))
    calls = list(taking(client))
    missed = []
    for call, name in calls:
        args, kwargs = given[call]
        method = method_of(client, call)
        bound = inspect.signature(method).bind(*args, **kwargs)
        for wrong in WRONG:
            named = {**bound.arguments.pop("told", {}), **bound.arguments, name: wrong}
            try:
                await made(method, **named)
                missed.append((call, name, wrong, "is sent"))
            except InvalidError as refused:
                if name not in {field.path.rpartition(".")[2] for field in refused.fields}:
                    missed.append((call, name, wrong, str(refused)))
            except Exception as raised:
                missed.append((call, name, wrong, repr(raised)))
    assert not missed, "\n".join(map(str, missed))
    assert len(calls) > 30


async def test_statuses_may_be_given_by_a_generator(client: Any) -> None:
    sent: list[Any] = []

    def keep(_kind: Any, _method: Any, message: Any, *_more: Any, **_named: Any) -> Any:
        sent.append(message)
        raise InvalidError("enough", reason="", fields=())

    client._call = keep
    listing = client.list(statuses=(status for status in [minoots.TimerStatus.FIRED]))
    with pytest.raises(InvalidError):
        if hasattr(listing, "__anext__"):
            await listing.__anext__()
        else:
            next(listing)
    assert list(sent[0].statuses) == [3]
