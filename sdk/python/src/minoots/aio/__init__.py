"""The client for event loops."""

from .agents import AsyncAgentHeartbeat, AsyncAgents
from .client import AsyncClient
from .consumer import AsyncConsumer, AsyncDelivery
from .handoffs import AsyncHandoffs
from .heartbeat import AsyncHeartbeat
from .lease import AsyncHeldLease
from .submitter import AsyncSubmitter
from .tail import AsyncTail
from .workflows import AsyncWorkflows

__all__ = [
    "AsyncAgentHeartbeat",
    "AsyncAgents",
    "AsyncClient",
    "AsyncConsumer",
    "AsyncDelivery",
    "AsyncHandoffs",
    "AsyncHeartbeat",
    "AsyncHeldLease",
    "AsyncSubmitter",
    "AsyncTail",
    "AsyncWorkflows",
]
