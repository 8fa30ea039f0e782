//! The state and operations that all request handlers share.
//!
//! - [`judge`]: evaluates policies, and proposes commands under them;
//! - [`sealing`]: seals payloads on their way into the log, and opens them on their way out;
//! - [`successor`]: forwards acknowledgements after a planned transfer.

use crate::{
    access::{Access, Principal},
    disk::DiskReserve,
    endpoints::Webhooks,
    fair_slots::{FairSlots, Place},
    forward::{self, Leader, Marks, WhoLeads},
    hold,
    lateness::Lateness,
    overload::Overload,
    part::Part,
    payloads::Payloads,
    policies::Policies,
    refusal,
    spent::Spent,
    state::{self, OnFailure, State},
    telemetry::Metrics,
    tls::Reach,
    trust::Trust,
    waits::Waits,
};
use minoots_delivery::{Delivery, signer::Signer, tail::Tail};
use minoots_kernel::{Failure, Reply, internal::command::Command};
use minoots_sequencer::{
    Answer, Priority, Proposer,
    clock::{Clock, Gate},
    consensus::{Consensus, Leadership, Position},
};
use minoots_wire::{
    error::Reason,
    timer::v1::{Consistency, ReadInfo, ReadOptions},
};
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio::sync::{Semaphore, oneshot, watch};
use tonic::{Code, Status};

mod judge;
mod sealing;
mod successor;

pub(crate) use judge::{ATTEMPTS_MAX, Look};
pub(crate) use sealing::Found;
pub(crate) use successor::Successor;

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
    pub(crate) policies: Arc<Policies>,
    pub(crate) payloads: Arc<Payloads>,
    pub(crate) trust: Arc<Trust>,
    pub(crate) proposer: Proposer,
    pub(crate) consensus: Arc<dyn Consensus>,
    pub(crate) delivery: Delivery,
    pub(crate) tail: Tail,
    pub(crate) waits: Arc<Waits>,
    pub(crate) webhooks: Arc<Webhooks>,
    /// The adaptive concurrency limit of creates at this node.
    pub(crate) overload: Overload,
    /// Tenants whose creates exceed their rate limit.
    pub(crate) spent: Arc<Spent>,
    /// Slots of reads that examine many rows; few run at once.
    pub(crate) long_reads: Arc<FairSlots>,
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
    pub(crate) on_failure: OnFailure,
    pub(crate) node: u64,
    /// The leader, as this node knows it.
    pub(crate) who_leads: WhoLeads,
    /// The role of this node, as callers see it.
    pub(crate) part: watch::Receiver<Part>,
    /// True from the start of leadership until this node's streams must end. After a planned transfer, that is later
    /// than the end of the leadership itself.
    pub(crate) reigning: watch::Receiver<bool>,
    pub(crate) successor: Arc<Successor>,
    /// Marks of requests that this node forwards to other nodes.
    pub(crate) marks: Marks,
    /// The connector to other nodes' client ports.
    pub(crate) reach: Reach,
    /// True once the node stops; streams then end.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The number of stream acknowledgements that may wait for the log. It is below the sequencer's limit, and above the
/// number at which the sequencer packs commands although a burst is still being delivered. A further acknowledgement
/// waits for a permit, and its consumer's credit waits with it.
pub(crate) const ACKS_MAX: usize = 50_000;

/// Slots for reads of many rows: half as many as there are worker threads, and one for each tenant.
pub(crate) fn long_reads() -> FairSlots {
    let workers = tokio::runtime::Handle::current().metrics().num_workers();
    FairSlots::new(workers / 2, 1)
}

/// The longest time that a write waits to be committed.
pub(crate) const WRITE_WAIT: Duration = Duration::from_secs(5);
/// The longest time that a read waits for the index it needs.
const READ_WAIT: Duration = Duration::from_secs(2);

impl App {
    /// Rejects a write that grows the data while the disk reserve is touched. Writes that free space pass.
    pub(crate) fn check_growth(&self) -> Result<(), Status> {
        if self.disk.growth_allowed() {
            return Ok(());
        }
        let message =
            "the disk is nearly full: new work is refused until space is freed; cancels, reads and deliveries go on";
        Err(
            minoots_wire::error::status(Code::ResourceExhausted, Reason::DiskReserve, message)
                .retry_after(Duration::from_secs(10))
                .build(),
        )
    }

    /// Proposes a command and waits until it is applied.
    pub(crate) async fn propose(&self, command: Command, priority: Priority) -> Result<(Position, Reply), Status> {
        let answer = self.hand_in(command, priority)?;
        settle(answered(answer).await)
    }

    /// Like [`App::read`], for a read that examines many rows: it first waits for a slot of the tenant, which leaves
    /// processor time to other calls. Dropping the state frees the slot.
    pub(crate) async fn read_many(
        &self,
        tenant: &str,
        options: Option<&ReadOptions>,
    ) -> Result<(State, ReadInfo), Status> {
        // The wait for other nodes comes first, so that it occupies no slot.
        let local = self.fresh(options).await?;
        let turn = self.long_read_turn(tenant).await?;
        let (state, info) = self.look(local)?;
        Ok((state.holding(turn), info))
    }

    /// Waits for a slot in which the tenant reads many rows. Dropping the slot frees it.
    pub(crate) async fn long_read_turn(&self, tenant: &str) -> Result<Place, Status> {
        self.long_reads.take(tenant).await.ok_or_else(refusal::shutting_down)
    }

    /// Returns a state as fresh as the read options require, and the information about it for the response.
    pub(crate) async fn read(&self, options: Option<&ReadOptions>) -> Result<(State, ReadInfo), Status> {
        let local = self.fresh(options).await?;
        self.look(local)
    }

    /// Waits until the applied state is as fresh as required. Returns true if the read is local, that is, without a
    /// round to the leader.
    async fn fresh(&self, options: Option<&ReadOptions>) -> Result<bool, Status> {
        let options = options.copied().unwrap_or_default();
        let local = options.consistency() == Consistency::Local;
        let index = if local {
            0
        } else {
            self.consensus.read_index().await.map_err(refusal::unreadable)?
        };
        self.reach(index.max(options.min_index)).await?;
        Ok(local)
    }

    fn look(&self, local: bool) -> Result<(State, ReadInfo), Status> {
        let state = self.state()?;
        // The applied state of a node that does not lead may be of any age.
        let leads = matches!(*self.consensus.leadership().borrow(), Leadership::Leading { .. });
        let info = ReadInfo {
            shard: minoots_kernel::id::SHARD,
            index: state.index(),
            max_age: (!local || leads).then(|| minoots_wire::time::duration::to_proto(0)),
        };
        Ok((state, info))
    }

    async fn reach(&self, index: u64) -> Result<(), Status> {
        let mut applied = self.consensus.applied();
        let reached = tokio::time::timeout(READ_WAIT, applied.wait_for(|applied| *applied >= index)).await;
        match reached {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(refusal::shutting_down()),
            Err(_) => {
                let message = format!("index {index} was not applied here within {} s", READ_WAIT.as_secs());
                Err(
                    minoots_wire::error::status(Code::Unavailable, Reason::IndexNotReached, message)
                        .retry_after(Duration::from_secs(1))
                        .build(),
                )
            }
        }
    }

    /// The currently applied state.
    pub(crate) fn state(&self) -> Result<State, Status> {
        let view = self.consensus.view().map_err(|failure| self.fail(failure))?;
        Ok(State::new(view, self.on_failure.clone()))
    }

    /// The notice for callers while a restore holds overdue timers.
    pub(crate) fn hold_notice(&self) -> Option<String> {
        self.consensus.view().ok().and_then(|view| hold::notice(view.as_ref()))
    }

    /// Reports unreadable state, which stops the node, and returns the error for the caller.
    pub(crate) fn fail(&self, failure: Failure) -> Status {
        state::unreadable(&self.on_failure, failure)
    }
}

/// Waits for an answer with a time limit: a leader that lost its quorum may never learn the outcome of its proposals.
pub(crate) async fn answered(answer: oneshot::Receiver<Answer>) -> Answer {
    match tokio::time::timeout(WRITE_WAIT, answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(_) => Answer::OutcomeUnknown,
    }
}

/// Converts the outcome of a command into the result for its caller.
pub(crate) fn settle(answer: Answer) -> Result<(Position, Reply), Status> {
    match answer {
        Answer::Applied(_, Reply::Rejected(reject)) => Err(refusal::rejected(&reject)),
        Answer::Applied(at, reply) => Ok((at, reply)),
        Answer::NotLeader { leader } => Err(refusal::not_leader(leader)),
        Answer::OutcomeUnknown => Err(refusal::outcome_unknown()),
        Answer::Refused(refused) => Err(refusal::refused(refused)),
    }
}

impl App {
    pub(crate) async fn stopped(&self) {
        // A dropped sender also means that the node stops.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }

    /// Whether this node acts as the leader.
    pub(crate) fn leads(&self) -> bool {
        *self.part.borrow() == Part::Leads
    }

    /// Resolves when work of the leader must end here, because the node stops or no longer leads. Returns the status
    /// for callers.
    pub(crate) async fn ended(&self) -> Status {
        let mut reigning = self.reigning.clone();
        tokio::select! {
            // A stopping node hands over first, and the new leader's address helps a caller more than the news that
            // this node stops.
            biased;
            _ = reigning.wait_for(|reigning| !reigning) => {}
            () = self.stopped() => return refusal::shutting_down(),
        }
        match (self.who_leads)() {
            Leader::At(leader, address) => {
                forward::directed(refusal::not_leader(Some(leader)), &self.reach.url(&address))
            }
            Leader::Here | Leader::Unknown => refusal::not_leader(None),
        }
    }

    /// Like [`App::ended`], and also resolves when the caller may not keep its stream.
    pub(crate) async fn ended_for(&self, who: &Principal) -> Status {
        tokio::select! {
            status = self.ended() => status,
            refused = self.access.ended(who) => refused,
        }
    }

    /// The error for a kernel reply of an unexpected type: a defect of MINOOTS, not of the caller.
    pub(crate) fn unexpected(&self) -> Status {
        minoots_wire::error::status(
            Code::Internal,
            Reason::Internal,
            "the fabric gave an answer of the wrong kind",
        )
        .build()
    }
}
