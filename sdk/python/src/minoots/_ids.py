"""Ids for writes whose caller chose none, so that repeating them is safe."""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> str:
    """A UUID of version 7: unique, and ordered by the time it was drawn."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
