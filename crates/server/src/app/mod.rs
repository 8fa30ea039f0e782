//! What every request handler works with.
//!
//! - [`judge`]: requests against policies, and what is proposed under them;
//! - [`sealing`]: payloads, sealed on their way into the log and opened on their way out;
//! - [`successor`]: where acknowledgements go after a planned transfer.

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
    consensus::{Consensus, Leadership, Position, View},
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

pub(crate) use judge::{ATTEMPTS_MAX, Look, caller};
pub(crate) use sealing::Found;
pub(crate) use successor::Successor;

/// The parts of a node that answer requests. Cheap to clone: one reference is counted, and not one to each part.
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

/// What an [`App`] is made of.
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
    /// How many creates may be under way here.
    pub(crate) overload: Overload,
    /// Whose creates are beyond their tenant's pace.
    pub(crate) spent: Arc<Spent>,
    /// Reads that examine many rows, of which few are under way.
    pub(crate) long_reads: Arc<FairSlots>,
    /// One bulk cancel at a time, so that no entry has more than one.
    pub(crate) bulk_cancels: Arc<Semaphore>,
    pub(crate) signer: Arc<Signer>,
    /// Acknowledgements of streams that are on their way into the log.
    pub(crate) acks: Arc<Semaphore>,
    /// One change of signing keys at a time.
    pub(crate) key_changes: Arc<Semaphore>,
    pub(crate) clock: Clock,
    /// What the clock may be used for, as a leader.
    pub(crate) gate: Gate,
    pub(crate) disk: Arc<DiskReserve>,
    pub(crate) metrics: Metrics,
    pub(crate) lateness: Arc<Lateness>,
    pub(crate) on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
    pub(crate) node: u64,
    /// Where the leader is.
    pub(crate) who_leads: WhoLeads,
    /// What this node is to its callers.
    pub(crate) part: watch::Receiver<Part>,
    /// True from when this node leads until its streams are to end: after a planned transfer that is later than the end of its
    /// leadership.
    pub(crate) reigning: watch::Receiver<bool>,
    pub(crate) successor: Arc<Successor>,
    /// Of requests for other nodes.
    pub(crate) marks: Marks,
    /// How other nodes' client ports are reached.
    pub(crate) reach: Reach,
    /// True once the node stops: streams end then.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// So many acknowledgements of streams may wait for the log: fewer than the sequencer refuses, more than make it settle a crowd at once.
/// Others wait for one of them, and their consumers' credits with them.
pub(crate) const ACKS_MAX: usize = 50_000;

/// Reads of many rows have half of the threads that serve calls, and of a tenant one at a time.
pub(crate) fn long_reads() -> FairSlots {
    let workers = tokio::runtime::Handle::current().metrics().num_workers();
    FairSlots::new(workers / 2, 1)
}

/// A view, and the turn to read many rows of it.
pub(crate) struct LongRead {
    view: Box<dyn View>,
    _turn: Place,
}

impl Deref for LongRead {
    type Target = dyn View;

    fn deref(&self) -> &(dyn View + 'static) {
        self.view.as_ref()
    }
}

impl AsRef<dyn View> for LongRead {
    fn as_ref(&self) -> &(dyn View + 'static) {
        self.view.as_ref()
    }
}

/// The longest a write waits to be committed.
pub(crate) const WRITE_WAIT: Duration = Duration::from_secs(5);
/// The longest a read waits for the index it asked for.
const READ_WAIT: Duration = Duration::from_secs(5);

impl App {
    /// What adds to the disk is refused while its reserve is touched; what frees it is not.
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

    /// Puts a command into the log and waits until it is applied.
    pub(crate) async fn propose(&self, command: Command, priority: Priority) -> Result<(Position, Reply), Status> {
        let answer = self.hand_in(command, priority)?;
        settle(answered(answer).await)
    }

    /// The same for a read that examines many rows, once it is the tenant's turn: other calls have the processors in between. The turn ends when
    /// the view is dropped.
    pub(crate) async fn read_many(
        &self,
        tenant: &str,
        options: Option<&ReadOptions>,
    ) -> Result<(LongRead, ReadInfo), Status> {
        // What waits for other nodes keeps no turn.
        let local = self.fresh(options).await?;
        let turn = self.long_read_turn(tenant).await?;
        let (view, info) = self.look(local)?;
        Ok((LongRead { view, _turn: turn }, info))
    }

    /// Waits until it is the tenant's turn to read many rows. The turn ends when what is answered is dropped.
    pub(crate) async fn long_read_turn(&self, tenant: &str) -> Result<Place, Status> {
        self.long_reads.take(tenant).await.ok_or_else(refusal::shutting_down)
    }

    /// A view for a read, as fresh as asked, and what to say about it.
    pub(crate) async fn read(&self, options: Option<&ReadOptions>) -> Result<(Box<dyn View>, ReadInfo), Status> {
        let local = self.fresh(options).await?;
        self.look(local)
    }

    /// Waits until what is applied here is as fresh as asked; answers whether the leader was not asked.
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

    fn look(&self, local: bool) -> Result<(Box<dyn View>, ReadInfo), Status> {
        let view = self.view()?;
        // What a node that does not lead has applied may be of any age.
        let leads = matches!(*self.consensus.leadership().borrow(), Leadership::Leading { .. });
        let info = ReadInfo {
            shard: minoots_kernel::id::SHARD,
            index: view.index(),
            max_age: (!local || leads).then(|| minoots_wire::time::duration::to_proto(0)),
        };
        Ok((view, info))
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

    /// What is applied now.
    pub(crate) fn view(&self) -> Result<Box<dyn View>, Status> {
        self.consensus.view().map_err(|failure| self.fail(failure))
    }

    /// What to say while overdue timers are held since a restore.
    pub(crate) fn hold_notice(&self) -> Option<String> {
        self.consensus.view().ok().and_then(|view| hold::notice(view.as_ref()))
    }

    /// State that cannot be read stops the node; the caller is told that it failed.
    pub(crate) fn fail(&self, failure: Failure) -> Status {
        (self.on_failure)(failure);
        minoots_wire::error::status(
            Code::Internal,
            Reason::Internal,
            "this node's state cannot be read; it stops",
        )
        .build()
    }
}

/// Waits for an answer, but not for ever: a leader that lost its quorum may never learn what becomes of what it proposed.
pub(crate) async fn answered(answer: oneshot::Receiver<Answer>) -> Answer {
    match tokio::time::timeout(WRITE_WAIT, answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(_) => Answer::OutcomeUnknown,
    }
}

/// What became of a command, as an answer to its caller.
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
    /// Resolves when the node stops.
    pub(crate) async fn stopped(&self) {
        // A sender that is gone is a node that stops.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }

    /// Whether this node acts as the leader.
    pub(crate) fn leads(&self) -> bool {
        *self.part.borrow() == Part::Leads
    }

    /// Resolves when what only a leader can do must end here, with what to tell its callers: the node stops, or leads no longer.
    pub(crate) async fn ended(&self) -> Status {
        let mut reigning = self.reigning.clone();
        tokio::select! {
            // A node that stops hands over first, and where the leader is helps more than that this one stops.
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

    /// The same, or the caller may not keep its stream.
    pub(crate) async fn ended_for(&self, who: &Principal) -> Status {
        tokio::select! {
            status = self.ended() => status,
            refused = self.access.ended(who) => refused,
        }
    }

    /// The kernel answered another question than was asked: a defect of ours, not the caller's.
    pub(crate) fn unexpected(&self) -> Status {
        minoots_wire::error::status(
            Code::Internal,
            Reason::Internal,
            "the fabric gave an answer of the wrong kind",
        )
        .build()
    }
}
