//! Schedules as messages of the API.

use crate::convert::{self, span, timestamp};
use minoots_kernel::internal::{
    self, BackfillRow, CalendarGap, CalendarMonthEnd, CalendarRepeat, CalendarSpec, MissedRuns, NewTimer, ScheduleRow,
    TimerRow,
};
use minoots_wire::{
    schedule::v1::{
        Calendar, GapPolicy, MissedRunPolicy, MonthEndPolicy, OverlapPolicy, RepeatPolicy, Schedule, ScheduleBackfill,
        SchedulePause, TimerTemplate,
    },
    time::instant,
};

pub(super) fn schedule(tenant: &str, id: &str, row: &ScheduleRow) -> Schedule {
    let spec = row.spec.clone().unwrap_or_default();
    let missed_runs = match spec.missed_runs() {
        MissedRuns::Unspecified => MissedRunPolicy::Latest,
        MissedRuns::All => MissedRunPolicy::All,
        MissedRuns::None => MissedRunPolicy::None,
    };
    let overlap = match spec.overlap() {
        internal::OverlapPolicy::Unspecified => OverlapPolicy::Skip,
        internal::OverlapPolicy::Allow => OverlapPolicy::Allow,
        internal::OverlapPolicy::BufferOne => OverlapPolicy::BufferOne,
        internal::OverlapPolicy::BufferAll => OverlapPolicy::BufferAll,
        internal::OverlapPolicy::CancelOther => OverlapPolicy::CancelOther,
    };
    Schedule {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        missed_run_policy: missed_runs.into(),
        missed_runs_max: spec.missed_runs_max,
        overlap_policy: overlap.into(),
        pause: row.pause.as_ref().map(|pause| SchedulePause {
            by: pause.by.clone(),
            reason: pause.reason.clone(),
            time: timestamp(pause.time),
        }),
        next_time: timestamp(row.next),
        decided_time: timestamp(row.decided),
        zone_data: row.zone_data.clone(),
        last_timer_id: row.last.as_ref().map(|last| last.id.clone()).unwrap_or_default(),
        runs: row.runs,
        missed: row.missed,
        waiting: u32::try_from(row.waiting.len()).unwrap_or(u32::MAX),
        create_time: timestamp(row.create_time),
        update_time: timestamp(row.update_time),
        created_by: row.created_by.clone(),
        state_version: row.version,
        backfill: row.backfill.as_ref().map(backfill),
        calendar: Some(calendar(spec.calendar.unwrap_or_default())),
        payload_shredded: spec.timer.as_ref().is_some_and(|timer| timer.payload_key != 0),
        timer: Some(template(spec.timer.unwrap_or_default())),
    }
}

fn backfill(row: &BackfillRow) -> ScheduleBackfill {
    ScheduleBackfill {
        from: Some(instant::to_proto(row.from)),
        to: Some(instant::to_proto(row.until)),
        rate: row.rate,
        instants: row.instants,
        made: row.made,
        existing: row.existing,
        missed: row.missed,
        by: row.by.clone(),
        begin_time: timestamp(row.time),
        end_time: timestamp(row.end_time),
        end_reason: row.end_reason.clone(),
    }
}

fn calendar(stored: CalendarSpec) -> Calendar {
    let gap = match stored.gap() {
        CalendarGap::Unspecified => GapPolicy::After,
        CalendarGap::Skip => GapPolicy::Skip,
    };
    let repeat = match stored.repeat() {
        CalendarRepeat::Unspecified => RepeatPolicy::First,
        CalendarRepeat::Second => RepeatPolicy::Second,
        CalendarRepeat::Both => RepeatPolicy::Both,
    };
    let month_end = match stored.month_end() {
        CalendarMonthEnd::Unspecified => MonthEndPolicy::Skip,
        CalendarMonthEnd::LastDay => MonthEndPolicy::LastDay,
        CalendarMonthEnd::NextDay => MonthEndPolicy::NextDay,
    };
    let some = |nanos: u64| Some(nanos).filter(|nanos| *nanos != 0).and_then(span);
    Calendar {
        gap: gap.into(),
        repeat: repeat.into(),
        month_end: month_end.into(),
        cron: stored.cron,
        seconds: stored.seconds,
        interval: some(stored.interval),
        anchor: stored.anchor.map(instant::to_proto),
        rrule: stored.rrule,
        dtstart: stored.dtstart,
        instants: stored.instants.into_iter().map(instant::to_proto).collect(),
        zone: stored.zone,
        start: stored.start.map(instant::to_proto),
        end: stored.end.map(instant::to_proto),
        count: stored.count,
        jitter: some(stored.jitter),
    }
}

/// The template in the form of a timer that it would make, without options that the queue decides.
fn template(stored: NewTimer) -> TimerTemplate {
    let (retry_unset, ack_deadline_unset) = (stored.retry_unset, stored.ack_deadline_unset);
    let row = TimerRow {
        spec: Some(stored),
        ..TimerRow::default()
    };
    let shown = convert::timer("", row, None);
    TimerTemplate {
        name: shown.name,
        payload: shown.payload,
        labels: shown.labels,
        target: shown.target,
        retry_policy: shown.retry_policy.filter(|_| !retry_unset),
        ack_deadline: shown.ack_deadline.filter(|_| !ack_deadline_unset),
        priority: shown.priority,
        concurrency_key: shown.concurrency_key,
        actions: shown.actions,
    }
}
