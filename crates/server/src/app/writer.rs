//! Writes: seals a command's payloads, hands it to the sequencer, and waits until it is applied.

use super::{opener::unopened, reader::StateReader};
use crate::{
    disk::DiskReserve,
    member_levels::MemberLevels,
    payloads::{Payloads, SealError},
    refusal,
};
use minoots_kernel::{
    Reply,
    internal::{Caller, command::Command},
};
use minoots_sequencer::{Answer, Priority, Proposer, consensus::Position};
use minoots_wire::error::Reason;
use std::{sync::Arc, time::Duration};
use tokio::sync::oneshot;
use tonic::{Code, Status};

/// The longest time that a write waits to be committed.
pub(crate) const WRITE_WAIT: Duration = Duration::from_secs(5);

/// Proposes commands.
#[derive(Clone)]
pub(crate) struct CommandWriter {
    pub(crate) proposer: Proposer,
    pub(crate) payloads: Arc<Payloads>,
    pub(crate) disk: Arc<DiskReserve>,
    pub(crate) reader: StateReader,
    pub(crate) levels: MemberLevels,
}

impl CommandWriter {
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

    /// Rejects a command of a later level than the cluster has: a node of an earlier release could not read it.
    fn check_active(&self, command: &Command) -> Result<(), Status> {
        let needed = command.level();
        if needed == 0 || matches!(command, Command::SetLevel(_)) {
            return Ok(());
        }
        let level = self.reader.state()?.shard()?.level;
        match needed <= level {
            true => Ok(()),
            false => Err(refusal::not_active(needed, level, &self.levels.in_the_way()).build()),
        }
    }

    /// Proposes a command and waits until it is applied.
    pub(crate) async fn propose(&self, command: Command, priority: Priority) -> Result<(Position, Reply), Status> {
        let answer = self.hand_in(command, priority)?;
        settle(answered(answer).await)
    }

    /// Hands a command to the sequencer. Seals its payloads first, if its tenant has payload keys.
    pub(crate) fn hand_in(
        &self,
        mut command: Command,
        priority: Priority,
    ) -> Result<oneshot::Receiver<Answer>, Status> {
        self.check_active(&command)?;
        match self.payloads.seal(&mut command) {
            Ok(()) => self.proposer.submit(command, priority).map_err(refusal::refused),
            Err(SealError::Keys(error)) => Err(unopened(&self.reader, error)),
            Err(SealError::Seal(error)) => Err(refusal::unsealed(&error)),
        }
    }

    /// Returns the digest under which a request is remembered. For a tenant with payload keys it is a keyed digest,
    /// which reveals nothing about the content. `plain` is the digest of the request as it arrived. A request
    /// remembered under an earlier digest is still found.
    pub(crate) fn request_digest(&self, caller: Option<&Caller>, plain: Vec<u8>) -> Result<Vec<u8>, Status> {
        let none = Caller::default();
        let caller = caller.unwrap_or(&none);
        let is_sealed = self
            .payloads
            .of(&caller.tenant)
            .map_err(|error| unopened(&self.reader, error))?;
        let (Some(_), Some(secrets)) = (is_sealed, self.payloads.secrets()) else {
            return Ok(plain);
        };
        let standing = match caller.request_id.as_str() {
            "" => None,
            id => self.reader.state()?.answer(&caller.tenant, id)?,
        };
        if let Some(standing) = standing {
            let known = secrets.digests(&plain).chain([plain.clone()]);
            if let Some(equal) = known.into_iter().find(|digest| *digest == standing.digest) {
                return Ok(equal);
            }
        }
        Ok(secrets.digest(&plain))
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
