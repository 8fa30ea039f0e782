//! The state of queues that consumers need.

use minoots_wire::queue::v1 as proto;

use crate::client::Client;
use crate::error::Error;

impl Client {
    /// The number of messages of a queue that are ready for delivery; for a long queue, a lower bound.
    ///
    /// # Errors
    /// `NotFound` when there is no such queue; see [`Error`] for other errors.
    pub async fn queue_ready(&self, id: impl Into<String>) -> Result<u64, Error> {
        let request = proto::GetQueueRequest {
            id: id.into(),
            read: self.read_options(),
        };
        let queue = self.unary(request).await?.queue;
        let queue = queue.ok_or_else(|| Error::internal("an answer without its queue"))?;
        Ok(queue.counts.map_or(0, |counts| counts.ready))
    }
}
