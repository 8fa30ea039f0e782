//! Reads of the applied state, as fresh as a request requires.

use crate::{
    fair_slots::{FairSlots, Place},
    hold, refusal,
    state::{self, OnFailure, State},
};
use minoots_kernel::Failure;
use minoots_sequencer::consensus::{Consensus, Leadership};
use minoots_wire::{
    error::Reason,
    timer::v1::{Consistency, ReadInfo, ReadOptions},
};
use std::{sync::Arc, time::Duration};
use tonic::{Code, Status};

/// The longest time that a read waits for the index it needs.
const READ_WAIT: Duration = Duration::from_secs(2);

/// Slots for reads of many rows: half as many as there are worker threads, and one for each tenant.
pub(crate) fn long_reads() -> FairSlots {
    let workers = tokio::runtime::Handle::current().metrics().num_workers();
    FairSlots::new(workers / 2, 1)
}

/// Reads the applied state of this node.
#[derive(Clone)]
pub(crate) struct StateReader {
    pub(crate) consensus: Arc<dyn Consensus>,
    /// Slots of reads that examine many rows; few run at once.
    pub(crate) long_reads: Arc<FairSlots>,
    pub(crate) on_failure: OnFailure,
}

impl StateReader {
    /// Like [`StateReader::read`], for a read that examines many rows: it first waits for a slot of the tenant, which
    /// leaves processor time to other calls. Dropping the state frees the slot.
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
