"""Handoffs as plain values. docs/handoffs.md states the guarantees."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .types import Event


class HandoffStatus(enum.Enum):
    """The state of a handoff."""

    UNKNOWN = 0
    """A status that this version of the package does not know."""
    PROPOSED = 1
    """The receiving agent has not answered."""
    ACCEPTED = 2
    """The receiving agent has accepted, and votes are missing."""
    COMMITTED = 3
    """The attempt belongs to the receiving agent."""
    REJECTED = 4
    """The receiving agent rejected it, or too few voters are left to reach the needed approvals."""
    EXPIRED = 5
    """The deadline passed first."""
    WITHDRAWN = 6
    """The proposing agent withdrew it, or the attempt ended."""

    @property
    def has_ended(self) -> bool:
        """Whether the status is final."""
        return self in _ENDED


_ENDED = frozenset({HandoffStatus.COMMITTED, HandoffStatus.REJECTED, HandoffStatus.EXPIRED, HandoffStatus.WITHDRAWN})


@dataclass(frozen=True)
class HandoffVote:
    """The last vote of a voter."""

    voter: str
    approved: bool
    why: str


@dataclass(frozen=True)
class Handoff:
    """A transfer of an attempt at a phase from one agent to another, with the proposing agent's state."""

    execution: str
    """The id of the execution."""
    id: str
    """The id of the handoff, unique in the execution."""
    status: HandoffStatus
    from_agent: str
    """The agent that proposed the handoff."""
    from_epoch: int
    """The epoch of the instance that proposed it."""
    to_agent: str
    """The receiving agent."""
    to_epoch: int
    """The epoch of the instance that answered; 0 before an answer."""
    phase: str
    """The phase of the attempt."""
    fence: int
    """The fence of the attempt at the time of the proposal."""
    reason: str
    """The reason of the proposal."""
    state: bytes
    """The transferred state: JSON. Empty after the handoff has ended, unless the attempt still has it."""
    state_sha256: str
    """The SHA-256 of the state, in hexadecimal."""
    voters: tuple[str, ...]
    """The voters of the phase."""
    votes: tuple[HandoffVote, ...]
    """The votes so far, by the names of the voters."""
    votes_needed: int
    """The number of approvals that are needed; 0 if there is no vote."""
    deadline: datetime | None
    """The instant at which it expires, by the clock of the answering node; None after it has ended."""
    why: str
    """The reason of the result; empty while the handoff is open, and after a commit."""
    new_fence: int
    """After a commit: the attempt's new fence, which replaces the earlier one. Otherwise 0."""

    def json(self) -> object:
        """Returns the transferred state; None if it is empty, or no longer kept."""
        return json.loads(self.state) if self.state else None


@dataclass(frozen=True)
class Handed:
    """The handoff that delivered an attempt, as its message describes it."""

    handoff: str
    """The id of the handoff."""
    from_agent: str
    """The agent that handed the attempt over."""
    from_epoch: int
    """The epoch of the instance that did."""
    state: object
    """The state that it transferred."""


@dataclass(frozen=True)
class HandoffOffer:
    """A proposed handoff, as the message in the queue ``agent.ID`` brings it to the receiving agent."""

    execution: str
    id: str
    """The id of the handoff. This message is the key to accept or reject it."""
    phase: str
    fence: int
    """The fence of the attempt. A commit replaces it."""
    from_agent: str
    from_epoch: int
    to_agent: str
    """The receiving agent."""
    reason: str
    state: object
    """The transferred state."""


@dataclass(frozen=True)
class HandoffOver:
    """The result of a handoff, as the message in the queue ``agent.ID`` brings it to the agents involved.

    The agent that the attempt was committed to gets a ``PhaseAttempt`` instead.
    """

    execution: str
    id: str
    """The id of the handoff."""
    phase: str
    fence: int
    """The fence of the attempt at the time of the proposal."""
    from_agent: str
    from_epoch: int
    to_agent: str
    to_epoch: int
    """0 if the receiving agent had not answered."""
    status: HandoffStatus
    why: str


def handoff_message(event: Event) -> HandoffOffer | HandoffOver | None:
    """Reads a message about a handoff from an agent's queue; None for any other event.

    A message with the attempt itself is a ``PhaseAttempt``, which ``phase_message`` reads.
    """
    try:
        said = event.data()
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    try:
        place = (str(said["execution"]), str(said["handoff"]), str(said["phase"]), int(said["fence"]))
        giver, taker = _party(said["from"]), _party(said["to"])
        match said.get("kind"):
            case "handoff":
                return HandoffOffer(*place, *giver, taker[0], str(said["reason"]), said.get("state"))
            case "handoff_over":
                status = HandoffStatus.__members__.get(said["status"], HandoffStatus.UNKNOWN)
                return HandoffOver(*place, *giver, *taker, status, str(said["why"]))
    except (KeyError, TypeError, ValueError):
        return None
    return None


def handed_of(said: dict[str, Any]) -> Handed:
    """Reads the handoff that delivered an attempt from its message."""
    return Handed(str(said["handoff"]), *_party(said["from"]), said.get("state"))


def _party(said: dict[str, Any]) -> tuple[str, int]:
    return str(said["agent"]), int(said["epoch"])
