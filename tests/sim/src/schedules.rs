//! Schedules over hours and months: the product's kernel and planning, on a log that loses, delays and repeats
//! proposals.
//!
//! Each node has its own clock and its own release of zone data. One node leads, or none does for days. Callers create,
//! change, pause, trigger and delete schedules; their timers end at random times. At the end, a second implementation
//! enumerates the instants of each rule. The events of the log must account for each instant exactly once. Each instant
//! of a backfill's window must have exactly one timer, from the backfill or from the schedule.

mod acts;
mod backfills;
mod draw;
mod leading;
mod ledger;
mod rules;
mod world;

use crate::{
    plan::Dropped,
    random::Random,
    tier::{Options, Outcome, Tier},
};
use draw::{Draw, Trouble};
use world::World;

/// Situations that enough seeds must reach.
const MARKS: [&str; 17] = [
    "a backfill came to its end",
    "a backfill met an instant that had a timer",
    "a backfill was ended early",
    "a change came while instants waited",
    "a leader with older zone data gave leadership away",
    "a schedule was computed anew by newer zone data",
    "a schedule was deleted and made again",
    "a timer was triggered",
    "an entry was proposed by a leader of the past",
    "an instant fell into a pause",
    "an instant ran that was late",
    "an instant waited and ran",
    "an overlapping instant was missed",
    "instants were late and missed",
    "newer zone data moved an instant",
    "what had come was decided before a change",
    "what was decided meanwhile was proposed again",
];

/// Purpose of the random stream.
const PURPOSE: u64 = 5;

/// The simulator of schedules.
pub struct SchedulesTier;

fn drawn(seed: u64, dropped: &Dropped) -> (Draw, Random) {
    let mut random = Random::new(seed, PURPOSE);
    let mut draw = Draw::new(&mut random);
    draw.acts.retain(|act| !dropped.ops.contains(&act.number));
    draw.troubles
        .retain(|trouble| !dropped.faults.contains(&trouble.number));
    (draw, random)
}

impl Tier for SchedulesTier {
    fn name(&self) -> &'static str {
        "schedules"
    }

    fn run(&self, seed: u64, options: &Options) -> Outcome {
        let (draw, random) = drawn(seed, &options.dropped);
        let ops_planned = draw.acts.iter().map(|act| act.number).collect();
        let faults_planned = draw.troubles.iter().map(|trouble| trouble.number).collect();
        let mut world = World::new(draw, random);
        world.run();
        Outcome {
            notes: world.ledger.notes,
            violations: world.ledger.violations,
            faults: world.faults,
            marks: world.ledger.marks,
            faults_planned,
            ops_planned,
            virtual_time: world.now - world.draw.begin,
            ..Outcome::default()
        }
    }

    fn describe(&self, seed: u64) -> String {
        format!("{:#?}", drawn(seed, &Dropped::default()).0)
    }

    fn marks(&self) -> &'static [&'static str] {
        &MARKS
    }

    fn faults(&self) -> Vec<&'static str> {
        Trouble::ALL.into_iter().map(Trouble::name).collect()
    }
}
