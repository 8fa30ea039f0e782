//! Delivery: executes the log's decisions.
//!
//! The leader's release thread hands an event to a consumer at its due instant; the preparing thread has built and
//! signed it before. The consumers' replies go back into the log. Nothing here decides the fate of a timer: the kernel
//! decides whether it fires, is settled or has failed. Everything in memory can be lost and read again.
//!
//! - [`core`]: the decisions, without clock, threads or sockets;
//! - [`payload`], [`data`]: the content of events, byte for byte;
//! - [`prepare`]: events prepared ahead of their time;
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
