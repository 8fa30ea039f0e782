//! The log on a faulty disk: processes that die and power that fails at any operation, failing syncs, corrupt bytes.
//!
//! After each life, the log is opened again. It must contain all acknowledged changes, followed by a prefix of the
//! unacknowledged ones. If synced data were damaged, it may refuse to open instead. It must never return less than was
//! acknowledged.

mod life;
mod model;

use crate::{
    random::Random,
    tier::{Options, Outcome, Tier},
};
use life::{Life, Rig};

/// Situations that enough seeds must reach.
const MARKS: [&str; 5] = [
    "a tail was torn and cut",
    "damage was found and refused",
    "damage was harmless",
    "entries that were not acknowledged survived",
    "the log was opened again after a power cut",
];

/// Number of lives per disk.
const LIVES: usize = 4;

/// The simulator of the log.
pub struct StoreTier;

impl Tier for StoreTier {
    fn name(&self) -> &'static str {
        "store"
    }

    fn run(&self, seed: u64, options: &Options) -> Outcome {
        let mut random = Random::new(seed, 3);
        let mut rig = Rig::new(&mut random);
        let (mut ops_planned, mut steps) = (Vec::new(), 0);
        for number in 0..LIVES {
            let mut life = Life::draw(&mut random, number + 1 == LIVES);
            ops_planned.extend(steps..steps + life.steps.len());
            let kept = |at: &usize| !options.dropped.ops.contains(&(steps + at));
            life.kept = (0..life.steps.len()).filter(kept).collect();
            steps += life.steps.len();
            life.run(&mut rig);
            if !rig.violations.is_empty() {
                break;
            }
        }
        Outcome {
            notes: rig.notes,
            violations: rig.violations,
            faults: rig.faults,
            marks: rig.marks,
            ops_planned,
            ..Outcome::default()
        }
    }

    fn describe(&self, seed: u64) -> String {
        let mut random = Random::new(seed, 3);
        let rig = Rig::new(&mut random);
        let lives = (0..LIVES).map(|number| Life::draw(&mut random, number + 1 == LIVES));
        format!("{:#?}\n{:#?}", rig.options, lives.collect::<Vec<_>>())
    }

    fn marks(&self) -> &'static [&'static str] {
        &MARKS
    }

    fn faults(&self) -> Vec<&'static str> {
        life::Fate::NAMES.to_vec()
    }
}
