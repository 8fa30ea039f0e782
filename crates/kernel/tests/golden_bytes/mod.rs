//! What the golden files are made of: one of each kind, with every field set to something of its own. And the opposite: bytes that
//! nobody wrote.

pub mod checkpoints;
pub mod entries;
pub mod hex;
pub mod keys;
pub mod leases;
pub mod messages;
pub mod payload_keys;
mod refused;
pub mod rows;
pub mod schedules;
pub mod transactions;
pub mod watchdogs;
