"""The asyncio client's calls about leases and budgets."""

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
    """The lease and budget methods of a client."""

    def lease(
        self,
        lease_id: str,
        *,
        ttl: Duration = "30s",
        holder: str | None = None,
        wait: Duration = "0s",
        partition_key: str = "",
    ) -> AsyncHeldLease:
        """A lease for a block: acquired on entry, renewed every third of ``ttl``, released on exit.

        If another holder has the lease, the entry waits up to ``wait``, and then raises the ``ConflictError`` of
        ``acquire_lease``. The default holder is this process.
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
        """Acquires a free lease, for 1 s to 24 h.

        A lease that is held is a ``ConflictError`` with reason ``LEASE_HELD`` and ``holder``. Its ``retry_delay`` is
        the time until the lease ends without a renewal. The default holder is this process.
        """
        request = _requests.acquire(lease_id, ttl, holder, partition_key, request_id)
        answer = await self._call(Kind.REPEATABLE, lambda route: route.leases.AcquireLease, request, request.request_id)
        return _answers.acquired(answer)

    async def renew_lease(
        self, lease: LeaseKey, *, token: int | None = None, ttl: Duration | None = None, partition_key: str = ""
    ) -> LeaseRenewed:
        """Renews a lease from now on: for ``ttl``, or for the time that it was acquired for.

        A ``ConflictError`` has the reason ``STALE_FENCE`` if the lease was granted to another holder, and
        ``LEASE_EXPIRED`` if it is free. In both cases, stop the work that it protects. A lease that is given by its id
        needs its token too.
        """
        request = _requests.renew(lease, token, ttl, partition_key)
        return _answers.renewed(await self._call(Kind.REPEATABLE, lambda route: route.leases.RenewLease, request))

    async def release_lease(
        self, lease: LeaseKey, *, token: int | None = None, partition_key: str = ""
    ) -> LeaseReleased:
        """Releases a lease. An expired lease is no error; another holder's lease is refused with ``STALE_FENCE``."""
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
        """Reads a lease that is held. A free lease is a ``NotFoundError``."""
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
        """Lists the held leases whose ids start with the prefix, by id. The client fetches pages as the caller reads
        them.
        """
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
        """Creates or changes a budget: at most ``limit`` in any ``window``, and ``cooldown`` between two spends.

        A change keeps the record of earlier spends.
        """
        request = _requests.set_budget(budget, limit, window, cooldown, partition_key)
        return _answers.budget_set(await self._call(Kind.WRITE, lambda route: route.leases.SetBudget, request))

    async def spend_budget(
        self, budget: BudgetKey, amount: int = 1, *, partition_key: str = "", request_id: str | None = None
    ) -> BudgetSpent:
        """Spends an amount of a budget: all of it or nothing.

        Too little left is an immediate ``RefusedError`` with reason ``BUDGET_SPENT``. Its ``retry_delay`` is the time
        after which enough is left without further spends.
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
        """Reads the current state of a budget."""
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
        """Lists the budgets whose ids have the prefix, by id. The client fetches pages as the caller reads them."""
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
        """Deletes a budget, and the record of its spends.

        A missing budget is a ``NotFoundError``. If the response was lost and a repeat finds no budget, the call raises
        ``OutcomeUnknownError``. The budget is deleted in that case, too.
        """
        request = _requests.delete_budget(budget, partition_key)
        return _answers.budget_deleted(await self._call(Kind.WRITE, lambda route: route.leases.DeleteBudget, request))
