//! One POST of JSON to a service whose answer is read: an operator's choice, and never a tenant's.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use tokio::time::timeout_at;

use super::exchange::{self, Outgoing};
use super::{Failure, Limits, Phase, Seen};
use crate::clock::Deadline;
use crate::connector::Connector;
use crate::url::EndpointUrl;

const AGENT: &str = concat!("minoots/", env!("CARGO_PKG_VERSION"));
const JSON: &str = "application/json; charset=utf-8";

/// What was answered, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The answer's status.
    pub status: u16,
    /// What it said about when to come again, as it said it.
    pub retry_after: Option<String>,
    /// The beginning of its body, at most [`Limits::answer_bytes`].
    pub body: Vec<u8>,
}

/// Calls services. It keeps nothing between two calls, and follows no redirect.
#[derive(Debug)]
pub struct Caller {
    connector: Connector,
    limits: Limits,
}

impl Caller {
    /// Calls by this connector, within these limits.
    #[must_use]
    pub fn new(connector: Connector, limits: Limits) -> Self {
        Self { connector, limits }
    }

    /// Posts this JSON, with this `Authorization` if there is one.
    ///
    /// # Errors
    /// There was no answer, or it broke off: what was asked may have been done.
    pub async fn post_json(
        &self,
        url: &EndpointUrl,
        authorization: Option<&HeaderValue>,
        json: Bytes,
    ) -> Result<Called, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, value.clone());
        }
        let outgoing = Outgoing {
            method: Method::POST,
            url,
            headers: &headers,
            body: json,
        };
        let deadline = Deadline::after(self.limits.total);
        let connection = self
            .connector
            .connect(url, &deadline.within(self.limits.connect))
            .await?;
        let mut seen = Seen::default();
        let exchange = timeout_at(
            deadline.end(),
            exchange::over(connection, &outgoing, &self.limits, &mut seen),
        )
        .await;
        exchange.unwrap_or(Err(Failure::Timeout(Phase::Answer)))?;
        let status = seen.status.ok_or(Failure::Timeout(Phase::Answer))?;
        Ok(Called {
            status,
            retry_after: seen.retry_after,
            body: seen.body,
        })
    }
}
