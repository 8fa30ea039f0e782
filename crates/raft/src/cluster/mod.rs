//! The cluster as a whole: its start, its members and its leader.

pub(crate) mod change;
pub(crate) mod join;
pub(crate) mod lives;
pub(crate) mod removal;
pub(crate) mod status;
pub(crate) mod transfer;
