//! Tier B: the real consensus, log, kernel and sequencer on one thread, in virtual time, with faulty networks, disks
//! and clocks.
//!
//! `minoots-sim-raft` is the world. This module observes it and records a history. Each seed runs in its own process,
//! because only the first run of a process is a function of its seed.

mod decided;
mod recorder;

use crate::{
    marks::Marks,
    shrink::ranges,
    tier::{Injected, Options, Outcome, Tier, Violation},
};
use anyhow::{Context, Result, ensure};
use minoots_check::History;
use minoots_sim_raft::FaultKind;
use recorder::Recorder;
use std::{collections::BTreeSet, path::PathBuf, process::Command, sync::Arc};

pub use minoots_sim_raft::{Options as WorldOptions, Outcome as Ended};

/// Runner of tier B.
pub struct TierB {
    /// The program that runs one seed with its command `here`.
    program: PathBuf,
    /// Name of the planted defect.
    defect: Option<String>,
}

impl TierB {
    /// Creates a runner. `program` is this program if it is `minoots-sim`.
    pub fn new(program: PathBuf) -> Self {
        Self { program, defect: None }
    }

    /// Plants a defect, by name.
    pub fn with_defect(self, defect: Option<String>) -> Self {
        Self { defect, ..self }
    }

    fn run_elsewhere(&self, seed: u64, options: &Options) -> Result<(Ended, History)> {
        let mut command = Command::new(&self.program);
        command.args(["here", &seed.to_string()]);
        command.args(["--drop-faults", &ranges(&options.dropped.faults)]);
        if let Some(defect) = &self.defect {
            command.args(["--defect", defect]);
        }
        let output = command.output().context("starting a process")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}: {said}", output.status);
        let text = std::str::from_utf8(&output.stdout)?;
        let (outcome, history) = text.split_once('\n').context("it said nothing")?;
        Ok((serde_json::from_str(outcome)?, History::parse(history)?))
    }
}

/// Runs a seed in this process. The process must not have run a seed before.
pub fn run_here(seed: u64, options: &WorldOptions) -> (Ended, History) {
    let recorder = Arc::<Recorder>::default();
    let outcome = minoots_sim_raft::run(seed, options, recorder.clone());
    let history = recorder.history(seed);
    (outcome, history)
}

/// Parses kinds of faults by name: `stop,pause`.
pub fn kinds(names: &str) -> Result<BTreeSet<FaultKind>> {
    let names = names.split(',').filter(|name| !name.is_empty());
    let kind = |name: &str| FaultKind::ALL.iter().find(|kind| kind.name() == name).copied();
    names
        .map(|name| kind(name).with_context(|| format!("there is no fault {name}")))
        .collect()
}

impl Tier for TierB {
    fn name(&self) -> &'static str {
        "b"
    }

    fn run(&self, seed: u64, options: &Options) -> Outcome {
        match self.run_elsewhere(seed, options) {
            Ok((ended, history)) => outcome(ended, history),
            Err(error) => Outcome {
                violations: vec![Violation {
                    rule: "process".to_owned(),
                    message: format!("{error:#}"),
                }],
                ..Outcome::default()
            },
        }
    }

    fn describe(&self, seed: u64) -> String {
        minoots_sim_raft::describe(seed)
    }

    fn enough_seeds(&self) -> u64 {
        50
    }

    fn shrink_runs_max(&self) -> usize {
        60
    }

    fn marks(&self) -> &'static [&'static str] {
        minoots_sim_raft::MARKS
    }

    fn faults(&self) -> Vec<&'static str> {
        FaultKind::ALL.iter().map(|kind| kind.name()).collect()
    }
}

fn outcome(ended: Ended, history: History) -> Outcome {
    let counts = |count: minoots_sim_raft::Injected| Injected {
        injected: count.injected,
        effective: count.effective,
    };
    let faults = ended
        .faults
        .iter()
        .map(|(kind, count)| (kind.name(), counts(*count)))
        .collect();
    let reached = minoots_sim_raft::MARKS.iter();
    let reached = reached.filter_map(|mark| Some((*mark, *ended.marks.get(*mark)?)));
    Outcome {
        history,
        notes: format!("{} {}", ended.settings, ended.trace_hash),
        violations: ended.violations.iter().map(|text| violation(text)).collect(),
        faults,
        marks: Marks(reached.filter(|(_, count)| *count > 0).collect()),
        faults_planned: ended.fault_numbers,
        ops_planned: Vec::new(),
        virtual_time: i64::try_from(ended.elapsed_ms)
            .unwrap_or(i64::MAX)
            .saturating_mul(1_000_000),
        ..Outcome::default()
    }
}

/// A text of the form `G5: …` names its rule.
fn violation(text: &str) -> Violation {
    let named = text.split_once(": ").filter(|(rule, _)| !rule.contains(' '));
    let (rule, message) = named.unwrap_or(("world", text));
    Violation {
        rule: rule.to_owned(),
        message: message.to_owned(),
    }
}
