//! Settings of a client.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use minoots_wire::credential::Credential;

use crate::client::{Client, Shared};
use crate::endpoints::{Dial, Endpoints};
use crate::error::Error;
use crate::keys::Keys;
use crate::retry_budget::RetryBudget;

const DEADLINE: Duration = Duration::from_secs(10);
const RETRY_PERCENT: u32 = 10;
/// Enough for 64 calls at a time to last for an election, which takes each some five attempts.
const RETRY_BURST: u32 = 500;

/// Builds a [`Client`]; from [`Client::builder`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    endpoints: Vec<String>,
    api_key: Option<String>,
    credential: Option<Credential>,
    deadline: Duration,
    retry_percent: u32,
    retry_burst: u32,
    ca_file: Option<PathBuf>,
    dial: Option<Dial>,
    ends_without_quorum: bool,
}

impl Client {
    /// Settings of a client to be.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is not among it.
        formatter
            .debug_struct("Builder")
            .field("endpoints", &self.endpoints)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl Builder {
    fn new() -> Self {
        Self {
            endpoints: Vec::new(),
            api_key: None,
            credential: None,
            deadline: DEADLINE,
            retry_percent: RETRY_PERCENT,
            retry_burst: RETRY_BURST,
            ca_file: None,
            dial: None,
            ends_without_quorum: false,
        }
    }

    /// Adds a server, such as `http://127.0.0.1:7411` or `https://timers.example.com:7411`. With several, the client follows the leader.
    /// All are of one scheme.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoints.push(url.into());
        self
    }

    /// Calls the one server that these connections lead to, instead of any endpoint: one in this process, say. No other is called, whoever leads.
    pub fn dial(mut self, dial: Dial) -> Self {
        self.dial = Some(dial);
        self
    }

    /// The API key to show with every call; `mnt_…`, as it was shown when it was made. Without one the server must ask for none.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// What to show with every call, instead of an API key's text.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
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

    /// How many retries are allowed in a hundred calls (default 10), and how many at once (default 500); what was spent of
    /// those comes back in 10 s.
    pub fn retries(mut self, percent: u32, burst: u32) -> Self {
        self.retry_percent = percent;
        self.retry_burst = burst;
        self
    }

    /// Ends a call as soon as the server says that it has no quorum, rather than when the deadline has passed. For a server that calls on behalf
    /// of others, who try again themselves.
    pub fn end_without_quorum(mut self) -> Self {
        self.ends_without_quorum = true;
        self
    }

    /// The client. It connects when it is first used.
    ///
    /// # Errors
    /// `Invalid` when there is no endpoint, one is not an `http://` or `https://` URL, the authorities cannot be read, or the API key
    /// cannot be one.
    pub fn build(self) -> Result<Client, Error> {
        let credential = self.api_key.as_deref().map(Credential::bearer).transpose();
        let credential = credential.map_err(|error| Error::invalid("api_key", error.to_string()))?;
        let credential = credential.or(self.credential);
        Ok(Client::new(Shared {
            endpoints: match self.dial {
                Some(dial) => Endpoints::dialled(dial, credential),
                None => Endpoints::new(&self.endpoints, self.ca_file.as_deref(), credential)?,
            },
            retries: RetryBudget::new(self.retry_percent, self.retry_burst),
            deadline: self.deadline,
            ends_without_quorum: self.ends_without_quorum,
            keys: Keys::default(),
        }))
    }
}
