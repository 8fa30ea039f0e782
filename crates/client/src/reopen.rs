//! Reopening a broken stream: where, when, and whether at all.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tonic::{Response, Status};

use crate::backoff::Backoff;
use crate::client::Client;
use crate::clock;
use crate::endpoints::Route;
use crate::error::Error;
use crate::fault::Fault;

/// A stream that lasted this long counts as a success and resets the backoff.
const LASTING: Duration = Duration::from_secs(2);

/// The state of one logical stream over several connections.
#[derive(Debug)]
pub(crate) struct Reopener {
    client: Client,
    backoff: Backoff,
    redirected: bool,
    opened: Option<Instant>,
}

impl Reopener {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            backoff: Backoff::default(),
            redirected: false,
            opened: None,
        }
    }

    /// Records that a stream is open.
    pub fn opened(&mut self) {
        self.opened = Some(clock::now());
    }

    /// Handles a stream on `route` that broke or failed to open. Returns when it is time for another attempt.
    ///
    /// # Errors
    /// An error that a retry cannot fix.
    pub async fn recover(&mut self, route: &Route, fault: Fault) -> Result<(), Error> {
        if !fault.is_transient() {
            return Err(fault.into_error());
        }
        let lasted = self.opened.take().map(|at| clock::now().saturating_duration_since(at));
        if lasted.is_some_and(|lasted| lasted >= LASTING) {
            self.backoff.reset();
            self.redirected = false;
        }
        // A node that relayed the end of a stream from another node may be named as the new leader itself.
        let stays = fault.is_not_leader() && fault.leader() == Some(&*route.url);
        let followed = stays || (fault.blames_the_node() && self.client.endpoints().leave(route, fault.leader()));
        if followed && !std::mem::replace(&mut self.redirected, true) {
            return Ok(());
        }
        sleep(self.backoff.next(fault.retry_after())).await;
        Ok(())
    }
}

/// One step of opening a stream, within `patience`.
pub(crate) async fn opening<T>(
    patience: Duration,
    step: impl Future<Output = Result<Response<T>, Status>>,
) -> Result<T, Fault> {
    match timeout(patience, step).await {
        Ok(Ok(response)) => Ok(response.into_inner()),
        Ok(Err(status)) => Err(Fault::of(&status)),
        Err(_) => Err(Fault::timed_out(patience)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use minoots_wire::error::{Reason, status};
    use tonic::Code;

    use super::*;

    /// The end of a stream at a leader that hands over. The retry delay is an hour, so that a test sees any pause.
    fn handed_over_to(leader: &str) -> Fault {
        let builder = status(Code::Unavailable, Reason::NotLeader, "this node does not lead");
        let mut status = builder.retry_after(Duration::from_secs(3_600)).build();
        status
            .metadata_mut()
            .insert(crate::fault::LEADER, leader.parse().unwrap());
        Fault::of(&status)
    }

    async fn goes_on_at(leader: &str) -> String {
        let client = Client::builder().endpoint("http://a:1").endpoint("http://b:1");
        let client = client.build().unwrap();
        let mut reopener = Reopener::new(client.clone());
        let route = client.endpoints().route().unwrap();
        reopener.opened();
        let recovered = reopener.recover(&route, handed_over_to(leader));
        timeout(Duration::from_secs(60), recovered).await.unwrap().unwrap();
        client.endpoints().route().unwrap().url.to_string()
    }

    #[tokio::test]
    async fn a_stream_whose_leader_handed_over_goes_on_at_its_successor_without_a_pause() {
        assert_eq!(goes_on_at("http://c:1").await, "http://c:1");
    }

    #[tokio::test]
    async fn a_stream_that_its_own_server_passed_on_goes_on_there_when_that_leads_now() {
        assert_eq!(goes_on_at("http://a:1").await, "http://a:1");
    }
}
