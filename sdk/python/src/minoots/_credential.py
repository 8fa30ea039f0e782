"""The API key that is shown with every call.

Invariant: the key is in no repr, log or error of this package. Whoever prints what holds it sees three dots.
"""

from __future__ import annotations

import os
import re

from .errors import invalid

VARIABLE = "MINOOTS_API_KEY"
# What a key may be made of, and any other bearer token.
_WORD = re.compile(r"[A-Za-z0-9._~+/=-]+")

Metadata = tuple[tuple[str, str], ...]


class _Secret(str):
    """Text that tracebacks with variables, and whatever else shows values, do not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'...'"


def metadata(api_key: str | None) -> Metadata:
    """What goes with every call: the key as it was given, else the environment's, else nothing."""
    path = "api_key"
    if api_key is None:
        path, api_key = VARIABLE, os.environ.get(VARIABLE, "").strip()
        if not api_key:
            return ()
    # Never shown in a refusal: it is a secret, or nearly one.
    if not isinstance(api_key, str):
        raise invalid(path, f"is a {type(api_key).__name__}, and must be text such as mnt_...")
    word = api_key.strip()
    if not word:
        raise invalid(path, f"is empty: leave it off to use {VARIABLE}, or give a key, which begins with mnt_")
    if word.lower().startswith("bearer "):
        raise invalid(path, "begins with Bearer, which is added here: give the key alone, from mnt_ to its last digit")
    if not _WORD.fullmatch(word):
        raise invalid(
            path,
            "cannot be a key: it has a space, a line break or another character that keys do not have. Give the key "
            "alone, from mnt_ to its last digit",
        )
    return (("authorization", _Secret(f"Bearer {word}")),)
