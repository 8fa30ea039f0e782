//! Headers that nodes of a cluster understand of each other, and clients of them.

use http::HeaderName;

/// Marks a request that is passed on already, with the receiver's pass.
pub(crate) const FORWARDED: HeaderName = HeaderName::from_static("minoots-forwarded");
/// Metadata of answers: where the leader is.
pub(crate) const LEADER: &str = "minoots-leader";
