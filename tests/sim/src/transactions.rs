//! Checkpoints, leases, budgets and transactions (G12, G14): the kernel behind a log with changing leaders. Clients
//! race, lose responses, retry, and use old tokens.
//!
//! Each node has its own clock and tables; one node leads, or none does. Afterwards, a second implementation, written
//! from the documentation, replays the log. It must produce exactly the answers that clients got, and the state of the
//! tables.

mod ask;
mod clients;
mod cluster;
mod commands;
mod draw;
mod judge;
mod model;
mod view;
mod world;

use crate::{
    plan::Dropped,
    random::Random,
    tier::{Options, Outcome, Tier},
};
use draw::{Draw, Trouble};
use judge::{Judge, MARKS};
use std::fmt::Write as _;
use world::World;

/// Purpose of the random stream.
const PURPOSE: u64 = 6;

/// The simulator of checkpoints, leases, budgets and transactions.
pub struct TransactionsTier;

fn drawn(seed: u64, dropped: &Dropped) -> (Draw, Random) {
    let mut random = Random::new(seed, PURPOSE);
    let mut draw = Draw::new(&mut random);
    draw.acts.retain(|act| !dropped.ops.contains(&act.number));
    draw.troubles
        .retain(|trouble| !dropped.faults.contains(&trouble.number));
    (draw, random)
}

/// The entries of the log with their replies, one per line.
fn notes(world: &World) -> String {
    let mut notes = String::new();
    for committed in &world.cluster.log {
        // Writing to a string cannot fail.
        let _ = writeln!(notes, "{} {:?}", committed.entry.time, committed.replies);
    }
    for call in &world.calls {
        let heard = call.heard.as_ref().map(|heard| (heard.at, heard.place));
        let _ = writeln!(notes, "{:?} {:?} {heard:?}", call.ask, call.id);
    }
    notes
}

impl Tier for TransactionsTier {
    fn name(&self) -> &'static str {
        "transactions"
    }

    fn run(&self, seed: u64, options: &Options) -> Outcome {
        let (draw, random) = drawn(seed, &options.dropped);
        let ops_planned = draw.acts.iter().map(|act| act.number).collect();
        let faults_planned = draw.troubles.iter().map(|trouble| trouble.number).collect();
        let mut world = World::new(draw, random);
        world.run();
        let marks = Judge::judge(&mut world);
        Outcome {
            notes: notes(&world),
            marks,
            ops_planned,
            faults_planned,
            virtual_time: world.now - world.draw.begin,
            violations: world.cluster.violations,
            faults: world.faults,
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
