"""The API key of every call.

Invariant: the key is in no repr, log or error of this package. The repr of an object with the key shows three dots.
"""

from __future__ import annotations

import os
import re

from .errors import invalid

VARIABLE = "MINOOTS_API_KEY"
# The characters of a key, and of any other bearer token.
_WORD = re.compile(r"[A-Za-z0-9._~+/=-]+")

Metadata = tuple[tuple[str, str], ...]


class _Secret(str):
    """Text whose repr hides it from tracebacks with variables and other dumps."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'...'"


def metadata(api_key: str | None) -> Metadata:
    """Builds the metadata of every call: the given key, or else the environment's, or else nothing."""
    path = "api_key"
    if api_key is None:
        path, api_key = VARIABLE, os.environ.get(VARIABLE, "").strip()
        if not api_key:
            return ()
    # A refusal never shows the value: it is a secret, or nearly one.
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
