"""Recoveries, of both clients, on a real node."""

from __future__ import annotations

import pytest

from minoots import (
    AsyncClient,
    Client,
    CommandStatus,
    ConflictError,
    Execution,
    ExecutionStatus,
    FailureType,
    InvalidError,
    NotFoundError,
    PhaseAttempt,
    PhaseCommand,
    PhaseStatus,
    Recovery,
    RecoveryStatus,
    Suggestion,
)

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
    first, second = taken(client, name), taken(client, name)
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
