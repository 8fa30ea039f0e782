"""The client for event loops."""

from .client import AsyncClient
from .consumer import AsyncConsumer, AsyncDelivery
from .heartbeat import AsyncHeartbeat
from .lease import AsyncHeldLease
from .submitter import AsyncSubmitter
from .tail import AsyncTail

__all__ = [
    "AsyncClient",
    "AsyncConsumer",
    "AsyncDelivery",
    "AsyncHeartbeat",
    "AsyncHeldLease",
    "AsyncSubmitter",
    "AsyncTail",
]
