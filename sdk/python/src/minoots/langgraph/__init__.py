"""LangGraph on MINOOTS: savers of checkpoints, and waits with deadlines that survive the waiting process."""

from __future__ import annotations

try:
    import langgraph.graph as _graph
except ModuleNotFoundError as error:
    raise ImportError("minoots.langgraph needs LangGraph: pip install 'minoots[langgraph]'") from error

from ._aio import AsyncMinootsSaver
from ._saver import MinootsSaver
from ._waits import Waits

del _graph

__all__ = ["AsyncMinootsSaver", "MinootsSaver", "Waits"]
