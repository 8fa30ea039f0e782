"""The LangChain tools: the standard suites of langchain-tests, and an agent with a scripted model on a real node."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests
from pydantic import PrivateAttr

from minoots import AsyncClient, Client, ClosedError, NewTimer, NewWatchdog, TimerFilter
from minoots.langchain import (
    MinootsCancelTimer,
    MinootsHeartbeat,
    MinootsListTimers,
    MinootsScheduleTimer,
    MinootsTool,
    MinootsWait,
    minoots_tools,
)

from .conftest import Node

KINDS: dict[type[MinootsTool], dict[str, Any]] = {
    MinootsScheduleTimer: {"name": "tea", "delay": "1h30m", "message": "pour"},
    MinootsCancelTimer: {"id": "standard", "reason": "out of tea"},
    MinootsListTimers: {"status": "scheduled", "limit": 5},
    MinootsWait: {"id": "standard", "timeout": "10ms"},
    MinootsHeartbeat: {"id": "standard-watchdog"},
}


class Reaches:
    """Equals a client that reaches the node."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Client):
            return False
        with other:
            return other.endpoints.route().url == self.node.endpoint and bool(other.version().version)

    __hash__ = None  # type: ignore[assignment]


class Standard:
    """The properties that the suites require of a tool."""

    kind: type[MinootsTool]
    node: Node
    client: Client

    @pytest.fixture(autouse=True)
    def reach(self, node: Node, client: Client) -> None:
        self.node, self.client = node, client
        client.create(NewTimer("standard", delay="1h", id="standard", queue=None))
        watchdog = NewTimer("alive", delay="1h", id="standard-watchdog", queue=None, watchdog=NewWatchdog())
        client.create(watchdog)

    @property
    def tool_constructor(self) -> type[BaseTool]:
        return self.kind

    @property
    def tool_constructor_params(self) -> dict[str, Any]:
        return {"client": self.client}

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return KINDS[self.kind]

    @property
    def init_from_env_params(self) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
        return {"MINOOTS_ENDPOINT": self.node.endpoint}, {}, {"client": Reaches(self.node)}


class TestScheduleTimerUnit(Standard, ToolsUnitTests):
    kind = MinootsScheduleTimer


class TestScheduleTimerIntegration(Standard, ToolsIntegrationTests):
    kind = MinootsScheduleTimer


class TestCancelTimerUnit(Standard, ToolsUnitTests):
    kind = MinootsCancelTimer


class TestCancelTimerIntegration(Standard, ToolsIntegrationTests):
    kind = MinootsCancelTimer


class TestHeartbeatUnit(Standard, ToolsUnitTests):
    kind = MinootsHeartbeat


class TestHeartbeatIntegration(Standard, ToolsIntegrationTests):
    kind = MinootsHeartbeat


class TestListTimersUnit(Standard, ToolsUnitTests):
    kind = MinootsListTimers


class TestListTimersIntegration(Standard, ToolsIntegrationTests):
    kind = MinootsListTimers


class TestWaitUnit(Standard, ToolsUnitTests):
    kind = MinootsWait


class TestWaitIntegration(Standard, ToolsIntegrationTests):
    kind = MinootsWait


class Scripted(BaseChatModel):
    """A model that answers by a script."""

    script: list[Callable[[Sequence[BaseMessage]], AIMessage]]
    _shown: list[str] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Any:
        self._shown = [tool.name for tool in tools]
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        turn = sum(isinstance(message, AIMessage) for message in messages)
        return ChatResult(generations=[ChatGeneration(message=self.script[turn](messages))])


def call(tool: str, call_id: str, /, **arguments: Any) -> AIMessage:
    return AIMessage("", tool_calls=[ToolCall(name=tool, args=arguments, id=call_id, type="tool_call")])


def results(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    return [json.loads(str(message.content)) for message in messages if isinstance(message, ToolMessage)]


SCRIPT: list[Callable[[Sequence[BaseMessage]], AIMessage]] = [
    lambda _: call("minoots_schedule_timer", "c1", name="follow up", delay="1 hour"),
    lambda _: call("minoots_schedule_timer", "c2", name="follow up", delay="1h"),
    lambda _: call("minoots_schedule_timer", "c3", name="soon", delay="50ms"),
    lambda _: call("minoots_list_timers", "c4", name_prefix="follow"),
    lambda said: call("minoots_wait", "c5", id=results(said)[2]["id"], timeout="10s"),
    lambda said: call("minoots_cancel_timer", "c6", id=results(said)[3]["timers"][0]["id"]),
    lambda said: AIMessage(f"{results(said)[-1]['outcome']}"),
]


@pytest.mark.parametrize("way", ["invoke", "ainvoke", "ainvoke in threads"])
def test_an_agent_schedules_lists_waits_and_cancels(node: Node, client: Client, name: str, way: str) -> None:
    model = Scripted(script=SCRIPT)
    asked: Any = {"messages": [("user", "follow up in an hour, or rather not")]}

    async def on_a_loop() -> Any:
        async with AsyncClient(node.endpoint) as async_client:
            native = async_client if way == "ainvoke" else None
            tools = minoots_tools(client, native, queue=None, labels={"agent": name})
            return await create_agent(model, tools).ainvoke(asked)

    if way == "invoke":
        said = create_agent(model, minoots_tools(client, queue=None, labels={"agent": name})).invoke(asked)
    else:
        said = asyncio.run(on_a_loop())
    messages = said["messages"]
    refused, follow_up, soon, listed, waited, cancelled = results(messages)
    assert refused["fields"][0]["field"] == "delay" and "1h30m" in refused["fields"][0]["rule"]
    status = [message.status for message in messages if isinstance(message, ToolMessage)]
    assert status == ["error", *["success"] * 5]
    assert listed == {"timers": [{k: follow_up[k] for k in ("id", "name", "status", "fire_time")}], "more": False}
    assert waited["outcome"] == "reached" and waited["id"] == soon["id"]
    assert cancelled["id"] == follow_up["id"] and cancelled["status"] == "cancelled"
    assert messages[-1].content == "cancelled"
    assert model._shown == [kind.model_fields["name"].default for kind in KINDS]
    kept = {timer.id: timer.status.name for timer in client.list(TimerFilter(labels={"agent": name}))}
    assert kept == {follow_up["id"]: "CANCELLED", soon["id"]: "SETTLED"}


@pytest.fixture
def schedule(client: Client, name: str) -> Iterator[BaseTool]:
    yield MinootsScheduleTimer(client=client, queue=None, labels={"test": name})


def said(message: Any) -> dict[str, Any]:
    assert isinstance(message, ToolMessage) and message.status == "success"
    value: dict[str, Any] = json.loads(str(message.content))
    return value


async def test_two_calls_with_the_same_id_make_one_timer(schedule: BaseTool, client: Client, name: str) -> None:
    tea = ToolCall(name=schedule.name, args={"name": "tea", "delay": "1h"}, id="call_1", type="tool_call")
    other = ToolCall(name=schedule.name, args={"name": "tea", "delay": "1h"}, id="call_2", type="tool_call")
    first = said(await asyncio.to_thread(schedule.invoke, tea))
    again = said(await schedule.ainvoke(tea))
    assert again == {**first, "existing": True}
    threads = [said(await schedule.ainvoke(tea, {"configurable": {"thread_id": n}})) for n in ("a", "b", "a")]
    assert threads[0]["id"] == threads[2]["id"] != threads[1]["id"]
    assert said(await schedule.ainvoke(other))["id"] not in {first["id"], *(one["id"] for one in threads)}
    assert len(await asyncio.to_thread(lambda: list(client.list(TimerFilter(labels={"test": name}))))) == 4


async def test_calls_at_a_time_keep_their_ids_apart(schedule: BaseTool) -> None:
    calls = [
        ToolCall(name=schedule.name, args={"name": "tea", "delay": "1h"}, id=f"call_{n % 5}", type="tool_call")
        for n in range(20)
    ]
    done = await asyncio.gather(*(schedule.ainvoke(call) for call in calls))
    ids = [said(message)["id"] for message in done]
    assert len(set(ids)) == 5 and ids[:5] == ids[5:10] == ids[15:]


BAD: list[dict[str, Any]] = [
    {"name": "t", "delay": 25},
    {"name": "t", "delay": "25"},
    {"name": "t", "fire_time": "tomorrow"},
    {"name": "t" * 256, "delay": "1s"},
    {"name": "t", "delay": "1s", "cron": "* * * * *"},
]


@pytest.mark.parametrize("arguments", BAD)
async def test_bad_input_is_a_tool_error(schedule: BaseTool, arguments: dict[str, Any]) -> None:
    message = await schedule.ainvoke(ToolCall(name=schedule.name, args=arguments, id="call", type="tool_call"))
    assert message.status == "error"
    value = json.loads(message.content)
    assert value["fields"][0].keys() == {"field", "rule"} and value["do"]
    assert json.loads(await asyncio.to_thread(schedule.invoke, arguments)) == value


def test_a_lone_text_is_the_first_argument(client: Client, name: str) -> None:
    timer = client.create(NewTimer(name, delay="1h")).timer
    assert json.loads(MinootsCancelTimer(client=client).invoke(timer.id))["outcome"] == "cancelled"
    assert json.loads(MinootsScheduleTimer(client=client).invoke("tea"))["fields"][0]["field"] == "delay"


def test_a_closed_client_is_raised(node: Node) -> None:
    client = Client(node.endpoint)
    client.close()
    with pytest.raises(ClosedError):
        MinootsListTimers(client=client).invoke({})
