"""The asyncio client's calls about schedules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from .. import _schedule_answers as _answers
from .. import _schedule_requests as _requests
from .._attempts import Kind
from .._proto.schedule.v1.schedule_service_pb2 import ListSchedulesRequest
from .._schedule_requests import ScheduleKey
from ..schedule_types import (
    Calendar,
    MissedRunPolicy,
    NewSchedule,
    Occurrence,
    OverlapPolicy,
    Schedule,
    ScheduleBackfilled,
    ScheduleChanged,
    ScheduleCreated,
    ScheduleDeleted,
    ScheduleTriggered,
    TimerTemplate,
)
from ..types import Consistency
from ._calls import Calls


class ScheduleCalls(Calls):
    """The schedule methods of a client."""

    async def create_schedule(self, schedule: NewSchedule) -> ScheduleCreated:
        """Creates a schedule, whose first occurrence is after now.

        Creating the same ``NewSchedule`` again returns the existing schedule in its current state. After a deletion, it
        creates another one.
        """
        request = _requests.create(schedule)
        return _answers.created(await self._call(Kind.WRITE, lambda route: route.schedules.CreateSchedule, request))

    async def get_schedule(
        self,
        schedule: ScheduleKey,
        *,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Schedule:
        """Reads a schedule."""
        request = _requests.get(schedule, consistency, min_index)
        answer = await self._call(Kind.READ, lambda route: route.schedules.GetSchedule, request)
        return _answers.schedule(answer.schedule)

    def list_schedules(
        self,
        *,
        id_prefix: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> AsyncIterator[Schedule]:
        """Lists the schedules whose ids start with the prefix, by id. The client fetches pages as the caller reads
        them.
        """
        request = _requests.list_schedules(id_prefix, page_size, consistency, min_index)
        return self._schedule_pages(request)

    async def _schedule_pages(self, request: ListSchedulesRequest) -> AsyncIterator[Schedule]:
        while True:
            page = await self._call(Kind.READ, lambda route: route.schedules.ListSchedules, request)
            for schedule in page.schedules:
                yield _answers.schedule(schedule)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def update_schedule(
        self,
        schedule: ScheduleKey,
        *,
        calendar: Calendar | None = None,
        timer: TimerTemplate | None = None,
        missed_run_policy: MissedRunPolicy | None = None,
        missed_runs_max: int | None = None,
        overlap_policy: OverlapPolicy | None = None,
        version: int = 0,
    ) -> ScheduleChanged:
        """Replaces the given parts of a schedule, for later occurrences. Existing timers stay.

        ``version`` changes only that version, which protects concurrent changes of other callers; 0 means the current
        one.
        """
        request = _requests.update(
            schedule, calendar, timer, missed_run_policy, missed_runs_max, overlap_policy, version
        )
        answer = await self._call(Kind.WRITE, lambda route: route.schedules.UpdateSchedule, request)
        return _answers.changed(answer)

    async def delete_schedule(self, schedule: ScheduleKey, *, version: int = 0) -> ScheduleDeleted:
        """Deletes a schedule. Its timers stay.

        A missing schedule is a ``NotFoundError``. If the response was lost and a repeat finds no schedule, the call
        raises ``OutcomeUnknownError``. The schedule is deleted in that case, too.
        """
        request = _requests.delete(schedule, version)
        return _answers.deleted(await self._call(Kind.WRITE, lambda route: route.schedules.DeleteSchedule, request))

    async def pause_schedule(self, schedule: ScheduleKey, *, reason: str = "", version: int = 0) -> ScheduleChanged:
        """Pauses a schedule: from the response on, it has no occurrences. A second pause keeps the first reason."""
        request = _requests.pause(schedule, reason, version)
        answer = await self._call(Kind.WRITE, lambda route: route.schedules.PauseSchedule, request)
        return _answers.changed(answer)

    async def resume_schedule(self, schedule: ScheduleKey, *, reason: str = "", version: int = 0) -> ScheduleChanged:
        """Resumes a schedule with occurrences after now. Those during the pause are not made up for."""
        request = _requests.resume(schedule, reason, version)
        answer = await self._call(Kind.WRITE, lambda route: route.schedules.ResumeSchedule, request)
        return _answers.changed(answer)

    async def trigger_schedule(self, schedule: ScheduleKey, *, request_id: str | None = None) -> ScheduleTriggered:
        """Creates a timer of the schedule now, regardless of the rule, a pause and the overlap policy.

        The same request id returns the same timer.
        """
        request = _requests.trigger(schedule, request_id)
        answer = await self._call(
            Kind.WRITE, lambda route: route.schedules.TriggerSchedule, request, request.request_id
        )
        return _answers.triggered(answer)

    async def backfill_schedule(
        self,
        schedule: ScheduleKey,
        *,
        from_time: datetime,
        to_time: datetime,
        rate: int | None = None,
        version: int = 0,
    ) -> ScheduleBackfilled:
        """Begins to create timers for the instants from ``from_time`` up to ``to_time``, excluding ``to_time`` and the
        future.

        The timers are created in order, at most ``rate`` per second: 1 to 500, 10 by default. An instant that already
        had a timer gets no second one, so a repeat is safe. ``get_schedule`` reports the progress.
        """
        request = _requests.backfill(schedule, from_time, to_time, rate, version)
        answer = await self._call(Kind.WRITE, lambda route: route.schedules.BackfillSchedule, request)
        return _answers.backfilled(answer)

    async def preview_schedule(
        self, calendar: Calendar, *, from_time: datetime | None = None, count: int = 10
    ) -> list[Occurrence]:
        """Computes the next occurrences of a rule, up to 1,000, from now or from an instant on. Stores nothing.

        A shorter list than requested is complete.
        """
        request = _requests.preview(calendar, from_time, count)
        return _answers.occurrences(await self._call(Kind.READ, lambda route: route.schedules.PreviewSchedule, request))
