//! One module per command.

pub mod audit;
pub mod backup;
pub mod bench;
pub mod budget;
pub mod checkpoint;
pub mod cluster;
pub mod completions;
pub mod config;
pub mod dev;
pub mod event;
pub mod key;
pub mod lease;
pub mod node;
pub mod policy;
pub mod queue;
pub mod restore;
pub mod schedule;
pub mod server;
pub mod stats;
pub mod store;
pub mod tenant;
pub mod timer;
pub mod transact;
pub mod verify;
pub mod webhook;
