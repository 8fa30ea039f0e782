//! Schedules over hours and months: kernel and planning of the product, on a log that loses, delays and repeats what is proposed.
//!
//! Nodes have clocks of their own and releases of zone data of their own; one leads, or none does for days. Callers make, change, pause,
//! trigger and delete schedules; their timers end sooner or later. At the end each instant of each rule, enumerated by another
//! implementation, must have been accounted for exactly once by the events of the log; and each instant of a backfill's window must have
//! one timer, whoever made it.

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

/// Draws of a seed.
const PURPOSE: u64 = 5;

/// Schedules, and nothing else.
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
