//! Reports to delivery, including a node's reports to itself, and timeouts of callers.

use super::{
    super::{
        events::{Event, Thread},
        node::Input,
        world::World,
    },
    Request,
};
use crate::plan::MS;
use minoots_delivery::core::Report;
use tokio::sync::oneshot;

impl World {
    /// Plans the timeout of a call.
    pub(super) fn has_patience(&mut self, op: u64) {
        let patience = self.random.between(1_000 * MS, 5_000 * MS);
        self.agenda.plan(self.now + patience, Event::GiveUp(op));
    }

    /// Submits a report to a node's delivery.
    pub(super) fn submit_report(&mut self, op: u64, node: usize, report: Report) {
        let (sender, receiver) = oneshot::channel();
        let process = &mut self.nodes[node].process;
        process.answers.push((op, receiver));
        process.inputs.push_back(Input::Report(report, sender));
        self.wake(node, Thread::Release);
    }

    /// Reports on a delivery from the node itself. Returns the call's number.
    pub fn report_here(&mut self, node: usize, report: Report) -> u64 {
        let op = self.note_call(200 + node as u64, Request::Report(report), 0);
        if let Some(Request::Report(report)) = self.calls.pending.get(&op).map(|pending| pending.request.clone()) {
            self.submit_report(op, node, report);
        }
        self.has_patience(op);
        op
    }
}
