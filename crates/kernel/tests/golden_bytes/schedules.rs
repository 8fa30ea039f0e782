//! Commands about schedules, and their rows.

use super::messages::{NOW, SECOND, caller, new_timer, showing};
use minoots_kernel::internal::{
    BackfillRow, BackfillSchedule, BackfillStep, CalendarGap, CalendarMonthEnd, CalendarRepeat, CalendarSpec,
    DeleteSchedule, EventKind, EventRow, MissedInstants, MissedRuns, NewTimer, OverlapPolicy, PauseRow, PauseSchedule,
    PutSchedule, ResumeSchedule, RunSchedules, ScheduleInstant, ScheduleOrigin, SchedulePlan, ScheduleRow, ScheduleRun,
    ScheduleSpec, TenantRow, TimerRef, TriggerSchedule, command::Command as Kind,
};

fn spec() -> ScheduleSpec {
    ScheduleSpec {
        calendar: Some(CalendarSpec {
            cron: "30 2 * * *".to_string(),
            seconds: true,
            interval: 90 * SECOND as u64,
            anchor: Some(0),
            rrule: "FREQ=DAILY".to_string(),
            dtstart: "2026-03-01T09:00:00".to_string(),
            instants: vec![NOW, -NOW],
            zone: "Europe/Berlin".to_string(),
            gap: CalendarGap::Skip.into(),
            repeat: CalendarRepeat::Both.into(),
            month_end: CalendarMonthEnd::NextDay.into(),
            start: Some(NOW),
            end: Some(NOW + SECOND),
            count: 7,
            jitter: SECOND as u64,
        }),
        timer: Some(new_timer()),
        missed_runs: MissedRuns::All.into(),
        missed_runs_max: 100,
        overlap: OverlapPolicy::Allow.into(),
        digest: vec![0xD5; 32],
    }
}

fn plan() -> SchedulePlan {
    SchedulePlan {
        base: NOW - SECOND,
        decided: NOW,
        next: NOW + SECOND,
        zone_data: "2026e".to_string(),
        ends: 0,
    }
}

/// The plan of a rule with a count.
fn counted_plan() -> SchedulePlan {
    SchedulePlan {
        ends: NOW + 6 * SECOND,
        ..plan()
    }
}

pub fn commands() -> Vec<Kind> {
    let (id, version) = ("nightly".to_string(), 7);
    vec![
        Kind::PutSchedule(Box::new(PutSchedule {
            caller: caller(),
            id: id.clone(),
            spec: Some(spec()),
            version,
            plan: Some(plan()),
            period: 0,
        })),
        Kind::DeleteSchedule(DeleteSchedule {
            caller: caller(),
            id: id.clone(),
            version,
        }),
        Kind::PauseSchedule(PauseSchedule {
            caller: caller(),
            id: id.clone(),
            version,
            reason: "repairs".to_string(),
        }),
        Kind::ResumeSchedule(ResumeSchedule {
            caller: caller(),
            id: id.clone(),
            version,
            reason: "repaired".to_string(),
            plan: Some(plan()),
        }),
        Kind::TriggerSchedule(TriggerSchedule {
            caller: showing(),
            id: id.clone(),
            timer_id: "t-1".to_string(),
            create_time: NOW,
            version: 3,
            keeps_earlier: false,
        }),
        Kind::BackfillSchedule(BackfillSchedule {
            caller: showing(),
            id: id.clone(),
            version,
            from: NOW - 60 * SECOND,
            until: NOW,
            rate: 5,
            instants: vec![NOW - 50 * SECOND, NOW - 20 * SECOND],
        }),
        Kind::RunSchedules(RunSchedules {
            runs: vec![ScheduleRun {
                tenant: "acme".to_string(),
                id,
                version,
                plan: Some(plan()),
                missed: Some(MissedInstants {
                    first: NOW - 2 * SECOND,
                    last: NOW - SECOND,
                    count: 2,
                }),
                instants: vec![ScheduleInstant {
                    instant: NOW,
                    fire_time: NOW + SECOND / 2,
                }],
                backfill: None,
                coming_until: 0,
            }],
            by_fire_time: false,
        }),
    ]
}

/// The same commands with their optional fields.
pub fn more_commands() -> Vec<(&'static str, Kind)> {
    let (id, version) = ("nightly".to_string(), 7);
    let counted = Kind::PutSchedule(Box::new(PutSchedule {
        caller: caller(),
        id: id.clone(),
        spec: Some(spec()),
        version,
        plan: Some(counted_plan()),
        period: 90 * SECOND as u64,
    }));
    let run = |plan, backfill| {
        Kind::RunSchedules(RunSchedules {
            runs: vec![ScheduleRun {
                tenant: "acme".to_string(),
                id: id.clone(),
                version,
                plan,
                backfill,
                ..ScheduleRun::default()
            }],
            by_fire_time: false,
        })
    };
    let coming = Kind::RunSchedules(RunSchedules {
        runs: vec![ScheduleRun {
            tenant: "acme".to_string(),
            id: id.clone(),
            version,
            coming_until: NOW + SECOND,
            ..ScheduleRun::default()
        }],
        by_fire_time: true,
    });
    let step = BackfillStep {
        first: NOW - 20 * SECOND,
        count: 3,
    };
    vec![
        ("put_schedule_counted", counted),
        ("run_schedules_counted", run(Some(counted_plan()), None)),
        ("run_schedules_backfill", run(None, Some(step))),
        ("run_schedules_coming", coming),
    ]
}

pub fn row() -> ScheduleRow {
    ScheduleRow {
        spec: Some(spec()),
        version: 7,
        created_by: "ann".to_string(),
        create_time: NOW - SECOND,
        update_time: NOW,
        pause: Some(PauseRow {
            by: "ann".to_string(),
            reason: "repairs".to_string(),
            time: NOW,
        }),
        decided: NOW,
        next: NOW + SECOND,
        ends: 0,
        zone_data: "2026e".to_string(),
        last: Some(TimerRef {
            id: "t-1".to_string(),
            version: 9,
            ..TimerRef::default()
        }),
        runs: 12,
        missed: 3,
        waiting: Vec::new(),
        ..ScheduleRow::default()
    }
}

/// A schedule with a count and a running backfill.
pub fn backfilled_row() -> ScheduleRow {
    ScheduleRow {
        pause: None,
        ends: NOW + 6 * SECOND,
        backfill: Some(BackfillRow {
            by: "ann".to_string(),
            time: NOW - SECOND,
            from: NOW - 60 * SECOND,
            until: NOW,
            rate: 5,
            instants: 9,
            left: vec![NOW - 20 * SECOND, NOW - 10 * SECOND],
            due: NOW + SECOND / 5,
            made: 4,
            existing: 2,
            missed: 1,
            end_time: 0,
            end_reason: String::new(),
        }),
        backfilled_from: NOW - 90 * SECOND,
        backfilled_until: NOW,
        backfilled_since: NOW - 30 * SECOND,
        ..row()
    }
}

/// A schedule with an ended backfill.
pub fn ended_row() -> ScheduleRow {
    ScheduleRow {
        backfill: Some(BackfillRow {
            rate: 500,
            end_time: NOW,
            end_reason: "PAUSED".to_string(),
            ..BackfillRow::default()
        }),
        ..row()
    }
}

pub fn backfill_events() -> [EventRow; 2] {
    let told = |kind: EventKind, count, reason: &str| {
        let mut event = EventRow {
            schedule: "nightly".to_string(),
            time: NOW,
            fire_time: NOW - 60 * SECOND,
            until: NOW,
            count,
            reason: reason.to_string(),
            ..EventRow::default()
        };
        event.set_kind(kind);
        event
    };
    [
        told(EventKind::ScheduleBackfillStarted, 9, ""),
        told(EventKind::ScheduleBackfillEnded, 7, "DELETED"),
    ]
}

pub fn waiting_row() -> ScheduleRow {
    let mut spec = spec();
    spec.set_overlap(OverlapPolicy::BufferAll);
    ScheduleRow {
        spec: Some(spec),
        waiting: vec![ScheduleInstant {
            instant: NOW,
            fire_time: NOW + SECOND / 2,
        }],
        ..row()
    }
}

pub fn missed_event() -> EventRow {
    let mut event = EventRow {
        schedule: "nightly".to_string(),
        time: NOW,
        fire_time: NOW - 2 * SECOND,
        until: NOW - SECOND,
        count: 2,
        reason: "LATE".to_string(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::ScheduleMissed);
    event
}

pub fn tenant() -> TenantRow {
    TenantRow {
        schedules: 4,
        ..TenantRow::default()
    }
}

pub fn timer() -> NewTimer {
    NewTimer {
        schedule: Some(ScheduleOrigin {
            id: "nightly".to_string(),
            instant: NOW,
        }),
        ..new_timer()
    }
}
