//! `cargo xtask soak [HOURS]`: runs the long forms of the tests in rounds, with new seeds. A failure does not stop it.
//! The last lines list every failure with the command that repeats it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::chaos::chaos;
use crate::clock::{Stopwatch, unix_seconds};
use crate::earlier;
use crate::process::run_tests;
use crate::program::{self, minoots, tests};
use crate::simulation::{TIERS, run_seeds};
use crate::tally::Tally;

const HOURS: f64 = 6.0;
/// Number of simulated seeds per round, as a multiple of the number for a change.
const SEEDS_FACTOR: u64 = 5;
const CHAOS_MINUTES: u64 = 10;

/// A part of a round. Its second argument is the round's seed.
type Part = fn(&Path, u64, &mut Tally) -> Result<()>;

const PARTS: [(&str, Part); 6] = [
    ("simulation", |root, seed, tally| {
        TIERS.iter().try_for_each(|(tier, count)| {
            // The seeds of two rounds never overlap: a round takes more seconds than it has thousands of seeds.
            let first = seed * 1_000;
            run_seeds(root, tier, first..first + count * SEEDS_FACTOR, tally)
        })
    }),
    ("rust tests", |root, seed, tally| {
        let earlier = earlier::build(root)?;
        let mut long = tests(root, "--no-fail-fast");
        long.env("MINOOTS_BIN", minoots(root)?).env(earlier::VARIABLE, earlier);
        long.env("MINOOTS_IT_LONG", "1")
            .env("MINOOTS_IT_SEED", seed.to_string());
        run_tests(&mut long, tally)
    }),
    ("helm chart", |root, _, tally| {
        let earlier = earlier::build(root)?;
        let mut long = Command::new("bash");
        long.current_dir(root).args(["tests/helm/check.sh", "cluster"]);
        long.env("MINOOTS_BIN", minoots(root)?).env(earlier::VARIABLE, earlier);
        run_tests(long.env("MINOOTS_HELM_LONG", "1"), tally)
    }),
    ("chaos", |root, seed, tally| {
        chaos(root, &format!("run --seed {seed} --minutes {CHAOS_MINUTES}"), tally)
    }),
    ("every change of a directory", |root, _, tally| {
        chaos(root, "boundaries", tally)
    }),
    ("flipped bits", |root, _, tally| {
        chaos(root, "rot --flips 10000 --in-cluster 10", tally)
    }),
];

/// Runs rounds until the hours are over. The first round always runs to its end.
///
/// # Errors
/// The hours are not a positive number, the build fails, or a part of a round failed.
pub fn run(root: &Path, words: &[&str]) -> Result<()> {
    let hours = match words {
        [] => HOURS,
        [hours] => hours
            .parse()
            .with_context(|| format!("{hours:?} is no number of hours"))?,
        _ => bail!("usage: cargo xtask soak [HOURS]"),
    };
    ensure!(hours > 0.0, "the hours are a positive number");
    let elapsed = Stopwatch::start();
    let mut tally = Tally::default();
    (program::BUILD.action)(root, &mut tally)?;
    let mut failures = Vec::new();
    for round in 1_u32.. {
        let seed = unix_seconds()?;
        for (name, part) in PARTS {
            println!("== round {round}, seed {seed}: {name}");
            if let Err(error) = part(root, seed, &mut tally) {
                failures.push(format!("round {round}, seed {seed}, {name}: {error:#}"));
            }
        }
        if elapsed.elapsed().as_secs_f64() >= hours * 3600.0 {
            break;
        }
    }
    println!("{}", tally.totals);
    ensure!(failures.is_empty(), "failed:\n  {}", failures.join("\n  "));
    Ok(())
}
