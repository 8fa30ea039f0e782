//! Settings of a client.

use std::path::PathBuf;
use std::time::Duration;

use crate::client::Client;
use crate::error::Error;

const DEADLINE: Duration = Duration::from_secs(10);
const RETRY_PERCENT: u32 = 10;
const RETRY_BURST: u32 = 10;

/// Builds a [`Client`]; from [`Client::builder`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    pub(crate) endpoints: Vec<String>,
    pub(crate) deadline: Duration,
    pub(crate) retry_percent: u32,
    pub(crate) retry_burst: u32,
    pub(crate) ca_file: Option<PathBuf>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            endpoints: Vec::new(),
            deadline: DEADLINE,
            retry_percent: RETRY_PERCENT,
            retry_burst: RETRY_BURST,
            ca_file: None,
        }
    }

    /// Adds a server, such as `http://127.0.0.1:7411` or `https://timers.example.com:7411`. With several, the client follows the leader.
    /// All are of one scheme.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoints.push(url.into());
        self
    }

    /// The authorities, PEM, that certificates of `https://` servers are judged by, and no others. Default the system's.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// How long one call may take, all its attempts included. Default 10 s.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How many retries are allowed in a hundred calls (default 10), and how many at once (default 10).
    pub fn retries(mut self, percent: u32, burst: u32) -> Self {
        self.retry_percent = percent;
        self.retry_burst = burst;
        self
    }

    /// The client. It connects when it is first used.
    ///
    /// # Errors
    /// `Invalid` when there is no endpoint, one is not an `http://` or `https://` URL, or the authorities cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        Client::new(&self)
    }
}
