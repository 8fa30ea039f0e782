//! The verdict of a run.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use minoots_check::{History, Options, Report, check};
use serde_json::{Map, Value, json};

use crate::clients::Keyed;
use crate::nemesis::{Nemesis, Starvation};
use crate::plan::Kind;
use crate::recorder::Recorder;
use crate::run::Settings;

/// The liveness bound in nanoseconds. The guarantee is 5 s plus a backlog, and all nodes and clients share one machine.
const LIVENESS_NS: i64 = 10_000_000_000;

/// The verdict, and its basis.
#[derive(Debug)]
pub struct Verdict {
    settings: Settings,
    history: History,
    report: Report,
    complaints: Vec<String>,
    took_effect: BTreeMap<Kind, u64>,
    starvation: Starvation,
    keyed: Value,
    keyed_guards: Vec<String>,
}

impl Verdict {
    /// Judges the recorded history.
    #[must_use]
    pub fn of(settings: Settings, recorder: &Recorder, nemesis: &Nemesis, keyed: &Keyed) -> Self {
        let history = recorder.taken();
        let options = Options {
            liveness: LIVENESS_NS,
            ..Options::default()
        };
        let report = check(&history, &options);
        Self {
            settings,
            report,
            history,
            complaints: recorder.complaints(),
            took_effect: nemesis.took_effect().clone(),
            starvation: nemesis.starvation(),
            keyed: keyed.counts(),
            keyed_guards: keyed.guards(),
        }
    }

    /// Whether there is no violation and enough coverage.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.report.violations.is_empty() && self.complaints.is_empty() && self.guards().is_empty()
    }

    /// Returns the reasons why the run proves less than it should.
    fn guards(&self) -> Vec<String> {
        let mut guards = self.report.guards.clone();
        guards.extend(self.keyed_guards.iter().cloned());
        let faults = &self.report.coverage.faults;
        let idle = self.took_effect.iter().filter(|(kind, count)| {
            **count == 0
                && faults
                    .get(kind.name())
                    .is_some_and(|injections| injections.injected > 0)
        });
        guards.extend(idle.map(|(kind, _)| format!("{kind} was tried, and nothing met it")));
        guards
    }

    /// Returns, for each kind, how often it was injected, coincided with a call in flight, and took effect.
    fn faults(&self) -> Value {
        let mut faults = Map::new();
        for (name, injections) in &self.report.coverage.faults {
            let seen = self.took_effect.iter().find(|(kind, _)| kind.name() == name);
            let effective = injections.effective.min(seen.map_or(0, |(_, count)| *count));
            let count = json!({ "injected": injections.injected, "effective": effective });
            faults.insert(name.clone(), count);
        }
        Value::Object(faults)
    }

    /// Returns the verdict as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let coverage = &self.report.coverage;
        let mut operations = Map::new();
        for (name, calls) in &coverage.calls {
            let counts = json!({ "ok": calls.ok, "refused": calls.refused, "unknown": calls.unknown });
            operations.insert((*name).to_owned(), counts);
        }
        let found = self.report.violations.iter();
        let found = found.map(|verdict| json!({ "rule": verdict.rule.to_string(), "message": verdict.to_string() }));
        let seen = self
            .complaints
            .iter()
            .map(|what| json!({ "rule": "node", "message": what }));
        json!({
            "seed": self.settings.seed,
            "seconds": self.settings.length.as_secs(),
            "faults": self.faults(),
            "operations": operations,
            "deliveries": coverage.deliveries,
            "leaderChanges": coverage.leader_changes,
            "starved": {
                "seconds": self.starvation.lasted.as_secs_f64(),
                "leaderChanges": self.starvation.leader_changes,
            },
            "keyed": self.keyed,
            "undecided": coverage.undecided,
            "violations": found.chain(seen).collect::<Vec<Value>>(),
            "missing": self.guards(),
        })
    }

    /// Returns the command that repeats the schedule on other nodes.
    #[must_use]
    pub fn replay(&self) -> String {
        let Settings { seed, length } = self.settings;
        format!(
            "cargo run -p minoots-chaos -- run --seed {seed} --seconds {}",
            length.as_secs()
        )
    }

    /// Writes the history to a file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_history(&self, path: &Path) -> Result<()> {
        let file = std::fs::File::create(path).with_context(|| format!("creating {}", path.display()))?;
        Ok(self.history.write(std::io::BufWriter::new(file))?)
    }
}
