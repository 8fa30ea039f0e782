"""Handoffs as plain values. What they promise stands in docs/handoffs.md."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .types import Event


class HandoffStatus(enum.Enum):
    """Where a handoff is."""

    UNKNOWN = 0
    """One that this version does not know."""
    PROPOSED = 1
    """Whoever is asked has not answered."""
    ACCEPTED = 2
    """Whoever is asked has accepted, and votes are missing."""
    COMMITTED = 3
    """The attempt is the other agent's."""
    REJECTED = 4
    """Whoever is asked said no, or so many voters that too few are left."""
    EXPIRED = 5
    """Its deadline came first."""
    WITHDRAWN = 6
    """Whoever proposed it took it back, or the attempt was over."""

    @property
    def has_ended(self) -> bool:
        """Whether it is a result, which does not change any more."""
        return self in _ENDED


_ENDED = frozenset({HandoffStatus.COMMITTED, HandoffStatus.REJECTED, HandoffStatus.EXPIRED, HandoffStatus.WITHDRAWN})


@dataclass(frozen=True)
class HandoffVote:
    """The last that a voter said."""

    voter: str
    approved: bool
    why: str


@dataclass(frozen=True)
class Handoff:
    """An attempt at a phase of an execution, which one agent hands to another with what it knows."""

    execution: str
    """Its id."""
    id: str
    """Unique in the execution."""
    status: HandoffStatus
    from_agent: str
    """The agent that proposed it."""
    from_epoch: int
    """Of its instance that did."""
    to_agent: str
    """The agent that is asked."""
    to_epoch: int
    """Of its instance that answered; 0 before."""
    phase: str
    """Of the attempt."""
    fence: int
    """Of the attempt, as it was proposed."""
    reason: str
    """Why it was proposed."""
    state: bytes
    """What is handed over: JSON. Empty of one that is over, unless the attempt has it still."""
    state_sha256: str
    """SHA-256 of it, in hexadecimal."""
    voters: tuple[str, ...]
    """Of its phase."""
    votes: tuple[HandoffVote, ...]
    """Of those that have voted, by their names."""
    votes_needed: int
    """How many must approve; 0: nobody votes."""
    deadline: datetime | None
    """By when it is over, by the clock of the node that was asked; None of one that is over."""
    why: str
    """Why it ended so; empty of one that is open or was committed."""
    new_fence: int
    """Of one that was committed: the attempt's fence from then on, and the one before is over. 0 of any other."""

    def json(self) -> object:
        """What is handed over; None if that is nothing, or not kept any more."""
        return json.loads(self.state) if self.state else None


@dataclass(frozen=True)
class Handed:
    """What an attempt was handed over with, as its message brings it."""

    handoff: str
    """Its id."""
    from_agent: str
    """The agent that handed it over."""
    from_epoch: int
    """Of its instance that did."""
    state: object
    """What that one knew."""


@dataclass(frozen=True)
class HandoffOffer:
    """A handoff that was proposed, as the message in the queue ``agent.ID`` brings it to the agent that is asked."""

    execution: str
    id: str
    """Of the handoff; it is accepted or rejected with this message."""
    phase: str
    fence: int
    """Of the attempt. Another one holds once it is committed."""
    from_agent: str
    from_epoch: int
    to_agent: str
    """The agent that is asked."""
    reason: str
    state: object
    """What is handed over."""


@dataclass(frozen=True)
class HandoffOver:
    """The result of a handoff, as the message in the queue ``agent.ID`` brings it to the agents that it is of.

    Whoever it was committed to is not told by this, but by the ``PhaseAttempt``.
    """

    execution: str
    id: str
    """Of the handoff."""
    phase: str
    fence: int
    """Of the attempt, as it was proposed."""
    from_agent: str
    from_epoch: int
    to_agent: str
    to_epoch: int
    """0: the agent that was asked had not answered."""
    status: HandoffStatus
    why: str


def handoff_message(event: Event) -> HandoffOffer | HandoffOver | None:
    """What a message about a handoff in an agent's queue says; None if the event is about something else.

    That an attempt was handed over is a ``PhaseAttempt``, which ``phase_message`` reads.
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
    """What a message says of the handoff that an attempt came by."""
    return Handed(str(said["handoff"]), *_party(said["from"]), said.get("state"))


def _party(said: dict[str, Any]) -> tuple[str, int]:
    return str(said["agent"]), int(said["epoch"])
