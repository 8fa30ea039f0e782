//! Invariants of the log and of all deliveries, in every history.

use crate::event::Delivered;
use bytes::Bytes;
use minoots_kernel::{
    Applied, Effect, Entry, Reply,
    id::Occurrence,
    internal::{Fence, RedriveState, WithdrawOutcome, command::Command},
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Audit {
    /// The number of checked entries.
    pub index: u64,
    armed: BTreeSet<Occurrence>,
    arm_indexes: BTreeSet<u64>,
    withdrawn: BTreeSet<Occurrence>,
    current: BTreeMap<(String, String), u64>,
    sent: BTreeSet<Occurrence>,
    payloads: BTreeMap<Occurrence, Bytes>,
    /// The deliveries that consumers saw, with their leader's term and order.
    seen: BTreeMap<Occurrence, Vec<(u64, u64, Fence)>>,
    pub counts: Counts,
}

/// Counters of a run, so that a run that did nothing is noticed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub armed: u64,
    pub withdrawn: u64,
    pub too_late: u64,
    pub delivered: u64,
    pub redelivered: u64,
    pub settled: u64,
    pub failed_attempts: u64,
    pub elections: u64,
    pub flickers: u64,
    pub restarts: u64,
    pub lost: u64,
}

impl Audit {
    pub fn entry(&mut self, entry: &Entry, applied: &Applied) {
        for (command, reply) in entry.commands.iter().zip(&applied.replies) {
            self.reply(command.command.as_ref().unwrap(), reply);
        }
        for effect in &applied.effects {
            self.effect(effect);
        }
    }

    fn reply(&mut self, command: &Command, reply: &Reply) {
        match (command, reply) {
            (Command::CancelTimer(cancel), Reply::Withdrawn(answer)) => match answer.outcome {
                WithdrawOutcome::Done => self.withdraw(&cancel.id, answer.version),
                WithdrawOutcome::TooLate => self.counts.too_late += 1,
                _ => {}
            },
            (Command::RescheduleTimer(reschedule), Reply::Withdrawn(answer))
                if answer.outcome == WithdrawOutcome::Done =>
            {
                let before = self.current[&(TENANT.to_owned(), reschedule.id.clone())];
                self.withdraw(&reschedule.id, before);
                self.current
                    .insert((TENANT.to_owned(), reschedule.id.clone()), answer.version);
            }
            (Command::CreateTimers(create), Reply::Created(created)) => {
                for (timer, created) in create.timers.iter().zip(created) {
                    self.current
                        .insert((TENANT.to_owned(), timer.id.clone()), created.row.version);
                }
            }
            (_, Reply::Acked(_)) => self.counts.settled += 1,
            (_, Reply::Ended { .. }) => self.counts.failed_attempts += 1,
            _ => {}
        }
    }

    fn withdraw(&mut self, id: &str, version: u64) {
        let occurrence = occurrence(id, version);
        assert!(
            !self.armed.contains(&occurrence),
            "G7: {occurrence:?} is armed and was withdrawn"
        );
        assert!(
            !self.sent.contains(&occurrence),
            "G7: {occurrence:?} was delivered and then withdrawn"
        );
        self.withdrawn.insert(occurrence);
        self.counts.withdrawn += 1;
    }

    fn effect(&mut self, effect: &Effect) {
        let Effect::Armed(armed) = effect else { return };
        let occurrence = occurrence(armed.row.id(), armed.row.version);
        assert!(
            self.arm_indexes.insert(armed.place.arm),
            "arm index {} is used twice",
            armed.place.arm
        );
        if armed.row.redrive() == RedriveState::Unspecified {
            assert!(
                !self.withdrawn.contains(&occurrence),
                "G7: {occurrence:?} was withdrawn and is armed"
            );
            assert!(self.armed.insert(occurrence), "G5: armed twice: {:?}", armed.row);
            self.counts.armed += 1;
        }
    }

    /// Records that a node sent this, whether or not a consumer will see it.
    pub fn sent(&mut self, delivered: &Delivered) {
        let (event, occurrence) = (&delivered.event, &delivered.event.occurrence);
        assert!(
            delivered.released >= event.due,
            "G3: {occurrence:?} was released before it was due"
        );
        assert!(
            self.armed.contains(occurrence),
            "{occurrence:?} was released and is not armed"
        );
        assert!(
            !self.withdrawn.contains(occurrence),
            "G7: {occurrence:?} was withdrawn and is delivered"
        );
        let payload = self
            .payloads
            .entry(occurrence.clone())
            .or_insert_with(|| event.payload.clone());
        assert_eq!(*payload, event.payload, "G5: attempts differ");
        self.sent.insert(occurrence.clone());
    }

    /// Records that a consumer saw it.
    pub fn seen(&mut self, order: u64, delivered: &Delivered) {
        let seen = self.seen.entry(delivered.event.occurrence.clone()).or_default();
        self.counts.delivered += 1;
        self.counts.redelivered += u64::from(!seen.is_empty());
        seen.push((delivered.fence.term, order, delivered.fence));
    }

    /// Checks that fences are unique, and grow with the leader and with each leader's sends (G6).
    pub fn fences(&mut self) {
        for (occurrence, seen) in &mut self.seen {
            seen.sort_unstable_by_key(|(term, order, _)| (*term, *order));
            let grows = seen.windows(2).all(|pair| pair[0].2 < pair[1].2);
            assert!(grows, "G6: fences of {occurrence:?} do not grow: {seen:#?}");
        }
    }
}

pub const TENANT: &str = "t";

fn occurrence(id: &str, version: u64) -> Occurrence {
    Occurrence {
        tenant: TENANT.to_owned(),
        id: id.to_owned(),
        version,
    }
}
