//! Rejections of requests that the leader, although it is known, cannot have processed: its client port cannot be
//! reached, or its HTTP layer refused the request.

use http::{Response, StatusCode};
use hyper_util::client::legacy::Error;
use minoots_wire::error::{Reason, status};
use std::time::Duration;
use tonic::{Code, Status};

/// There is a leader, and this node cannot reach its client port.
fn unreached(address: &str, why: &str) -> Status {
    let message = format!(
        "the leader cannot be reached at {address}, its address for clients ({why}); nothing was changed. If that lasts, see that every \
         node serves clients with TLS or none does, and advertises an address that the others reach"
    );
    status(Code::Unavailable, Reason::NoQuorum, message)
        .retry_after(Duration::from_millis(200))
        .build()
}

/// The connection to the leader failed, so nothing was sent.
pub(super) fn by(leader: &str, error: &Error) -> Status {
    let mut cause: &(dyn std::error::Error + 'static) = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    unreached(leader, &cause.to_string())
}

/// Whether this is the response of a TLS port to a plain-text request. It must not reach the caller, because it
/// concerns another port.
pub(super) fn wants_tls<B>(response: &Response<B>) -> bool {
    let status = Status::from_header_map(response.headers());
    status.is_some_and(|status| Reason::of(&status) == Some(Reason::TlsRequired))
}

/// The leader's port speaks TLS, and this node's does not.
pub(super) fn without_tls(leader: &str) -> Status {
    unreached(leader, "that port speaks TLS, and this node serves clients without")
}

/// Whether the leader's HTTP layer refused a request for the size of its headers. Its services answer with other codes.
pub(super) fn has_too_large_headers<B>(response: &Response<B>) -> bool {
    response.status() == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
}

/// The headers fit into this node's limit. With those that forwarding adds, they exceed the leader's.
pub(super) fn with_too_large_headers() -> Status {
    let message = "the request's headers are too large to be forwarded to the leader, because forwarding adds some; nothing was changed. \
                   Send fewer or shorter headers, or call the leader";
    status(Code::ResourceExhausted, Reason::MessageTooLarge, message).build()
}

/// Whether the leader refused to process a stream, which HTTP/2 guarantees for this code (RFC 9113, 8.7).
pub(super) fn is_unprocessed(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    causes.any(|cause| {
        let http = cause.downcast_ref::<h2::Error>();
        http.is_some_and(|http| http.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal;
    use std::io;

    /// An error of a client, with its cause.
    #[derive(Debug, thiserror::Error)]
    #[error("no answer")]
    struct CausedBy(#[source] h2::Error);

    #[test]
    fn only_a_refused_stream_is_unprocessed() {
        let caused_by = |reason: h2::Reason| CausedBy(reason.into());
        assert!(is_unprocessed(&caused_by(h2::Reason::REFUSED_STREAM)));
        assert!(!is_unprocessed(&caused_by(h2::Reason::INTERNAL_ERROR)));
        assert!(!is_unprocessed(&io::Error::from(io::ErrorKind::ConnectionReset)));
    }

    #[test]
    fn the_answer_of_a_port_that_wants_tls_is_told_as_the_leaders() {
        let answer: Response<tonic::body::Body> = refusal::tls_required().into_http();
        assert!(wants_tls(&answer));
        assert!(!wants_tls(&refusal::no_leader().into_http::<tonic::body::Body>()));
        let told = without_tls("http://b.internal:7411");
        assert_eq!(Reason::of(&told), Some(Reason::NoQuorum));
        assert!(told.message().contains("http://b.internal:7411") && told.message().contains("speaks TLS"));
    }
}
