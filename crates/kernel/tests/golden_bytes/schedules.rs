//! Commands about schedules, and their rows.

use super::messages::{NOW, SECOND, caller, new_timer, showing};
use minoots_kernel::internal::{
    CalendarGap, CalendarMonthEnd, CalendarRepeat, CalendarSpec, DeleteSchedule, EventKind, EventRow, MissedInstants,
    MissedRuns, NewTimer, OverlapPolicy, PauseRow, PauseSchedule, PutSchedule, ResumeSchedule, RunSchedules,
    ScheduleInstant, ScheduleOrigin, SchedulePlan, ScheduleRow, ScheduleRun, ScheduleSpec, TenantRow, TimerRef,
    TriggerSchedule, command::Command as Kind,
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
            }],
        }),
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
    }
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
