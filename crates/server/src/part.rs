//! The part that a node plays in its cluster.

/// What a node is to its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It knows no leader, or is about to take over.
    None,
    /// It answers by itself.
    Leads,
    /// It knows who does.
    Follows(u64),
}
