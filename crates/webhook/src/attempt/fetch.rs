//! One GET of a complete document, at an address that a third party chose.

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

/// Why no document was fetched. Of another response, the message contains only the status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not connected, cut off or timed out.
    #[error("{}", words(.0))]
    Failure(Failure),
    /// A status other than 200, including redirects, which are never followed.
    #[error("the answer has status {0} instead of 200")]
    Status(u16),
    /// Larger than the limit.
    #[error("the document has more than {0} bytes")]
    TooLarge(usize),
}

/// The message of a failure. Webhook messages speak of receivers; these speak of documents.
fn words(failure: &Failure) -> String {
    match failure {
        Failure::Blocked(address::Blocked { kind, .. }) => format!("the host leads to {kind}, which is not allowed"),
        other => other.to_string().replace("the receiver", "the server"),
    }
}

/// Fetches documents. It keeps no state between fetches.
#[derive(Debug)]
pub struct Fetcher {
    connector: Connector,
    limits: Limits,
}

impl Fetcher {
    /// Creates a fetcher. The limit `body_bytes` is the maximum size of a document; `answer_bytes` has no effect.
    #[must_use]
    pub fn new(connector: Connector, limits: Limits) -> Self {
        Self { connector, limits }
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// The response is not a complete 200, or exceeds the limits.
    pub async fn get_json(&self, url: &EndpointUrl) -> Result<Vec<u8>, FetchError> {
        let bytes_max = self.limits.body_bytes;
        // Read one byte more than the maximum, to distinguish a truncated document from one that fits.
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
