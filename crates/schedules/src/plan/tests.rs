#![allow(clippy::unwrap_used)]

use super::*;
use minoots_kernel::internal::{CalendarSpec, NewTimer};

const SECOND: i64 = 1_000_000_000;

/// A schedule every 10 s from 0, decided up to `decided` seconds.
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

fn at(now: i64) -> When {
    When {
        now: now * SECOND,
        until: now * SECOND,
        held_until: 0,
        zones: Zones::bundled(),
    }
}

/// First, last and count of the missed instants; the runs; the next instant. All in seconds.
type Told = (Option<(i64, i64, u64)>, Vec<i64>, i64);

fn told(row: &ScheduleRow, now: i64) -> Option<Told> {
    let run = run("t", "s", row, at(now), &mut Left::default()).unwrap()?;
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
fn runs_in_time_ignore_the_missed_run_policy() {
    for policy in [Kept::Unspecified, Kept::All, Kept::None] {
        let row = row(100, policy, 1);
        assert_eq!(told(&row, 109), None);
        assert_eq!(told(&row, 110), Some((None, vec![110], 120)));
        assert_eq!(told(&row, 120), Some((None, vec![110, 120], 130)));
    }
}

#[test]
fn missed_run_policy_selects_late_runs() {
    // At 175 s, the instants up to 160 s are late.
    let kept = |policy, max| told(&row(100, policy, max), 175);
    assert_eq!(kept(Kept::Unspecified, 0), Some((Some((110, 160, 6)), vec![170], 180)));
    assert_eq!(kept(Kept::None, 0), Some((Some((110, 160, 6)), vec![170], 180)));
    assert_eq!(
        kept(Kept::All, 2),
        Some((Some((110, 140, 4)), vec![150, 160, 170], 180))
    );
    assert_eq!(
        kept(Kept::All, 9),
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
    while let Some(run) = run("t", "s", &row, at(now), &mut Left::default()).unwrap() {
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
    // Of 100,000 instants, the last is not late. Of the others, the latest hundred run.
    assert_eq!(next, 1_000_010);
    let expected: Vec<i64> = (0..=100).rev().map(|back| 1_000_000 - 10 * back).collect();
    assert_eq!(ran, expected);
    assert_eq!(missed, 100_000 - 101);
}

#[test]
fn older_zone_data_compute_nothing() {
    let mut row = row(100, Kept::Unspecified, 0);
    row.zone_data = "9999z".into();
    let found = run("t", "s", &row, at(200), &mut Left::default());
    assert!(matches!(found, Err(Unplanned::NewerZones(_))));
    assert!(matches!(
        anew("t", "s", &row, Zones::bundled()),
        Err(Unplanned::NewerZones(_))
    ));
    row.zone_data = "2000a".into();
    let again = anew("t", "s", &row, Zones::bundled()).unwrap();
    let plan = again.plan.unwrap();
    assert_eq!(
        (plan.base, plan.decided, plan.next),
        (100 * SECOND, 100 * SECOND, 110 * SECOND)
    );
    assert_eq!(plan.zone_data, Zones::bundled().version());
    assert!(again.instants.is_empty() && again.missed.is_none());
}

#[test]
fn a_schedule_that_waits_for_another_instant_is_set_right_before_it_runs() {
    for (next, until) in [(105, 109), (105, 110), (111, 110), (0, 110)] {
        let mut row = row(100, Kept::Unspecified, 0);
        row.next = next * SECOND;
        let run = run("t", "s", &row, at(until), &mut Left::default()).unwrap().unwrap();
        assert!(run.instants.is_empty() && run.missed.is_none());
        let plan = run.plan.unwrap();
        assert_eq!(
            (plan.base, plan.decided, plan.next),
            (100 * SECOND, 100 * SECOND, 110 * SECOND)
        );
    }
}

#[test]
fn held_instants_are_missed_and_later_ones_run() {
    let mut row = row(100, Kept::All, 100);
    let held = When {
        held_until: 145 * SECOND,
        ..at(165)
    };
    let first = run("t", "s", &row, held, &mut Left::default()).unwrap().unwrap();
    let missed = first.missed.unwrap();
    assert_eq!(
        (missed.first / SECOND, missed.last / SECOND, missed.count),
        (110, 140, 4)
    );
    let plan = first.plan.unwrap();
    assert!(first.instants.is_empty());
    assert_eq!((plan.decided / SECOND, plan.next / SECOND), (140, 150));
    (row.decided, row.next) = (plan.decided, plan.next);
    let second = run("t", "s", &row, held, &mut Left::default()).unwrap().unwrap();
    let ran: Vec<i64> = second.instants.iter().map(|run| run.instant / SECOND).collect();
    assert_eq!((second.missed, ran), (None, vec![150, 160]));
    // A hold that ends after now holds the instants up to now, and no more.
    let ahead = When {
        held_until: 1_000 * SECOND,
        ..at(165)
    };
    let held = run("t", "s", &row, ahead, &mut Left::default()).unwrap().unwrap();
    assert_eq!(held.missed.unwrap().last / SECOND, 160);
    (row.decided, row.next) = (160 * SECOND, 170 * SECOND);
    assert_eq!(run("t", "s", &row, ahead, &mut Left::default()).unwrap(), None);
}

#[test]
fn an_entry_takes_so_many_bytes_of_all_its_schedules_together() {
    let mut row = row(100, Kept::All, 100);
    row.spec.as_mut().unwrap().timer.as_mut().unwrap().payload = vec![0; PAYLOADS_MAX * 2 / 5];
    let mut left = Left::default();
    let mut taken = |row| {
        let run = run("t", "s", row, at(140), &mut left).unwrap();
        (run.map_or(0, |run| run.instants.len()), left.is_used_up())
    };
    assert_eq!(taken(&row), (2, true));
    assert_eq!(taken(&row), (0, true), "the next schedule waits for the next entry");
    row.spec.as_mut().unwrap().timer.as_mut().unwrap().payload = vec![0; 2 * PAYLOADS_MAX];
    let alone = run("t", "s", &row, at(140), &mut Left::default()).unwrap().unwrap();
    assert_eq!(alone.instants.len(), 1);
}

#[test]
fn a_calendar_that_fails_is_of_one_schedule() {
    let failed = contained(|| -> Result<(), _> { panic!("as a defect would") });
    assert!(matches!(failed, Err(Unplanned::Failed)));
}
