//! Admission of callers by the membership, as far as this node knows it.

use openraft::async_runtime::watch::WatchReceiver;
use tonic::Status;

use super::Receiving;
use crate::r#gen::peer::v1::identify_response::Asker;
use crate::peer::identity::Caller;

impl Receiving {
    /// The status of another node, as far as this one knows.
    pub(crate) fn knows(&self, node: u64, incarnation: u128) -> Asker {
        if self.progress.is_burned(node) {
            return Asker::Burned;
        }
        let Ok(consensus) = self.consensus() else {
            return Asker::Unknown;
        };
        let server = consensus.server_metrics();
        let server = server.borrow_watched();
        match server.membership_config.get_node(&node) {
            Some(member) if member.incarnation == incarnation => Asker::Member,
            Some(_) => Asker::Burned,
            None => Asker::Unknown,
        }
    }

    /// The id of the next life of a node, as far as this node knows the used ids.
    pub(super) fn next_id(&self, node: u64) -> Option<u64> {
        let consensus = self.consensus().ok()?;
        let server = consensus.server_metrics();
        let server = server.borrow_watched();
        let members = &server.membership_config;
        minoots_tls::next_id(node, |id| {
            self.progress.is_burned(id) || members.get_node(&id).is_some()
        })
    }

    /// Admits members. Rejects a node that is known to be removed. An unknown node needs a member that vouches for it.
    /// Before this node belongs to a cluster it knows no members and admits every caller, because its first leaders
    /// introduce them. The log they send begins with old members that may all be gone: until it names this node, it
    /// does not tell who may lead.
    pub(crate) fn admit(&self, caller: &Caller) -> Result<(), Status> {
        if self.is_joining() {
            return Ok(());
        }
        match self.knows(caller.node, caller.incarnation) {
            Asker::Member => Ok(()),
            Asker::Burned => Err(Status::failed_precondition(format!(
                "node {} was removed, or has lost its data",
                caller.node
            ))),
            Asker::Unknown | Asker::Unspecified => match self.members() {
                Ok(members) if !members.is_empty() => self.vouchers.admit(caller, members),
                // A node that is out of service rejects every call later, with its reason.
                Ok(_) | Err(_) => Ok(()),
            },
        }
    }

    /// Whether no membership known to this node names it, and it was not removed.
    fn is_joining(&self) -> bool {
        let own = self.identity.node;
        let Ok(consensus) = self.consensus() else {
            return false;
        };
        let server = consensus.server_metrics();
        let is_named = server.borrow_watched().membership_config.get_node(&own).is_some();
        !is_named && !self.progress.is_burned(own)
    }

    /// The members as far as this node knows: node ids and addresses.
    fn members(&self) -> Result<Vec<(u64, String)>, Status> {
        let server = self.consensus()?.server_metrics();
        let server = server.borrow_watched();
        let members = server.membership_config.nodes();
        Ok(members.map(|(node, member)| (*node, member.address.clone())).collect())
    }
}
