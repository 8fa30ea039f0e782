//! Clusters of three nodes and more, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod cluster;
mod disks;
mod election;
mod engines;
mod equality;
#[path = "../node/harness.rs"]
#[allow(dead_code)]
mod harness;
mod kills;
mod lives;
mod membership;
mod network;
mod partition;
mod snapshots;
