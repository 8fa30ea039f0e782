#![allow(clippy::unwrap_used)]

use super::*;
use minoots_kernel::internal::{BackfillRow, CalendarSpec, NewTimer, ScheduleSpec};

const SECOND: i64 = 1_000_000_000;

fn row(cron: &str, zone: &str) -> ScheduleRow {
    ScheduleRow {
        spec: Some(ScheduleSpec {
            calendar: Some(CalendarSpec {
                cron: cron.to_owned(),
                zone: zone.to_owned(),
                ..CalendarSpec::default()
            }),
            timer: Some(NewTimer::default()),
            ..ScheduleSpec::default()
        }),
        zone_data: "2000a".to_owned(),
        version: 7,
        ..ScheduleRow::default()
    }
}

fn at(text: &str) -> i64 {
    let text = text.trim().trim_end_matches('Z');
    let (date, time) = text.split_once('T').unwrap();
    let numbers = |text: &str, by: char| {
        text.split(by)
            .map(|one| one.parse::<i64>().unwrap())
            .collect::<Vec<_>>()
    };
    let (date, time) = (numbers(date, '-'), numbers(time, ':'));
    // 2026 has no leap day.
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][date[1] as usize - 1];
    let days = 20_454 + before + date[2] - 1;
    assert_eq!(date[0], 2026);
    (days * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]) * SECOND
}

/// The cells of the table of windows in `docs/schedules.md`.
fn shown() -> Vec<[String; 4]> {
    let page = include_str!("../../../../docs/schedules.md");
    let (_, table) = page.split_once("A test checks these windows:").unwrap();
    let rows = table
        .trim_start()
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = rows.map(|line| {
        let cells: Vec<String> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect();
        cells.try_into().unwrap()
    });
    cells.collect()
}

#[test]
fn the_page_s_windows_have_the_instants_it_shows() {
    let shown = shown();
    assert_eq!(shown.len(), 2);
    for [rule, from, to, instants] in shown {
        let (cron, zone) = rule.split_once(" in ").unwrap();
        let row = row(cron.trim_matches('`'), zone);
        let expected: Vec<i64> = instants.split(',').map(at).collect();
        let found = super::instants(&row, at(&from)..at(&to), Zones::bundled()).unwrap();
        assert_eq!(found, expected, "{rule} from {from}");
    }
}

#[test]
fn a_window_has_its_beginning_and_not_its_end() {
    let row = row("* * * * *", "UTC");
    let minutes = |from: i64, to: i64| {
        let found = instants(&row, from..to, Zones::bundled()).unwrap();
        found.iter().map(|at| at / (60 * SECOND)).collect::<Vec<i64>>()
    };
    assert_eq!(minutes(60 * SECOND, 180 * SECOND), [1, 2]);
    assert_eq!(minutes(60 * SECOND + 1, 180 * SECOND + 1), [2, 3]);
    let large = instants(&row, 0..1_001 * 60 * SECOND, Zones::bundled()).unwrap_err();
    assert!(
        matches!(&large, Refused::TooLarge(error) if error.message.contains("1001 instants")),
        "{large}"
    );
}

#[test]
fn backfills_under_newer_zone_data_are_refused() {
    let row = ScheduleRow {
        zone_data: "9999z".to_owned(),
        ..row("* * * * *", "UTC")
    };
    let refused = instants(&row, 0..SECOND, Zones::bundled()).unwrap_err();
    assert!(
        matches!(refused, Refused::Unplanned(Unplanned::NewerZones(_))),
        "{refused}"
    );
}

#[test]
fn a_step_takes_no_more_than_its_pace_and_than_the_entry_has_left() {
    let running = |rate: u32, left: i64| ScheduleRow {
        backfill: Some(BackfillRow {
            rate,
            left: (1..=left).collect(),
            due: 5 * SECOND,
            ..BackfillRow::default()
        }),
        ..row("* * * * *", "UTC")
    };
    let step = |row: &ScheduleRow, now: i64, left: &mut Left| match next(("t", "s"), row, now * SECOND, left) {
        Some(Next::Now(run)) => run.backfill.map(|step| i64::from(step.count) + 100 * step.first),
        Some(Next::At(due)) => Some(-due / SECOND),
        None => None,
    };
    let mut left = Left::default();
    assert_eq!(step(&row("* * * * *", "UTC"), 9, &mut left), None);
    assert_eq!(step(&running(1, 9), 4, &mut left), Some(-5));
    assert_eq!(step(&running(1, 9), 5, &mut left), Some(101));
    assert_eq!(step(&running(100, 9), 5, &mut left), Some(109));
    assert_eq!(step(&running(100, 20), 5, &mut left), Some(110));
    assert_eq!(step(&running(500, 90), 5, &mut left), Some(144), "64 an entry");
    assert_eq!(step(&running(500, 90), 5, &mut left), None);
}

#[test]
fn in_no_second_are_there_more_than_asked() {
    for rate in 1..=500 {
        let (timers, pause) = backfill_pace(rate);
        let steps = i64::from(timers) * SECOND.div_euclid(pause) + i64::from(timers) * i64::from(SECOND % pause != 0);
        assert!(steps <= i64::from(rate), "{rate}: {timers} each {pause}");
        assert!(
            timers <= 64 && 2 * steps > i64::from(rate),
            "{rate}: not needlessly slow"
        );
    }
}
