//! Queries that read several tables or many rows. Each sees one state, and fails only if the tables cannot be read.

pub(crate) mod audit;
pub(crate) mod checkpoints;
pub(crate) mod letters;
pub(crate) mod queue_counts;
pub(crate) mod signing_keys;
pub(crate) mod timer_filter;
pub(crate) mod timers;
