//! The decision whether this node may act as leader (G24).
//!
//! openraft calls a node leader from the moment it wins. That is too early: the node may not have applied every entry
//! that an earlier leader committed. So [`Leadership::Leading`] is published under two conditions. An entry of the
//! node's own term has been applied (openraft writes a blank one when it wins), and a quorum answered within the lease.
//! A sole voter is its own quorum.
//!
//! Before `Leading`, the sink also receives the effects of replayed entries. It must not act on them: a leader starts
//! from a view taken after it saw `Leading`, and drops the effects up to that view's index.
//!
//! A leader that is the whole cluster needs no heartbeats and no elections. openraft's ticks then pause, and the node
//! sleeps while it has no requests.
//!
//! If a quorum answers again after the lease ran out, the same term is published again: the same leadership continues.

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

/// The inputs of the leadership decision.
pub(crate) struct Watcher {
    pub(crate) node: u64,
    /// The core whose ticks pause while they serve no purpose.
    pub(crate) core: Core,
    /// Tracks whether a quorum answered within the lease.
    pub(crate) heard: Heard,
    /// The interval between checks of the lease, with more than one voter.
    pub(crate) check_interval: Duration,
    pub(crate) server: WatchReceiverOf<Types, RaftServerMetrics<Types>>,
    pub(crate) term_start: watch::Receiver<TermStart>,
    /// Without threads nothing runs inline.
    pub(crate) has_threads: bool,
    /// Receives whether this node is the whole cluster.
    pub(crate) alone: Alone,
}

/// This node's role according to openraft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Role {
    /// The term that this node won and leads as far as it knows.
    leads: Option<u64>,
    /// The live leader that this node follows, or itself.
    leader: Option<u64>,
    quorum_heard: bool,
}

impl Watcher {
    /// Publishes leadership until openraft's core ends, which leaves `Following` published.
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
        // A leader that is silent for longer than an election may be stopped or cut off. A request forwarded to it
        // would hang.
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

    /// Whether this node leads and is the only member.
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

/// The rule for publishing leadership.
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
