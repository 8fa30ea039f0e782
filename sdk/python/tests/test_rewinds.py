"""Executions that begin at another phase, and executions that return to an earlier state."""

from __future__ import annotations

import pytest

from minoots import Client, ConflictError, InvalidError, NotFoundError


def flow(name: str) -> str:
    return f"""name: {name}
phases:
  - {{ id: plan, queue: {name}, exit: {{ checklist: [planned] }}, to: [build] }}
  - {{ id: build, queue: {name}, to: [test] }}
  - {{ id: test, queue: {name} }}
"""


def test_one_begins_in_a_phase_and_goes_on_as_it_was_when_it_entered_one(client: Client, name: str) -> None:
    client.workflows.apply(flow(name))
    later = client.workflows.start(name, id=f"{name}-later", phase="build").execution
    assert (later.phase and later.phase.id, later.visits) == ("build", {"build": 1})
    child = client.workflows.spawn(later, name, reason="a bug", child_id=f"{name}-child", phase="test")
    assert child.execution.children[0].reason == "a bug"

    run = client.workflows.start(name, id=f"{name}-run").execution
    built = client.workflows.complete(run, checklist=["planned"])
    client.workflows.complete(built)
    with pytest.raises(ConflictError):
        client.workflows.resume(run, phase="build")
    client.workflows.pause(run)
    again = client.workflows.resume(run, phase="build")
    assert again.phase is not None and built.phase is not None
    assert again.phase.id == "build" and again.phase.fence > built.phase.fence
    assert client.workflows.resume(run, phase="build") == again
    client.workflows.pause(run)
    with pytest.raises(NotFoundError):
        client.workflows.resume(run, version=1_000)
    with pytest.raises(InvalidError):
        client.workflows.resume(run, phase="build", version=1)
    first = client.workflows.resume(run, version=1)
    assert first.phase is not None and first.phase.id == "plan"
