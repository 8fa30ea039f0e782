//! Forwards acknowledgements after a planned transfer, while their streams are still at this node and the leader is
//! another one.

use super::App;
use crate::{access::Principal, forward::Leader, part::Part, tls::Reach};
use minoots_wire::event::v1::{
    AckRequest, AckResponse, NackRequest, NackResponse, event_service_client::EventServiceClient,
};
use std::sync::{Mutex, PoisonError};
use tonic::{Status, transport::Channel};

/// A connection to the leader that succeeded this node.
#[derive(Default)]
pub(crate) struct Successor(Mutex<Option<(String, Channel)>>);

impl Successor {
    fn channel(&self, address: String, reach: &Reach) -> Option<Channel> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, channel)) = known.as_ref().filter(|(known, _)| *known == address) {
            return Some(channel.clone());
        }
        let channel = reach.channel(&address)?;
        *known = Some((address, channel.clone()));
        Some(channel)
    }
}

impl App {
    /// The successor of this node, while this node's streams have not moved there yet.
    fn successor(&self) -> Option<(u64, EventServiceClient<Channel>)> {
        if !*self.reigning.borrow() || *self.part.borrow() == Part::Leads {
            return None;
        }
        let Leader::At(node, address) = (self.who_leads)() else {
            return None;
        };
        self.successor
            .channel(address, &self.reach)
            .map(|channel| (node, EventServiceClient::new(channel)))
    }

    /// Forwards an acknowledgement that this node could not commit to its successor, if it has one. A repeat is safe.
    pub(crate) async fn ack_there(
        &self,
        refused: Status,
        who: &Principal,
        request: AckRequest,
    ) -> Result<AckResponse, Status> {
        let Some((node, mut successor)) = self.successor() else {
            return Err(refused);
        };
        let request = self.marks.on_behalf(request, node, who);
        successor.ack(request).await.map(tonic::Response::into_inner)
    }

    /// Like [`App::ack_there`], for a negative acknowledgement.
    pub(crate) async fn nack_there(
        &self,
        refused: Status,
        who: &Principal,
        request: NackRequest,
    ) -> Result<NackResponse, Status> {
        let Some((node, mut successor)) = self.successor() else {
            return Err(refused);
        };
        let request = self.marks.on_behalf(request, node, who);
        successor.nack(request).await.map(tonic::Response::into_inner)
    }
}
