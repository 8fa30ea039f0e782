//! Opening a stream again after it broke: where, when, and whether at all.

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

/// A stream that lasted this long was a success: the pauses begin anew.
const LASTING: Duration = Duration::from_secs(2);

/// The life of one logical stream, over as many actual ones as it takes.
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

    /// A stream is open.
    pub fn opened(&mut self) {
        self.opened = Some(clock::now());
    }

    /// The stream on `route` broke, or could not be opened. Returns when it is time to try again.
    ///
    /// # Errors
    /// When trying again cannot help.
    pub async fn recover(&mut self, route: &Route, fault: Fault) -> Result<(), Error> {
        if !fault.is_transient() {
            return Err(fault.into_error());
        }
        let lasted = self.opened.take().map(|at| clock::now().saturating_duration_since(at));
        if lasted.is_some_and(|lasted| lasted >= LASTING) {
            self.backoff.reset();
            self.redirected = false;
        }
        // A node that passed on what another ended may be told that it leads itself by now.
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
