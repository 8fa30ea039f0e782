"""Numbers that a field cannot hold: every call of both clients refuses them by name, before anything is sent."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from minoots import (
    Action,
    Agent,
    AgentWork,
    AsyncClient,
    BudgetGuard,
    Calendar,
    CancelTimer,
    CheckpointGuard,
    Client,
    Cron,
    InvalidError,
    Lease,
    LeaseGuard,
    MissedRunPolicy,
    NewSchedule,
    NewTimer,
    NewWatchdog,
    PutCheckpoint,
    RescheduleTimer,
    RetryPolicy,
    RollbackCheckpoint,
    SpendBudget,
    TimerGuard,
    TimerTemplate,
    Touch,
    Worker,
)
from minoots._agent_beating import Told

from .test_surrogates import ATTEMPT, CALLS, Sent, method_of

WRONG = ["1", 1.5, True, 2**64, 10**5000]
# The types of these fields hold negative numbers, which the server refuses.
SIGNED = {"page_size"}
# Parameters whose field has another name.
FIELDS = {"version": {"version", "state_version", "definition_version"}, "to": {"version"}}
# Further arguments without which a number is refused for another reason, or the place of a number is taken.
MORE: dict[str, dict[str, Any]] = {
    "update_schedule.missed_runs_max": {"missed_run_policy": MissedRunPolicy.ALL},
    "workflows.resume.version": {"phase": ""},
}
NUMBERS = {"int", "int | None"}


@pytest.fixture(params=[Client, AsyncClient])
def client(request: pytest.FixtureRequest) -> Any:
    """A client that raises its requests instead of sending them."""
    client = request.param("http://127.0.0.1:9")

    def sent(_kind: Any, _method: Any, message: Any, *_more: Any, **_named: Any) -> Any:
        raise Sent(message)

    client._call = sent
    return client


def wrong(name: str) -> list[Any]:
    return [*WRONG, -(2**31) - 1 if name in SIGNED else -1]


def numbers(parameters: Iterator[inspect.Parameter]) -> Iterator[str]:
    """Yields the names of parameters that take a whole number."""
    for parameter in parameters:
        kinds = {parameter.name: parameter.annotation}
        if parameter.annotation == "Unpack[Told]":
            kinds = {name: kind.__forward_arg__ for name, kind in Told.__annotations__.items()}
        yield from (name for name, kind in kinds.items() if kind in NUMBERS)


def taking(owner: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """Yields the public methods that take whole numbers, each with the name of one of them."""
    for name, method in inspect.getmembers(owner):
        if name.startswith("_") or name in ("core", "endpoints"):
            continue
        if inspect.ismethod(method):
            for number in numbers(iter(inspect.signature(method).parameters.values())):
                yield f"{within}{name}", number
        elif type(method).__module__.startswith("minoots"):
            yield from taking(method, f"{within}{name}.")


async def made(method: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Makes a call up to the request that it would send."""
    try:
        result = method(*args, **kwargs)
        if inspect.isawaitable(result):
            await result
    except Sent:
        pass


def refusal(refused: InvalidError, name: str) -> None:
    """Asserts that an error names the number and a way out."""
    [field] = refused.fields
    assert field.path.rpartition(".")[2] in FIELDS.get(name, {name}), field
    assert ": give a whole number of " in field.rule or ": give at most " in field.rule, field
    assert refused.code is None


async def test_every_call_refuses_a_number_that_its_field_cannot_hold(client: Any) -> None:
    given = dict(reversed(CALLS))
    calls = [*taking(client), *taking(client.submit(), "submit.")]
    for call, name in calls:
        args, kwargs = given[call]
        method = method_of(client, call)
        bound = inspect.signature(method).bind(*args, **kwargs)
        for number in [1, *wrong(name)]:
            named = {**bound.arguments.pop("told", {}), **bound.arguments, **MORE.get(f"{call}.{name}", {})}
            named[name] = number
            if number == 1 and number is not True:
                await made(method, **named)
                continue
            with pytest.raises(InvalidError) as refused:
                await made(method, **named)
                pytest.fail(f"{call} sends {name}")
            refusal(refused.value, name)
    assert len(calls) > 70


async def test_a_heartbeat_refuses_numbers_that_it_tells(client: Any) -> None:
    beating = client.agents.beating("writer-1", epoch=1)
    told = [name for name, kind in Told.__annotations__.items() if kind.__forward_arg__ in NUMBERS]
    for name in told:
        for number in wrong(name):
            with pytest.raises(InvalidError) as refused:
                await made(beating.tell, **{name: number})
            refusal(refused.value, name)
    assert told == ["tokens", "money_micros"]


@pytest.mark.parametrize("kind", [Client, AsyncClient, Worker])
def test_a_setting_refuses_a_number_that_counts_nothing(kind: type[Any]) -> None:
    names = list(numbers(iter(inspect.signature(kind).parameters.values())))
    for name in names:
        for number in wrong(name):
            with pytest.raises(InvalidError) as refused:
                kind("http://127.0.0.1:9", **{name: number})
            refusal(refused.value, name)
    assert names == (["concurrency"] if kind is Worker else ["retry_percent", "retry_burst"])


def timer(**fields: Any) -> NewTimer:
    return NewTimer("tea", "3m", **fields)


def transact(client: Any, *operations: Any, guards: Any = ()) -> Any:
    return client.transact(operations, partition_key="run-1", guards=guards)


DAILY = Calendar(Cron("@daily"), count=2)
LEASE = Lease("leader", "", "dev", "one", 1, None, None, None, "")
AGENT = Agent("writer-1", *[1] * (len(dataclasses.fields(Agent)) - 1))  # type: ignore[arg-type]

VALUES: list[tuple[Any, Callable[[Any, Any], Any], set[str]]] = [
    (RetryPolicy(max_attempts=1), lambda client, value: client.create(timer(retry_policy=value)), set()),
    (Action(queue="audit"), lambda client, value: client.create(timer(actions=[value])), set()),
    (NewWatchdog(), lambda client, value: client.create(timer(watchdog=value)), set()),
    (Touch("agent-7"), lambda client, value: client.touch_many([value]), set()),
    (DAILY, lambda client, value: client.preview_schedule(value), set()),
    (
        NewSchedule(DAILY, TimerTemplate(), missed_run_policy=MissedRunPolicy.ALL, missed_runs_max=5),
        lambda client, value: client.create_schedule(value),
        set(),
    ),
    (CheckpointGuard("run-1", "state", 1), lambda client, value: transact(client, guards=[value]), set()),
    (TimerGuard("tea-1", 1), lambda client, value: transact(client, guards=[value]), set()),
    (LeaseGuard("leader", 1), lambda client, value: transact(client, guards=[value]), set()),
    (BudgetGuard("restarts", 1), lambda client, value: transact(client, guards=[value]), set()),
    (CancelTimer("tea-1"), transact, set()),
    (RescheduleTimer("tea-1", delay="3m"), transact, set()),
    (PutCheckpoint("run-1", "state", "text"), transact, set()),
    (RollbackCheckpoint("run-1", "state", 1, 2), transact, set()),
    (SpendBudget("restarts", 1), transact, set()),
    (AgentWork("run-1", 1), lambda client, value: client.agents.heartbeat("writer-1", work=value), set()),
    (AgentWork("run-1", 1), lambda client, value: client.agents.beating("writer-1", work=value), set()),
    # Other numbers of these are not sent.
    (ATTEMPT, lambda client, value: client.workflows.complete(value), {"fence"}),
    (ATTEMPT, lambda client, value: client.agents.heartbeat("writer-1", work=value), {"fence"}),
    (LEASE, lambda client, value: client.renew_lease(value), {"token"}),
    (AGENT, lambda client, value: client.agents.heartbeat(value), {"epoch"}),
]


@pytest.mark.parametrize(("value", "call", "sent"), VALUES, ids=[type(row[0]).__name__ for row in VALUES])
async def test_every_value_of_a_call_refuses_a_number_that_its_field_cannot_hold(
    client: Any, value: Any, call: Callable[[Any, Any], Any], sent: set[str]
) -> None:
    await made(call, client, value)
    names = sent or {field.name for field in dataclasses.fields(value) if field.type in NUMBERS}
    assert names
    for name in names:
        for number in wrong(name):
            with pytest.raises(InvalidError) as refused:
                await made(call, client, dataclasses.replace(value, **{name: number}))
            refusal(refused.value, name)


@pytest.mark.parametrize("number", ["1.5", True, 10**400])
@pytest.mark.parametrize("name", ["multiplier", "jitter", "score"])
async def test_a_fraction_that_is_none_is_refused_by_its_name(client: Any, name: str, number: Any) -> None:
    with pytest.raises(InvalidError) as refused:
        if name == "score":
            await made(client.workflows.complete, "run-1", score=number)
        else:
            await made(client.create, timer(retry_policy=RetryPolicy(**{name: number})))
    [field] = refused.value.fields
    assert field.path.rpartition(".")[2] == name and ": give a number " in field.rule
