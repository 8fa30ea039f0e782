"""Recoveries, of both clients, on a real node."""

from __future__ import annotations

import enum

import pytest
from google.protobuf.descriptor import EnumDescriptor

from minoots import (
    AsyncClient,
    Client,
    CommandStatus,
    ConflictError,
    Execution,
    ExecutionStatus,
    FailureClass,
    FailureType,
    InvalidError,
    NotFoundError,
    PhaseAttempt,
    PhaseCommand,
    PhaseStatus,
    Recovery,
    RecoveryCommand,
    RecoveryStatus,
    Suggestion,
)
from minoots import _workflow_answers as answers
from minoots._proto.workflow.v1 import failure_pb2, recovery_pb2, workflow_pb2

from .conftest import until
from .test_workflows import phase_of, started, taken


def mended(name: str) -> str:
    return f"""name: {name}
phases: [{{ id: work, queue: {name}, retry: {{ attempts: 1 }} }}]
recovery:
  fixes:
  - {{ id: quote, hint: quote a source, known: {{ tried: 8, succeeded: 8 }} }}
  - {{ id: restart, risk: high, command: {{ queue: {name}-operators, acknowledge: 1h, deadline: 1h }} }}
"""


def recovery_of(execution: Execution) -> Recovery:
    assert execution.recovery is not None
    return execution.recovery


def test_a_fix_is_suggested_chosen_and_counted(client: Client, name: str) -> None:
    flows = client.workflows
    flows.apply(mended(name))
    started(client, name)
    first = taken(client, name)
    assert recovery_of(flows.fail(f"{name}-run", "no source")).status is RecoveryStatus.LOOKING
    blocked = flows.wait(f"{name}-run", timeout="10s", until=[ExecutionStatus.BLOCKED]).execution
    asked = recovery_of(blocked)
    assert (asked.status, asked.rule, asked.fix) == (RecoveryStatus.ASKED, "no attempt is left", "")
    assert asked.suggestions == (Suggestion("quote", 0.9, 8, 8, False), Suggestion("restart", 0.5, 0, 0, True))
    with pytest.raises(InvalidError) as unknown:
        flows.resolve(blocked, "pray", by="ann")
    assert unknown.value.reason == "FIX"
    commanded = flows.resolve(blocked, "restart", by="ann", why="it hangs")
    assert flows.resolve(blocked, "restart", by="ann", why="it hangs") == commanded
    assert phase_of(commanded) == ("work", PhaseStatus.RECOVERING) and recovery_of(commanded).by == "ann"
    command = taken(client, f"{name}-operators")
    assert isinstance(command, PhaseCommand) and (command.sent, command.fix) == (1, "restart")
    assert flows.update_command(command, CommandStatus.IN_PROGRESS, by="ops").version == commanded.version + 1
    shown = recovery_of(flows.update_command(command, CommandStatus.COMPLETED, by="ops", note="it runs")).command
    assert shown and (shown.status, shown.by, shown.note, shown.sent) == (CommandStatus.COMPLETED, "ops", "it runs", 1)
    with pytest.raises(ConflictError) as over:
        flows.update_command(command, CommandStatus.FAILED, by="ops")
    assert over.value.reason == "RECOVERY_COMMAND_OVER"
    second = taken(client, name)
    assert isinstance(first, PhaseAttempt) and first.feedback is None
    assert isinstance(second, PhaseAttempt) and isinstance(second.feedback, dict)
    assert second.feedback["fix"] == {"id": "restart", "hint": "", "note": "it runs"}
    assert recovery_of(flows.complete(second)).status is RecoveryStatus.SUCCEEDED
    until(lambda: flows.recovery_counts(name).recovered_by_choice == 1)
    counts = flows.recovery_counts(name)
    assert [(one.fix, one.failure_type, one.tried, one.succeeded) for one in counts.fixes] == [
        ("restart", FailureType.OTHER, 1, 1)
    ]
    with pytest.raises(ConflictError) as nothing:
        flows.resolve(blocked, "quote", by="ann")
    assert nothing.value.reason == "TERMINAL"


def test_a_fix_for_a_permanent_failure_is_told_to_the_next_attempt(client: Client, name: str) -> None:
    flows = client.workflows
    flows.apply(mended(name))
    running = started(client, name)
    with pytest.raises(ConflictError) as early:
        flows.resolve(running, "quote", by="ann")
    assert early.value.reason == "NOTHING_TO_RESOLVE"
    first = taken(client, name)
    flows.fail(running, "no source", failure_class=FailureClass.PERMANENT, failure_type=FailureType.HALLUCINATION)
    blocked = flows.wait(running, timeout="10s", until=[ExecutionStatus.BLOCKED]).execution
    asked = recovery_of(blocked)
    assert (asked.status, asked.rule) == (RecoveryStatus.ASKED, "a permanent failure")
    assert asked.failure_type is FailureType.HALLUCINATION
    assert [one.fix for one in asked.suggestions] == ["quote", "restart"]
    applied = recovery_of(flows.resolve(blocked, "quote", by="ann", why="it has no source"))
    assert (applied.status, applied.fix, applied.by, applied.command) == (RecoveryStatus.APPLIED, "quote", "ann", None)
    second = taken(client, name)
    assert isinstance(first, PhaseAttempt) and first.feedback is None
    assert isinstance(second, PhaseAttempt) and isinstance(second.feedback, dict)
    assert second.feedback["fix"] == {"id": "quote", "hint": "quote a source"}
    assert recovery_of(flows.complete(second)).status is RecoveryStatus.SUCCEEDED
    until(lambda: flows.recovery_counts(name).recovered_by_choice == 1)
    counts = flows.recovery_counts(name)
    assert (counts.recovered_automatically, counts.failed, counts.withdrawn) == (0, 0, 0)
    # The prior counts in the definition are not included.
    assert [(one.fix, one.failure_type, one.tried, one.succeeded) for one in counts.fixes] == [
        ("quote", FailureType.HALLUCINATION, 1, 1)
    ]
    assert counts.fixes[0].confidence == pytest.approx(2 / 3, abs=1e-5)


async def test_a_fix_is_chosen_on_an_event_loop(async_client: AsyncClient, name: str) -> None:
    flows = async_client.workflows
    await flows.apply(mended(name))
    await flows.start(name, id=f"{name}-run")
    await flows.fail(f"{name}-run", "no source")
    blocked = (await flows.wait(f"{name}-run", timeout="10s", until=[ExecutionStatus.BLOCKED])).execution
    assert recovery_of(await flows.resolve(blocked, "quote", by="ann")).status is RecoveryStatus.APPLIED
    with pytest.raises(NotFoundError) as none:
        await flows.update_command(blocked, CommandStatus.COMPLETED, by="ops", command="c9")
    assert none.value.reason == "RECOVERY_COMMAND"
    assert (await flows.recovery_counts(name)).recovered_by_choice == 0


def test_a_recovery_is_shown_with_all_that_it_has() -> None:
    message = workflow_pb2.Execution(id="run-1")
    assert answers.execution(message).recovery is None
    message.recovery.CopyFrom(
        recovery_pb2.Recovery(
            status=recovery_pb2.RECOVERY_STATUS_COMMANDED,
            failure_type=failure_pb2.FAILURE_TYPE_TIMEOUT,
            rule="no attempt is left",
            suggestions=[recovery_pb2.Suggestion(fix="restart", confidence=0.5, tried=2, succeeded=1, high_risk=True)],
            fix="restart",
            by="ann",
            failed=["quote"],
            command=recovery_pb2.RecoveryCommand(
                id="c7", queue="ops", status=recovery_pb2.COMMAND_STATUS_ACKNOWLEDGED, by="ops-1", note="soon", sent=2
            ),
        )
    )
    assert recovery_of(answers.execution(message)) == Recovery(
        status=RecoveryStatus.COMMANDED,
        failure_type=FailureType.TIMEOUT,
        rule="no attempt is left",
        suggestions=(Suggestion("restart", 0.5, 2, 1, True),),
        fix="restart",
        by="ann",
        failed=("quote",),
        command=RecoveryCommand("c7", "ops", CommandStatus.ACKNOWLEDGED, "ops-1", "soon", 2),
    )
    message.recovery.status = recovery_pb2.RecoveryStatus.ValueType(99)
    assert recovery_of(answers.execution(message)).status is RecoveryStatus.UNKNOWN


def test_every_word_of_recoveries_is_known() -> None:
    kinds: list[tuple[type[enum.Enum], EnumDescriptor]] = [
        (RecoveryStatus, recovery_pb2.RecoveryStatus.DESCRIPTOR),
        (CommandStatus, recovery_pb2.CommandStatus.DESCRIPTOR),
        (PhaseStatus, workflow_pb2.PhaseStatus.DESCRIPTOR),
        (FailureType, failure_pb2.FailureType.DESCRIPTOR),
        (FailureClass, failure_pb2.FailureClass.DESCRIPTOR),
    ]
    for kind, said in kinds:
        assert {one.value for one in kind} == {value.number for value in said.values}
