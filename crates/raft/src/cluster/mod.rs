//! The cluster as a whole: how it begins, who takes part, who leads.

pub(crate) mod change;
pub(crate) mod join;
pub(crate) mod removal;
pub(crate) mod status;
pub(crate) mod transfer;
