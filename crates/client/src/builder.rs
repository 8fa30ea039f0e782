//! Settings of a client.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use minoots_wire::credential::Credential;
use minoots_wire::shown_url::shown_url;

use crate::client::{Client, Shared};
use crate::endpoints::{Dial, Endpoints};
use crate::error::Error;
use crate::keys::Keys;
use crate::retry_budget::RetryBudget;

const DEADLINE: Duration = Duration::from_secs(10);
const RETRY_PERCENT: u32 = 10;
/// Enough for 64 concurrent calls during an election, which costs each about five attempts.
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
    /// Starts the settings of a client.
    pub fn builder() -> Builder {
        Builder::new()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoints: Vec<_> = self.endpoints.iter().map(|url| shown_url(url)).collect();
        // Without the key.
        formatter
            .debug_struct("Builder")
            .field("endpoints", &endpoints)
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

    /// Adds a server, such as `http://127.0.0.1:7411` or `https://timers.example.com:7411`. With several servers, the
    /// client follows the leader. All must have one scheme.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoints.push(url.into());
        self
    }

    /// Uses these connections, which lead to one server (for example in this process), instead of the endpoints. The
    /// client calls no other server, even if another leads.
    pub fn dial(mut self, dial: Dial) -> Self {
        self.dial = Some(dial);
        self
    }

    /// Sets the API key for every call, `mnt_…`, as issued. Without a key, the server must not require one.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Sets the credential for every call, in place of an API key's text.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Sets the certificate authorities (PEM) that `https://` servers are checked against, in place of the system's.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Sets the time limit of a call, all its attempts included. Default: 10 s.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the retry budget: retries per hundred calls (default 10), and retries at once (default 500), which refill
    /// within 10 s.
    pub fn retries(mut self, percent: u32, burst: u32) -> Self {
        self.retry_percent = percent;
        self.retry_burst = burst;
        self
    }

    /// Fails a call as soon as the server reports that it has no quorum, instead of retrying until the deadline. For a
    /// server that calls on behalf of clients, which retry themselves.
    pub fn end_without_quorum(mut self) -> Self {
        self.ends_without_quorum = true;
        self
    }

    /// Builds the client. It connects on first use.
    ///
    /// # Errors
    /// `Invalid` when there is no endpoint, one is not an `http://` or `https://` URL, the authorities cannot be read,
    /// or the API key is malformed.
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
