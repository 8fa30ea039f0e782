"""Ids for writes without an id from the caller, so that a repeat is safe."""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> str:
    """Draws a UUID of version 7: unique, and ordered by the time of its creation."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
