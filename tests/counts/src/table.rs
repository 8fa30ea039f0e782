//! The counts stored beside the test, and the differences from them.

use crate::stepping::Run;
use anyhow::{Context, Result, bail, ensure};
use std::fmt::{self, Display, Formatter};

/// The tolerance of a count in percent, in either direction: a lower cost must be recorded, too.
pub const TOLERANCE_PERCENT: u64 = 10;

const HEADING: &str = "\
# Instructions executed and allocations made while the kernel applies so many entries of each kind. They are those of rustc 1.95 with the
# profile `dev` of this workspace on x86_64 Linux, and of memory functions and an allocator as in glibc 2.36. A call of the compression
# function of SHA-256 counts as one instruction. Tables in memory hold 10,000 timers. To write this file anew:
# UPDATE_COUNTS=1 cargo test -p minoots-counts
#                 entries instructions allocations
";

/// The cost of one case, over all its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The name of the case.
    pub name: String,
    /// The number of entries.
    pub entries: u64,
    /// The number of instructions.
    pub instructions: u64,
    /// The number of allocations.
    pub allocations: u64,
}

/// The costs of all cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table(pub Vec<Cost>);

impl Table {
    /// Parses a file that [`Display`] wrote.
    pub fn parse(text: &str) -> Result<Table> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let costs = lines.map(|line| Cost::parse(line).with_context(|| format!("in {line:?}")));
        Ok(Table(costs.collect::<Result<Vec<Cost>>>()?))
    }

    /// Builds the table of a run, minus the cost of counting nothing, which comes first.
    pub fn of_run(run: &Run) -> Result<Table> {
        let lines: Vec<&str> = run.output.lines().collect();
        ensure!(
            lines.len() == run.steps.len(),
            "{} sections, and said of them: {}",
            run.steps.len(),
            run.output
        );
        let Some(price) = run.steps.first() else {
            bail!("nothing was counted")
        };
        let cases = lines.iter().zip(&run.steps).skip(1);
        let costs = cases.map(|(line, steps)| {
            let (name, rest) = line.split_once(' ').context("a name")?;
            let (entries, allocations) = rest.split_once(' ').context("a number")?;
            Ok(Cost {
                name: name.to_owned(),
                entries: entries.parse()?,
                instructions: steps.checked_sub(*price).context("cheaper than nothing")?,
                allocations: allocations.parse()?,
            })
        });
        Ok(Table(costs.collect::<Result<Vec<Cost>>>()?))
    }

    /// Returns a line for each count beyond the tolerance, and for each case that only one of the tables has.
    pub fn differences(&self, counted: &Table) -> Vec<String> {
        let names = |table: &Table| -> Vec<(String, u64)> {
            let costs = table.0.iter();
            costs.map(|cost| (cost.name.clone(), cost.entries)).collect()
        };
        if names(self) != names(counted) {
            return vec![format!("kept are {:?}, counted {:?}", names(self), names(counted))];
        }
        let pairs = self.0.iter().zip(&counted.0);
        let both = pairs.flat_map(|(old, new)| {
            [
                difference(&old.name, "instructions", old.instructions, new.instructions),
                difference(&old.name, "allocations", old.allocations, new.allocations),
            ]
        });
        both.flatten().collect()
    }
}

fn difference(name: &str, what: &str, old: u64, new: u64) -> Option<String> {
    let percent = (new as f64 / old as f64 - 1.0) * 100.0;
    let off = old.abs_diff(new) * 100 > old * TOLERANCE_PERCENT;
    off.then(|| format!("{name}: {what} {old} -> {new} ({percent:+.1} %)"))
}

impl Cost {
    fn parse(line: &str) -> Result<Cost> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, entries, instructions, allocations] = words[..] else {
            bail!("not a name and three numbers");
        };
        Ok(Cost {
            name: name.to_owned(),
            entries: entries.parse()?,
            instructions: instructions.parse()?,
            allocations: allocations.parse()?,
        })
    }
}

impl Display for Table {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(HEADING)?;
        for cost in &self.0 {
            let Cost {
                name,
                entries,
                instructions,
                allocations,
            } = cost;
            writeln!(
                formatter,
                "{name:<17} {entries:>7} {instructions:>12} {allocations:>11}"
            )?;
        }
        Ok(())
    }
}
