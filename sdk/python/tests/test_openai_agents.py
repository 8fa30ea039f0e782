"""Sessions of the OpenAI Agents SDK on a real node, alone and under the SDK's runner with a scripted model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from agents import Agent, ModelResponse, RunConfig, Runner, Usage
from agents.memory import Session, SessionSettings, SQLiteSession
from agents.models.interface import Model
from openai.types.responses import ResponseOutputMessage, ResponseOutputText

from minoots import AsyncClient, ConflictError, InvalidError
from minoots.openai_agents import MinootsSession

from .conftest import Node


def item(text: str) -> Any:
    return {"role": "user", "content": text}


def texts(items: list[Any]) -> list[str]:
    return [one["content"] for one in items]


@pytest.fixture
def session(async_client: AsyncClient, name: str) -> MinootsSession:
    return MinootsSession(name, async_client)


@pytest.fixture
async def other(node: Node, name: str) -> AsyncIterator[MinootsSession]:
    """The same session in another client."""
    async with AsyncClient(node.endpoint) as client:
        yield MinootsSession(name, client)


async def test_the_protocol(session: MinootsSession, other: MinootsSession) -> None:
    assert isinstance(session, Session)
    assert await session.get_items() == [] and await session.pop_item() is None
    await session.add_items([])
    await session.add_items([item("a"), item("b")])
    await session.add_items([item("c")])
    for one in (session, other):
        assert texts(await one.get_items()) == ["a", "b", "c"]
        assert texts(await one.get_items(limit=2)) == ["b", "c"]
        assert await one.get_items(limit=0) == []
    assert await other.pop_item() == item("c")
    assert await session.pop_item() == item("b")
    await other.add_items([item("d")])
    assert texts(await session.get_items()) == ["a", "d"]
    await session.clear_session()
    assert await other.get_items() == []
    await other.add_items([item("e")])
    assert texts(await session.get_items()) == ["e"]


async def test_a_limit_of_the_settings_holds_unless_another_is_given(async_client: AsyncClient, name: str) -> None:
    session = MinootsSession(name, async_client, session_settings=SessionSettings(limit=2))
    await session.add_items([item(str(number)) for number in range(5)])
    assert texts(await session.get_items()) == ["3", "4"]
    assert texts(await session.get_items(limit=3)) == ["2", "3", "4"]


async def test_many_and_large_items_are_whole(session: MinootsSession, other: MinootsSession) -> None:
    for number in range(45):
        await session.add_items([item(f"{number}")])
    large = "ä" * 400_000
    await session.add_items([item(large), item("last")])
    assert texts(await other.get_items()) == [*map(str, range(45)), large, "last"]
    assert await other.pop_item() == item("last") and await session.pop_item() == item(large)


async def test_concurrent_adds_and_pops_lose_and_double_nothing(session: MinootsSession, other: MinootsSession) -> None:
    await asyncio.gather(
        *(one.add_items([item(f"{at}.{number}")]) for number in range(8) for at, one in enumerate((session, other)))
    )
    assert len(set(texts(await session.get_items()))) == 16
    popped: list[Any] = await asyncio.gather(*(one.pop_item() for _ in range(5) for one in (session, other)))
    left = texts(await session.get_items())
    assert len(left) == 6 and not set(texts(popped)) & set(left)


async def test_an_item_with_a_lone_surrogate_is_kept_as_by_sqlite(
    session: MinootsSession, other: MinootsSession
) -> None:
    items = [item("half of a pair: \ud83d"), {**item("whole: \U0001f600 ä"), "\udc00 name": "x"}]
    sqlite = SQLiteSession("s")
    for one in (session, sqlite):
        await one.add_items(items)
    assert await other.get_items() == await sqlite.get_items() == items
    assert await other.pop_item() == await sqlite.pop_item() == items[1]
    assert await session.get_items() == await sqlite.get_items() == items[:1]


class Overtaken:
    """A session whose every change loses a race, and the pauses between its attempts."""

    def __init__(self, session: MinootsSession, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[str] = []
        self.pauses: list[float] = []

        async def overtaken(*_: Any, **__: Any) -> None:
            self.events.append("change")
            raise ConflictError("overtaken", reason="VERSION_CONFLICT")

        async def slept(seconds: float) -> None:
            self.events.append("pause")
            self.pauses.append(seconds)

        monkeypatch.setattr(session, "_write", overtaken)
        monkeypatch.setattr(session, "_remove", overtaken)
        monkeypatch.setattr("minoots.openai_agents.asyncio.sleep", slept)


@pytest.mark.parametrize("call", ["pop_item", "add_items"])
async def test_changes_that_others_overtake_are_repeated_with_pauses_and_end(
    session: MinootsSession, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    await session.add_items([item("a")])
    overtaken = Overtaken(session, monkeypatch)
    with pytest.raises(ConflictError, match="again and again"):
        await (session.pop_item() if call == "pop_item" else session.add_items([item("b")]))
    assert overtaken.events == ["change", "pause"] * (len(overtaken.events) // 2)
    assert 10 <= len(overtaken.pauses) <= 100 and max(overtaken.pauses) <= 2.0


class Echo(Model):
    """A model that answers with the number of items in its input."""

    async def get_response(self, system_instructions: Any, input: Any, *_: Any, **__: Any) -> ModelResponse:  # noqa: A002
        text = ResponseOutputText(annotations=[], text=f"{len(input)} items", type="output_text")
        message = ResponseOutputMessage(id="m", content=[text], role="assistant", status="completed", type="message")
        return ModelResponse(output=[message], usage=Usage(), response_id=None)

    def stream_response(self, *_: Any, **__: Any) -> AsyncIterator[Any]:
        raise NotImplementedError


async def test_an_agent_remembers_what_was_said_in_another_process(
    session: MinootsSession, other: MinootsSession
) -> None:
    agent = Agent(name="echo", model=Echo())
    quiet = RunConfig(tracing_disabled=True)
    first = await Runner.run(agent, "one", session=session, run_config=quiet)
    second = await Runner.run(agent, "two", session=other, run_config=quiet)
    assert (first.final_output, second.final_output) == ("1 items", "3 items")
    assert len(await session.get_items()) == 4


def test_wrong_settings_are_named(node: Node) -> None:
    client = AsyncClient(node.endpoint)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"session_id": ""}, "session_id"),
        ({"session_id": "\ud800"}, "session_id"),
        ({"session_id": "x", "prefix": ""}, "prefix"),
    ]
    for arguments, path in wrong:
        with pytest.raises(InvalidError) as refused:
            MinootsSession(client=client, **arguments)
        assert refused.value.fields[0].path == path
