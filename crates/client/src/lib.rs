//! The Rust client of MINOOTS, a durable timer fabric.
//!
//! ```no_run
//! use futures::StreamExt as _;
//! use minoots_client::{Client, ConsumeOptions, NewTimer};
//! use std::time::Duration;
//!
//! # async fn example() -> Result<(), minoots_client::Error> {
//! let client = Client::builder().endpoint("http://127.0.0.1:7411").build()?;
//! client.create_timer(NewTimer::after("tea", Duration::from_secs(5)).text("hello")).await?;
//!
//! let mut consumer = client.consume("default", ConsumeOptions::default());
//! while let Some(delivery) = consumer.next().await {
//!     delivery?.ack().await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Invariants:
//! - Every write has an id or a request id before it is first sent, and retains it, so a repeat is safe.
//! - Retries are bounded: calls have a deadline and share a retry budget. Streams are reopened after growing pauses.
//! - An error tells whether the write may have happened ([`Error::Unknown`]) or did not.
//! - Every buffer is bounded: by credits, by writes in flight, or by a number that the caller chose.

mod backoff;
mod budgets;
mod builder;
mod call;
mod caller;
mod cancels;
mod checkpoint;
mod client;
mod clock;
mod consume;
mod emit;
mod endpoints;
mod error;
mod events;
mod fault;
mod key;
mod keys;
mod large_checkpoint;
mod lease;
mod limits;
mod list;
mod pages;
#[cfg(test)]
mod parity;
mod queue;
mod reopen;
mod retry_budget;
mod schedule;
mod submit;
mod tail;
mod time;
mod timer;
mod transaction;
mod verify;
mod wait;
mod watchdog;
mod withdraw;
mod workflow;

pub use budgets::{Budget, Spend, Spent};
pub use builder::Builder;
pub use cancels::{CancelTimers, CancelledPage};
pub use checkpoint::{
    BadVersion, Checkpoint, CheckpointKey, DeleteCheckpoint, PutCheckpoint, RollBack, RolledBack, Verified,
};
pub use client::Client;
pub use consume::{ConsumeOptions, Consumer, Delivery};
pub use emit::Emit;
pub use endpoints::Dial;
pub use error::{Error, Field};
pub use events::{AckOutcome, Event, Nacked};
pub use key::Key;
pub use large_checkpoint::{LARGE_CHECKPOINT_BYTES_MAX, LARGE_CHECKPOINT_TYPE};
pub use lease::{AcquireLease, Acquired, Grant, HeldLease, Lease};
pub use list::ListTimers;
pub use minoots_wire::admin::v1::GetLimitsResponse as Limits;
pub use minoots_wire::credential::Credential;
pub use minoots_wire::envelope::{KeySet, Verifier, VerifyError};
pub use minoots_wire::schedule::v1::{GapPolicy, MonthEndPolicy, OverlapPolicy, RepeatPolicy};
pub use minoots_wire::timer::v1::{FailureReason, TimerKind, TimerStatus};
pub use minoots_wire::workflow::v1::{Child as ExecutionChild, Execution, ListExecutionsRequest, TimelineEntry};
pub use pages::Pages;
pub use schedule::{
    Backfill, BackfillProgress, Calendar, MissedRuns, NewSchedule, Occurrence, Pause, Schedule, ScheduleAt, Template,
    Trigger, Triggered, UpdateSchedule,
};
pub use submit::Submitter;
pub use tail::{LogEvent, Tail, TailFrom, TailOptions};
pub use timer::{
    AgentBinding, BatchCreated, Cancellation, Created, Failure, NewTimer, Payload, Priority, RetryPolicy, Target,
    Timer, TimerAction, TimerOrigin, TimerPayload, WatchdogLadder, WatchdogStep,
};
pub use transaction::{OperationResult, Transacted, Transaction};
pub use wait::{Wait, Waited};
pub use watchdog::{Touch, Touched, Toucher};
pub use withdraw::{Cancel, CancelOutcome, Reschedule, RescheduleOutcome};

#[cfg(doctest)]
#[doc = include_str!("../../../docs/client-rust.md")]
struct Guide;
