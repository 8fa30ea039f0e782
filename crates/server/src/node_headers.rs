//! Headers between nodes of a cluster, and between nodes and clients.

use http::HeaderName;

/// Marks a forwarded request, with the receiver's pass.
pub(crate) const FORWARDED: HeaderName = HeaderName::from_static("minoots-forwarded");
/// Response metadata: the leader's address.
pub(crate) const LEADER: &str = "minoots-leader";
