//! Runs many seeds on several threads. The result does not depend on the number of threads.

use crate::{
    judge::{self, Verdict},
    marks::Marks,
    plan::SECOND,
    tier::{Injected, Options, Tier, Violation},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// The result of a set of seeds.
#[derive(Default)]
pub struct Summary {
    /// The seeds.
    pub seeds: Range<u64>,
    /// Violations by seed.
    pub failed: BTreeMap<u64, Vec<Violation>>,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, Injected>,
    /// Situations reached.
    pub marks: Marks,
    /// Virtual time, nanoseconds.
    pub virtual_time: i128,
    /// Counts by name.
    pub counts: BTreeMap<&'static str, u64>,
    /// Digest of all traces, in the order of seeds.
    pub trace: String,
    /// Situations that were not reached, and faults without effect.
    pub missing: Vec<String>,
}

/// Runs seeds.
pub fn run(tier: &(dyn Tier + Sync), seeds: Range<u64>, jobs: usize, options: &Options) -> Summary {
    let next = AtomicU64::new(seeds.start);
    let verdicts: Mutex<BTreeMap<u64, Verdict>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let verdict = judge::run(tier, seed, options);
                    verdicts
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .insert(seed, verdict);
                }
            });
        }
    });
    let verdicts = verdicts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut summary = Summary {
        seeds,
        ..Summary::default()
    };
    let mut trace = Sha256::new();
    for (seed, verdict) in verdicts {
        trace.update(verdict.trace);
        summary.add(seed, verdict);
    }
    summary.missing = summary.lacks(tier);
    summary.trace = trace.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    summary
}

impl Summary {
    fn add(&mut self, seed: u64, verdict: Verdict) {
        for (name, injected) in verdict.faults {
            let sum = self.faults.entry(name).or_default();
            sum.injected += injected.injected;
            sum.effective += injected.effective;
        }
        self.marks.add(&verdict.marks);
        self.virtual_time += i128::from(verdict.virtual_time);
        for (name, count) in verdict.counts {
            *self.counts.entry(name).or_default() += count;
        }
        if !verdict.violations.is_empty() {
            self.failed.insert(seed, verdict.violations);
        }
    }

    fn lacks(&self, tier: &(dyn Tier + Sync)) -> Vec<String> {
        let idle = tier.faults().into_iter().filter(|name| {
            let count = self.faults.get(name);
            count.is_none_or(|count| count.effective == 0)
        });
        let idle = idle.map(|name| format!("the fault {name} met nothing"));
        let unreached = self.marks.missing(tier.marks()).into_iter().map(str::to_owned);
        idle.chain(unreached).collect()
    }

    /// Virtual time in hours.
    pub fn hours(&self) -> f64 {
        self.virtual_time as f64 / SECOND as f64 / 3_600.0
    }

    /// The result as JSON.
    pub fn json(&self) -> Value {
        let violations: Vec<Value> = self
            .failed
            .iter()
            .flat_map(|(seed, violations)| violations.iter().map(move |violation| (seed, violation)))
            .map(|(seed, violation)| json!({ "seed": seed, "rule": violation.rule, "message": violation.message }))
            .collect();
        let faults: serde_json::Map<String, Value> = self
            .faults
            .iter()
            .map(|(name, count)| {
                let count = json!({ "injected": count.injected, "effective": count.effective });
                ((*name).to_owned(), count)
            })
            .collect();
        json!({
            "seeds": { "from": self.seeds.start, "until": self.seeds.end },
            "violations": violations,
            "faults": faults,
            "marks": self.marks.0,
            "counts": self.counts,
            "missing": self.missing,
            "virtualHours": (self.hours() * 10.0).round() / 10.0,
            "traceSha256": self.trace,
        })
    }
}
