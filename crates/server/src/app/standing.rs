//! The standing of this node: whether it leads, follows, or stops, and what ends the streams of its callers.

use crate::{
    access::{Access, Principal},
    forward::{self, Leader, WhoLeads},
    part::Part,
    refusal,
    tls::Reach,
};
use std::sync::Arc;
use tokio::sync::watch;
use tonic::Status;

/// Tells whether this node leads or stops.
#[derive(Clone)]
pub(crate) struct NodeStanding {
    /// The leader, as this node knows it.
    pub(crate) who_leads: WhoLeads,
    /// The role of this node, as callers see it.
    pub(crate) part: watch::Receiver<Part>,
    /// True from the start of leadership until this node's streams must end. After a planned transfer, that is later
    /// than the end of the leadership itself.
    pub(crate) reigning: watch::Receiver<bool>,
    /// True once the node stops; streams then end.
    pub(crate) stopping: watch::Receiver<bool>,
    /// The connector to other nodes' client ports.
    pub(crate) reach: Reach,
    pub(crate) access: Arc<Access>,
}

impl NodeStanding {
    /// Resolves once the node stops.
    pub(crate) async fn stopped(&self) {
        // A dropped sender also means that the node stops.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }

    /// Whether this node acts as the leader.
    pub(crate) fn leads(&self) -> bool {
        *self.part.borrow() == Part::Leads
    }

    /// Resolves when work of the leader must end here, because the node stops or no longer leads. Returns the status
    /// for callers.
    pub(crate) async fn ended(&self) -> Status {
        let mut reigning = self.reigning.clone();
        tokio::select! {
            // A stopping node hands over first, and the new leader's address helps a caller more than the news that
            // this node stops.
            biased;
            _ = reigning.wait_for(|reigning| !reigning) => {}
            () = self.stopped() => return refusal::shutting_down(),
        }
        match (self.who_leads)() {
            Leader::At(leader, address) => {
                forward::directed(refusal::not_leader(Some(leader)), &self.reach.url(&address))
            }
            Leader::Here | Leader::Unknown => refusal::not_leader(None),
        }
    }

    /// Like [`NodeStanding::ended`], and also resolves when the caller may not keep its stream.
    pub(crate) async fn ended_for(&self, who: &Principal) -> Status {
        tokio::select! {
            status = self.ended() => status,
            refused = self.access.ended(who) => refused,
        }
    }
}
