"""The scenarios of tests/contract, and the comparison of results with them. Their README is the specification."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from minoots import ConflictError, InvalidError, MinootsError, NotFoundError, RefusedError

from ..conftest import ROOT

SUITE = ROOT / "tests/contract"
KINDS = {
    InvalidError: "INVALID",
    NotFoundError: "NOT_FOUND",
    ConflictError: "CONFLICT",
    RefusedError: "REFUSED",
}


@dataclass(frozen=True)
class Scenario:
    """Steps to be played in order."""

    name: str
    steps: list[dict[str, Any]]

    @property
    def has_faults(self) -> bool:
        return any("fault" in step for step in self.steps)


def scenarios() -> list[Scenario]:
    found = []
    for file in sorted((SUITE / "scenarios").glob("*.json")):
        found += [Scenario(one["name"], one["steps"]) for one in json.loads(file.read_text())["scenarios"]]
    return found


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """Replaces names by their values."""
    match value:
        case str():
            if whole := re.fullmatch(r"\$\{(\w+)}", value):
                return names[whole[1]]
            return re.sub(r"\$\{(\w+)}", lambda name: str(names[name[1]]), value)
        case dict():
            return {key: filled(member, names) for key, member in value.items()}
        case list():
            return [filled(element, names) for element in value]
        case _:
            return value


def misfit(expected: Any, actual: Any, at: str = "answer") -> str | None:
    """Returns the first difference and its path; None if everything matches."""
    match expected:
        case {"$more": than}:
            return None if actual > than else f"{at}: {actual!r} is not more than {than!r}"
        case {"$one_of": some}:
            return None if actual in some else f"{at}: {actual!r} is none of {some!r}"
        case {"$not": other}:
            return None if actual != other else f"{at}: {actual!r}"
        case dict():
            if not isinstance(actual, dict):
                return f"{at}: {actual!r} is no object"
            pairs = [(f"{at}.{key}", member, actual.get(key, _MISSING)) for key, member in expected.items()]
        case list():
            if not isinstance(actual, list) or len(actual) != len(expected):
                return f"{at}: {actual!r} is not {len(expected)} elements"
            pairs = [(f"{at}[{number}]", *both) for number, both in enumerate(zip(expected, actual, strict=True))]
        case _:
            equal = actual == expected and isinstance(actual, bool) == isinstance(expected, bool)
            return None if equal else f"{at}: {actual!r} is not {expected!r}"
    return next((found for path, inner, came in pairs if (found := misfit(inner, came, path))), None)


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


_MISSING = _Missing()


def refusal_misfit(expected: Mapping[str, Any], error: MinootsError) -> str | None:
    """Returns the first difference of a refusal."""
    kind = next((name for base, name in KINDS.items() if isinstance(error, base)), type(error).__name__)
    if kind != expected["kind"]:
        return f"refusal: {kind} is not {expected['kind']}: {error}"
    # A refusal before sending has a field, and no reason.
    here = kind == "INVALID" and error.code is None
    if error.reason != expected["reason"] and not here:
        return f"refusal: {error.reason} is not {expected['reason']}: {error}"
    paths = [field.path for field in error.fields]
    if "field" in expected and expected["field"] not in paths:
        return f"refusal: {paths} does not name {expected['field']}: {error}"
    if expected.get("retry") and error.retry_delay is None:
        return f"refusal: no delay to retry after: {error}"
    return misfit(expected.get("metadata", {}), error.metadata, "refusal.metadata")


def at_path(answer: Any, path: str) -> Any:
    for member in path.split("."):
        answer = answer[member]
    return answer
