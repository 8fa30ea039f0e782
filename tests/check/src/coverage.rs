//! Counts the situations that histories exercised. A rule that holds because nothing happened is no result.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::fence;
use crate::index::Index;
use crate::record::{Call, Outcome, Phase};

/// Counts that add up over a set of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Histories counted.
    pub runs: u64,
    /// Calls, by kind.
    pub calls: BTreeMap<&'static str, Calls>,
    /// Deliveries received.
    pub deliveries: u64,
    /// Changes of leader: another node began to lead, or fences showed another term.
    pub leader_changes: u64,
    /// Faults by name, including planned faults that were never injected.
    pub faults: BTreeMap<String, Injections>,
    /// Situations reached, with their counts.
    pub marks: BTreeMap<String, u64>,
    /// Situations that the runs were meant to reach.
    pub marks_planned: BTreeSet<String>,
    /// Timers whose responses had too many possible explanations to try them all. They count as correct.
    pub undecided: u64,
}

/// The results of the calls of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// With status OK.
    pub ok: u64,
    /// Refused.
    pub refused: u64,
    /// Calls with an unknown outcome.
    pub unknown: u64,
}

/// The injections of a fault, and those with a call in flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Injections {
    /// All injections.
    pub injected: u64,
    /// Injections with at least one call in flight while the fault was active.
    pub effective: u64,
}

/// The least share of calls that must end with OK, in percent.
const OK_PERCENT_MIN: u64 = 60;

impl Coverage {
    /// Counts the situations that one history exercised.
    pub fn of(index: &Index<'_>) -> Self {
        let mut coverage = Self {
            runs: 1,
            deliveries: index.deliveries.len() as u64,
            leader_changes: leader_changes(index),
            ..Self::default()
        };
        for op in &index.ops {
            let calls = coverage.calls.entry(name(op.call)).or_default();
            match op.outcome {
                Outcome::Ok { .. } => calls.ok += 1,
                Outcome::Err { .. } => calls.refused += 1,
                Outcome::Unknown => calls.unknown += 1,
            }
        }
        for name in &index.run.faults {
            coverage.faults.entry(name.clone()).or_default();
        }
        for (name, effective) in injections(index) {
            let injections = coverage.faults.entry(name).or_default();
            injections.injected += 1;
            injections.effective += u64::from(effective);
        }
        coverage.marks_planned.extend(index.run.marks.iter().cloned());
        for at in &index.marks {
            *coverage.marks.entry(at.record.name.clone()).or_default() += 1;
        }
        coverage
    }

    /// Adds the counts of other histories.
    pub fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        self.deliveries += other.deliveries;
        self.leader_changes += other.leader_changes;
        self.undecided += other.undecided;
        for (name, more) in &other.calls {
            let calls = self.calls.entry(name).or_default();
            calls.ok += more.ok;
            calls.refused += more.refused;
            calls.unknown += more.unknown;
        }
        for (name, more) in &other.faults {
            let injections = self.faults.entry(name.clone()).or_default();
            injections.injected += more.injected;
            injections.effective += more.effective;
        }
        for (name, more) in &other.marks {
            *self.marks.entry(name.clone()).or_default() += more;
        }
        self.marks_planned.extend(other.marks_planned.iter().cloned());
    }

    /// Returns the reasons why this set of histories proves less than it should; empty if there is none.
    pub fn guards(&self) -> Vec<String> {
        let mut guards = Vec::new();
        let (mut ok, mut all) = (0, 0);
        for calls in self.calls.values() {
            ok += calls.ok;
            all += calls.ok + calls.refused + calls.unknown;
        }
        if all == 0 || ok * 100 < all * OK_PERCENT_MIN {
            guards.push(format!(
                "{ok} of {all} calls were answered OK, less than {OK_PERCENT_MIN} %"
            ));
        }
        let injected: u64 = self.faults.values().map(|injections| injections.injected).sum();
        if injected > 0 && self.leader_changes == 0 {
            guards.push("there were faults, but leadership never changed".into());
        }
        let harmless = self.faults.iter().filter(|(_, injections)| injections.effective == 0);
        guards.extend(harmless.map(|(name, injections)| {
            format!(
                "fault {name} was injected {} times, never while a call was in flight",
                injections.injected
            )
        }));
        let missed = self.marks_planned.iter().filter(|name| !self.marks.contains_key(*name));
        guards.extend(missed.map(|name| format!("never reached: {name}")));
        guards
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            runs,
            deliveries,
            leader_changes,
            undecided,
            ..
        } = self;
        writeln!(
            f,
            "{runs} runs, {deliveries} deliveries, {leader_changes} changes of leader, {undecided} undecided timers"
        )?;
        for (name, Calls { ok, refused, unknown }) in &self.calls {
            writeln!(f, "  {name}: {ok} ok, {refused} refused, {unknown} unknown")?;
        }
        for (name, Injections { injected, effective }) in &self.faults {
            writeln!(f, "  fault {name}: {injected} injected, {effective} effective")?;
        }
        for (name, count) in &self.marks {
            writeln!(f, "  reached {name}: {count}")?;
        }
        Ok(())
    }
}

fn name(call: &Call) -> &'static str {
    match call {
        Call::Create(_) => "create",
        Call::BatchCreate(_) => "batch_create",
        Call::Cancel(_) => "cancel",
        Call::Reschedule(_) => "reschedule",
        Call::Get(_) => "get",
        Call::List(_) => "list",
        Call::Ack(_) => "ack",
        Call::Nack(_) => "nack",
        Call::Extend(_) => "extend",
    }
}

/// Counts the terms, after the first, that had a leader or that fences name.
fn leader_changes(index: &Index<'_>) -> u64 {
    let led = index.leads.iter().map(|at| at.record.term);
    let named = index
        .deliveries
        .iter()
        .filter_map(|at| Some(fence::parts(&at.record.fence)?.term));
    let terms: BTreeSet<u64> = led.chain(named).collect();
    (terms.len() as u64).saturating_sub(1)
}

/// Returns every injection, and whether a call was in flight while it was active.
fn injections(index: &Index<'_>) -> Vec<(String, bool)> {
    let mut began: Vec<i64> = index.ops.iter().map(|op| op.invoked).collect();
    // A call without a response counts at its start.
    let mut ended: Vec<i64> = index.ops.iter().map(|op| op.returned.unwrap_or(op.invoked)).collect();
    began.sort_unstable();
    ended.sort_unstable();
    let in_flight = |from: i64, to: i64| began.partition_point(|t| *t <= to) > ended.partition_point(|t| *t < from);
    let mut found = Vec::new();
    let mut active: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for fault in index.faults.iter().map(|at| at.record) {
        let key = (fault.name.as_str(), fault.target.as_str());
        match fault.phase {
            Phase::On => drop(active.insert(key, fault.t)),
            Phase::Once => found.push((fault.name.clone(), in_flight(fault.t, fault.t))),
            Phase::Off => {
                if let Some(from) = active.remove(&key) {
                    found.push((fault.name.clone(), in_flight(from, fault.t)));
                }
            }
        }
    }
    let to_the_end = active
        .into_iter()
        .map(|((name, _), from)| (name.to_owned(), in_flight(from, i64::MAX)));
    found.extend(to_the_end);
    found
}
