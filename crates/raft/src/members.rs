//! The members of a node's cluster: changes and queries.

use futures::future::BoxFuture;
use openraft::async_runtime::watch::WatchReceiver;
use tonic::Status;

use crate::cluster::change::{ChangeError, Requirements};
use crate::cluster::lives::NewLife;
use crate::cluster::status::{self, ClusterStatus};
use crate::node::RaftNode;
use crate::peer::join::JoinSpent;

impl RaftNode {
    /// Admits a node that waits at a peer address (`host:port`), and returns once it votes. Repeating it is safe.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub fn add<'a>(&'a self, node: u64, peer_address: &'a str) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(self.shared.changes.add(node, peer_address, Requirements::default()))
    }

    /// Removes a node for good: its id is never used again. A leader asked to remove itself hands over leadership
    /// instead and returns [`ChangeError::NotLeader`]; the caller then asks its successor.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub fn remove(&self, node: u64) -> BoxFuture<'_, Result<(), ChangeError>> {
        Box::pin(self.shared.changes.remove(node))
    }

    /// The members whose data is gone and whose later lives wait in their place; none on a node that does not lead.
    pub fn new_lives(&self) -> BoxFuture<'_, Vec<NewLife>> {
        Box::pin(self.shared.changes.new_lives())
    }

    /// Exchanges a member for its later life, and returns once that votes. Repeating it is safe.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub fn replace<'a>(
        &'a self,
        life: &'a NewLife,
        required: Requirements<'a>,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(self.shared.changes.replace(life, required))
    }

    /// Hands leadership to a voter, by default the most caught-up one, and returns once that voter leads.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub fn transfer(&self, to: Option<u64>) -> BoxFuture<'_, Result<(), ChangeError>> {
        Box::pin(self.shared.changes.transfer(to))
    }

    /// Asks the leader to spend a join token that a node presented to this follower.
    ///
    /// # Errors
    /// The leader's refusal, or `Unavailable` if no leader is known.
    pub fn pass_join(&self, spent: JoinSpent) -> BoxFuture<'_, Result<(), Status>> {
        Box::pin(self.have_token_spent(spent))
    }

    async fn have_token_spent(&self, spent: JoinSpent) -> Result<(), Status> {
        let nobody = || Status::unavailable("nobody is known to lead");
        let (leader, address) = {
            let server = self.shared.core.get().server_metrics();
            let server = server.borrow_watched();
            let leader = server.current_leader.ok_or_else(nobody)?;
            let member = server.membership_config.get_node(&leader).ok_or_else(nobody)?;
            (leader, member.address.clone())
        };
        let peer = self.shared.changes.peers.at(leader, &address);
        peer.map_err(|_| nobody())?.spend_join_token(spent).await
    }

    /// Asks the other members in turn to sign a new certificate for this node, until one does.
    ///
    /// # Errors
    /// The refusals of all members, if every member refuses.
    pub fn renew_certificate<'a>(&'a self, request: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, Vec<Status>>> {
        Box::pin(self.certificate_of_others(request))
    }

    async fn certificate_of_others(&self, request: &[u8]) -> Result<Vec<u8>, Vec<Status>> {
        let (mut refused, own) = (Vec::new(), self.node_id());
        let membership = self.shared.changes.membership();
        for (node, member) in membership.nodes().filter(|(node, _)| **node != own) {
            let Ok(peer) = self.shared.changes.peers.at(*node, &member.address) else {
                continue;
            };
            match peer.renew_certificate(request.to_vec()).await {
                Ok(certificate) => return Ok(certificate),
                Err(status) => refused.push(status),
            }
        }
        Err(refused)
    }

    /// The id of this node, that of its present life.
    pub fn node_id(&self) -> u64 {
        self.shared.changes.node()
    }

    /// Whether an id is, or was, that of a member.
    pub fn is_taken(&self, node: u64) -> bool {
        self.shared.applier.progress().is_burned(node) || self.shared.changes.membership().get_node(&node).is_some()
    }

    /// The peer addresses of the members, by ascending node id.
    pub fn peer_addresses(&self) -> Vec<String> {
        let membership = self.shared.changes.membership();
        membership.nodes().map(|(_, member)| member.address.clone()).collect()
    }

    /// Asks every member for its status. Takes half a second if one does not answer.
    pub fn status(&self) -> BoxFuture<'_, ClusterStatus> {
        Box::pin(status::gather(&self.shared.changes))
    }
}
