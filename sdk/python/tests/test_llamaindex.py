"""The LlamaIndex tools: the framework's own ways to call a tool, with its scripted model, on a real node."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent, ToolCallResult
from llama_index.core.base.llms.types import ChatMessage, MessageRole, ToolCallBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index.core.tools import FunctionTool, ToolMetadata, ToolOutput, ToolSelection
from llama_index.core.tools.calling import acall_tool_with_selection, call_tool_with_selection

from minoots import AsyncClient, Client, ClosedError, TimerFilter
from minoots.llamaindex import MinootsToolSpec

from .conftest import Node

# LlamaIndex's agents read all their attributes, including deprecated ones.
pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecationWarning")

NAMES = ["minoots_schedule_timer", "minoots_cancel_timer", "minoots_list_timers", "minoots_wait", "minoots_heartbeat"]


def call(tool: str, call_id: str, /, **arguments: Any) -> ChatMessage:
    block = ToolCallBlock(tool_call_id=call_id, tool_name=tool, tool_kwargs=arguments)
    return ChatMessage(role=MessageRole.ASSISTANT, blocks=[block])


def results(messages: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    return [json.loads(message.content or "") for message in messages if message.role is MessageRole.TOOL]


SCRIPT: list[Callable[[Sequence[ChatMessage]], ChatMessage]] = [
    lambda _: call("minoots_schedule_timer", "c1", name="follow up", delay="1 hour"),
    lambda _: call("minoots_schedule_timer", "c2", name="follow up", delay="1h"),
    lambda _: call("minoots_schedule_timer", "c3", name="soon", delay="50ms"),
    lambda _: call("minoots_list_timers", "c4", name_prefix="follow"),
    lambda said: call("minoots_wait", "c5", id=results(said)[2]["id"]),
    lambda said: call("minoots_cancel_timer", "c6", id=results(said)[3]["timers"][0]["id"]),
    lambda said: ChatMessage(role=MessageRole.ASSISTANT, content=results(said)[-1]["outcome"]),
]


def scripted(messages: Sequence[ChatMessage], **_: Any) -> ChatMessage:
    return SCRIPT[sum(message.role is MessageRole.ASSISTANT for message in messages)](messages)


@pytest.mark.parametrize("way", ["asynchronous", "in threads"])
@pytest.mark.parametrize("kind", [FunctionAgent, AgentWorkflow])
async def test_an_agent_schedules_lists_waits_and_cancels(
    client: Client, async_client: AsyncClient, name: str, way: str, kind: Any
) -> None:
    native = async_client if way == "asynchronous" else None
    tools = MinootsToolSpec(client, native, queue=None, labels={"agent": name}).to_tool_list()
    agent: Any = FunctionAgent(tools=list(tools), llm=MockFunctionCallingLLM(response_generator=scripted))
    handler = (agent if kind is FunctionAgent else AgentWorkflow([agent])).run("follow up in an hour, or rather not")
    outputs: list[ToolOutput] = []
    async for event in handler.stream_events():
        if isinstance(event, ToolCallResult):
            outputs.append(event.tool_output)
    assert (await handler).response.content == "cancelled"
    assert [output.is_error for output in outputs] == [True, *[False] * 5]
    refused, follow_up, soon, listed, waited, cancelled = (json.loads(output.content) for output in outputs)
    assert refused["fields"][0]["field"] == "delay" and "1h30m" in refused["fields"][0]["rule"]
    assert listed["timers"] == [{k: follow_up[k] for k in ("id", "name", "status", "fire_time")}]
    assert waited["outcome"] == "reached" and waited["id"] == soon["id"]
    assert cancelled["id"] == follow_up["id"] and cancelled["status"] == "cancelled"
    kept = {timer.id: timer.status.name async for timer in async_client.list(TimerFilter(labels={"agent": name}))}
    assert kept == {follow_up["id"]: "CANCELLED", soon["id"]: "SETTLED"}


def test_a_model_calls_a_tool_without_an_event_loop(client: Client, name: str) -> None:
    model = MockFunctionCallingLLM(
        response_generator=lambda *_, **__: call(NAMES[0], "c1", name="tea", delay="1h", id=name)
    )
    tools: list[Any] = list(MinootsToolSpec(client).to_tool_list())
    first, again = (model.predict_and_call(tools, "tea in an hour") for _ in range(2))
    assert json.loads(first.response)["existing"] is False
    assert json.loads(again.response) == {**json.loads(first.response), "existing": True}
    assert first.sources[0].raw_output["id"] == name == client.get(name).id


BAD: list[dict[str, Any]] = [
    {"delay": "25s"},
    {"name": "t", "delay": 25},
    {"name": "t", "fire_time": "tomorrow"},
    {"name": "t" * 256, "delay": "1s"},
    {"name": "t", "delay": "1s", "cron": "* * * * *"},
]


@pytest.mark.parametrize("arguments", BAD)
async def test_bad_input_is_a_tool_error(
    node: Node, client: Client, async_client: AsyncClient, arguments: dict[str, Any]
) -> None:
    tools: list[Any] = list(MinootsToolSpec(client, async_client).to_tool_list())
    chosen = ToolSelection(tool_id="c1", tool_name=NAMES[0], tool_kwargs=arguments)
    output = await acall_tool_with_selection(chosen, tools)
    value = json.loads(output.content)
    assert output.is_error and output.raw_output == value and output.raw_input["kwargs"] == arguments
    assert value["fields"][0].keys() == {"field", "rule"} and value["do"]


def test_bad_input_is_a_tool_error_without_an_event_loop(client: Client) -> None:
    tools: list[Any] = list(MinootsToolSpec(client).to_tool_list())
    bad: list[dict[str, Any]] = [{}, {"id": ""}, {"limit": 0}, {"timeout": "1h"}, {"id": ""}]
    for name, arguments in zip(NAMES, bad, strict=True):
        output = call_tool_with_selection(ToolSelection(tool_id="c", tool_name=name, tool_kwargs=arguments), tools)
        assert output.is_error and json.loads(output.content)["fields"]
    assert tools[1]("absent").is_error


def test_the_spec_gives_every_tool_or_those_that_are_named(client: Client) -> None:
    spec = MinootsToolSpec(client)
    tools = spec.to_tool_list()
    assert [tool.metadata.name for tool in tools] == NAMES == spec.spec_functions
    for tool in tools:
        assert isinstance(tool, FunctionTool)
        shown = tool.metadata.to_openai_tool()["function"]
        assert shown["description"] and all("description" in one for one in shown["parameters"]["properties"].values())
    mine = ToolMetadata("Wait.", "wait", tools[3].metadata.fn_schema)
    [wait] = spec.to_tool_list(["minoots_wait"], {"minoots_wait": mine})
    assert wait.metadata is mine
    with pytest.raises(ValueError, match="give names among minoots_schedule_timer"):
        spec.to_tool_list(["minoots_sing"])


def test_a_closed_client_is_raised(node: Node) -> None:
    client = Client(node.endpoint)
    client.close()
    with pytest.raises(ClosedError):
        MinootsToolSpec(client).to_tool_list()[2].call()
