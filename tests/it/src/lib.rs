//! A harness for tests of the whole program: real processes, real sockets, no code of the server linked in.
//!
//! Invariants:
//! - Every server keeps its data in its own temporary directory and listens on a port that the system chose. Only
//!   processes started here are ever signalled, by their own handle.
//! - The harness checks every delivery and event: none is received before it is due, lateness is never negative, and a
//!   log has no gaps.
//! - Waits poll, and give up only after [`PATIENCE`]; no assertion depends on the machine's speed.
//! - Random choices are seeded (`MINOOTS_IT_SEED`), and the seed is printed.

use std::time::Duration;

pub mod beside;
pub mod bomb;
pub mod cli;
pub mod client;
pub mod clock;
pub mod cluster;
pub mod consumer;
pub mod crc32;
pub mod deliveries;
pub mod faults;
pub mod files;
pub mod frames;
pub mod golden;
pub mod http1;
pub mod mcp;
pub mod memory;
pub mod metrics;
pub mod mounts;
pub mod namespaces;
pub mod otlp;
pub mod packages;
pub mod random;
pub mod raw;
pub mod receiver;
pub mod rest;
pub mod s3;
pub mod schema;
pub mod server;
pub mod slack;
pub mod sse;
pub mod story;
pub mod tail;
pub mod tls;

/// The time limit of every wait: generous, for a machine with other load.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the long forms of the heavy tests are enabled.
#[must_use]
pub fn is_long() -> bool {
    std::env::var_os("MINOOTS_IT_LONG").is_some_and(|value| value == "1")
}
