//! The request of an attempt. It is built before it is sent and is the same for every protocol version.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::body::{self, Body};
use crate::headers::EndpointHeaders;
use crate::secret::SecretSet;
use crate::sign::{Content, ContentError, ID, SIGNATURE, TIMESTAMP};
use crate::url::EndpointUrl;

/// Header: the detached JWS over the body, by the key of a node.
pub const JWS: &str = "minoots-signature";
/// Header: number of the attempt, from 1.
pub const ATTEMPT: &str = "minoots-attempt";
/// Header: the fence. Of two deliveries of an event, the newer has the larger text.
pub const FENCE: &str = "minoots-fence";
/// The trace context of the attempt: <https://www.w3.org/TR/trace-context/>.
pub const TRACEPARENT: &str = "traceparent";

const AGENT: &str = concat!("minoots-webhook/", env!("CARGO_PKG_VERSION"));

/// Maximum length of the JWS and of the fence, in bytes.
const VALUE_BYTES_MAX: usize = 1024;

/// The parts of a request.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The endpoint's URL.
    pub url: &'a EndpointUrl,
    /// Additional headers of the endpoint's owner.
    pub headers: &'a EndpointHeaders,
    /// The signing secrets.
    pub secrets: &'a SecretSet,
    /// The payload.
    pub body: &'a Body,
    /// The detached JWS over the payload, `header..signature`.
    pub jws: &'a str,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// The delivery's fence, if it has one.
    pub fence: Option<&'a str>,
    /// Time of sending, in seconds since the Unix epoch.
    pub timestamp_s: u64,
    /// The trace context of the attempt, as a W3C `traceparent`, if it is recorded.
    pub traceparent: Option<&'a str>,
}

/// Why a request cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// The payload cannot be signed.
    #[error("payload's {0}")]
    Content(#[from] ContentError),
    /// Not a detached JWS.
    #[error(
        "jws must be header..signature in base64url, at most {VALUE_BYTES_MAX} bytes; hand in what the signer made"
    )]
    Jws,
    /// Not a fence.
    #[error("fence must be 1 to {VALUE_BYTES_MAX} visible ASCII characters; hand in the delivery's own")]
    Fence,
}

/// A request that is ready to send.
#[derive(Clone)]
pub struct Post {
    url: EndpointUrl,
    headers: HeaderMap,
    body: Bytes,
}

impl Post {
    /// Builds and signs a request.
    ///
    /// # Errors
    /// A part does not fit into a header.
    pub fn new(parts: Parts<'_>) -> Result<Self, PostError> {
        let id = parts.body.id();
        let content = Content::new(id, parts.timestamp_s, parts.body.payload())?;
        let signature = content.sign(parts.secrets);
        let mut headers = HeaderMap::new();
        for (name, value) in parts.headers.iter() {
            headers.insert(name.clone(), value.clone());
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(body::CONTENT_TYPE));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        insert(&mut headers, ID, id).ok_or(ContentError::Id)?;
        insert(&mut headers, SIGNATURE, &signature).ok_or(ContentError::Id)?;
        headers.insert(HeaderName::from_static(TIMESTAMP), parts.timestamp_s.into());
        headers.insert(HeaderName::from_static(ATTEMPT), parts.attempt.into());
        let jws = Some(parts.jws).filter(|jws| is_detached_jws(jws));
        jws.and_then(|jws| insert(&mut headers, JWS, jws))
            .ok_or(PostError::Jws)?;
        if let Some(fence) = parts.fence {
            let fence = Some(fence).filter(|fence| is_fence(fence));
            fence
                .and_then(|fence| insert(&mut headers, FENCE, fence))
                .ok_or(PostError::Fence)?;
        }
        // A context that the endpoint's owner chose stays.
        let traceparent = parts.traceparent.filter(|_| !headers.contains_key(TRACEPARENT));
        traceparent.and_then(|context| insert(&mut headers, TRACEPARENT, context));
        Ok(Self {
            url: parts.url.clone(),
            headers,
            body: parts.body.payload().clone(),
        })
    }

    /// All headers except those of the connection. They include the owner's headers, which may be secret.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The exact bytes of the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    pub(crate) fn url(&self) -> &EndpointUrl {
        &self.url
    }
}

impl fmt::Debug for Post {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "POST {:?}, {} bytes", self.url, self.body.len())
    }
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) -> Option<()> {
    let value = HeaderValue::from_str(value).ok()?;
    headers.insert(HeaderName::from_static(name), value);
    Some(())
}

fn is_detached_jws(text: &str) -> bool {
    let is_base64url = |part: &str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let parts = text.split_once("..");
    text.len() <= VALUE_BYTES_MAX
        && parts.is_some_and(|(header, signature)| is_base64url(header) && is_base64url(signature))
}

fn is_fence(text: &str) -> bool {
    (1..=VALUE_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
