//! One module per command.

pub mod agent;
pub mod audit;
pub mod backup;
pub mod budget;
pub mod checkpoint;
pub mod cluster;
pub mod completions;
pub mod config;
pub mod dev;
pub mod doctor;
pub mod event;
pub mod health;
pub mod key;
pub mod lease;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod node;
#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
mod observed_process;
#[cfg(feature = "orchestrator")]
pub mod orchestrator;
pub mod policy;
pub mod queue;
pub mod reload;
pub mod restore;
pub mod schedule;
pub mod server;
#[cfg(feature = "slack")]
pub mod slack;
pub mod stats;
pub mod store;
pub mod support_bundle;
pub mod tenant;
pub mod timer;
pub mod transact;
pub mod verify;
pub mod verify_release;
pub mod webhook;
pub mod workflow;
