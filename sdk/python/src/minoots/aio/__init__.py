"""The client for event loops."""

from .client import AsyncClient
from .consumer import AsyncConsumer, AsyncDelivery
from .submitter import AsyncSubmitter
from .tail import AsyncTail

__all__ = ["AsyncClient", "AsyncConsumer", "AsyncDelivery", "AsyncSubmitter", "AsyncTail"]
