//! The public protocol of MINOOTS for clients: the API's messages, services and errors, the text forms of time, and the
//! verification of signed events.
//!
//! Invariants:
//! - Nothing here accesses a network or a disk by itself, reads a clock, or stores a secret.
//! - Input is never trusted: every parser is total and bounded, and returns a descriptive error that does not repeat a
//!   payload.
//! - Messages are decoded strictly ([`codec`]); unknown fields are ignored, so that an older client reads a newer
//!   server's responses.

pub mod call;
pub mod codec;
pub mod credential;
pub mod envelope;
pub mod error;
pub mod executions;
pub mod gather;
pub mod json;
pub mod method;
#[cfg(feature = "server")]
pub mod rules;
mod secrets;
pub mod shown_url;
pub mod time;
#[cfg(feature = "server")]
pub mod violations;
pub mod well_known;

#[path = "gen/mod.rs"]
mod generated;

pub use generated::{admin, checkpoint, event, lease, queue, schedule, timer, transaction, webhook, workflow};

/// The metadata of an opened tail: the cursor after which it begins. A reader that lost the stream before its first
/// event resumes there.
pub const TAIL_CURSOR: &str = "minoots-cursor";

/// The compiled descriptors of every public package, for reflection and for tools.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/descriptor.bin");
