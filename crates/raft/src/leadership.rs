//! Whether this node may act (G24).
//!
//! openraft calls a node leader from the moment it wins. That is too early: it may not have applied what an earlier leader
//! committed. So [`Leadership::Leading`] is published only once an entry of the node's own term has been applied (openraft writes
//! a blank one when it wins) and while a quorum was heard within the lease; a sole voter is its own quorum.
//!
//! What followed from replayed entries was also given to the sink, before any `Leading`. It is not acted upon: a leader starts
//! from a view taken after it saw `Leading`, and drops what the sink was told up to that view's index.
//!
//! A node that leads and is all of its cluster needs no heartbeats and no elections: openraft's ticks rest then, and the node
//! sleeps while nobody asks it anything.
//!
//! After the lease ran out and a quorum is heard again, the same term is published again: the same leadership goes on.

use std::time::Duration;

use minoots_sequencer::consensus::Leadership;
use openraft::ServerState;
use openraft::alias::WatchReceiverOf;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::metrics::RaftServerMetrics;
use tokio::sync::watch;

use crate::apply::TermStart;
use crate::core::Core;
use crate::heard::{Heard, OutlierWatch};
use crate::inline::Alone;
use crate::types::Types;

/// What leadership is decided from.
pub(crate) struct Watcher {
    pub(crate) node: u64,
    /// Whose ticks rest while they are for nothing.
    pub(crate) core: Core,
    /// Knows whether a quorum answered within the lease.
    pub(crate) heard: Heard,
    /// How often the lease is looked at, with more than one voter.
    pub(crate) check_interval: Duration,
    pub(crate) server: WatchReceiverOf<Types, RaftServerMetrics<Types>>,
    pub(crate) term_start: watch::Receiver<TermStart>,
    /// Without threads everything is done in turns, and nothing inline.
    pub(crate) has_threads: bool,
    /// Told whether this node leads nobody.
    pub(crate) alone: Alone,
}

/// What openraft says of this node's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Role {
    /// The term in which this node won, and leads as far as it knows.
    leads: Option<u64>,
    /// The leader that this node follows and hears, or itself.
    leader: Option<u64>,
    quorum_heard: bool,
}

impl Watcher {
    /// Publishes leadership until openraft's core is gone; what remains then is `Following`.
    pub(crate) async fn run(mut self, published: &watch::Sender<Leadership>) {
        let mut lease_check = tokio::time::interval(self.check_interval);
        let mut outliers = OutlierWatch::default();
        loop {
            self.note_voters();
            let alone = self.leads_nobody();
            self.core.get().runtime_config().tick(!alone);
            self.alone.set(alone && self.has_threads);
            let start = *self.term_start.borrow_and_update();
            let now = judge(self.role(), start);
            published.send_if_modified(|current| std::mem::replace(current, now) != now);
            if matches!(now, Leadership::Leading { .. }) {
                outliers.look(&self.heard);
            }
            let changed = tokio::select! {
                changed = self.server.changed() => changed.is_ok(),
                changed = self.term_start.changed() => changed.is_ok(),
                _ = lease_check.tick(), if self.has_peers() => true,
            };
            if !changed {
                self.alone.set(false);
                published.send_replace(Leadership::Following { leader: None });
                return;
            }
        }
    }

    fn role(&self) -> Role {
        let server = self.server.borrow_watched();
        let vote = &server.vote;
        let won = vote.committed && vote.leader_id.voted_for == self.node && server.state == ServerState::Leader;
        let leads = won.then_some(vote.leader_id.term);
        // A leader that is silent for longer than an election takes may be stopped, or cut off: a request for it would wait for nothing.
        let is_heard = |leader: &u64| *leader == self.node || self.heard.hears_leader();
        Role {
            leads,
            leader: server.current_leader.filter(is_heard),
            quorum_heard: leads.is_some_and(|term| self.heard.is_leased(term)),
        }
    }

    fn note_voters(&self) {
        let server = self.server.borrow_watched();
        self.heard.set_voters(server.membership_config.get_joint_config());
    }

    /// Whether this node leads, and there is no other.
    fn leads_nobody(&self) -> bool {
        let server = self.server.borrow_watched();
        let mut members = server.membership_config.nodes().map(|(node, _)| *node);
        server.state == ServerState::Leader && members.all(|member| member == self.node)
    }

    fn has_peers(&self) -> bool {
        self.server
            .borrow_watched()
            .membership_config
            .voter_ids()
            .any(|voter| voter != self.node)
    }
}

/// The rule.
fn judge(role: Role, start: TermStart) -> Leadership {
    match role.leads {
        Some(term) if term == start.term && role.quorum_heard => Leadership::Leading {
            term,
            since: start.index,
        },
        Some(_) => Leadership::Following { leader: None },
        None => Leadership::Following { leader: role.leader },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WON: Role = Role {
        leads: Some(7),
        leader: Some(1),
        quorum_heard: true,
    };

    #[test]
    fn a_winner_follows_until_an_entry_of_its_own_term_is_applied() {
        let before = judge(WON, TermStart { term: 6, index: 40 });
        assert_eq!(before, Leadership::Following { leader: None });
        let after = judge(WON, TermStart { term: 7, index: 44 });
        assert_eq!(after, Leadership::Leading { term: 7, since: 44 });
    }

    #[test]
    fn a_leader_that_has_not_heard_a_quorum_within_the_lease_follows() {
        let role = Role {
            quorum_heard: false,
            ..WON
        };
        let start = TermStart { term: 7, index: 44 };
        assert_eq!(judge(role, start), Leadership::Following { leader: None });
    }

    #[test]
    fn a_follower_names_the_leader_it_knows() {
        let role = Role {
            leads: None,
            leader: Some(3),
            quorum_heard: false,
        };
        let start = TermStart { term: 7, index: 44 };
        assert_eq!(judge(role, start), Leadership::Following { leader: Some(3) });
    }
}
