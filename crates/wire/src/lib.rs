//! What a client of MINOOTS needs to speak to it: the API's messages, services and errors, the text forms of time,
//! and the verification of signed events.
//!
//! Invariants:
//! - Nothing here talks to a network or a disk by itself, reads a clock, or holds a secret.
//! - Input is never trusted: every parser is total, bounded, and answers with an error that says what is wrong
//!   without repeating a payload.
//! - Messages are decoded strictly ([`codec`]); unknown fields are ignored, so that an older client reads a newer
//!   server's answers.

pub mod codec;
pub mod credential;
pub mod envelope;
pub mod error;
pub mod executions;
pub mod gather;
pub mod json;
pub mod method;
pub mod time;
pub mod well_known;

#[path = "gen/mod.rs"]
mod generated;

pub use generated::{admin, checkpoint, event, lease, queue, schedule, timer, transaction, webhook, workflow};

/// The metadata of an opened tail: the cursor that it begins after. A reader that lost the stream before its first event resumes there.
pub const TAIL_CURSOR: &str = "minoots-cursor";

/// The compiled descriptors of every public package, for reflection and for tools.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/descriptor.bin");
