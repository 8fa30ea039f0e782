"""The path of a single call of the asyncio client, independent of the request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import grpc
from grpc import aio

from .._attempts import Attempts, Kind
from .._endpoints import Endpoints, target
from .._fault import Fault
from .._frames import AsyncFrames
from .._proto.admin.v1.system_service_pb2_grpc import SystemServiceStub
from .._proto.checkpoint.v1.checkpoint_service_pb2_grpc import CheckpointServiceStub
from .._proto.event.v1.event_service_pb2_grpc import EventServiceStub
from .._proto.lease.v1.lease_service_pb2_grpc import LeaseServiceStub
from .._proto.schedule.v1.schedule_service_pb2_grpc import ScheduleServiceStub
from .._proto.timer.v1.timer_service_pb2_grpc import TimerServiceStub
from .._proto.transaction.v1.transaction_service_pb2_grpc import TransactionServiceStub
from .._proto.workflow.v1.agent_service_pb2_grpc import AgentServiceStub
from .._proto.workflow.v1.handoff_service_pb2_grpc import HandoffServiceStub
from .._proto.workflow.v1.workflow_service_pb2_grpc import WorkflowServiceStub
from .._settings import Core
from ..errors import ClosedError
from ._streams import Answers

# blocking: from ._streams import warn_if_blocking

Q = TypeVar("Q")
A = TypeVar("A")
R = TypeVar("R")


class Route:
    """A server, and the stubs of a connection to it."""

    def __init__(self, url: str, channel: aio.Channel) -> None:
        self.url = url
        self.channel = channel
        self.frames = AsyncFrames()
        self.timers = TimerServiceStub(channel)
        self.schedules = ScheduleServiceStub(channel)
        self.checkpoints = CheckpointServiceStub(channel)
        self.leases = LeaseServiceStub(channel)
        self.transactions = TransactionServiceStub(channel)
        self.workflows = WorkflowServiceStub(channel)
        self.agents = AgentServiceStub(channel)
        self.handoffs = HandoffServiceStub(channel)
        self.events = EventServiceStub(channel)
        self.system = SystemServiceStub(channel)


class Calls:
    """Makes calls on one event loop, and follows the leader."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.endpoints: Endpoints[Route] = Endpoints(core.settings, self._connect)
        self.endpoints.guard = self._stay  # asyncio only
        self._loop: asyncio.AbstractEventLoop | None = None  # asyncio only

    def _stay(self) -> None:  # asyncio only
        loop = asyncio.get_running_loop()
        if self._loop not in (None, loop):
            raise ClosedError("this client belongs to the event loop it was first used on; make one for this loop")
        self._loop = loop

    def _connect(self, url: str) -> Route:
        settings = self.core.settings
        if settings.is_secure:
            believed = grpc.ssl_channel_credentials(settings.roots)
            return Route(url, aio.secure_channel(target(url), believed, options=settings.channel_options()))
        return Route(url, aio.insecure_channel(target(url), options=settings.channel_options()))

    async def _call(
        self,
        kind: Kind,
        method: Callable[[Route], aio.UnaryUnaryMultiCallable[Q, A]],
        request: Q,
        request_id: str = "",
        more: float = 0.0,
        within: float | None = None,
    ) -> A:
        """Makes a call, with retries, until its result is final. ``more`` is the time in seconds that the server itself
        may wait.

        ``within`` bounds the call in seconds, if that is less than its deadline.
        """
        # blocking: warn_if_blocking()
        core = self.core
        deadline, patience = core.deadline + more, core.patience + more
        if within is not None:
            deadline, patience = min(deadline, within), min(patience, within / 2)
        attempts = Attempts(kind, self.endpoints, core.budget, deadline, patience, request_id)
        while True:
            route = self.endpoints.route()
            try:
                return await method(route)(request, timeout=attempts.patience(), metadata=core.metadata)
            except aio.AioRpcError as error:
                pause = attempts.failed(route, Fault.of(error))
            # blocking: except ValueError:
            # blocking:     # A connection that closes as the call begins raises this. ``route`` raises ``ClosedError``.
            # blocking:     self.endpoints.route()
            # blocking:     raise
            await asyncio.sleep(pause)

    async def _each(
        self,
        method: Callable[[Route], aio.UnaryStreamMultiCallable[Q, A]],
        request: Q,
        read: Callable[[A], R],
        place: Callable[[R], str | int],
    ) -> AsyncIterator[R]:
        """Reads a stream in the order of its items. After a break, a new stream continues behind the last item.

        Silence for the deadline of a call counts as a break.
        """
        # blocking: warn_if_blocking()
        core, last = self.core, None
        attempts = Attempts(Kind.READ, self.endpoints, core.budget, core.deadline, core.deadline)
        while True:
            route = self.endpoints.route()
            answers = Answers(method(route)(request, metadata=core.metadata), core.deadline)
            came = False
            try:
                async for answer in answers:
                    one = read(answer)
                    if last is None or place(one) > last:  # type: ignore[operator]
                        last, came = place(one), True
                        yield one
                return
            except aio.AioRpcError as error:
                fault = Fault.of(error)
            except asyncio.TimeoutError:
                fault = Fault.timed_out(core.deadline)
            finally:
                answers.end()
            if came:
                attempts = Attempts(Kind.READ, self.endpoints, core.budget, core.deadline, core.deadline)
            await asyncio.sleep(attempts.failed(route, fault))
