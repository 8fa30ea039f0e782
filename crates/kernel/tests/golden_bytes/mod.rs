//! The content of the golden files: one message of each kind, with a distinct value in every field. Also the opposite:
//! bytes that no version wrote.

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
