//! Random steps about schedules with a fixed interval, by plans that usually continue from a schedule's state.

use super::resolve::{TENANTS, caller};
use crate::model::Model;
use minoots_kernel::internal::{
    BackfillSchedule, BackfillStep, CalendarSpec, DeleteSchedule, MissedInstants, NewTimer, OverlapPolicy,
    PauseSchedule, PutSchedule, ResumeSchedule, RunSchedules, ScheduleInstant, SchedulePlan, ScheduleRow, ScheduleRun,
    ScheduleSpec, TriggerSchedule, command::Command as Kind,
};

const PERIOD: i64 = 60_000_000_000;
const JITTER: i64 = 2_000_000_000;

/// The command, its object, and its deviation from a correct one.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub what: u8,
    pub tenant: u8,
    pub id: u8,
    pub variant: u8,
    pub fault: u8,
}

pub(super) fn resolve(model: &Model, draw: Draw, now: i64) -> Kind {
    let tenant = TENANTS[usize::from(draw.tenant)];
    let id = format!("s{}", draw.id);
    let standing = model.schedules.get(&(tenant.to_string(), id.clone()));
    let row = standing.cloned().unwrap_or_default();
    let version = match draw.fault {
        0 => row.version + 1,
        _ => row.version,
    };
    let runs = row.backfill.as_ref().is_some_and(|last| last.end_time == 0);
    let what = match draw.what {
        7.. if runs && draw.fault.is_multiple_of(2) => 13,
        what => what,
    };
    let draw = Draw { what, ..draw };
    // Usually about existing schedules, and instants that have come are usually decided first.
    let is_behind = row.pause.is_none() && row.next <= now.max(model.time);
    let what = match draw.what {
        1..=6 | 9.. if standing.is_none() && !draw.fault.is_multiple_of(5) => 0,
        5 if row.pause.is_none() => 3,
        _ if row.pause.is_some() && draw.what != 10 && !draw.fault.is_multiple_of(4) => 4,
        what => what,
    };
    let what = match what {
        2 | 3 | 9..=11 if is_behind && !draw.fault.is_multiple_of(5) => 7,
        what => what,
    };
    let draw = Draw { what, ..draw };
    if what >= 7 && draw.variant < 2 && !row.coming.is_empty() {
        return judge(tenant, id, &row, now);
    }
    match what {
        0 | 1 => put(draw, tenant, id, &row, now),
        2 => Kind::DeleteSchedule(DeleteSchedule {
            caller: caller(tenant, ""),
            id,
            version,
        }),
        3 => Kind::PauseSchedule(PauseSchedule {
            caller: caller(tenant, ""),
            id,
            version: version * u64::from(draw.variant % 2),
            reason: "repairs".to_string(),
        }),
        4 | 5 => Kind::ResumeSchedule(ResumeSchedule {
            caller: caller(tenant, ""),
            id,
            version,
            reason: "repaired".to_string(),
            plan: Some(plan(draw, &row, now.max(row.decided))),
        }),
        6 => Kind::TriggerSchedule(TriggerSchedule {
            caller: caller(tenant, ""),
            id,
            timer_id: format!("t{}", draw.variant),
            create_time: now,
            version: version * u64::from(draw.variant % 2),
            keeps_earlier: !draw.fault.is_multiple_of(3),
        }),
        9..=12 => backfill(draw, tenant, id, &row, now),
        13.. => step(draw, tenant, id, &row),
        _ => run(draw, model, (tenant, id), &row, now),
    }
}

fn after(instant: i64) -> i64 {
    (instant.div_euclid(PERIOD) + 1) * PERIOD
}

fn plan(draw: Draw, row: &ScheduleRow, decided: i64) -> SchedulePlan {
    SchedulePlan {
        base: row.decided + i64::from(draw.fault == 1),
        decided,
        next: if draw.variant == 3 { 0 } else { after(decided) },
        zone_data: ["2026a", "2026b"][usize::from(draw.fault == 2)].to_string(),
        ends: decided * i64::from(draw.variant == 2),
    }
}

fn put(draw: Draw, tenant: &str, id: String, row: &ScheduleRow, now: i64) -> Kind {
    let mut spec = ScheduleSpec {
        calendar: Some(CalendarSpec {
            interval: PERIOD as u64,
            jitter: JITTER as u64,
            ..CalendarSpec::default()
        }),
        timer: Some(NewTimer {
            name: id.clone(),
            queue: ["", "q", "work", "webhook:h0"][usize::from(draw.variant)].to_string(),
            retry_unset: true,
            ack_deadline_unset: true,
            ..NewTimer::default()
        }),
        digest: vec![draw.variant / 2],
        ..ScheduleSpec::default()
    };
    spec.set_overlap(match (draw.id, draw.fault % 4) {
        (0, 0) => OverlapPolicy::Unspecified,
        (0, 1) => OverlapPolicy::BufferOne,
        (0, _) => OverlapPolicy::CancelOther,
        (_, 0) => OverlapPolicy::Allow,
        _ => OverlapPolicy::BufferAll,
    });
    let changes = draw.what == 1;
    Kind::PutSchedule(Box::new(PutSchedule {
        caller: caller(tenant, ""),
        id,
        spec: Some(spec),
        version: if changes { row.version.max(1) } else { 0 } + u64::from(draw.fault < 2 && changes),
        plan: Some(SchedulePlan {
            next: after(now.max(row.decided)),
            ..plan(draw, row, now.max(row.decided))
        }),
        period: PERIOD as u64 >> (draw.fault % 2),
    }))
}

/// A backfill of a window of up to a dozen instants that ends about now, or long ago. Some faults make it end later,
/// run backwards, or leave the rule.
fn backfill(draw: Draw, tenant: &str, id: String, row: &ScheduleRow, now: i64) -> Kind {
    let ends = match draw.fault {
        3 => now + PERIOD,
        4 => now - 8 * 24 * 60 * PERIOD,
        _ => now,
    };
    let from = ends - (i64::from(draw.variant) * 4 + 1) * PERIOD;
    let mut instants: Vec<i64> = Vec::new();
    let mut next = after(from - 1);
    while next < ends {
        instants.push(next);
        next += PERIOD;
    }
    if draw.fault == 5 {
        instants.reverse();
    }
    if draw.fault == 6 || draw.variant == 0 {
        instants.clear();
    }
    Kind::BackfillSchedule(BackfillSchedule {
        caller: caller(tenant, ""),
        id,
        version: (row.version + u64::from(draw.fault == 0)) * u64::from(draw.fault != 1),
        from,
        until: ends,
        rate: match draw.fault {
            2 => 501,
            7 => 0,
            _ => [10, 1, 25, 500][usize::from(draw.variant)],
        },
        instants,
    })
}

/// The next step of a backfill, or a wrong one.
fn step(draw: Draw, tenant: &str, id: String, row: &ScheduleRow) -> Kind {
    let left = row.backfill.as_ref().map_or(&[][..], |running| &running.left);
    let run = ScheduleRun {
        tenant: tenant.to_string(),
        id,
        version: row.version + u64::from(draw.fault == 0),
        backfill: Some(BackfillStep {
            first: left.first().copied().unwrap_or_default() + i64::from(draw.fault == 1),
            count: u32::from(draw.variant) * 3 + u32::from(draw.fault > 2),
        }),
        ..ScheduleRun::default()
    };
    Kind::RunSchedules(RunSchedules {
        runs: vec![run],
        by_fire_time: !draw.fault.is_multiple_of(3),
    })
}

/// Judges the instants with a jitter whose fire times have come, and some whose fire times are near.
fn judge(tenant: &str, id: String, row: &ScheduleRow, now: i64) -> Kind {
    let run = ScheduleRun {
        tenant: tenant.to_string(),
        id,
        version: row.version,
        coming_until: now + JITTER,
        ..ScheduleRun::default()
    };
    Kind::RunSchedules(RunSchedules {
        runs: vec![run],
        by_fire_time: true,
    })
}

/// Runs all instants that have come: of many the last two run, and the others are missed. Some faults omit one, repeat
/// one, or go ahead.
fn run(draw: Draw, model: &Model, (tenant, id): (&str, String), row: &ScheduleRow, now: i64) -> Kind {
    let ahead = if draw.fault == 3 { 10 * PERIOD } else { 0 };
    let mut instants = Vec::new();
    let mut next = after(row.decided);
    while next <= now + ahead && instants.len() < 1_000 {
        instants.push(next);
        next += PERIOD;
    }
    if draw.fault == 4 && !instants.is_empty() {
        instants.remove(0);
    }
    // Held instants are missed first, except for some faults.
    let held = instants.partition_point(|instant| *instant <= model.held_until);
    let late = match held {
        1.. if !draw.fault.is_multiple_of(5) => {
            instants.truncate(held);
            held
        }
        _ => instants.len().saturating_sub(2),
    };
    let missed: Vec<i64> = instants.drain(..late).collect();
    let decided = instants.last().copied().unwrap_or(row.decided);
    let timers = instants.iter().enumerate().map(|(at, instant)| ScheduleInstant {
        instant: *instant,
        fire_time: instant
            + if draw.fault == 5 {
                2 * JITTER
            } else {
                at as i64 * JITTER / 2
            },
    });
    let run = ScheduleRun {
        tenant: tenant.to_string(),
        id,
        version: row.version + u64::from(draw.fault == 0),
        plan: Some(plan(draw, row, decided)),
        missed: missed.first().map(|first| MissedInstants {
            first: *first,
            last: missed[missed.len() - 1],
            count: missed.len() as u64,
        }),
        instants: timers.collect(),
        backfill: None,
        coming_until: 0,
    };
    Kind::RunSchedules(RunSchedules {
        runs: vec![run],
        by_fire_time: !draw.fault.is_multiple_of(3),
    })
}
