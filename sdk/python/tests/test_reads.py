"""Reads that need a certain entry of the log."""

from __future__ import annotations

import pytest

from minoots import Client, UnavailableError

from .conftest import Node


def test_a_read_reports_an_index_that_is_not_reached(node: Node) -> None:
    with Client(node.endpoint, deadline="7s") as client, pytest.raises(UnavailableError) as ahead:
        client.get("tea", min_index=1_000_000_000)
    assert ahead.value.reason == "INDEX_NOT_REACHED"
