//! One POST of JSON to a service that the operator chose, never a tenant. The caller reads the response.

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

/// A response with any status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Status of the response.
    pub status: u16,
    /// The `Retry-After` value, unparsed.
    pub retry_after: Option<String>,
    /// Start of the body, at most [`Limits::answer_bytes`].
    pub body: Vec<u8>,
}

/// Calls services. It keeps no state between calls and follows no redirects.
#[derive(Debug)]
pub struct Caller {
    connector: Connector,
    limits: Limits,
}

impl Caller {
    /// Creates a caller with this connector and these limits.
    #[must_use]
    pub fn new(connector: Connector, limits: Limits) -> Self {
        Self { connector, limits }
    }

    /// Posts JSON, with an `Authorization` header if one is given.
    ///
    /// # Errors
    /// No complete response arrived. The service may still have processed the request.
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
