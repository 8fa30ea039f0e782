"""The common behaviour of all frameworks' tools: results, refusals, ids, and the three ways to call them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from minoots import (
    AsyncClient,
    Client,
    ClosedError,
    InternalError,
    MinootsError,
    NewTimer,
    NewWatchdog,
    OutcomeUnknownError,
    RefusedError,
)
from minoots._tools import CANCEL, HEARTBEAT, LIST, SCHEDULE, WAIT, Answer, Tool, Toolbox

from .conftest import Node, free_port

Call = Callable[..., Answer]


@pytest.fixture(params=["blocking", "asynchronous", "in a thread"])
def call(request: pytest.FixtureRequest, node: Node, name: str) -> Iterator[Call]:
    """Calls a tool in one of the three ways, with the test's own label."""
    loop = asyncio.new_event_loop()
    client, async_client = Client(node.endpoint), AsyncClient(node.endpoint)
    box = Toolbox(client, async_client if request.param == "asynchronous" else None, None, {"test": name})

    def call(tool: Tool, call_id: str = "", **arguments: Any) -> Answer:
        if request.param == "blocking":
            return box.run(tool, arguments, call_id)
        return loop.run_until_complete(box.arun(tool, arguments, call_id))

    yield call
    loop.run_until_complete(async_client.close())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    client.close()


@pytest.fixture
def box(client: Client, name: str) -> Toolbox:
    return Toolbox(client, queue=None, labels={"test": name})


def test_a_timer_is_scheduled_listed_waited_for_and_cancelled(call: Call, client: Client) -> None:
    tea = call(SCHEDULE, name="tea", delay="1h30m", message="pour").value
    timer = client.get(tea["id"])
    assert timer.payload is not None and timer.payload.data == b"pour" and timer.delay == timedelta(minutes=90)
    assert timer.fire_time is not None
    shown = timer.fire_time.isoformat().replace("+00:00", "Z")
    assert tea == {"id": timer.id, "name": "tea", "status": "scheduled", "fire_time": shown, "existing": False}
    later = call(SCHEDULE, name="later", fire_time="2031-05-06T07:08:09.5+02:00").value
    assert later["fire_time"] == "2031-05-06T05:08:09.500000Z"
    one = call(LIST, limit=1).value
    assert len(one["timers"]) == 1 and one["more"]
    both = call(LIST, status="scheduled").value
    assert [timer["name"] for timer in both["timers"]] == ["tea", "later"] and not both["more"]
    assert [timer["id"] for timer in call(LIST, name_prefix="la").value["timers"]] == [later["id"]]
    row = {key: tea[key] for key in ("id", "name", "status", "fire_time")}
    assert call(WAIT, id=tea["id"], timeout="10ms").value == {"outcome": "timed_out", **row}
    gone = call(CANCEL, id=tea["id"], reason="coffee")
    assert gone.value == {"outcome": "cancelled", **row, "status": "cancelled"} and not gone.failed
    cancel = client.get(tea["id"]).cancel
    assert cancel is not None and cancel.reason == "coffee"
    ended = call(WAIT, id=tea["id"], until="ended").value
    assert (ended["outcome"], ended["status"]) == ("reached", "cancelled")


def test_a_timer_that_fires_is_waited_for_and_is_too_late_to_cancel(call: Call) -> None:
    soon = call(SCHEDULE, name="soon", delay="50ms").value
    waited = call(WAIT, id=soon["id"], until="ended", timeout="PT10S").value
    assert (waited["outcome"], waited["status"]) == ("reached", "settled")
    late = call(CANCEL, id=soon["id"])
    assert (late.failed, late.value["outcome"], late.value["status"]) == (False, "too_late", "settled")


def test_a_call_that_is_repeated_makes_one_timer(call: Call) -> None:
    first, again = (call(SCHEDULE, "call_7", name="tea", delay="1h").value for _ in range(2))
    assert again == {**first, "existing": True}
    others = [
        call(SCHEDULE, "call_8", name="tea", delay="1h"),
        call(SCHEDULE, "call_7", name="tea", delay="2h"),
        call(SCHEDULE, name="tea", delay="1h"),
        call(SCHEDULE, name="tea", delay="1h"),
    ]
    assert len({first["id"], *(other.value["id"] for other in others)}) == 5
    assert len(call(LIST).value["timers"]) == 5


def test_calls_with_the_same_id_in_two_scopes_make_two_timers(client: Client, name: str) -> None:
    arguments = {"name": "tea", "delay": "1h"}
    ids = {Toolbox(client, scope=f"{name}/{n}").run(SCHEDULE, arguments, "0").value["id"] for n in range(2)}
    assert len(ids) == 2


def test_an_id_of_the_callers_own_is_kept(call: Call, name: str) -> None:
    first, again = (call(SCHEDULE, name="tea", delay="1h", id=f"{name}.1").value for _ in range(2))
    assert first["id"] == again["id"] == f"{name}.1" and again["existing"]
    other = call(SCHEDULE, name="coffee", delay="1h", id=f"{name}.1")
    assert other.failed and other.value["error"] == "TIMER_EXISTS" and "leave id out" in other.value["do"]


BAD = [
    (SCHEDULE, {"name": "t", "delay": "25"}, "delay", "has no unit"),
    (SCHEDULE, {"name": "t", "delay": 25}, "delay", "must be text"),
    (SCHEDULE, {"name": "t", "delay": "soon"}, "delay", '"25s"'),
    (SCHEDULE, {"name": "t", "delay": ""}, "delay", "is no duration"),
    (SCHEDULE, {"name": "t", "delay": "-5s"}, "delay", "is no duration"),
    (SCHEDULE, {"name": "t", "delay": "5m1h"}, "delay", "longest unit first"),
    (SCHEDULE, {"name": "t", "delay": "9" * 5000 + "s"}, "delay", "64 characters"),
    (SCHEDULE, {"name": "t", "delay": "9" * 60 + "s"}, "delay", "is no duration"),
    (SCHEDULE, {"name": "t", "delay": "101y"}, "delay", "is no duration"),
    (SCHEDULE, {"name": "t", "delay": "40000d"}, "delay", ""),
    (SCHEDULE, {"name": "t", "fire_time": "tomorrow"}, "fire_time", "RFC 3339"),
    (SCHEDULE, {"name": "t", "fire_time": "2031-05-06T07:08:09"}, "fire_time", "with an offset"),
    (SCHEDULE, {"name": "t", "fire_time": 1935212889}, "fire_time", "must be text"),
    (SCHEDULE, {"name": "t", "fire_time": "2031-02-30T07:08:09Z"}, "fire_time", "calendar"),
    (SCHEDULE, {"name": "t", "fire_time": "2031-05-06T07:08:60Z"}, "fire_time", "calendar"),
    (SCHEDULE, {"name": "t", "fire_time": "2031-05-06T07:08:09+99:00"}, "fire_time", "calendar"),
    (SCHEDULE, {"name": "t", "fire_time": "2031-05-06T07:08:09.1234567Z"}, "fire_time", "microseconds"),
    (SCHEDULE, {"name": "t", "fire_time": "0001-01-01T00:00:00+14:00"}, "fire_time", ""),
    (SCHEDULE, {"name": "t", "fire_time": "2020-05-06T07:08:09Z"}, "fire_time", ""),
    (SCHEDULE, {"name": "t", "fire_time": "9999-12-31T23:59:59-14:00"}, "fire_time", ""),
    (SCHEDULE, {"name": "t"}, "delay", "or fire_time must be given"),
    (SCHEDULE, {"name": "t", "delay": "1s", "fire_time": "2031-05-06T07:08:09Z"}, "delay", "not both"),
    (SCHEDULE, {"delay": "1s"}, "name", "required"),
    (SCHEDULE, {"name": "", "delay": "1s"}, "name", "at least 1"),
    (SCHEDULE, {"name": "t" * 256, "delay": "1s"}, "name", "255"),
    (SCHEDULE, {"name": "t\u202e", "delay": "1s"}, "name", ""),
    (SCHEDULE, {"name": "\ud800", "delay": "1s"}, "name", "surrogate"),
    (SCHEDULE, {"name": "t", "delay": "1s", "id": "../x"}, "id", ""),
    (SCHEDULE, {"name": "t", "delay": "1s", "message": "x" * 262_145}, "message", "262"),
    (SCHEDULE, {"name": "t", "delay": "1s", "when": "now"}, "when", "not permitted"),
    (CANCEL, {}, "id", "required"),
    (CANCEL, {"id": "a b"}, "id", ""),
    (CANCEL, {"id": None}, "id", "string"),
    (LIST, {"status": "done"}, "status", "'scheduled'"),
    (LIST, {"limit": 0}, "limit", "greater than or equal to 1"),
    (LIST, {"limit": 101}, "limit", "less than or equal to 100"),
    (WAIT, {"id": "x", "timeout": "6m"}, "timeout", "at most 5m"),
    (WAIT, {"id": "x", "timeout": 30}, "timeout", "must be text"),
    (WAIT, {"id": "x", "until": "cancelled"}, "until", "'ended'"),
]


@pytest.mark.parametrize(("tool", "arguments", "field", "rule"), BAD)
def test_bad_input_is_answered_with_the_field_its_rule_and_the_way_out(
    client: Client, tool: Tool, arguments: dict[str, Any], field: str, rule: str
) -> None:
    answer = Toolbox(client).run(tool, arguments)
    assert answer.failed and answer.value["error"] and answer.value["do"].startswith("Nothing was changed. Correct")
    [wrong] = answer.value["fields"]
    assert wrong["field"] == field and rule in wrong["rule"] and wrong["rule"]
    assert len(str(answer)) < 1000


def test_all_wrong_fields_are_named_at_once(call: Call) -> None:
    answer = call(SCHEDULE, delay="5", fire_time="noon", surprise=1)
    assert {wrong["field"] for wrong in answer.value["fields"]} == {"name", "delay", "fire_time", "surprise"}


def test_timers_of_others_are_as_good_as_absent(call: Call, client: Client, name: str) -> None:
    foreign = client.create(NewTimer(name, delay="1h", labels={"test": "another"})).timer
    for tool in (CANCEL, WAIT):
        for timer in (foreign.id, f"{name}.absent"):
            answer = call(tool, id=timer)
            assert answer.failed and answer.value["error"].startswith("TIMER") and LIST.name in answer.value["do"]
    assert call(LIST).value == {"timers": [], "more": False}
    assert client.get(foreign.id).cancel is None


def test_a_reason_that_is_too_long_cancels_nothing(box: Toolbox, client: Client) -> None:
    timer = box.run(SCHEDULE, {"name": "tea", "delay": "1h"}).value["id"]
    answer = box.run(CANCEL, {"id": timer, "reason": "r" * 256})
    assert answer.failed and answer.value["error"] == "REASON_TOO_LONG"
    assert answer.value["fields"][0]["field"] == "reason" and client.get(timer).cancel is None


def test_a_cancelled_timer_is_told_though_no_server_is_left(
    box: Toolbox, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = box.run(SCHEDULE, {"name": "tea", "delay": "1h"}).value["id"]
    cancel = client.cancel

    def last(*arguments: Any, **named: Any) -> Any:
        done = cancel(*arguments, **named)
        client.close()
        return done

    monkeypatch.setattr(client, "cancel", last)
    answer = box.run(CANCEL, {"id": timer})
    assert not answer.failed and answer.value["outcome"] == answer.value["status"] == "cancelled"


def test_no_server_is_an_answer_too() -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    with Client(endpoint, deadline="1s") as client:
        answer = Toolbox(client).run(LIST, {})
    assert answer.failed and answer.value["error"] == "UNAVAILABLE"
    assert endpoint in answer.value["message"] and "Call again later" in answer.value["do"]


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (OutcomeUnknownError("lost"), "OUTCOME_UNKNOWN"),
        (InternalError("broken"), "INTERNAL"),
        (RefusedError("full", reason="OVERLOADED"), "OVERLOADED"),
    ],
)
def test_errors_without_a_reason_are_not_called_mistakes(
    client: Client, box: Toolbox, monkeypatch: pytest.MonkeyPatch, raised: MinootsError, error: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise raised

    monkeypatch.setattr(client, "wait", fail)
    timer = box.run(SCHEDULE, {"name": "tea", "delay": "1h"}).value["id"]
    assert box.run(WAIT, {"id": timer}).value["error"] == error


def test_a_timer_that_may_exist_is_named_so_that_a_repeat_finds_it(
    client: Client, box: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = client.create

    def lost(timer: NewTimer) -> None:
        create(timer)
        raise OutcomeUnknownError("the answer was lost", reason="OUTCOME_UNKNOWN")

    monkeypatch.setattr(client, "create", lost)
    answer = box.run(SCHEDULE, {"name": "tea", "delay": "1h"}, "call_1")
    monkeypatch.undo()
    assert answer.failed and answer.value["error"] == "OUTCOME_UNKNOWN"
    known = answer.value["do"].split('"')[1]
    again = box.run(SCHEDULE, {"name": "tea", "delay": "1h", "id": known}, "call_2").value
    assert again["id"] == known and again["existing"]
    assert len(box.run(LIST, {}).value["timers"]) == 1


def test_a_closed_client_is_the_programs_mistake_and_raised(node: Node) -> None:
    client = Client(node.endpoint)
    client.close()
    with pytest.raises(ClosedError):
        Toolbox(client).run(LIST, {})


FRAMEWORKS = {
    "langchain": "langchain_core",
    "llamaindex": "llama_index",
    "langgraph": "langgraph",
    "openai_agents": "agents",
}


@pytest.mark.parametrize(("module", "needs"), FRAMEWORKS.items())
def test_without_a_framework_its_module_names_the_extra(module: str, needs: str) -> None:
    program = f"""
import sys
sys.modules[{needs!r}] = None
import minoots
loaded = {{name.partition(".")[0] for name in sys.modules if sys.modules[name]}}
assert not loaded & {{"pydantic", "langchain_core", "llama_index", "langgraph", "agents"}}, loaded
try:
    import minoots.{module}
except ImportError as error:
    assert str(error).endswith("pip install 'minoots[{module.replace("_", "-")}]'"), error
else:
    sys.exit(1)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr


def test_a_heartbeat_puts_a_watchdog_off_until_it_is_cancelled(call: Call, client: Client) -> None:
    alive = call(SCHEDULE, name="alive", delay="1h", watchdog=True).value
    beaten = call(HEARTBEAT, id=alive["id"]).value
    assert beaten["outcome"] == "touched" and beaten["id"] == alive["id"] and beaten["fire_time"] > alive["fire_time"]
    call(CANCEL, id=alive["id"])
    assert call(HEARTBEAT, id=alive["id"]).value["outcome"] == "cancelled"
    tea = call(SCHEDULE, name="tea", delay="1h").value
    refused = call(HEARTBEAT, id=tea["id"])
    assert refused.failed and refused.value["error"] == "NOT_A_WATCHDOG" and "watchdog true" in refused.value["do"]
    other = client.create(NewTimer("other", delay="1h", queue=None, watchdog=NewWatchdog())).timer
    assert call(HEARTBEAT, id=other.id).value["error"] == "TIMER"


def test_ids_of_calls_are_those_of_before_there_were_watchdogs(box: Toolbox) -> None:
    box = Toolbox(box.client, queue=None, scope="golden")
    asked = {"name": "tea", "delay": "1h"}
    told = json.dumps(
        ["golden", "call_1", {**asked, "fire_time": None, "message": None, "id": None}, None, {}], sort_keys=True
    )
    expected = f"call-{hashlib.sha256(told.encode()).hexdigest()[:40]}"
    assert box.run(SCHEDULE, asked, "call_1").value["id"] == expected
    assert box.run(SCHEDULE, {**asked, "watchdog": True}, "call_1").value["id"] != expected
