#![allow(clippy::unwrap_used)]

use super::*;
use minoots_kernel::internal::{CalendarSpec, NewTimer};

const SECOND: i64 = 1_000_000_000;

/// Every 10 s from 0, decided up to `decided` seconds.
fn row(decided: i64, policy: Kept, max: u32) -> ScheduleRow {
    let mut spec = ScheduleSpec {
        calendar: Some(CalendarSpec {
            interval: 10 * SECOND.unsigned_abs(),
            zone: "UTC".into(),
            ..CalendarSpec::default()
        }),
        timer: Some(NewTimer::default()),
        missed_runs_max: max,
        ..ScheduleSpec::default()
    };
    spec.set_missed_runs(policy);
    ScheduleRow {
        spec: Some(spec),
        decided: decided * SECOND,
        next: (decided + 10) * SECOND,
        zone_data: "2000a".into(),
        ..ScheduleRow::default()
    }
}

/// First, last and count of what is missed; what runs; what is next. In seconds.
type Told = (Option<(i64, i64, u64)>, Vec<i64>, i64);

fn told(row: &ScheduleRow, now: i64) -> Option<Told> {
    let run = run("t", "s", row, now * SECOND, now * SECOND).unwrap()?;
    let plan = run.plan.unwrap();
    let last = run.instants.last().map(|run| run.instant);
    let missed = run
        .missed
        .map(|missed| (missed.first / SECOND, missed.last / SECOND, missed.count));
    assert_eq!(Some(plan.decided), last.or(missed.map(|(_, last, _)| last * SECOND)));
    assert_eq!(plan.base, row.decided);
    let instants = run.instants.iter().map(|run| run.instant / SECOND);
    Some((missed, instants.collect(), plan.next / SECOND))
}

#[test]
fn what_is_not_late_runs_whatever_the_policy_says() {
    for policy in [Kept::Unspecified, Kept::All, Kept::None] {
        let row = row(100, policy, 1);
        assert_eq!(told(&row, 109), None);
        assert_eq!(told(&row, 110), Some((None, vec![110], 120)));
        assert_eq!(told(&row, 120), Some((None, vec![110, 120], 130)));
    }
}

#[test]
fn of_what_is_late_the_policy_keeps_some() {
    // At 175 s what was due by 160 s is late.
    let at = |policy, max| told(&row(100, policy, max), 175);
    assert_eq!(at(Kept::Unspecified, 0), Some((Some((110, 160, 6)), vec![170], 180)));
    assert_eq!(at(Kept::None, 0), Some((Some((110, 160, 6)), vec![170], 180)));
    assert_eq!(at(Kept::All, 2), Some((Some((110, 140, 4)), vec![150, 160, 170], 180)));
    assert_eq!(
        at(Kept::All, 9),
        Some((None, vec![110, 120, 130, 140, 150, 160, 170], 180))
    );
    let mut seldom = row(100, Kept::Unspecified, 0);
    seldom.spec.as_mut().unwrap().calendar.as_mut().unwrap().interval = 100 * SECOND.unsigned_abs();
    seldom.next = 200 * SECOND;
    assert_eq!(
        told(&seldom, 650),
        Some((Some((200, 500, 4)), vec![600], 700)),
        "all are late"
    );
    seldom.spec.as_mut().unwrap().set_missed_runs(Kept::None);
    assert_eq!(told(&seldom, 650), Some((Some((200, 600, 5)), vec![], 700)));
}

#[test]
fn a_long_downtime_is_gone_through_in_portions_that_leave_nothing_out() {
    let (mut row, now) = (row(0, Kept::All, 100), 1_000_005);
    let (mut next, mut missed, mut ran) = (10, 0, Vec::new());
    while let Some(run) = run("t", "s", &row, now * SECOND, now * SECOND).unwrap() {
        let first = run
            .missed
            .as_ref()
            .map(|missed| missed.first)
            .or(run.instants.first().map(|run| run.instant));
        assert_eq!(first, Some(next * SECOND));
        assert!(run.instants.len() <= SCHEDULE_INSTANTS_MAX);
        missed += run.missed.map_or(0, |missed| missed.count);
        ran.extend(run.instants.iter().map(|run| run.instant / SECOND));
        let plan = run.plan.unwrap();
        (row.decided, row.next, next) = (plan.decided, plan.next, plan.next / SECOND);
    }
    // Of 100,000 instants the last is not late; of those before it the latest hundred run.
    assert_eq!(next, 1_000_010);
    let expected: Vec<i64> = (0..=100).rev().map(|back| 1_000_000 - 10 * back).collect();
    assert_eq!(ran, expected);
    assert_eq!(missed, 100_000 - 101);
}

#[test]
fn older_zone_data_compute_nothing() {
    let mut row = row(100, Kept::Unspecified, 0);
    row.zone_data = "9999z".into();
    let at = 200 * SECOND;
    assert!(matches!(run("t", "s", &row, at, at), Err(Unplanned::NewerZones(_))));
    assert!(matches!(anew("t", "s", &row), Err(Unplanned::NewerZones(_))));
    row.zone_data = "2000a".into();
    let again = anew("t", "s", &row).unwrap();
    let plan = again.plan.unwrap();
    assert_eq!(
        (plan.base, plan.decided, plan.next),
        (100 * SECOND, 100 * SECOND, 110 * SECOND)
    );
    assert_eq!(plan.zone_data, zone::data_version());
    assert!(again.instants.is_empty() && again.missed.is_none());
}

#[test]
fn a_schedule_that_waits_for_another_instant_is_set_right_before_it_runs() {
    for (next, until) in [(105, 109), (105, 110), (111, 110), (0, 110)] {
        let mut row = row(100, Kept::Unspecified, 0);
        row.next = next * SECOND;
        let run = run("t", "s", &row, until * SECOND, until * SECOND).unwrap().unwrap();
        assert!(run.instants.is_empty() && run.missed.is_none());
        let plan = run.plan.unwrap();
        assert_eq!(
            (plan.base, plan.decided, plan.next),
            (100 * SECOND, 100 * SECOND, 110 * SECOND)
        );
    }
}
