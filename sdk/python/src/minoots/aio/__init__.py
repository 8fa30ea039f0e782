"""The client for event loops."""

from .client import AsyncClient
from .consumer import AsyncConsumer, AsyncDelivery
from .lease import AsyncHeldLease
from .submitter import AsyncSubmitter
from .tail import AsyncTail

__all__ = ["AsyncClient", "AsyncConsumer", "AsyncDelivery", "AsyncHeldLease", "AsyncSubmitter", "AsyncTail"]
