//! Forwards acknowledgements after a planned transfer, while their streams are still at this node and the leader is
//! another one.

use super::standing::NodeStanding;
use crate::{
    access::Principal,
    forward::{Leader, Marks},
    part::Part,
    tls::Reach,
};
use minoots_wire::event::v1::{
    AckRequest, AckResponse, NackRequest, NackResponse, event_service_client::EventServiceClient,
};
use std::sync::{Mutex, PoisonError};
use tonic::{Status, transport::Channel};

/// Forwards acknowledgements to the leader that succeeded this node.
pub(crate) struct Successor {
    /// The last connection, and its address.
    known: Mutex<Option<(String, Channel)>>,
    standing: NodeStanding,
    marks: Marks,
}

impl Successor {
    pub(crate) fn new(standing: NodeStanding, marks: Marks) -> Self {
        Self {
            known: Mutex::default(),
            standing,
            marks,
        }
    }

    fn channel(&self, address: String, reach: &Reach) -> Option<Channel> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, channel)) = known.as_ref().filter(|(known, _)| *known == address) {
            return Some(channel.clone());
        }
        let channel = reach.channel(&address)?;
        *known = Some((address, channel.clone()));
        Some(channel)
    }

    /// The successor of this node, while this node's streams have not moved there yet.
    fn client(&self) -> Option<(u64, EventServiceClient<Channel>)> {
        if !*self.standing.reigning.borrow() || *self.standing.part.borrow() == Part::Leads {
            return None;
        }
        let Leader::At(node, address) = (self.standing.who_leads)() else {
            return None;
        };
        self.channel(address, &self.standing.reach)
            .map(|channel| (node, EventServiceClient::new(channel)))
    }

    /// Forwards an acknowledgement that this node could not commit to its successor, if it has one. A repeat is safe.
    pub(crate) async fn ack(
        &self,
        refused: Status,
        who: &Principal,
        request: AckRequest,
    ) -> Result<AckResponse, Status> {
        let Some((node, mut successor)) = self.client() else {
            return Err(refused);
        };
        let request = self.marks.on_behalf(request, node, who);
        successor.ack(request).await.map(tonic::Response::into_inner)
    }

    /// Like [`Successor::ack`], for a negative acknowledgement.
    pub(crate) async fn nack(
        &self,
        refused: Status,
        who: &Principal,
        request: NackRequest,
    ) -> Result<NackResponse, Status> {
        let Some((node, mut successor)) = self.client() else {
            return Err(refused);
        };
        let request = self.marks.on_behalf(request, node, who);
        successor.nack(request).await.map(tonic::Response::into_inner)
    }
}
