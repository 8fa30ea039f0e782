//! The whole cluster is lost, and a new one starts from a backup. The steps are those of `minoots cluster backup`,
//! `restore` and `release`, with the kernel's own entries. Logs, disks and deliveries of the old cluster are lost;
//! clients, consumers and readers continue.

use super::{
    events::Event,
    ledger::Decided,
    log::{Log, Place},
    state::Snapshot,
    world::World,
};
use crate::{fault::Fault, plan::MS};
use minoots_check::record::{Backup, OverdueAction, Phase, Record, Restore};
use minoots_kernel::{
    Entry, Reject, Reply, apply,
    internal::{Caller, Command, ReleaseAction, ReleaseOverdue, command::Command as Kind},
    restore, tables,
};
use minoots_sequencer::{Answer, Priority};
use std::sync::Arc;
use tokio::sync::oneshot;

/// A backup, finished or in progress.
pub struct Taken {
    number: u64,
    /// The backup contains every entry up to this index.
    floor: u64,
    /// The state, and the term of its last entry.
    state: Option<(Snapshot, u64)>,
}

/// The operator who decides about held timers, after a delay.
pub struct Operator {
    action: ReleaseAction,
    answer: Option<oneshot::Receiver<Answer>>,
}

/// The backups of a run and their use.
#[derive(Default)]
pub struct Restores {
    taken: Vec<Taken>,
    operator: Option<Operator>,
    /// Epoch of the last restore.
    pub epoch: u64,
}

/// Time until an operator checks again, in nanoseconds.
const LOOK: i64 = 100 * MS;

impl World {
    /// Starts a backup, which is restored some time later.
    pub fn restore_begins(&mut self, fault: Fault) {
        self.begin_backup(fault);
        // The fault counts only once the backup is restored.
        self.active.insert(fault.id, (fault, true));
        self.agenda.plan(self.now + fault.lasts, Event::FaultOff(fault));
    }

    /// Loses the cluster and restores it, if there is a backup.
    pub fn restore_ends(&mut self, fault: Fault) {
        let busy = self.is_busy();
        if self.restore(fault) {
            self.note_fault(fault, Phase::Once);
            self.count(fault, busy);
        }
    }

    /// Starts a backup. Its success is known only when it is restored.
    fn begin_backup(&mut self, fault: Fault) {
        // The backup must contain every acknowledged write, which requires a leader.
        if self.leader().is_none() {
            return;
        }
        let number = self.restores.taken.len() as u64 + 1;
        self.history.push(Record::Backup(Backup {
            backup: number,
            t: self.now,
        }));
        self.restores.taken.push(Taken {
            number,
            floor: self.ledger.index(),
            state: None,
        });
        self.agenda.plan(self.now, Event::Backup(fault.choice as usize, number));
    }

    /// Copies a node's state, once the node has reached the required index.
    pub fn take_backup(&mut self, choice: usize, number: u64) {
        let node = choice % self.nodes.len();
        let snapshot = self.nodes[node].state.snapshot();
        let ready = self.nodes[node].runs();
        let taken = self.restores.taken.iter_mut().find(|taken| taken.number == number);
        let Some(taken) = taken.filter(|taken| taken.state.is_none()) else {
            return;
        };
        if ready && snapshot.index >= taken.floor {
            let term = self.ledger.at(snapshot.index).map_or(0, |decided| decided.term);
            taken.state = Some((snapshot, term));
        } else {
            self.agenda.plan(self.now + 20 * MS, Event::Backup(choice + 1, number));
        }
    }

    /// Loses everything except the backups. The last backup, or sometimes an earlier one, becomes the new cluster.
    /// Returns false without a backup.
    fn restore(&mut self, fault: Fault) -> bool {
        let usable: Vec<usize> = (0..self.restores.taken.len())
            .filter(|at| self.restores.taken[*at].state.is_some())
            .collect();
        let chosen = match (usable.as_slice(), fault.choice >> 16 & 3) {
            ([.., last], 1..) => *last,
            ([first, ..], _) => *first,
            ([], _) => return false,
        };
        let taken = &self.restores.taken[chosen];
        let (Some((state, term)), backup) = (taken.state.clone(), taken.number) else {
            return false;
        };
        // The clock of the restoring machine.
        let hold_until = self.now + self.random.pick(&[0, 20, 200, 3_000]) * MS;
        let last = state.index;
        let term = term + 1;
        let Some(snapshot) = self.begin_epoch(state, term, hold_until) else {
            return false;
        };
        let held_until = tables::shard::get(&snapshot).map_or(0, |shard| shard.held_until);
        self.lose_cluster();
        self.history.push(Record::Restore(Restore {
            backup,
            t: self.now,
            idx: last,
            epoch: self.restores.epoch,
            held_until: (held_until != 0).then_some(held_until),
        }));
        self.marks.hit("a backup was restored");
        for node in 0..self.nodes.len() {
            self.found(node, &snapshot, term);
        }
        if let Err(failure) = self.publish_keys(snapshot.index) {
            self.violation("G21", format!("the keys of a backup cannot be read: {failure}"));
        }
        if held_until != 0 {
            self.call_operator(fault);
        }
        for reader in 0..self.readers.len() {
            self.seek_anew(reader);
        }
        self.look();
        true
    }

    /// Applies the product's own restore entry after the backup, in a term larger than all terms of the backup.
    fn begin_epoch(&mut self, state: Snapshot, term: u64, hold_until: i64) -> Option<Snapshot> {
        let epoch = self.restores.epoch + 1;
        let entry = match restore::entry(&state, epoch, hold_until) {
            Ok(entry) => entry,
            Err(failure) => {
                self.violation("G21", format!("a backup cannot be restored: {failure}"));
                return None;
            }
        };
        let mut snapshot = state;
        snapshot.index += 1;
        let tables = Arc::make_mut(&mut snapshot.tables);
        let applied = apply(tables, snapshot.index, &entry);
        match applied {
            Ok(applied) if applied.replies == [Reply::Done] => {
                let decided = Decided {
                    term,
                    time: applied.time,
                    replies: applied.replies,
                };
                self.ledger.begin_again(&snapshot, decided);
                self.restores.epoch = epoch;
                Some(snapshot)
            }
            other => {
                self.violation("G21", format!("an epoch does not begin: {other:?}"));
                None
            }
        }
    }

    /// Drops all messages and processes of the old cluster.
    fn lose_cluster(&mut self) {
        if self.nodes.iter().any(|node| node.process.delivery.in_flight() > 0) {
            self.marks.hit("a cluster was lost while deliveries were out");
        }
        self.agenda.forget_cluster();
        self.election_planned = false;
        for resends in &mut self.resends {
            resends.fill(false);
        }
        for consumer in 0..self.consumers.len() {
            if self.consumers[consumer].is_connected() {
                self.cut_stream(consumer, false);
                self.wake_consumer(consumer, 50 * MS);
            }
        }
        self.give_up_all();
        self.links.forget();
        self.restores.operator = None;
    }

    /// Starts a node of the new cluster from the restored state. Nodes that join receive it as a snapshot.
    fn found(&mut self, node: usize, snapshot: &Snapshot, term: u64) {
        let (seed, shape, signer) = (self.plan.seed, self.plan.shape, self.load_key(node, true));
        self.held[node].clear();
        let one = &mut self.nodes[node];
        one.log = Log::beginning(
            Place {
                index: snapshot.index,
                term,
            },
            snapshot.clone(),
        );
        (one.paused, one.refused_by, one.abdicated) = (false, 0, i64::MIN);
        one.restart(seed, &shape, &signer);
        one.up = true;
        self.wake_all(node);
    }

    fn call_operator(&mut self, fault: Fault) {
        let action = match fault.choice >> 8 & 3 {
            0 => ReleaseAction::Miss,
            1 => ReleaseAction::Cancel,
            _ => ReleaseAction::Fire,
        };
        self.restores.operator = Some(Operator { action, answer: None });
        let thinks = self.random.pick(&[0, 200, 2_000, 10_000]) * MS;
        self.agenda.plan(self.now + thinks, Event::Operator);
    }

    /// Lets the operator decide about held timers, repeatedly until none is held.
    pub fn operator(&mut self) {
        let Some(operator) = &mut self.restores.operator else {
            return;
        };
        let answer = operator.answer.as_mut().map(oneshot::Receiver::try_recv);
        match answer {
            Some(Err(oneshot::error::TryRecvError::Empty)) => {
                return self.agenda.plan(self.now + LOOK, Event::Operator);
            }
            Some(Ok(Answer::Applied(_, Reply::Released { finished: true, .. }))) => {
                self.restores.operator = None;
                return;
            }
            Some(Ok(Answer::Applied(_, Reply::Rejected(Reject::NotDue { .. })))) => {
                self.marks.hit("a release came before what is held was due");
            }
            _ => {}
        }
        let action = operator.action;
        operator.answer = None;
        let leads =
            (0..self.nodes.len()).find(|node| self.nodes[*node].runs() && self.nodes[*node].process.reigns.is_some());
        if let Some(node) = leads {
            let (sender, receiver) = oneshot::channel();
            let command = Kind::ReleaseOverdue(ReleaseOverdue {
                caller: Some(Caller::default()),
                action: action.into(),
            });
            self.submit(node, command, Priority::Normal, Some(sender));
            if let Some(operator) = &mut self.restores.operator {
                operator.answer = Some(receiver);
            }
        }
        self.agenda.plan(self.now + LOOK, Event::Operator);
    }

    /// Records a decision of the log about held timers.
    pub fn note_overdue(&mut self, index: u64, entry: &Entry) {
        let replies = self.ledger.at(index).map(|decided| decided.replies.clone());
        for (Command { command }, reply) in entry.commands.iter().zip(replies.unwrap_or_default()) {
            let (Some(Kind::ReleaseOverdue(release)), Reply::Released { released, finished }) = (command, reply) else {
                continue;
            };
            let (action, mark) = match release.action() {
                ReleaseAction::Fire => (OverdueAction::Fire, "what was held fired"),
                ReleaseAction::Miss => (OverdueAction::Miss, "what was held was missed"),
                ReleaseAction::Cancel => (OverdueAction::Cancel, "what was held was cancelled"),
                ReleaseAction::Unspecified => continue,
            };
            if released > 0 {
                self.marks.hit(mark);
            }
            self.history.push(Record::Overdue(minoots_check::record::Overdue {
                idx: index,
                t: self.now,
                action,
                finished,
            }));
        }
    }
}
