//! The plan of a seed.

use super::rules::{Part, Rule, SECOND, When};
use crate::random::Random;
use minoots_kernel::internal::{CalendarGap, CalendarRepeat, MissedRuns, OverlapPolicy};
use minoots_schedules::Zones;

/// Releases of zone data, oldest first. Each gives some zones the data of other zones.
pub const RELEASES: [Zones; 3] = [
    Zones::other("2030a", &[]),
    Zones::other(
        "2030b",
        &[("Europe/Berlin", "Europe/Moscow"), ("Asia/Kolkata", "Asia/Kathmandu")],
    ),
    Zones::other(
        "2030c",
        &[
            ("Europe/Berlin", "Europe/London"),
            ("America/New_York", "America/Halifax"),
        ],
    ),
];
const ZONES: [&str; 5] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
];
/// Times shortly before clock changes: Berlin, New York, Lord Howe, in both directions.
const BEGINNINGS: [i64; 6] = [
    1_774_699_200,
    1_792_843_200,
    1_772_928_000,
    1_793_491_200,
    1_791_028_800,
    1_775_304_000,
];
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// Maximum length of a window. The ids of its timers are not yet forgotten.
const WINDOW_MAX: i64 = 100 * HOUR;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Create,
    Update,
    Pause,
    Resume,
    Trigger,
    Delete,
    Backfill,
}

#[derive(Clone, Debug)]
pub struct Act {
    pub number: usize,
    /// Time since the start, nanoseconds.
    pub at: i64,
    pub schedule: usize,
    pub ask: Ask,
    pub spec: Spec,
    pub window: Window,
}

/// The window of a backfill.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Time from the window's end to the request.
    pub ago: i64,
    pub lasts: i64,
    pub rate: u32,
}

/// The content of a schedule.
#[derive(Clone, Debug)]
pub struct Spec {
    pub rule: Rule,
    pub missed_runs: MissedRuns,
    pub missed_runs_max: u32,
    pub overlap: OverlapPolicy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no leader for a while.
    Downtime,
    /// Another node becomes leader.
    Election,
    /// A node's clock is set.
    Clock,
    /// A node restarts with another release of zone data.
    Release,
    /// Proposals are lost or delayed.
    Loss,
}

impl Trouble {
    pub const ALL: [Trouble; 5] = [
        Trouble::Downtime,
        Trouble::Election,
        Trouble::Clock,
        Trouble::Release,
        Trouble::Loss,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Trouble::Downtime => "downtime",
            Trouble::Election => "election",
            Trouble::Clock => "clock",
            Trouble::Release => "release",
            Trouble::Loss => "loss",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Troubled {
    pub number: usize,
    pub at: i64,
    pub lasts: i64,
    pub node: usize,
    pub trouble: Trouble,
    pub choice: u64,
}

#[derive(Clone, Debug)]
pub struct Draw {
    pub begin: i64,
    pub span: i64,
    pub nodes: usize,
    pub release: usize,
    /// How long timers are out, in nanoseconds; some never end.
    pub work: i64,
    pub acts: Vec<Act>,
    pub troubles: Vec<Troubled>,
}

impl Draw {
    pub fn new(random: &mut Random) -> Draw {
        let begin = random.pick(&BEGINNINGS) * SECOND + random.between(0, 3 * HOUR);
        let span = random.pick(&[10 * MINUTE, 6 * HOUR, 6 * HOUR, 48 * HOUR, 48 * HOUR, 240 * HOUR]);
        let nodes = random.pick(&[1, 3, 3]);
        let release = random.below(RELEASES.len());
        let work = random.pick(&[0, SECOND, span / 200, span / 20]);
        let schedules = 1 + random.below(4);
        let mut acts: Vec<Act> = (0..schedules)
            .map(|schedule| act(random, schedule, beginning_of(span), Ask::Create, (begin, span)))
            .collect();
        for _ in 0..random.pick(&[0, 3, 10, 25]) {
            let schedule = random.below(schedules);
            let ask = match random.below(12) {
                0 | 1 => Ask::Create,
                2 | 3 => Ask::Update,
                4 => Ask::Pause,
                5 | 6 => Ask::Resume,
                7 => Ask::Trigger,
                8 => Ask::Delete,
                _ => Ask::Backfill,
            };
            let drawn = act(random, schedule, span, ask, (begin, span));
            let soon = drawn.at + random.between(0, 2 * SECOND);
            acts.push(drawn);
            // Sometimes end the schedule while its backfill runs.
            if ask == Ask::Backfill && random.percent(25) {
                let end = random.pick(&[Ask::Pause, Ask::Delete]);
                let mut ends = act(random, schedule, span, end, (begin, span));
                ends.at = soon;
                acts.push(ends);
            }
        }
        // Move some acts close to the instants of rules, which are whole minutes.
        for act in &mut acts {
            if random.percent(40) {
                act.at -= (begin + act.at).rem_euclid(MINUTE) - random.between(0, SECOND / 4);
                act.at = act.at.max(0);
            }
        }
        acts.sort_by_key(|act| act.at);
        for (number, act) in acts.iter_mut().enumerate() {
            act.number = number;
        }
        let troubles = troubles(random, span, nodes);
        Draw {
            begin,
            span,
            nodes,
            release,
            work,
            acts,
            troubles,
        }
    }
}

/// The early part of a span.
fn beginning_of(span: i64) -> i64 {
    span / 10
}

fn act(random: &mut Random, schedule: usize, within: i64, ask: Ask, of: (i64, i64)) -> Act {
    let longest = random.pick(&[HOUR, within.max(2 * SECOND)]).min(WINDOW_MAX);
    Act {
        number: 0,
        at: random.between(0, within),
        schedule,
        ask,
        spec: spec(random, of),
        window: Window {
            ago: random.pick(&[0, 0, beginning_of(within)]),
            lasts: random.between(SECOND, longest),
            rate: random.pick(&[1, 5, 25, 100, 500]),
        },
    }
}

fn spec(random: &mut Random, (begin, span): (i64, i64)) -> Spec {
    let missed_runs = random.pick(&[MissedRuns::Unspecified, MissedRuns::All, MissedRuns::None]);
    let overlap = random.pick(&[
        OverlapPolicy::Unspecified,
        OverlapPolicy::Allow,
        OverlapPolicy::BufferOne,
        OverlapPolicy::BufferAll,
        OverlapPolicy::BufferAll,
        OverlapPolicy::CancelOther,
    ]);
    Spec {
        rule: rule(random, begin.div_euclid(SECOND), span / SECOND),
        missed_runs,
        missed_runs_max: match missed_runs {
            MissedRuns::All => random.pick(&[1, 3, 100, 1_000]),
            _ => 0,
        },
        overlap,
    }
}

fn rule(random: &mut Random, begin: i64, span: i64) -> Rule {
    let when = match random.below(6) {
        0 => When::Every {
            every: (span / random.pick(&[3, 20, 150])).max(1),
            anchor: begin - random.between(0, 100_000),
        },
        1 => When::Once(
            (0..random.between(1, 12))
                .map(|_| begin + random.between(0, span))
                .collect(),
        ),
        _ => cron(random, span),
    };
    let once = matches!(when, When::Once(_));
    Rule {
        when,
        zone: random.pick(&ZONES),
        gap: random.pick(&[CalendarGap::Unspecified, CalendarGap::Unspecified, CalendarGap::Skip]),
        repeat: random.pick(&[
            CalendarRepeat::Unspecified,
            CalendarRepeat::Unspecified,
            CalendarRepeat::Second,
            CalendarRepeat::Both,
        ]),
        count: (!once && random.percent(15)).then(|| (begin - 3_600, random.pick(&[1, 5, 60]))),
        jitter: if once || random.percent(70) { 0 } else { 700_000_000 },
    }
}

fn cron(random: &mut Random, span: i64) -> When {
    let minutes = Part::List((0..random.between(1, 3)).map(|_| random.between(0, 60)).collect());
    let short = span <= 24 * 3_600;
    let (minute, hour) = match random.below(5) {
        0 if short => (random.pick(&[5, 10, 30]), Part::Any),
        1 => return daily(minutes, Part::Step(random.pick(&[2, 3])), None),
        2 => return daily(minutes, Part::Any, None),
        3 => {
            let weekday = Some(random.pick(&[0, 0, 6]));
            return daily(minutes, Part::List(vec![1, 2]), weekday);
        }
        _ => {
            let hours = (0..random.between(1, 4)).map(|_| random.between(0, 5)).collect();
            return daily(minutes, Part::List(hours), None);
        }
    };
    daily(Part::Step(minute), hour, None)
}

fn daily(minute: Part, hour: Part, weekday: Option<i64>) -> When {
    When::Cron { minute, hour, weekday }
}

fn troubles(random: &mut Random, span: i64, nodes: usize) -> Vec<Troubled> {
    let count = random.pick(&[0, 2, 6, 20]);
    let mut troubles: Vec<Troubled> = (0..count)
        .map(|_| {
            let trouble = random.pick(&Trouble::ALL);
            let lasts = match trouble {
                Trouble::Downtime => random.pick(&[SECOND, 8 * SECOND, 30 * SECOND, span / 20, span / 4]),
                _ => random.pick(&[MINUTE, span / 20]),
            };
            Troubled {
                number: 0,
                at: random.between(0, span),
                lasts,
                node: random.below(nodes),
                trouble,
                choice: random.next(),
            }
        })
        .collect();
    troubles.sort_by_key(|troubled| troubled.at);
    for (number, troubled) in troubles.iter_mut().enumerate() {
        troubled.number = number;
    }
    troubles
}
