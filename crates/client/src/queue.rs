//! Queues, as far as consumers look at them.

use minoots_wire::queue::v1 as proto;

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;

impl Client {
    /// How many messages of a queue may be taken by now. Of a long queue at least so many.
    ///
    /// # Errors
    /// `NotFound` when there is no such queue; see [`Error`] for the others.
    pub async fn queue_ready(&self, id: impl Into<String>) -> Result<u64, Error> {
        let request = proto::GetQueueRequest {
            id: id.into(),
            ..proto::GetQueueRequest::default()
        };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.queues().get_queue(request).await }
        });
        let queue = answer
            .await?
            .queue
            .ok_or_else(|| Error::internal("an answer without its queue"))?;
        Ok(queue.counts.map_or(0, |counts| counts.ready))
    }
}
