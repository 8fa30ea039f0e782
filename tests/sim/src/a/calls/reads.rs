//! Linearizable reads: the leader records the commit index, confirms its leadership, and waits until that index is
//! applied.

use super::{
    super::{events::Event, world::World},
    refused,
};

/// A linearizable read in progress. It completes once the leader is confirmed and the index is applied.
pub struct PendingRead {
    call: u64,
    node: usize,
    life: u64,
    index: u64,
    confirmed: bool,
}

impl World {
    /// Records the commit index and asks the other nodes to confirm the leader.
    pub(super) fn begin_read(&mut self, op: u64, node: usize) {
        let log = &self.nodes[node].log;
        let own = log.leading.as_ref().is_some_and(|leading| leading.first <= log.commit);
        if !own {
            return self.answer(op, refused("NOT_LEADER"));
        }
        self.calls.reads.push(PendingRead {
            call: op,
            node,
            life: self.nodes[node].life,
            index: log.commit,
            confirmed: false,
        });
        let delay = 2 * self.network_delay();
        self.agenda
            .plan(self.now + delay, Event::Confirm(op, node, self.nodes[node].log.term));
    }

    /// Evaluates the confirmation by the other nodes.
    pub fn confirm(&mut self, op: u64, node: usize, term: u64) {
        let confirms =
            |other: &usize| *other == node || (self.reach(node, *other) && self.nodes[*other].log.term <= term);
        let answered = (0..self.nodes.len()).filter(confirms).count();
        let leads = self.nodes[node].log.leading.is_some() && self.nodes[node].log.term == term;
        if leads && 2 * answered > self.nodes.len() {
            for read in self.calls.reads.iter_mut().filter(|read| read.call == op) {
                read.confirmed = true;
            }
            self.answer_reads(node);
        } else {
            self.calls.reads.retain(|read| read.call != op);
            self.answer(op, refused("NO_QUORUM"));
        }
    }

    /// Completes the reads whose index is applied.
    pub fn answer_reads(&mut self, node: usize) {
        let (applied, life) = (self.nodes[node].state.index(), self.nodes[node].life);
        let ready =
            |read: &PendingRead| read.confirmed && (read.node, read.life) == (node, life) && read.index <= applied;
        let (ready, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.calls.reads).into_iter().partition(ready);
        self.calls.reads = rest;
        for read in ready {
            let Some(request) = self
                .calls
                .pending
                .get(&read.call)
                .map(|pending| pending.request.clone())
            else {
                continue;
            };
            let outcome = self.read(node, &request);
            self.answer(read.call, outcome);
        }
    }
}
