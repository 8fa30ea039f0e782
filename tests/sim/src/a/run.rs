//! A run: faults for a while, then healing, and everything must finish.

use super::{
    QUEUES, TENANT, audit,
    calls::views,
    consumers::Consumer,
    events::Event,
    world::{BEGIN, World},
};
use crate::{
    fault::FaultKind,
    marks,
    plan::{MS, Plan, SECOND},
    tier::{Options, Outcome, Tier},
};
use minoots_check::record::{Dumped, End, Final, Heal, Knows, Record, Run, Start, TimerView};
use minoots_delivery::signer::Signer;
use minoots_kernel::tables;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Maximum number of events. A run that needs more is in an endless loop.
const EVENTS_MAX: u64 = 20_000_000;

/// Kernel, sequencer and delivery on a model of consensus.
pub struct TierA {
    signer: Arc<Signer>,
}

impl Default for TierA {
    fn default() -> Self {
        TierA {
            signer: Arc::new(Signer::from_seed(&[7; 32])),
        }
    }
}

impl Tier for TierA {
    fn name(&self) -> &'static str {
        "a"
    }

    fn run(&self, seed: u64, options: &Options) -> Outcome {
        let plan = Plan::new(seed).without(&options.dropped);
        let faults_planned = plan.faults.iter().map(|fault| fault.id).collect();
        let ops_planned = plan.ops.iter().map(|op| op.id).collect();
        let mut world = World::new(plan, &self.signer);
        world.begin();
        let end = BEGIN + world.plan.shape.span;
        while world.goes_on() && world.step(end) {}
        world.now = world.now.max(end);
        world.heal();
        world.settle();
        world.finish();
        Outcome {
            history: world.history,
            notes: String::new(),
            violations: world.violations,
            faults: world.counts,
            marks: world.marks,
            faults_planned,
            ops_planned,
            virtual_time: world.now - BEGIN,
            ..Outcome::default()
        }
    }

    fn describe(&self, seed: u64) -> String {
        format!("{:#?}", Plan::new(seed))
    }

    fn marks(&self) -> &'static [&'static str] {
        &marks::ALL
    }

    fn faults(&self) -> Vec<&'static str> {
        FaultKind::ALL.into_iter().map(FaultKind::name).collect()
    }
}

impl World {
    fn begin(&mut self) {
        let knows = Knows {
            commits: true,
            facts: true,
            releases: true,
            callers: true,
        };
        self.history.push(Record::Run(Run {
            producer: "sim".to_owned(),
            seed: Some(self.plan.seed),
            ordered: true,
            knows,
            faults: FaultKind::ALL.into_iter().map(|kind| kind.name().to_owned()).collect(),
            marks: marks::ALL.into_iter().map(str::to_owned).collect(),
        }));
        for node in 0..self.nodes.len() {
            self.nodes[node].deviation.since = self.now;
            let skew = self.random.pick(&[0, 0, -200, -20, 20, 200]) * MS;
            self.nodes[node].deviation.offset = skew;
            self.note_clock(node);
        }
        for fault in self.plan.faults.clone() {
            self.agenda.plan(BEGIN + fault.at, Event::FaultOn(fault));
        }
        for op in self.plan.ops.clone() {
            self.agenda.plan(BEGIN + op.at, Event::Op(op));
        }
        for consumer in 0..self.consumers.len() {
            self.wake_consumer(consumer, 10 * MS);
        }
        for reader in 0..self.readers.len() {
            self.seek(reader, Start::Earliest);
        }
        self.look();
    }

    fn goes_on(&mut self) -> bool {
        let goes_on = self.agenda.count() < EVENTS_MAX;
        if !goes_on {
            self.violation("progress", "the run goes round in circles".to_owned());
        }
        goes_on && self.violations.is_empty()
    }

    /// Ends all faults. From now on, consumers behave correctly.
    fn heal(&mut self) {
        for (fault, _) in self.active.values().cloned().collect::<Vec<_>>() {
            self.fault_off(fault);
        }
        for node in 0..self.nodes.len() {
            self.nodes[node].deviation.change(self.now, 0, 0);
            (self.nodes[node].slow_disk, self.nodes[node].slow_turns) = (0, 0);
        }
        // Some streams continue, so that a stuck delivery is not freed by a new stream.
        let goes_on =
            |world: &mut World, consumer: usize| world.consumers[consumer].is_connected() && world.random.percent(60);
        let lasting: Vec<bool> = (0..self.consumers.len())
            .map(|consumer| goes_on(self, consumer))
            .collect();
        for consumer in (0..lasting.len()).filter(|consumer| !lasting[*consumer]) {
            self.cut_stream(consumer, false);
        }
        self.healed = true;
        for consumer in (0..lasting.len()).filter(|consumer| lasting[*consumer]) {
            self.note_consumer(consumer, true);
        }
        while self.consumers.len() < QUEUES.len() {
            self.consumers.push(Consumer::new(self.consumers.len()));
        }
        for consumer in 0..self.consumers.len() {
            self.wake_consumer(consumer, 0);
        }
        for reader in 0..self.readers.len() {
            self.wake_reader(reader, 0);
        }
        self.heal_receivers();
        self.look();
        self.history.push(Record::Heal(Heal { t: self.now }));
    }

    /// Runs until no events are left, within a time limit.
    fn settle(&mut self) {
        let (healed, mut look) = (self.now, self.now);
        while self.goes_on() {
            while self.goes_on() && self.step(look) {}
            self.now = self.now.max(look);
            let Some(left) = self.unfinished() else { return };
            if self.now >= healed.max(self.last_due()) + self.patience() {
                let leader = self
                    .leader()
                    .map(|leader| self.nodes[leader].to_string())
                    .unwrap_or_default();
                return self.violation("G4", format!("it was healed, and this does not end: {left}; {leader}"));
            }
            look = self.now + SECOND;
            for reader in 0..self.readers.len() {
                self.wake_reader(reader, 0);
            }
        }
    }

    /// The latest instant that an unfinished timer may legitimately wait for. If the clocks of a majority were ahead,
    /// log time is ahead too. So are the instants derived from it: a due instant equal to the arrival, the end of a
    /// lease, the end of a backoff (G3, G4).
    fn last_due(&self) -> i64 {
        let timers = views(&self.ledger.tables).unwrap_or_default();
        // If all timers are finished, readers may still wait for the due instant of a fired one.
        let over = timers.iter().all(|timer| timer.status.is_terminal());
        let open = timers.iter().filter(|timer| over || !timer.status.is_terminal());
        let waits = |timer: &TimerView| timer.due.max(self.waits.of(&timer.id));
        open.filter_map(waits).max().unwrap_or(i64::MIN)
    }

    /// Returns a description of unfinished work.
    fn unfinished(&self) -> Option<String> {
        let Some(leader) = self.leader() else {
            return Some("nobody leads".to_owned());
        };
        let timers = match views(&self.ledger.tables) {
            Ok(timers) => timers,
            Err(failure) => return Some(failure.to_string()),
        };
        let is_open = |timer: &&TimerView| !timer.status.is_terminal() && !self.waits_for_owner(&timer.id);
        if let Some(timer) = timers.iter().find(is_open) {
            return Some(format!("{timer:?}"));
        }
        if let Some(left) = self.unfinished_posts(leader) {
            return Some(left);
        }
        for queue in QUEUES {
            if !tables::ready::is_empty(&self.ledger.tables, TENANT, queue).unwrap_or(false) {
                return Some(format!("queue {queue} still owes something"));
            }
        }
        if self.nodes.iter().any(|node| node.state.index() < self.ledger.index()) {
            return Some("a node lags".to_owned());
        }
        if self.nodes[leader].process.delivery.in_flight() > 0 {
            return Some("the leader still has deliveries out".to_owned());
        }
        let head = tables::tenant::get(&self.ledger.tables, TENANT).map_or(0, |tenant| tenant.next_sequence - 1);
        if self.readers.iter().any(|reader| reader.cursor() < head) {
            return Some("a reader lags".to_owned());
        }
        (self.calls.open() > 0).then(|| "a call is not answered".to_owned())
    }

    fn finish(&mut self) {
        if let Some(op) = self.calls.refused_and_committed() {
            self.violation(
                "refused",
                format!("call {op} was answered that nothing happened, and stands in the log"),
            );
        }
        self.judge_credentials();
        self.judge_webhooks();
        if let Some(broken) = audit::broken(&self.ledger.tables) {
            self.violation("chain", broken);
        }
        for node in 0..self.nodes.len() {
            let snapshot = self.nodes[node].state.snapshot();
            if snapshot.index == self.ledger.index() && *snapshot.tables != self.ledger.tables {
                self.violation("G16", format!("node {node} has other tables than the log makes"));
            }
            let mut hash = Sha256::new();
            for (key, value) in snapshot.tables.rows() {
                hash.update((key.len() as u64).to_be_bytes());
                hash.update(key);
                hash.update((value.len() as u64).to_be_bytes());
                hash.update(value);
            }
            let state_hash = hash
                .finalize()
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let dump = views(&snapshot).map(|timers| {
                let dumped = |timer| Dumped {
                    tenant: TENANT.to_owned(),
                    timer,
                };
                timers.into_iter().map(dumped).collect()
            });
            self.history.push(Record::Final(Final {
                node: Some(node as u64),
                applied: snapshot.index,
                state_hash: Some(state_hash),
                dump: dump.ok(),
            }));
        }
        self.history.push(Record::End(End { t: self.now }));
    }
}
