//! The role of a node in its cluster.

/// A node's role, as callers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The node knows no leader, or is about to become the leader.
    None,
    /// The node is the leader.
    Leads,
    /// The node follows the leader with this id.
    Follows(u64),
}
