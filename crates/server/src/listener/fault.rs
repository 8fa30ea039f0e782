//! The fault for which a connection ended, derived from the protocol's error.

use std::error::Error;

/// A peer's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The peer sent more requests that are cheap for it and expensive for the node than a connection allows.
    Flood,
    /// The peer did not speak the protocol, or broke its rules.
    Malformed,
    /// The peer did not send its headers in time, or did not answer a ping.
    Late,
}

impl Fault {
    /// The fault in an error; `None` for a peer that just disconnected.
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
        // An error that the peer reports in its GOAWAY is no fault of the peer.
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
