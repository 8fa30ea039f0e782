//! Shared parts of MINOOTS' command-line programs: connections, output, exit codes, values.
//!
//! `minoots` and `minoots-bench` use them. This crate does not know how a node works. To it, a node is a server that it
//! calls, or a process that writes a [ready file](ready_file).
//!
//! Invariants:
//! - Standard output carries results only, through [`output::Output`]; everything else goes to standard error.
//! - Every failure is a [`errors::Failure`] with an exit code that scripts may rely on.

pub mod build;
pub mod clock;
pub mod cluster_status;
pub mod connect;
pub mod consumer;
pub mod errors;
pub mod id;
pub mod output;
pub mod ready_file;
