//! One GET: a document at an address that somebody else chose, whole or not at all.

use bytes::Bytes;
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::time::timeout_at;

use super::exchange::{self, Outgoing};
use super::{Failure, Limits, Phase, Seen};
use crate::address;
use crate::clock::Deadline;
use crate::connector::Connector;
use crate::url::EndpointUrl;

const AGENT: &str = concat!("minoots/", env!("CARGO_PKG_VERSION"));
const JSON: &str = "application/json";

/// Why there is no document. Says nothing of what was answered instead, other than its status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not connected to, cut off or out of time.
    #[error("{}", words(.0))]
    Failure(Failure),
    /// An answer that is not 200. Redirects are among them: none is followed.
    #[error("the answer has status {0} instead of 200")]
    Status(u16),
    /// More than was asked for.
    #[error("the document has more than {0} bytes")]
    TooLarge(usize),
}

/// Webhooks' own words are about receivers; this is about documents.
fn words(failure: &Failure) -> String {
    match failure {
        Failure::Blocked(address::Blocked { kind, .. }) => format!("the host leads to {kind}, which is not allowed"),
        other => other.to_string().replace("the receiver", "the server"),
    }
}

/// Gets documents. It keeps nothing between two.
#[derive(Debug)]
pub struct Fetcher {
    connector: Connector,
    limits: Limits,
}

impl Fetcher {
    /// Fetches by this connector. Of the limits, `body_bytes` is the size of the largest document; `answer_bytes` is of no account.
    #[must_use]
    pub fn new(connector: Connector, limits: Limits) -> Self {
        Self { connector, limits }
    }

    /// The document, if the answer is 200 and whole.
    ///
    /// # Errors
    /// It is not, or the limits are over.
    pub async fn get_json(&self, url: &EndpointUrl) -> Result<Vec<u8>, FetchError> {
        let bytes_max = self.limits.body_bytes;
        // One byte more than is taken, so that what is cut off is told from what fits.
        let limits = Limits {
            body_bytes: bytes_max.saturating_add(1),
            answer_bytes: bytes_max.saturating_add(1),
            ..self.limits
        };
        let mut seen = Seen::default();
        let result = self.run(url, &limits, &mut seen).await;
        match (result, seen.status) {
            (_, Some(status)) if status != StatusCode::OK.as_u16() => Err(FetchError::Status(status)),
            (Err(failure), _) => Err(FetchError::Failure(failure)),
            (Ok(()), _) if seen.body.len() > bytes_max => Err(FetchError::TooLarge(bytes_max)),
            (Ok(()), _) => Ok(seen.body),
        }
    }

    async fn run(&self, url: &EndpointUrl, limits: &Limits, seen: &mut Seen) -> Result<(), Failure> {
        let deadline = Deadline::after(limits.total);
        let connection = self.connector.connect(url, &deadline.within(limits.connect)).await?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(JSON));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let outgoing = Outgoing {
            method: Method::GET,
            url,
            headers: &headers,
            body: Bytes::new(),
        };
        let exchange = timeout_at(deadline.end(), exchange::over(connection, &outgoing, limits, seen)).await;
        exchange.unwrap_or_else(|_| Err(Failure::Timeout(Phase::of(seen.status))))
    }
}
