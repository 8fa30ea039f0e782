//! Rejections while the leader is known and its client port cannot be reached.

use http::Response;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal;

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
