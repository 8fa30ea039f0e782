"""The blocking client's calls about schedules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from . import _schedule_answers as _answers
from . import _schedule_requests as _requests
from ._attempts import Kind
from ._calls import Calls
from ._proto.schedule.v1.schedule_service_pb2 import ListSchedulesRequest
from ._schedule_requests import ScheduleKey
from .schedule_types import (
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
from .types import Consistency


class ScheduleCalls(Calls):
    """Methods of a client."""

    def create_schedule(self, schedule: NewSchedule) -> ScheduleCreated:
        """Creates a schedule, whose occurrences are those after now.

        Creating the same ``NewSchedule`` again answers with the schedule that exists, as it stands now; once that was
        deleted it makes another one.
        """
        request = _requests.create(schedule)
        return _answers.created(self._call(Kind.WRITE, lambda route: route.schedules.CreateSchedule, request))

    def get_schedule(
        self,
        schedule: ScheduleKey,
        *,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Schedule:
        """Reads a schedule."""
        request = _requests.get(schedule, consistency, min_index)
        answer = self._call(Kind.READ, lambda route: route.schedules.GetSchedule, request)
        return _answers.schedule(answer.schedule)

    def list_schedules(
        self,
        *,
        id_prefix: str = "",
        page_size: int = 0,
        consistency: Consistency = Consistency.LINEARIZABLE,
        min_index: int = 0,
    ) -> Iterator[Schedule]:
        """The schedules whose ids begin so, by id; pages are fetched as they are read."""
        request = _requests.list_schedules(id_prefix, page_size, consistency, min_index)
        return self._schedule_pages(request)

    def _schedule_pages(self, request: ListSchedulesRequest) -> Iterator[Schedule]:
        while True:
            page = self._call(Kind.READ, lambda route: route.schedules.ListSchedules, request)
            yield from map(_answers.schedule, page.schedules)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def update_schedule(
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
        """Changes what is given, each as a whole, for occurrences that come after. Timers that were made stay.

        ``version`` changes only that version, and then nothing that another caller has changed meanwhile is lost; 0
        means whatever is current.
        """
        request = _requests.update(
            schedule, calendar, timer, missed_run_policy, missed_runs_max, overlap_policy, version
        )
        answer = self._call(Kind.WRITE, lambda route: route.schedules.UpdateSchedule, request)
        return _answers.changed(answer)

    def delete_schedule(self, schedule: ScheduleKey, *, version: int = 0) -> ScheduleDeleted:
        """Removes a schedule. Timers that it made stay.

        One that is not there is a ``NotFoundError``. If the answer was lost and a repeat finds none,
        ``OutcomeUnknownError``: whichever of the two removed it, it is gone.
        """
        request = _requests.delete(schedule, version)
        return _answers.deleted(self._call(Kind.WRITE, lambda route: route.schedules.DeleteSchedule, request))

    def pause_schedule(self, schedule: ScheduleKey, *, reason: str = "", version: int = 0) -> ScheduleChanged:
        """From the answer on there are no occurrences. Pausing twice is pausing once: the first reason stays."""
        request = _requests.pause(schedule, reason, version)
        answer = self._call(Kind.WRITE, lambda route: route.schedules.PauseSchedule, request)
        return _answers.changed(answer)

    def resume_schedule(self, schedule: ScheduleKey, *, reason: str = "", version: int = 0) -> ScheduleChanged:
        """Goes on with occurrences after now; what fell into the pause is not made up for."""
        request = _requests.resume(schedule, reason, version)
        answer = self._call(Kind.WRITE, lambda route: route.schedules.ResumeSchedule, request)
        return _answers.changed(answer)

    def trigger_schedule(self, schedule: ScheduleKey, *, request_id: str | None = None) -> ScheduleTriggered:
        """Makes a timer now, whatever the rule, the pause and the overlap policy say.

        The same request id, the same timer.
        """
        request = _requests.trigger(schedule, request_id)
        answer = self._call(Kind.WRITE, lambda route: route.schedules.TriggerSchedule, request, request.request_id)
        return _answers.triggered(answer)

    def backfill_schedule(
        self,
        schedule: ScheduleKey,
        *,
        from_time: datetime,
        to_time: datetime,
        rate: int | None = None,
        version: int = 0,
    ) -> ScheduleBackfilled:
        """Begins to make timers of the instants from ``from_time`` up to ``to_time``, not in it nor after now.

        In order, and no more than ``rate`` a second: 1 to 500, 10 by default. Instants that had a timer already get no
        other, so repeating it is safe. ``get_schedule`` tells how far it is.
        """
        request = _requests.backfill(schedule, from_time, to_time, rate, version)
        return _answers.backfilled(self._call(Kind.WRITE, lambda route: route.schedules.BackfillSchedule, request))

    def preview_schedule(
        self, calendar: Calendar, *, from_time: datetime | None = None, count: int = 10
    ) -> list[Occurrence]:
        """The next occurrences of a rule, from now or an instant on, up to 1,000. Nothing is kept.

        Fewer than were asked for: there are no more.
        """
        request = _requests.preview(calendar, from_time, count)
        return _answers.occurrences(self._call(Kind.READ, lambda route: route.schedules.PreviewSchedule, request))
