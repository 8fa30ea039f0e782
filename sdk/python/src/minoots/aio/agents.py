"""Agents, for the asyncio client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from .. import _agent_answers as _answers
from .. import _agent_requests as _requests
from .._agent_beating import AgentPulse, Told
from .._agent_requests import AgentKey
from .._attempts import Kind
from .._holding import now
from .._proto.workflow.v1 import agent_service_pb2 as api
from ..agent_types import Agent, AgentAlive, AgentDoing, AgentStatus, AgentWork
from ..errors import MinootsError
from ..types import Duration
from ..workflow_types import PhaseAttempt
from .heartbeat import background_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._calls import Calls


class AsyncAgents:
    """Registers agents and watches their heartbeats and progress: ``client.agents``."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def register(
        self,
        agent: str | None = None,
        *,
        ttl: Duration | None = None,
        capabilities: Iterable[str] = (),
        queues: Iterable[str] = (),
        rules: str = "",
        expected: bool = False,
        request_id: str | None = None,
    ) -> Agent:
        """Registers a new instance of an agent. Its epoch is larger than any before, and the fabric watches it from now
        on.

        ``ttl``, 1 s to 7 days, is the longest silence before a heartbeat counts as missed. ``rules`` are YAML or JSON.
        With ``expected``, the call announces an instance; the fabric reports it missing if it does not register in
        time. Without an id, the client draws one.
        """
        request = _requests.register(agent, ttl, capabilities, queues, rules, expected, request_id)
        return _answers.told(
            await self._calls._call(Kind.WRITE, lambda route: route.agents.RegisterAgent, request, request.request_id)
        )

    async def heartbeat(self, agent: AgentKey, *, epoch: int | None = None, **told: Unpack[Told]) -> AgentAlive:
        """Sends a heartbeat of an agent, with the progress that it reports: see ``docs/agents.md``.

        ``epoch`` names the instance that sends the heartbeat. By default it is the epoch of the given ``Agent``, or the
        newest epoch of an id. An instance that was replaced gets a ``ConflictError`` with reason ``STALE_EPOCH``.
        """
        request = _requests.heartbeat(agent, epoch, **told)
        return await self._beat(request, None)

    async def _beat(self, request: api.HeartbeatRequest, within: float | None) -> AgentAlive:
        answer = await self._calls._call(
            Kind.REPEATABLE, lambda route: route.agents.Heartbeat, request, request.heartbeat_id, within=within
        )
        return _answers.alive(answer)

    def beating(
        self,
        agent: AgentKey,
        *,
        epoch: int | None = None,
        doing: AgentDoing | None = None,
        work: AgentWork | PhaseAttempt | None = None,
        retire: bool = False,
    ) -> AsyncAgentHeartbeat:
        """Sends heartbeats while a block runs, every third of the agent's time to live.

        The first heartbeat reports ``doing`` and ``work``. With ``retire``, the agent retires after the block ends
        without an error.
        """
        return AsyncAgentHeartbeat(self, agent, epoch, {"doing": doing, "work": work}, retire)

    async def get(self, agent: AgentKey) -> Agent:
        """Reads an agent."""
        request = api.GetAgentRequest(id=_requests.key_of(agent))
        return _answers.told(await self._calls._call(Kind.READ, lambda route: route.agents.GetAgent, request))

    def list(
        self, *, id_prefix: str = "", statuses: Iterable[AgentStatus] = (), capability: str = ""
    ) -> AsyncIterator[Agent]:
        """Lists the agents that match all conditions, by id. Without ``statuses``, the list omits retired agents."""
        request = _requests.list_agents(id_prefix, statuses, capability)
        return self._calls._each(lambda route: route.agents.ListAgents, request, _answers.told, lambda agent: agent.id)

    async def retire(self, agent: AgentKey, *, reason: str = "", epoch: int | None = None) -> Agent:
        """Retires an agent: it has left on purpose, and the fabric stops watching it.

        ``epoch`` names the instance that leaves. By default it is the epoch of the given ``Agent``, or the newest epoch
        of an id. An instance that was replaced gets a ``ConflictError`` with reason ``STALE_EPOCH``; its successor
        stays registered.
        """
        request = _requests.retire(agent, reason, epoch)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.agents.RetireAgent, request))

    async def quarantine(self, agent: AgentKey, *, reason: str = "") -> Agent:
        """Quarantines an agent: it gets no work, and the fabric does not watch it, until it is released."""
        request = _requests.quarantine(agent, reason)
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.agents.QuarantineAgent, request))

    async def release(self, agent: AgentKey) -> Agent:
        """Releases a quarantined agent, which may get work again."""
        request = api.ReleaseAgentRequest(id=_requests.key_of(agent))
        return _answers.told(await self._calls._call(Kind.WRITE, lambda route: route.agents.ReleaseAgent, request))


class AsyncAgentHeartbeat(AgentPulse):
    """An agent as a context manager: one heartbeat as the block is entered, then one every third of its time to live.

    The block is not interrupted when its heartbeats stop counting: read ``lost``, or call ``check``.

    A block that keeps the event loop busy delays its own heartbeats.
    """

    def __init__(self, agents: AsyncAgents, agent: AgentKey, epoch: int | None, first: Told, retire: bool) -> None:
        super().__init__(agent, epoch, first, retire)
        self._agents = agents
        self._background = background_of(self, self._touch)

    async def __aenter__(self) -> AsyncAgentHeartbeat:
        self._begin(self._known or await self._agents.get(self.id))
        self._background = background_of(self, self._touch)
        await self.tell(**self._first)
        self.check()
        self._background.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        await self._background.stop()
        if error is None and self._retire and not self.lost:
            await self._agents.retire(self.id, reason="its work is done", epoch=self.epoch)

    async def tell(self, **told: Unpack[Told]) -> AgentAlive:
        """Sends a heartbeat of this instance now, with its activity or its spending."""
        sent = now()
        try:
            alive = await self._agents.heartbeat(self.id, epoch=self.epoch, **told)
        except MinootsError as error:
            self._failed(error)
            raise
        self._answered(alive, sent)
        if told.get("doing") or told.get("work"):
            # The new activity may have another time to live.
            self._timed(await self._agents.get(self.id))
            self._background.hurry()
        return alive

    async def _touch(self, within: float | None) -> None:
        sent = now()
        self._answered(await self._agents._beat(_requests.heartbeat(self.id, self.epoch), within), sent)
