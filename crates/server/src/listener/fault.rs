//! Why a connection ended before its peer wanted it to, told from the error that the protocol ended with.

use std::error::Error;

/// What a peer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It sent more of what costs us and not it than a connection may.
    Flood,
    /// It did not speak the protocol, or broke its rules.
    Malformed,
    /// It did not send its headers in time, or answered no ping.
    Late,
}

impl Fault {
    /// The fault in an error; `None` for a peer that only left.
    pub(super) fn of(error: &(dyn Error + 'static)) -> Option<Fault> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(fault) = one(error) {
                return Some(fault);
            }
            next = error.source();
        }
        None
    }
}

fn one(error: &(dyn Error + 'static)) -> Option<Fault> {
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        // What the peer says of us in a GOAWAY of its own is no fault of its.
        return match error.reason() {
            _ if !error.is_library() => None,
            Some(h2::Reason::ENHANCE_YOUR_CALM) => Some(Fault::Flood),
            _ => Some(Fault::Malformed),
        };
    }
    let error = error.downcast_ref::<hyper::Error>()?;
    match () {
        () if error.is_timeout() => Some(Fault::Late),
        () if error.is_parse() => Some(Fault::Malformed),
        () => None,
    }
}
