"""Tools for LlamaIndex agents: schedule, cancel and list timers, and wait for a timer.

``MinootsToolSpec().to_tool_list()`` makes all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

try:
    from llama_index.core.tools import FunctionTool, ToolMetadata, ToolOutput
    from llama_index.core.tools.tool_spec.base import SPEC_FUNCTION_TYPE, BaseToolSpec
except ModuleNotFoundError as error:
    raise ImportError("minoots.llamaindex needs LlamaIndex: pip install 'minoots[llamaindex]'") from error

from . import _tools
from .aio import AsyncClient
from .client import Client

__all__ = ["MinootsFunctionTool", "MinootsToolSpec"]


class MinootsFunctionTool(FunctionTool):
    """A tool whose output says whether it is an error."""

    def call(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Calls the tool. Problems that the caller can act on are in the output and not raised."""
        return _marked(super().call(*args, **kwargs))

    async def acall(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Calls the tool on an event loop."""
        return _marked(await super().acall(*args, **kwargs))


def _marked(output: ToolOutput) -> ToolOutput:
    answer: _tools.Answer = output.raw_output
    output.raw_output, output.is_error = answer.value, answer.failed
    return output


class MinootsToolSpec(BaseToolSpec):
    """The tools of one agent.

    Without a client, the tools use ``Client(api_key=api_key)``. On an event loop they use ``async_client``, or
    ``client`` in a thread if there is none. Timers are delivered to ``queue`` (None for no delivery) and carry
    ``labels``; the tools list, cancel and wait for timers with these labels only.
    """

    spec_functions: list[SPEC_FUNCTION_TYPE] = [tool.name for tool in _tools.TOOLS]  # noqa: RUF012 - as the base has it

    def __init__(
        self,
        client: Client | None = None,
        async_client: AsyncClient | None = None,
        *,
        api_key: str | None = None,
        queue: str | None = "default",
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self._box = _tools.Toolbox(_tools.client_of(client, api_key), async_client, queue, dict(labels or {}))

    def to_tool_list(
        self,
        spec_functions: list[SPEC_FUNCTION_TYPE] | None = None,
        func_to_metadata_mapping: dict[str, ToolMetadata] | None = None,
    ) -> list[FunctionTool]:
        """Returns the named tools, or all of them."""
        known = {tool.name: tool for tool in _tools.TOOLS}
        metadata = func_to_metadata_mapping or {}
        tools: list[FunctionTool] = []
        for name in spec_functions or self.spec_functions:
            if not isinstance(name, str) or name not in known:
                raise ValueError(f"{name!r} is no tool: give names among {', '.join(known)}")
            tools.append(self._tool(known[name], metadata.get(name)))
        return tools

    def _tool(self, tool: _tools.Tool, metadata: ToolMetadata | None) -> FunctionTool:
        def call(*args: Any, **kwargs: Any) -> _tools.Answer:
            return self._box.run(tool, tool.arguments(args, kwargs))

        async def acall(*args: Any, **kwargs: Any) -> _tools.Answer:
            return await self._box.arun(tool, tool.arguments(args, kwargs))

        metadata = metadata or ToolMetadata(tool.description, tool.name, tool.schema)
        return MinootsFunctionTool(call, metadata, acall)
