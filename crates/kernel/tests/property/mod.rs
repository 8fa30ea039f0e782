//! Random logs, and their invariants.

mod audit;
mod checkpoints;
pub mod compare;
pub mod coverage;
pub mod history;
pub mod invariants;
mod leases;
mod payload_keys;
mod policies;
pub mod resolve;
mod schedules;
pub mod steps;
mod transactions;
mod trust;
mod watchdogs;
mod webhooks;
