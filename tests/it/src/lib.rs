//! A harness for tests of the whole program: real processes, real sockets, nothing of the server linked in.
//!
//! Invariants:
//! - Every server keeps its data in a temporary directory of its own and listens on a port the system chose; only
//!   processes started here are ever signalled, by their own handle.
//! - Every delivery and event that passes through the harness is checked: none is received before it is due, lateness
//!   is never negative, and a log has no gaps.
//! - Waits poll, and give up only after [`PATIENCE`]; nothing asserts how fast the machine is.
//! - Chance is seeded (`MINOOTS_IT_SEED`), and the seed is printed.

use std::time::Duration;

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

/// How long anything is waited for before the test fails: generous, for a machine that does other work too.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the long forms of the heavy tests were asked for.
#[must_use]
pub fn is_long() -> bool {
    std::env::var_os("MINOOTS_IT_LONG").is_some_and(|value| value == "1")
}
