//! A client's connection to any of the nodes, with every call recorded.

use std::sync::Arc;
use std::time::Duration;

use minoots_check::record::{Call, Outcome};
use minoots_it::client::Client;
use minoots_it::random::Random;
use minoots_wire::error::Details;
use tokio::time::{sleep, timeout};
use tonic::Status;

use super::{CALL_PATIENCE, Ground};
use crate::recorder::Recorder;
use crate::wire;

const CONNECT_PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(20);

/// A client that makes one call at a time.
#[derive(Debug)]
pub struct Caller {
    pub(super) ground: Arc<Ground>,
    pub(super) client: u64,
    pub(super) random: Random,
    line: Option<Client>,
}

impl Caller {
    /// Creates a client without a connection.
    #[must_use]
    pub fn new(ground: Arc<Ground>, client: u64, random: Random) -> Self {
        Self {
            ground,
            client,
            random,
            line: None,
        }
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.ground.recorder
    }

    /// Connects to any node that accepts.
    pub async fn connect(&mut self) -> Client {
        loop {
            let endpoint = self.ground.some_endpoint(&mut self.random);
            if let Ok(Ok(client)) = timeout(CONNECT_PATIENCE, Client::connect(endpoint)).await {
                return client;
            }
            sleep(PAUSE).await;
        }
    }

    /// Makes a call and records it. Returns the response, if there was one.
    pub async fn ask<A>(
        &mut self,
        call: Call,
        request: impl AsyncFnOnce(Client) -> Result<A, Status>,
        outcome: impl FnOnce(&A) -> Outcome,
    ) -> (Outcome, Option<A>) {
        let line = match self.line.take() {
            Some(line) => line,
            None => self.connect().await,
        };
        let op = self.ground.recorder.begin(self.client, call);
        let answer = timeout(CALL_PATIENCE, request(line.clone())).await;
        let (ended, answer) = match answer {
            Ok(Ok(answer)) => (outcome(&answer), Some(answer)),
            Ok(Err(status)) => (self.failed(&status), None),
            Err(_) => (Outcome::Unknown, None),
        };
        self.ground.recorder.end(op, ended.clone());
        // The client leaves a node that does not answer. At random it also leaves others, so that each client visits
        // all nodes.
        if ended != Outcome::Unknown && !self.random.percent(5) {
            self.line = Some(line);
        }
        (ended, answer)
    }

    fn failed(&self, status: &Status) -> Outcome {
        if Details::of(status).reason_text == "INTERNAL" {
            self.recorder().complain(format!("a node answered INTERNAL: {status}"));
        }
        wire::failed(status)
    }
}
