"""Tools for LangChain agents: schedule, cancel and list timers, wait for a timer, and touch a watchdog.

``minoots_tools()`` makes all of them. Repeating a tool call with the same id does not create a second timer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, ClassVar

try:
    from langchain_core.runnables import RunnableConfig
    from langchain_core.tools import ArgsSchema, BaseTool, ToolException
except ModuleNotFoundError as error:
    raise ImportError("minoots.langchain needs LangChain: pip install 'minoots[langchain]'") from error

from pydantic import Field, ValidationError
from pydantic.v1 import ValidationError as ValidationErrorV1

from . import _tools
from .aio import AsyncClient
from .client import Client

__all__ = [
    "MinootsCancelTimer",
    "MinootsHeartbeat",
    "MinootsListTimers",
    "MinootsScheduleTimer",
    "MinootsTool",
    "MinootsWait",
    "minoots_tools",
]

_call_id: ContextVar[str] = ContextVar("minoots_tool_call", default="")


def _refused(error: ValidationError | ValidationErrorV1) -> str:
    if isinstance(error, ValidationErrorV1):
        raise error
    return str(_tools.refusal(error))


class MinootsTool(BaseTool):
    """The base of the tools.

    Without a client, the tools use ``Client(api_key=api_key)``. On an event loop they use ``async_client``, or
    ``client`` in a thread if there is none.
    """

    tool: ClassVar[_tools.Tool]

    client: Client = Field(default_factory=Client, exclude=True)
    """The client for blocking calls."""
    api_key: str | None = Field(default=None, exclude=True, repr=False)
    """The API key for the default client. The tool passes it to that client and does not store it."""
    async_client: AsyncClient | None = Field(default=None, exclude=True)
    """The client for calls on an event loop."""
    queue: str | None = "default"
    """The queue of the timers; None for no delivery."""
    labels: Mapping[str, str] = Field(default_factory=dict)
    """The labels of every timer scheduled here. The tools list, cancel and wait for timers with these labels only."""
    scope: str = ""
    """Distinguishes tool calls with the same id, as does the thread id of the run."""
    handle_tool_error: bool | str | Callable[[ToolException], str] | None = True
    handle_validation_error: bool | str | Callable[[ValidationError | ValidationErrorV1], str] | None = _refused

    def __init__(self, *, api_key: str | None = None, **settings: Any) -> None:
        # Removed before validation, because a validation error would show it.
        settings["client"] = _tools.client_of(settings.get("client"), api_key)
        super().__init__(**settings)

    def run(self, tool_input: str | dict[str, Any], *args: Any, tool_call_id: str | None = None, **kwargs: Any) -> Any:
        """Runs the tool, as the base class does, and remembers the id of the call."""
        token = _call_id.set(tool_call_id or "")
        try:
            return super().run(tool_input, *args, tool_call_id=tool_call_id, **kwargs)
        finally:
            _call_id.reset(token)

    async def arun(
        self, tool_input: str | dict[str, Any], *args: Any, tool_call_id: str | None = None, **kwargs: Any
    ) -> Any:
        """Runs the tool, as the base class does, and remembers the id of the call."""
        token = _call_id.set(tool_call_id or "")
        try:
            return await super().arun(tool_input, *args, tool_call_id=tool_call_id, **kwargs)
        finally:
            _call_id.reset(token)

    def _run(self, *args: Any, config: RunnableConfig, **kwargs: Any) -> str:
        return _said(self._box(config).run(self.tool, self.tool.arguments(args, kwargs), _call_id.get()))

    async def _arun(self, *args: Any, config: RunnableConfig, **kwargs: Any) -> str:
        return _said(await self._box(config).arun(self.tool, self.tool.arguments(args, kwargs), _call_id.get()))

    def _box(self, config: RunnableConfig) -> _tools.Toolbox:
        thread = config.get("configurable", {}).get("thread_id", "")
        scope = f"{self.scope}/{thread}"
        return _tools.Toolbox(self.client, self.async_client, self.queue, self.labels, scope)


def _said(answer: _tools.Answer) -> str:
    if answer.failed:
        raise ToolException(str(answer))
    return str(answer)


class MinootsScheduleTimer(MinootsTool):
    """``minoots_schedule_timer``."""

    tool = _tools.SCHEDULE
    name: str = tool.name
    description: str = tool.description
    args_schema: ArgsSchema | None = tool.schema


class MinootsCancelTimer(MinootsTool):
    """``minoots_cancel_timer``."""

    tool = _tools.CANCEL
    name: str = tool.name
    description: str = tool.description
    args_schema: ArgsSchema | None = tool.schema


class MinootsListTimers(MinootsTool):
    """``minoots_list_timers``."""

    tool = _tools.LIST
    name: str = tool.name
    description: str = tool.description
    args_schema: ArgsSchema | None = tool.schema


class MinootsWait(MinootsTool):
    """``minoots_wait``."""

    tool = _tools.WAIT
    name: str = tool.name
    description: str = tool.description
    args_schema: ArgsSchema | None = tool.schema


class MinootsHeartbeat(MinootsTool):
    """``minoots_heartbeat``."""

    tool = _tools.HEARTBEAT
    name: str = tool.name
    description: str = tool.description
    args_schema: ArgsSchema | None = tool.schema


def minoots_tools(
    client: Client | None = None,
    async_client: AsyncClient | None = None,
    *,
    api_key: str | None = None,
    queue: str | None = "default",
    labels: Mapping[str, str] | None = None,
    scope: str = "",
) -> list[BaseTool]:
    """Returns all tools, with the same clients and limits. Without a client, they use ``Client(api_key=api_key)``."""
    client = _tools.client_of(client, api_key)
    kinds = (MinootsScheduleTimer, MinootsCancelTimer, MinootsListTimers, MinootsWait, MinootsHeartbeat)
    return [
        kind(client=client, async_client=async_client, queue=queue, labels=dict(labels or {}), scope=scope)
        for kind in kinds
    ]
