"""The calls about leases and budgets of the client for event loops."""

from __future__ import annotations

from collections.abc import AsyncIterator

from .. import _lease_answers as _answers
from .. import _lease_requests as _requests
from .._attempts import Kind
from .._lease_requests import BudgetKey, LeaseKey
from .._proto.lease.v1.lease_service_pb2 import ListBudgetsRequest, ListLeasesRequest
from ..lease_types import (
    Budget,
    BudgetDeleted,
    BudgetSet,
    BudgetSpent,
    Lease,
    LeaseAcquired,
    LeaseReleased,
    LeaseRenewed,
)
from ..types import Consistency, Duration
from ._calls import Calls
from .lease import AsyncHeldLease


class LeaseCalls(Calls):
    """Methods of a client."""

    def lease(
        self,
        lease_id: str,
        *,
        ttl: Duration = "30s",
        holder: str | None = None,
        wait: Duration = "0s",
        partition_key: str = "",
    ) -> AsyncHeldLease:
        """A lease for a block: acquired as it is entered, renewed every third of ``ttl``, released as it is left.

        One that is held is waited for as long as ``wait`` says, and then is a ``ConflictError`` as of
        ``acquire_lease``. The holder is this process, if nobody is named.
        """
        return AsyncHeldLease(self, lease_id, ttl, holder, wait, partition_key)

    async def acquire_lease(
        self,
        lease_id: str,
        *,
        ttl: Duration = "30s",
        holder: str | None = None,
        partition_key: str = "",
        request_id: str | None = None,
    ) -> LeaseAcquired:
        """Takes a lease that nobody holds, for 1 s to 24 h.

        One that is held is a ``ConflictError`` with reason ``LEASE_HELD``, ``holder``, and in ``retry_delay`` when it
        ends if it is not renewed. The holder is this process, if nobody is named.
        """
        request = _requests.acquire(lease_id, ttl, holder, partition_key, request_id)
        answer = await self._call(Kind.REPEATABLE, lambda route: route.leases.AcquireLease, request, request.request_id)
        return _answers.acquired(answer)

    async def renew_lease(
        self, lease: LeaseKey, *, token: int | None = None, ttl: Duration | None = None, partition_key: str = ""
    ) -> LeaseRenewed:
        """Holds a lease for longer, counted from now: for ``ttl``, or as long as it was acquired for.

        If it was granted to another since, a ``ConflictError`` with reason ``STALE_FENCE``; if nobody holds it,
        ``LEASE_EXPIRED``. Either way: stop what it was for. A lease named by its id needs its token too.
        """
        request = _requests.renew(lease, token, ttl, partition_key)
        return _answers.renewed(await self._call(Kind.REPEATABLE, lambda route: route.leases.RenewLease, request))

    async def release_lease(
        self, lease: LeaseKey, *, token: int | None = None, partition_key: str = ""
    ) -> LeaseReleased:
        """Gives a lease back. Releasing what is over is fine; another's is refused as ``STALE_FENCE``."""
        request = _requests.release(lease, token, partition_key)
        return _answers.released(await self._call(Kind.REPEATABLE, lambda route: route.leases.ReleaseLease, request))

    async def get_lease(
        self,
        lease: LeaseKey,
        *,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Lease:
        """Reads a lease that is held; a ``NotFoundError`` if nobody holds it."""
        request = _requests.get_lease(lease, partition_key, consistency, min_index)
        return _answers.lease((await self._call(Kind.READ, lambda route: route.leases.GetLease, request)).lease)

    def list_leases(
        self,
        *,
        id_prefix: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> AsyncIterator[Lease]:
        """The leases that are held and whose ids begin so, by id; pages are fetched as they are read."""
        request = _requests.list_leases(id_prefix, page_size, consistency, min_index)
        return self._lease_pages(request)

    async def _lease_pages(self, request: ListLeasesRequest) -> AsyncIterator[Lease]:
        while True:
            page = await self._call(Kind.READ, lambda route: route.leases.ListLeases, request)
            for lease in page.leases:
                yield _answers.lease(lease)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def set_budget(
        self,
        budget: BudgetKey,
        *,
        limit: int,
        window: Duration,
        cooldown: Duration | None = None,
        partition_key: str = "",
    ) -> BudgetSet:
        """Makes a budget, or changes it: at most ``limit`` in any ``window``, and ``cooldown`` from spend to spend.

        What was spent stays spent.
        """
        request = _requests.set_budget(budget, limit, window, cooldown, partition_key)
        return _answers.budget_set(await self._call(Kind.WRITE, lambda route: route.leases.SetBudget, request))

    async def spend_budget(
        self, budget: BudgetKey, amount: int = 1, *, partition_key: str = "", request_id: str | None = None
    ) -> BudgetSpent:
        """Spends of a budget, all of the amount or nothing.

        Too little is a ``RefusedError`` with reason ``BUDGET_SPENT``, at once, and with the ``retry_delay`` after which
        there is enough if nobody else spends.
        """
        request = _requests.spend(budget, amount, partition_key, request_id)
        answer = await self._call(Kind.REPEATABLE, lambda route: route.leases.SpendBudget, request, request.request_id)
        return _answers.spent(answer)

    async def get_budget(
        self,
        budget: BudgetKey,
        *,
        partition_key: str = "",
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Budget:
        """Reads a budget, as it stands now."""
        request = _requests.get_budget(budget, partition_key, consistency, min_index)
        return _answers.budget((await self._call(Kind.READ, lambda route: route.leases.GetBudget, request)).budget)

    def list_budgets(
        self,
        *,
        id_prefix: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> AsyncIterator[Budget]:
        """The budgets whose ids begin so, by id; pages are fetched as they are read."""
        request = _requests.list_budgets(id_prefix, page_size, consistency, min_index)
        return self._budget_pages(request)

    async def _budget_pages(self, request: ListBudgetsRequest) -> AsyncIterator[Budget]:
        while True:
            page = await self._call(Kind.READ, lambda route: route.leases.ListBudgets, request)
            for message in page.budgets:
                yield _answers.budget(message)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def delete_budget(self, budget: BudgetKey, *, partition_key: str = "") -> BudgetDeleted:
        """Forgets a budget, and what was spent of it.

        One that is not there is a ``NotFoundError``. If the answer was lost and a repeat finds none,
        ``OutcomeUnknownError``: whichever of the two removed it, it is gone.
        """
        request = _requests.delete_budget(budget, partition_key)
        return _answers.budget_deleted(await self._call(Kind.WRITE, lambda route: route.leases.DeleteBudget, request))
