//! A node's reaction to the start and end of its leadership.

use super::{
    QUEUES, TENANT,
    events::{Event, Thread},
    node::Input,
    threads::CLOSED,
    world::World,
};
use crate::plan::MS;
use minoots_delivery::core::Reign;
use minoots_kernel::{
    internal::{Bootstrap, Caller, PutQueue, QueueOptions, ShardRow, command::Command},
    tables,
};
use minoots_sequencer::Priority;

impl World {
    /// Handles a leadership message.
    pub fn word(&mut self, node: usize, to_delivery: bool, term: Option<u64>) {
        let life = self.nodes[node].life;
        let shard = tables::shard::get(&self.nodes[node].state.snapshot()).unwrap_or_default();
        let (named, epoch) = (!shard.cluster_id.is_empty(), shard.epoch);
        if !to_delivery {
            self.nodes[node].process.inbox.leadership = Some(term);
            self.nodes[node].process.leads = term;
            if let Some(term) = term {
                self.note_lead(node, term);
                self.note_leader_change(node);
                self.name_cluster(node);
            }
            return self.wake(node, Thread::Sequencer);
        }
        if term.is_some() && term != self.nodes[node].process.published {
            // The leadership has already ended. Delivery is about to learn of it.
            return;
        }
        if term.is_some() && (!named || !self.has_registered(node)) {
            if !named {
                self.name_cluster(node);
            }
            let word = Event::Word {
                node,
                life,
                to_delivery,
                term,
            };
            return self.agenda.plan(self.now + CLOSED, word);
        }
        let process = &mut self.nodes[node].process;
        process.reigns = term;
        let reign = term.map(|term| Reign { term, epoch });
        process.inputs.push_back(Input::Reign(reign));
        self.wake(node, Thread::Release);
        self.streams_follow(node);
    }

    /// Lets the first leader set the cluster's id.
    fn name_cluster(&mut self, node: usize) {
        let shard = tables::shard::get(&self.nodes[node].state.snapshot()).unwrap_or_default();
        if shard.cluster_id.is_empty() {
            let command = Command::Bootstrap(Bootstrap {
                cluster_id: "sim".to_owned(),
                level: 0,
            });
            self.submit(node, command, Priority::Urgent, None);
        }
        self.limit_keys(node, &shard);
    }

    /// In every third plan, at most two deliveries per concurrency key may be out of the first queue.
    fn limit_keys(&mut self, node: usize, shard: &ShardRow) {
        if shard.cluster_id.is_empty() && self.plan.seed % 3 == 1 {
            let command = Command::PutQueue(PutQueue {
                caller: Some(Caller {
                    tenant: TENANT.to_owned(),
                    ..Caller::default()
                }),
                queue: QUEUES[0].to_owned(),
                options: Some(QueueOptions {
                    key_concurrency: 2,
                    ..QueueOptions::default()
                }),
                version: 0,
            });
            self.submit(node, command, Priority::Urgent, None);
        }
    }

    /// Transfers leadership on request, once all timers due in the meantime are armed. Returns false while the transfer
    /// waits.
    pub fn hands_over(&mut self, node: usize) -> bool {
        let process = &mut self.nodes[node].process;
        let Some(heir) = process.heir.filter(|_| process.sequencer.is_armed_ahead()) else {
            return false;
        };
        process.heir = None;
        process.sequencer.arm_as_usual();
        let done = self.elect(heir);
        if done {
            self.marks.hit("a leader armed ahead and handed over");
        }
        done
    }

    /// Makes a leader with a wrong clock transfer its leadership, at most once a minute.
    pub fn abdicate(&mut self, node: usize) {
        if self.nodes[node].abdicated > self.now - 60_000 * MS {
            return;
        }
        self.nodes[node].abdicated = self.now;
        let heirs: Vec<usize> = (0..self.nodes.len()).filter(|peer| *peer != node).collect();
        if !heirs.is_empty() {
            let heir = self.random.pick(&heirs);
            if self.elect(heir) {
                self.marks.hit("a leader with a wrong clock handed over");
            }
        }
    }
}
