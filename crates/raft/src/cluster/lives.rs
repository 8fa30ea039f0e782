//! Lives of a node: how a node that lost its data comes back under a new id, in the place of its earlier life.
//!
//! An id is never used twice (G21), so the node needs another one, and the cluster must exchange the members:
//! 1. Before a node with [`rejoins`](crate::RaftOptions::rejoins) opens a directory that belongs to no cluster, it asks
//!    the listed peers. If one reports that its id is burned, it starts with the id that this peer proposes.
//! 2. The leader asks at the address of each member ([`Changes::new_lives`]). If a later life of that member answers
//!    there, with an empty directory, the member's data is gone: two nodes cannot serve one address.
//! 3. The leader exchanges the two ([`Changes::replace`]): the new life catches up as a learner, and then takes the
//!    vote of the earlier one in one change. The earlier id is burned.
//!
//! Without a leader nothing happens: a cluster that lost its majority is a decision of people.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join_all;
use minoots_tls::first_id;
use openraft::ChangeMembers;

use super::change::{ChangeError, Changes, Requirements, settled};
use super::join::ask;
use crate::directory::{DataDirectory, draw};
use crate::error::StartError;
use crate::r#gen::peer::v1::identify_response::Asker;
use crate::heard::Heard;
use crate::options::RaftOptions;
use crate::peer::client::Peers;
use crate::peer::identity::Identity;
use crate::platform::Workers;

/// A member whose data is gone, and its later life at the same address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLife {
    /// The id of the member.
    pub member: u64,
    /// The id of its later life.
    pub node: u64,
    /// The peer address of both.
    pub address: String,
}

/// The id with which a node starts: that of its directory, or the one that a peer proposes because the cluster knows
/// this id with other data. The id is on disk before this returns, if the directory exists.
///
/// # Errors
/// The directory cannot be read or written.
pub(crate) async fn current_id(options: &RaftOptions, workers: &Workers) -> Result<u64, StartError> {
    if !options.rejoins {
        return Ok(options.node_id);
    }
    let path = options.directory.clone();
    let recorded = workers.run(move || DataDirectory::recorded_owner(&path)).await;
    let recorded = recorded.unwrap_or_else(|error| Err(StartError::Consensus(error.to_string())))?;
    let (node, incarnation) = match recorded {
        // A directory of another node is refused later.
        Some(owner) if first_id(owner.node) != options.node_id => return Ok(options.node_id),
        Some(owner) if owner.cluster.is_some() => return Ok(owner.node),
        Some(owner) => (owner.node, owner.incarnation),
        None => (
            options.node_id,
            draw().map_err(|error| StartError::Consensus(error.to_string()))?,
        ),
    };
    let Some(next) = proposed_id(options, Identity::new(node, incarnation, None)).await else {
        return Ok(node);
    };
    tracing::warn!(
        node,
        next,
        "the cluster knows this node with other data: it starts with a new id"
    );
    if recorded.is_some() {
        let path = options.directory.clone();
        let renamed = workers.run(move || DataDirectory::take_id(&path, next)).await;
        renamed.unwrap_or_else(|error| Err(StartError::Consensus(error.to_string())))?;
    }
    Ok(next)
}

/// The highest id that a listed peer proposes; `None` if no member reports that the node's id is burned.
async fn proposed_id(options: &RaftOptions, identity: Identity) -> Option<u64> {
    let heard = Heard::new(identity.node, options.timing, options.clock.clone());
    let peers = Peers::new(identity, heard, Arc::clone(&options.transport), &options.platform);
    let others = options.peers.iter().filter(|(node, _)| **node != options.node_id);
    let asked = others.map(|(node, address)| ask(&peers, *node, address));
    let answers = join_all(asked).await.into_iter().flatten();
    let burned = answers.filter(|answer| answer.asker == Asker::Burned && answer.cluster.is_some());
    burned.map(|answer| answer.next_id).max().filter(|next| *next > 0)
}

impl Changes {
    /// The members whose data is gone, as far as later lives of them answer. Only the leader asks.
    pub(crate) async fn new_lives(&self) -> Vec<NewLife> {
        if self.check_leads().is_err() {
            return Vec::new();
        }
        let (held, own) = (self.membership(), self.node());
        let membership = &held;
        let others = membership.nodes().filter(|(node, _)| **node != own);
        let asked = others.map(|(node, known)| async move {
            let answer = self.peers.at(*node, &known.address).ok()?.identify().await.ok()?;
            let is_later = answer.node != *node && first_id(answer.node) == first_id(*node);
            // A learner that another leader admitted belongs to the cluster already.
            let is_ours = answer.cluster.is_empty() || membership.get_node(&answer.node).is_some();
            (answer.rejoins && is_later && is_ours).then(|| NewLife {
                member: *node,
                node: answer.node,
                address: known.address.clone(),
            })
        });
        join_all(asked).await.into_iter().flatten().collect()
    }

    /// Exchanges a member for its later life, and returns once that votes. A repeated call continues where the last
    /// one stopped.
    pub(crate) async fn replace(&self, life: &NewLife, required: Requirements<'_>) -> Result<(), ChangeError> {
        let _turn = self.turn.try_lock().map_err(|_| ChangeError::Busy)?;
        let node = life.node;
        self.learn(node, &life.address, required).await?;
        self.until_caught_up(node).await?;
        let membership = self.membership();
        let mut voters: BTreeSet<u64> = membership.voter_ids().filter(|voter| *voter != life.member).collect();
        voters.insert(node);
        let core = self.core.get();
        // `false` removes the earlier life from the members with its vote.
        settled(
            core.change_membership(ChangeMembers::ReplaceAllVoters(voters), false)
                .await,
        )?;
        // A member that never voted is still there.
        if self.membership().get_node(&life.member).is_some() {
            let removed = ChangeMembers::RemoveNodes(BTreeSet::from([life.member]));
            settled(core.change_membership(removed, false).await)?;
        }
        Ok(())
    }
}
