//! Watchdogs and their agents under changing leaders: the product's kernel and sequencer on a model of consensus.
//!
//! Agents live, hang and return as new instances, while old instances still send touches. Nodes have their own clocks;
//! they are cut off, paused and restarted. Proposals are slow or reported as lost. All answers are recorded and
//! compared with the log: no alarm is early or absent, and each silence passes its ladder once.

mod agents;
mod book;
mod draw;
mod leading;
mod ledger;
mod node;
mod world;

use crate::{
    plan::Dropped,
    random::Random,
    tier::{Options, Outcome, Tier},
};
use draw::{Draw, Trouble};
use world::World;

/// Situations that enough seeds must reach.
const MARKS: [&str; 15] = [
    "a leader's lease ended and came back in its term",
    "a new leader fired what another had marked",
    "a node went by a clock that was far off",
    "a number of before was refused",
    "a silent watchdog fired",
    "a stage was reached",
    "a touch came after the end",
    "a touch came after a stage, and the ladder began anew",
    "a touch came while its watchdog was being armed",
    "a touch was answered by the log",
    "a touch was answered from memory",
    "a watchdog was cancelled",
    "an instance of before was refused",
    "what was proposed survived its leader",
    "what was said to be lost was applied",
];

/// Purpose of the random stream.
const PURPOSE: u64 = 6;

/// The simulator of watchdogs.
pub struct WatchdogsTier;

fn drawn(seed: u64, dropped: &Dropped) -> (Draw, Random) {
    let mut random = Random::new(seed, PURPOSE);
    let mut draw = Draw::new(&mut random);
    draw.agents.retain(|agent| !dropped.ops.contains(&agent.number));
    draw.troubles
        .retain(|trouble| !dropped.faults.contains(&trouble.number));
    (draw, random)
}

impl Tier for WatchdogsTier {
    fn name(&self) -> &'static str {
        "watchdogs"
    }

    fn run(&self, seed: u64, options: &Options) -> Outcome {
        let (draw, random) = drawn(seed, &options.dropped);
        let ops_planned = draw.agents.iter().map(|agent| agent.number).collect();
        let faults_planned = draw.troubles.iter().map(|trouble| trouble.number).collect();
        let mut world = World::new(draw, random);
        world.run();
        Outcome {
            notes: world.book.notes,
            violations: world.book.violations,
            faults: world.faults,
            marks: world.book.marks,
            counts: world.book.counts,
            faults_planned,
            ops_planned,
            virtual_time: world.now - world.draw.begin,
            ..Outcome::default()
        }
    }

    fn describe(&self, seed: u64) -> String {
        format!("{:#?}", drawn(seed, &Dropped::default()).0)
    }

    fn enough_seeds(&self) -> u64 {
        100
    }

    fn marks(&self) -> &'static [&'static str] {
        &MARKS
    }

    fn faults(&self) -> Vec<&'static str> {
        Trouble::ALL.into_iter().map(Trouble::name).collect()
    }
}
