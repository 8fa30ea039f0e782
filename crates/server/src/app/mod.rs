//! The state and operations that request handlers share, in handles with one purpose each.
//!
//! - [`StateReader`]: reads the applied state;
//! - [`CommandWriter`]: seals and proposes commands;
//! - [`PayloadOpener`]: opens payloads on their way out;
//! - [`PolicyJudge`]: evaluates policies, and proposes commands under them;
//! - [`NodeStanding`]: tells whether this node leads or stops;
//! - [`Successor`]: forwards acknowledgements after a planned transfer.

use crate::{
    access::Access, disk::DiskReserve, endpoints::Webhooks, forward::Marks, lateness::Lateness,
    member_levels::MemberLevels, overload::Overload, spent::Spent, telemetry::Metrics, timer_traces::TimerTraces,
    trust::Trust, waits::Waits,
};
use minoots_delivery::{Delivery, signer::Signer, tail::Tail};
use minoots_sequencer::clock::{Clock, Gate};
use std::{ops::Deref, sync::Arc};
use tokio::sync::Semaphore;

mod judge;
mod opener;
mod reader;
mod standing;
mod successor;
mod writer;

pub(crate) use judge::{ATTEMPTS_MAX, Freshness, PolicyJudge};
pub(crate) use opener::{Found, PayloadOpener};
pub(crate) use reader::{StateReader, long_reads};
pub(crate) use standing::NodeStanding;
pub(crate) use successor::Successor;
pub(crate) use writer::{CommandWriter, WRITE_WAIT, answered, settle};

/// The shared state of request handlers. Cheap to clone: one reference count covers all parts.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    pub(crate) fn of(parts: Parts) -> App {
        App(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The fields of an [`App`].
pub struct Parts {
    pub(crate) access: Arc<Access>,
    pub(crate) trust: Arc<Trust>,
    pub(crate) reader: StateReader,
    pub(crate) writer: CommandWriter,
    pub(crate) opener: PayloadOpener,
    pub(crate) judge: PolicyJudge,
    pub(crate) standing: NodeStanding,
    pub(crate) successor: Successor,
    pub(crate) levels: MemberLevels,
    pub(crate) delivery: Delivery,
    pub(crate) tail: Tail,
    pub(crate) waits: Arc<Waits>,
    pub(crate) webhooks: Arc<Webhooks>,
    /// The adaptive concurrency limit of creates at this node.
    pub(crate) overload: Overload,
    /// Tenants whose creates exceed their rate limit.
    pub(crate) spent: Arc<Spent>,
    /// Serialises bulk cancels, so that no entry contains more than one.
    pub(crate) bulk_cancels: Arc<Semaphore>,
    pub(crate) signer: Arc<Signer>,
    /// Permits of stream acknowledgements in flight to the log.
    pub(crate) acks: Arc<Semaphore>,
    /// Serialises changes of signing keys.
    pub(crate) key_changes: Arc<Semaphore>,
    pub(crate) clock: Clock,
    /// The permission to use the clock as a leader.
    pub(crate) gate: Gate,
    pub(crate) disk: Arc<DiskReserve>,
    pub(crate) metrics: Metrics,
    pub(crate) lateness: Arc<Lateness>,
    pub(crate) traces: TimerTraces,
    pub(crate) node: u64,
    /// Marks of requests that this node forwards to other nodes.
    pub(crate) marks: Marks,
}

/// The number of stream acknowledgements that may wait for the log. It is below the sequencer's limit, and above the
/// number at which the sequencer packs commands although a burst is still being delivered. A further acknowledgement
/// waits for a permit, and its consumer's credit waits with it.
pub(crate) const ACKS_MAX: usize = 50_000;
