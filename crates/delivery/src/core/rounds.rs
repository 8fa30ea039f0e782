//! Round-robin scheduling of tenants: one tenant's due deliveries do not wait until all of another's are sent.
//!
//! Invariants: between two turns of a tenant every other tenant has at most one, of no more than [`PORTION`]
//! deliveries. A poll ends after about [`PER_POLL`] deliveries, so that rows that became due or prepared meanwhile are
//! considered. If only one tenant consumes, nothing is shared. If a turn ends before all queues of its tenant were
//! processed, the next turn continues after the queue at which it ended: none of them waits for ever.

use super::{Core, QueueKey, Reign};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The maximum number of deliveries of one tenant in one turn.
pub(super) const PORTION: usize = 128;
/// The approximate maximum number of deliveries of a poll.
const PER_POLL: usize = 1_024;

/// See the module.
#[derive(Default)]
pub(super) struct Rounds {
    /// The tenant that had the last turn.
    last: Arc<str>,
    /// The queue at which a tenant's last turn ended, if it was cut short.
    cut: BTreeMap<Arc<str>, Arc<str>>,
    /// Whether the poll ended before all queues were processed.
    pub unfinished: bool,
}

/// A key before all queues of a tenant; for an empty name, before all queues.
fn first_of(tenant: &str) -> QueueKey {
    QueueKey::new(tenant, "")
}

/// A key after all queues of a tenant: a longer name continues with printable characters.
fn behind(tenant: &str) -> QueueKey {
    QueueKey::new(format!("{tenant}\u{1}"), "")
}

impl Rounds {
    /// Orders a tenant's queues for its turn: it starts after the queue at which the last turn was cut short.
    fn order(&mut self, tenant: &str, mut queues: BTreeSet<QueueKey>) -> impl Iterator<Item = QueueKey> + use<> {
        let ended = self.cut.remove(tenant).map(|queue| QueueKey::new(tenant, queue));
        let mut later = ended
            .as_ref()
            .map_or_else(BTreeSet::new, |ended| queues.split_off(ended));
        let ended = ended.and_then(|ended| later.take(&ended));
        later.into_iter().chain(queues).chain(ended)
    }
}

impl Core {
    /// Processes all marked queues.
    pub(super) fn work_in_turn(&mut self, reign: Reign, now: i64) {
        self.rounds.unfinished = false;
        let mut todo = std::mem::take(&mut self.dirty);
        let of_one = match (self.queues.first_key_value(), self.queues.last_key_value()) {
            (Some((first, _)), Some((last, _))) => first.tenant == last.tenant,
            _ => true,
        };
        if of_one {
            self.rounds.cut.clear();
            let mut left = usize::MAX;
            for key in todo {
                self.work(reign, &key, now, &mut left);
            }
            return;
        }
        let mut sent = 0;
        while sent < PER_POLL {
            let next = todo.range(behind(&self.rounds.last)..).next().or(todo.first());
            let Some(tenant) = next.map(|key| key.tenant.clone()) else {
                return;
            };
            let mut of_tenant = todo.split_off(&first_of(&tenant));
            todo.append(&mut of_tenant.split_off(&behind(&tenant)));
            let mut left = PORTION;
            for key in self.rounds.order(&tenant, of_tenant) {
                if left > 0 {
                    self.work(reign, &key, now, &mut left);
                    if left == 0 {
                        self.rounds.cut.insert(tenant.clone(), key.queue.clone());
                    }
                }
                if left == 0 {
                    todo.insert(key);
                }
            }
            sent += PORTION - left;
            self.rounds.last = tenant;
        }
        self.rounds.unfinished = !todo.is_empty();
        self.dirty.append(&mut todo);
    }
}
