//! Injection and end of faults.

use super::{
    events::{Event, Thread},
    world::World,
};
use crate::{
    fault::{Fault, FaultKind},
    plan::MS,
    random::Random,
};
use minoots_check::record::{self, Phase, Record};

/// Steps of a clock, in milliseconds. Beyond the largest, the size makes no difference.
const STEPS: [i64; 8] = [-3_600_000, -1_000, -300, -200, 200, 300, 1_000, 3_600_000];

impl World {
    pub fn fault_on(&mut self, fault: Fault) {
        if fault.kind == FaultKind::Restore {
            return self.restore_begins(fault);
        }
        let count = self.nodes.len();
        let node = (fault.choice % count as u64) as usize;
        let leader = self.leader().unwrap_or(node);
        // Faults of the leader have more effect, so prefer it.
        let node = if fault.choice >> 32 & 1 == 0 { leader } else { node };
        let mut sizes = Random::new(fault.choice, 2);
        let once = matches!(
            fault.kind,
            FaultKind::Election
                | FaultKind::Purge
                | FaultKind::StreamCut
                | FaultKind::ConsumerCrash
                | FaultKind::KeyRotation
                | FaultKind::KeyRevocation
        );
        self.note_fault(fault, if once { Phase::Once } else { Phase::On });
        self.targets.insert(fault.id, node);
        match fault.kind {
            FaultKind::Crash => self.stop(node, true),
            FaultKind::PowerCut => self.stop(node, false),
            FaultKind::Pause => self.pause(node),
            FaultKind::PauseAtGate => self.nodes[node].pauses_at_gate = true,
            FaultKind::Partition | FaultKind::Mute | FaultKind::Deaf | FaultKind::Bridge => self.cut(fault, node, true),
            FaultKind::Election => {
                let heir = sizes.below(count);
                if heir != node && sizes.percent(50) {
                    self.elect(heir);
                } else if heir != node {
                    self.nodes[leader].process.inbox.hand_over = Some(heir);
                    self.wake(leader, Thread::Sequencer);
                }
            }
            FaultKind::ClockStep => {
                let now = self.now;
                let drift = self.nodes[node].deviation.drift;
                // A single node has no other clock to compare with. An hour ahead then moves log time permanently.
                let step = match count {
                    1 if fault.choice >> 33 & 3 != 0 => STEPS[7],
                    1 => sizes.pick(&STEPS[..7]),
                    _ => sizes.pick(&STEPS),
                };
                self.nodes[node].deviation.change(now, step * MS, drift);
                self.note_clock(node);
            }
            FaultKind::ClockDrift => {
                let now = self.now;
                self.nodes[node]
                    .deviation
                    .change(now, 0, sizes.pick(&[-100_000, -500, 500, 100_000]));
                self.note_clock(node);
            }
            FaultKind::LostProposals => self.nodes[node].loses_proposals += 1,
            FaultKind::SlowDisk => self.nodes[node].slow_disk += sizes.pick(&[50, 300, 5_000]) * MS,
            FaultKind::SlowNode => self.nodes[node].slow_turns += sizes.pick(&[20, 100, 700]) * MS,
            FaultKind::SlowNetwork => self.slow_network += 1,
            FaultKind::Purge => self.purge(),
            FaultKind::RequestLoss => self.calls.loses_requests += 1,
            FaultKind::AnswerLoss => self.calls.loses_answers += 1,
            FaultKind::RequestDuplicate => self.calls.duplicates += 1,
            FaultKind::RequestDelay => self.calls.delays += 1,
            FaultKind::StreamCut | FaultKind::ConsumerCrash | FaultKind::ConsumerStall => {
                let consumer = sizes.below(self.consumers.len());
                self.trouble_consumer(fault.kind, consumer);
                self.targets.insert(fault.id, consumer);
            }
            FaultKind::Overload => self.nodes[node].refuses += 1,
            FaultKind::KeyRotation | FaultKind::KeyRevocation => self.key_fault(fault.kind, node, fault.choice),
            FaultKind::Restore => {}
        }
        if !once {
            self.active.insert(fault.id, (fault, false));
            self.agenda.plan(self.now + fault.lasts, Event::FaultOff(fault));
        }
        self.note_busy(fault, once);
        self.look();
    }

    fn trouble_consumer(&mut self, kind: FaultKind, consumer: usize) {
        match kind {
            FaultKind::StreamCut => {
                let goodbye = self.random.percent(50);
                self.cut_stream(consumer, goodbye);
                self.wake_consumer(consumer, 50 * MS);
            }
            FaultKind::ConsumerCrash => self.crash_consumer(consumer),
            _ => self.consumers[consumer].stalls += 1,
        }
    }

    pub fn fault_off(&mut self, fault: Fault) {
        if self.active.remove(&fault.id).is_none() {
            return;
        }
        if fault.kind == FaultKind::Restore {
            return self.restore_ends(fault);
        }
        let node = self.targets.get(&fault.id).copied().unwrap_or_default();
        self.note_fault(fault, Phase::Off);
        match fault.kind {
            FaultKind::Crash | FaultKind::PowerCut => self.start(node, fault.id),
            FaultKind::Pause => self.resume(node),
            FaultKind::PauseAtGate => {
                self.nodes[node].pauses_at_gate = false;
                self.resume(node);
            }
            FaultKind::Partition | FaultKind::Mute | FaultKind::Deaf | FaultKind::Bridge => {
                self.cut(fault, node, false)
            }
            FaultKind::ClockStep | FaultKind::ClockDrift => {
                // An operator corrects the clock, which is another step.
                let (now, off) = (self.now, self.nodes[node].wall(self.now) - self.now);
                self.nodes[node].deviation.change(now, -off, 0);
                self.note_clock(node);
            }
            FaultKind::LostProposals => self.nodes[node].loses_proposals -= 1,
            FaultKind::SlowDisk => self.nodes[node].slow_disk = 0,
            FaultKind::SlowNode => self.nodes[node].slow_turns = 0,
            FaultKind::SlowNetwork => self.slow_network -= 1,
            FaultKind::RequestLoss => self.calls.loses_requests -= 1,
            FaultKind::AnswerLoss => self.calls.loses_answers -= 1,
            FaultKind::RequestDuplicate => self.calls.duplicates -= 1,
            FaultKind::RequestDelay => self.calls.delays -= 1,
            FaultKind::ConsumerStall => {
                self.consumers[node].stalls -= 1;
                self.wake_consumer(node, 0);
            }
            FaultKind::Overload => self.nodes[node].refuses -= 1,
            FaultKind::Election
            | FaultKind::Purge
            | FaultKind::StreamCut
            | FaultKind::ConsumerCrash
            | FaultKind::KeyRotation
            | FaultKind::KeyRevocation
            | FaultKind::Restore => {}
        }
        self.look();
    }

    fn cut(&mut self, fault: Fault, node: usize, cut: bool) {
        let count = self.nodes.len();
        let bridge = fault.kind == FaultKind::Bridge;
        let others: Vec<usize> = (0..count)
            .filter(|other| *other != node)
            .take(if bridge { 1 } else { count })
            .collect();
        let change = if cut {
            super::links::Links::cut
        } else {
            super::links::Links::mend
        };
        for other in others {
            if fault.kind != FaultKind::Deaf {
                change(&mut self.links, node, other);
            }
            if fault.kind != FaultKind::Mute {
                change(&mut self.links, other, node);
            }
        }
    }

    fn stop(&mut self, node: usize, keeps_unsynced: bool) {
        if !self.nodes[node].up {
            return;
        }
        if self.nodes[node].log.durable < self.nodes[node].log.last().index && !keeps_unsynced {
            self.marks.hit("a power cut lost entries");
        }
        if self.nodes[node].process.delivery.in_flight() > 0 {
            self.marks.hit("a node stopped while deliveries were out");
        }
        self.nodes[node].up = false;
        (self.nodes[node].paused, self.nodes[node].past_gate) = (false, None);
        self.held[node].clear();
        self.nodes[node].log.restart(keeps_unsynced);
        let life = self.nodes[node].life + 1;
        self.nodes[node].life = life;
        self.streams_follow(node);
    }

    fn start(&mut self, node: usize, fault: usize) {
        // Another fault may keep the node down.
        let held_down = self.active.values().any(|(other, _)| {
            matches!(other.kind, FaultKind::Crash | FaultKind::PowerCut)
                && other.id != fault
                && self.targets.get(&other.id) == Some(&node)
        });
        if self.nodes[node].up || held_down {
            return;
        }
        let (seed, shape, signer) = (self.plan.seed, self.plan.shape, self.load_key(node, false));
        self.nodes[node].restart(seed, &shape, &signer);
        self.nodes[node].up = true;
        self.abstain(node);
        self.nodes[node].deaf_until = self.now + MS;
        self.agenda.plan(self.now + MS, Event::Look);
        self.wake_all(node);
    }

    fn pause(&mut self, node: usize) {
        if self.nodes[node].runs() {
            self.nodes[node].paused = true;
        }
    }

    /// Resumes a process. Everything that arrived meanwhile is delivered at once.
    fn resume(&mut self, node: usize) {
        let other = self.active.values().any(|(other, _)| {
            let pauses = other.kind == FaultKind::Pause
                || (other.kind == FaultKind::PauseAtGate && self.nodes[node].past_gate.is_some());
            pauses && self.targets.get(&other.id) == Some(&node)
        });
        if !self.nodes[node].paused || other {
            return;
        }
        self.nodes[node].paused = false;
        let deaf = self.random.between(0, 20 * MS);
        self.nodes[node].deaf_until = self.now + deaf;
        self.agenda.plan(self.now + deaf, Event::Look);
        for event in std::mem::take(&mut self.held[node]) {
            let delay = self.random.between(0, 10 * MS);
            // A leadership message carries the current state, however late it is read. It must not overtake a newer
            // one.
            let waits = !matches!(event, Event::Word { .. });
            self.agenda.plan(self.now + if waits { delay } else { 0 }, event);
        }
        if let Some(read) = self.nodes[node].past_gate.take() {
            self.send_due(node, Some(read));
        }
        self.wake_all(node);
    }

    /// Drops the log entries that the nodes' checkpoints cover.
    fn purge(&mut self) {
        for node in &mut self.nodes {
            let (snapshot, term) = &node.log.checkpoint;
            let to = super::log::Place {
                index: snapshot.index.min(node.log.durable),
                term: *term,
            };
            if to.index == snapshot.index {
                node.log.purge(to);
            }
        }
    }

    pub fn note_clock(&mut self, node: usize) {
        self.history.push(Record::Clock(record::Clock {
            node: node as u64,
            t: self.now,
            reads: self.nodes[node].wall(self.now),
        }));
        for thread in [Thread::Sequencer, Thread::Release] {
            let delay = self.random.between(0, 50 * MS);
            let life = self.nodes[node].life;
            self.nodes[node].process.planned[thread as usize] = Some(self.now + delay);
            self.agenda.plan(self.now + delay, Event::Turn(node, life, thread));
        }
    }

    pub fn note_fault(&mut self, fault: Fault, phase: Phase) {
        self.history.push(Record::Fault(record::Fault {
            name: fault.kind.name().to_owned(),
            target: fault.id.to_string(),
            t: self.now,
            phase,
        }));
    }

    /// Counts a fault, and whether it affected work in progress.
    fn note_busy(&mut self, fault: Fault, once: bool) {
        let busy = self.is_busy();
        self.count(fault, busy);
        if let Some(active) = self.active.get_mut(&fault.id).filter(|_| busy && !once) {
            active.1 = true;
        }
    }

    pub fn count(&mut self, fault: Fault, busy: bool) {
        let count = self.counts.entry(fault.kind.name()).or_default();
        count.injected += 1;
        count.effective += u64::from(busy);
    }

    pub fn is_busy(&self) -> bool {
        let out =
            |node: &super::node::Node| node.process.delivery.in_flight() > 0 || !node.process.proposals.is_empty();
        self.calls.open() > 0 || self.nodes.iter().any(out)
    }

    /// Records at the start of a call that every active fault has an effect.
    pub fn note_effective(&mut self) {
        for (fault, met) in self.active.values_mut().filter(|(_, met)| !met) {
            *met = true;
            self.counts.entry(fault.kind.name()).or_default().effective += 1;
        }
    }
}
