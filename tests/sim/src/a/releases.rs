//! Records the releases of nodes, and checks them against the log and the clocks.

use super::{TENANT, consumers::hash, ledger::occurrence, world::World};
use crate::plan::MS;
use minoots_check::record::{self, Record};
use minoots_delivery::Delivered;
use minoots_kernel::tables;

impl World {
    /// Records a delivery that a node released, for any receiver.
    pub fn note_release(&mut self, node: usize, delivered: &Delivered) {
        let one = &self.nodes[node];
        let term = one.process.reigns.unwrap_or_default();
        let event = &delivered.event;
        self.history.push(Record::Rel(record::Release {
            node: node as u64,
            term,
            t: self.now,
            clock: one.wall(self.now),
            occurrence: occurrence(&event.occurrence.id, event.occurrence.version),
            event_id: event.event_id.clone(),
            due: event.due,
            fence: delivered.fence_text(),
            attempt: delivered.attempt(),
            payload_hash: hash(&event.payload),
            applied_term: Some(one.process.applied_term),
        }));
        self.waits
            .note(&event.occurrence.id, delivered.fence, delivered.deadline);
        self.check_place(node, delivered);
        self.check_claim(node, delivered);
        self.check_truth(node, event.due);
        self.mark_release(node, delivered);
    }

    /// Checks the time of a delivery by the log: a lease holds an event until its deadline, a failure until the end of
    /// its backoff.
    fn check_place(&mut self, node: usize, delivered: &Delivered) {
        let (one, id) = (&self.nodes[node], &delivered.event.occurrence.id);
        // The row at the node's index. If the node may have read ahead, the check is skipped.
        let now = tables::timer::get(&one.state.snapshot(), TENANT, id).ok().flatten();
        let Some(row) = now.filter(|row| row.version == delivered.event.occurrence.version) else {
            return;
        };
        // An event that was never out is due at its due instant, whatever log time was when it was armed.
        let was_out = row.delivery.filter(|delivery| delivery.grant.is_some());
        // The delivery's own claim does not hold it.
        let other = was_out.filter(|delivery| delivery.grant.and_then(|grant| grant.fence) != Some(delivered.fence));
        let waits = other.filter(|delivery| delivery.available > delivered.released);
        let same = one.process.heard >= one.state.index();
        if let Some(delivery) = waits.filter(|_| same && row.arm == delivered.fence.arm) {
            let message = format!(
                "node {node} offers {} at {}, which is to wait until {}",
                delivered.event.event_id, delivered.released, delivery.available
            );
            self.violation("place", message);
        }
    }

    /// In a queue with a key limit, checks that a delivery is recorded before it goes out.
    fn check_claim(&mut self, node: usize, delivered: &Delivered) {
        let (tables, id) = (&self.ledger.tables, &delivered.event.occurrence.id);
        let row = tables::timer::get(tables, TENANT, id).ok().flatten();
        let Some(row) = row.filter(|row| row.version == delivered.event.occurrence.version && row.is_keyed()) else {
            return;
        };
        let queue = tables::queue::get(tables, TENANT, row.queue()).ok().flatten();
        if queue.unwrap_or_default().key_concurrency() == 0 {
            return;
        }
        self.marks.hit("a delivery of a limited key went out");
        let logged = row.delivery.and_then(|delivery| delivery.grant?.fence);
        // The recorded delivery may have ended since, and a later one may be out.
        if logged < Some(delivered.fence) && row.arm == delivered.fence.arm {
            let message = format!("node {node} offers {} before it is recorded", delivered.event.event_id);
            self.violation("keys", message);
        }
    }

    /// With a majority of good clocks, checks that nothing is early in true time by more than the bound (G3, G22).
    fn check_truth(&mut self, node: usize, due: i64) {
        const EPSILON: i64 = 250 * MS;
        let mut off: Vec<i64> = self.nodes.iter().map(|node| node.wall(self.now) - self.now).collect();
        off.sort_unstable();
        let good = off.iter().filter(|off| off.abs() <= EPSILON).count();
        // The gate permits a clock to be this far ahead of the largest time that a majority has reached.
        let bound = 2 * EPSILON + self.plan.shape.network + MS;
        if 2 * good > self.nodes.len() && self.nodes.len() > 1 && self.now < due - bound {
            let early = (due - self.now) / MS;
            self.violation(
                "G22",
                format!("node {node} is early by {early} ms of true time, though most clocks are good"),
            );
        }
    }
}
