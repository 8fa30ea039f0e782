//! Delivery: makes what the log decided happen.
//!
//! The leader's release thread hands an event to a consumer at its due instant; the preparing thread has built and signed it before.
//! What consumers say goes back into the log. Nothing here decides: whether a timer fires, is settled or has failed is the kernel's
//! word, and everything in memory can be lost and read again.
//!
//! - [`core`]: the decisions, without clock, threads or sockets;
//! - [`payload`], [`data`]: what events say, byte for byte;
//! - [`prepare`]: events made ready ahead of their time;
//! - [`signer`]: the node's key, which never leaves it;
//! - [`tail`]: the event log for readers.

pub mod ahead;
mod backoff;
pub mod core;
pub mod data;
mod event;
mod fired;
mod hand_over;
mod mailbox;
pub mod opener;
pub mod payload;
pub mod prepare;
mod service;
pub mod signer;
pub mod tail;
mod waiting;

pub use event::{Delivered, Facts, Prepared};
pub use service::{Delivery, OnRelease, Parts, Rank, Running};
