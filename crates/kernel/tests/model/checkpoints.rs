//! Checkpoints: all versions ever written of each existing checkpoint, and which of them are kept.

use super::{Model, State};
use minoots_kernel::{
    Reject, Reply,
    internal::{
        Caller, CheckpointAnswer, CheckpointRow, DeleteCheckpoint, EventKind, EventRow, PutCheckpoint,
        RollBackCheckpoint, WithdrawOutcome,
    },
};
use prost::Message;

/// The tenant, the execution and the name.
pub type Name = (String, String, String);

/// An existing checkpoint.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    pub partition: String,
    /// Every version, with whether it is kept; the first is version 1. A checkpoint created again has empty entries for
    /// the earlier versions.
    pub versions: Vec<(CheckpointRow, bool)>,
    pub keep: usize,
    /// Timers bound to a version: the timer's id and create time, and the version.
    pub timers: Vec<(String, i64, u64)>,
}

impl Checkpoint {
    fn version(&self) -> u64 {
        self.versions.len() as u64
    }

    /// The numbers of the kept versions.
    pub fn kept(&self) -> Vec<u64> {
        let numbered = self.versions.iter().zip(1u64..);
        numbered
            .filter(|((_, kept), _)| *kept)
            .map(|(_, version)| version)
            .collect()
    }

    /// The bytes of the kept versions.
    pub fn bytes(&self) -> u64 {
        let kept = self.versions.iter().filter(|(_, kept)| *kept);
        kept.map(|(row, _)| row.encoded_len() as u64).sum()
    }
}

impl Model {
    fn expect(&self, name: &Name, partition: &str, version: u64) -> Result<Option<Checkpoint>, Reject> {
        let Some(found) = self.checkpoints.get(name) else {
            return match version {
                0 => Ok(None),
                _ => Err(Reject::VersionConflict { version: 0 }),
            };
        };
        let own = if found.partition.is_empty() {
            &name.1
        } else {
            &found.partition
        };
        let current = found.version();
        if !partition.is_empty() && partition != own {
            return Err(Reject::CheckpointPartition);
        }
        match version {
            0 => Err(Reject::VersionRequired { version: current }),
            version if version != current => Err(Reject::VersionConflict { version: current }),
            _ => Ok(Some(found.clone())),
        }
    }

    /// The expected checkpoint, which must exist.
    fn present(&self, name: &Name, partition: &str, version: u64) -> Result<Checkpoint, Reply> {
        match self.expect(name, partition, version) {
            Ok(Some(found)) => Ok(found),
            Ok(None) | Err(Reject::CheckpointPartition | Reject::VersionConflict { version: 0 }) => {
                Err(Reply::Rejected(Reject::CheckpointNotFound))
            }
            Err(reject) => Err(Reply::Rejected(reject)),
        }
    }

    /// The bytes of a tenant's checkpoints.
    pub fn checkpoint_bytes(&self, tenant: &str) -> u64 {
        self.checkpoints_of(tenant).map(Checkpoint::bytes).sum()
    }

    pub fn checkpoints_of(&self, tenant: &str) -> impl Iterator<Item = &Checkpoint> {
        let of_tenant = move |(name, _): &(&Name, &Checkpoint)| name.0 == tenant;
        self.checkpoints.iter().filter(of_tenant).map(|(_, found)| found)
    }

    fn write_version(
        &mut self,
        name: &Name,
        mut to: Checkpoint,
        row: CheckpointRow,
    ) -> Result<CheckpointAnswer, Reject> {
        to.versions.push((row.clone(), true));
        let last = to.versions.len();
        for (at, (_, kept)) in to.versions.iter_mut().enumerate() {
            *kept &= at + to.keep >= last;
        }
        let (before, limit) = (self.checkpoint_bytes(&name.0), self.quota(&name.0).checkpoint_bytes);
        let freed = self.checkpoints.get(name).map_or(0, Checkpoint::bytes);
        let after = before - freed + to.bytes();
        if !self.room_later && limit > 0 && after > limit && after > before {
            return Err(Reject::Quota {
                name: "checkpoint_bytes",
                limit,
            });
        }
        let answer = CheckpointAnswer {
            version: to.version(),
            size: row.data.len() as u32,
            oldest: to.kept()[0],
            keep_last: to.keep as u32,
            partition_key: to.partition.clone(),
            row: Some(CheckpointRow {
                data: Vec::new(),
                ..row
            }),
            ..CheckpointAnswer::default()
        };
        self.checkpoints.insert(name.clone(), to);
        Ok(answer)
    }

    fn tell_of_checkpoint(&mut self, kind: EventKind, caller: &Caller, name: &Name, event: EventRow) {
        let event = EventRow {
            execution: name.1.clone(),
            object: name.2.clone(),
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            ..event
        };
        self.emit(&caller.tenant, kind, event);
    }

    fn answer_about(&mut self, caller: &Caller, digest: &[u8], answer: CheckpointAnswer) -> Reply {
        let reply = |original_index| Reply::Checkpoint {
            answer: Box::new(answer.clone()),
            original_index,
        };
        self.remember(caller, digest, reply(self.index));
        reply(0)
    }

    /// The last version of a checkpoint that was removed less than an hour ago.
    fn removed_version(&self, name: &Name) -> usize {
        let known = |(_, at): &&(u64, i64)| self.time < at + 3_600 * 1_000_000_000;
        let removed = self.removed.get(name).filter(known);
        removed.map_or(0, |(version, _)| *version as usize)
    }

    pub(super) fn put_checkpoint(&mut self, command: &PutCheckpoint) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let name = (caller.tenant.clone(), command.execution.clone(), command.name.clone());
        if let Some(first) = self.first_answer(&caller, &command.digest) {
            return first;
        }
        let mut to = match self.expect(&name, &command.partition_key, command.expected_version) {
            Err(reject) => return Reply::Rejected(reject),
            Ok(found) => found.unwrap_or_else(|| Checkpoint {
                partition: command.partition_key.clone(),
                keep: 100,
                versions: vec![Default::default(); self.removed_version(&name)],
                ..Checkpoint::default()
            }),
        };
        if !command.timers.is_empty() {
            to.timers.retain(|(id, made, _)| {
                let at = self.current(&name.0, id).map(|at| &self.timers[at]);
                at.is_some_and(|timer| {
                    timer.spec.create_time == *made && matches!(timer.state, State::Scheduled | State::Armed)
                })
            });
        }
        for (index, id) in command.timers.iter().enumerate() {
            let Some(at) = self.current(&name.0, id) else {
                return Reply::Rejected(Reject::CheckpointTimer { index });
            };
            let timer = &self.timers[at];
            let waits = matches!(timer.state, State::Scheduled | State::Armed);
            if waits && !to.timers.iter().any(|(hangs, ..)| hangs == id) {
                to.timers.push((id.clone(), timer.spec.create_time, to.version() + 1));
            }
        }
        if command.keep_last != 0 {
            to.keep = command.keep_last as usize;
        }
        let row = CheckpointRow {
            payload_key: command.payload_key,
            content_type: command.content_type.clone(),
            data: command.data.clone(),
            checksum: command.checksum.clone(),
            labels: command.labels.clone(),
            create_time: self.time,
            created_by: caller.actor.clone(),
            restored: 0,
        };
        let answer = match self.write_version(&name, to, row) {
            Ok(answer) => answer,
            Err(reject) => return Reply::Rejected(reject),
        };
        let told = EventRow {
            version: answer.version,
            digest: command.checksum.clone(),
            ..EventRow::default()
        };
        self.tell_of_checkpoint(EventKind::CheckpointCreated, &caller, &name, told);
        self.answer_about(&caller, &command.digest, answer)
    }

    pub(super) fn delete_checkpoint(&mut self, command: &DeleteCheckpoint) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let name = (caller.tenant.clone(), command.execution.clone(), command.name.clone());
        if let Some(first) = self.first_answer(&caller, &command.digest) {
            return first;
        }
        let version = match self.present(&name, &command.partition_key, command.expected_version) {
            Err(refused) => return refused,
            Ok(found) => found.version(),
        };
        self.checkpoints.remove(&name);
        self.removed.insert(name.clone(), (version, self.time));
        let told = EventRow {
            version,
            ..EventRow::default()
        };
        self.tell_of_checkpoint(EventKind::CheckpointDeleted, &caller, &name, told);
        let answer = CheckpointAnswer {
            version,
            ..CheckpointAnswer::default()
        };
        self.answer_about(&caller, &command.digest, answer)
    }

    pub(super) fn roll_back_checkpoint(&mut self, command: &RollBackCheckpoint) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let name = (caller.tenant.clone(), command.execution.clone(), command.name.clone());
        if let Some(first) = self.first_answer(&caller, &command.digest) {
            return first;
        }
        let mut to = match self.present(&name, &command.partition_key, command.expected_version) {
            Err(refused) => return refused,
            Ok(found) => found,
        };
        if command.version == 0 || command.version >= to.version() {
            return Reply::Rejected(Reject::Empty);
        }
        if !to.kept().contains(&command.version) {
            return Reply::Rejected(Reject::CheckpointNotFound);
        }
        let row = CheckpointRow {
            create_time: self.time,
            created_by: caller.actor.clone(),
            restored: command.version,
            ..to.versions[command.version as usize - 1].0.clone()
        };
        let undone: Vec<_> = to
            .timers
            .extract_if(.., |(.., version)| *version > command.version)
            .collect();
        let mut answer = match self.write_version(&name, to, row.clone()) {
            Ok(answer) => answer,
            Err(reject) => return Reply::Rejected(reject),
        };
        for (id, made, _) in undone {
            let at = self.current(&name.0, &id);
            if at.is_none_or(|at| self.timers[at].spec.create_time != made) {
                continue;
            }
            match self.meet(&name.0, &id, "", 0) {
                Ok(at) => {
                    self.cancel_one(at, &caller, &command.reason);
                    answer.cancelled.push(id);
                }
                Err(Reply::Withdrawn(met)) if met.outcome == WithdrawOutcome::TooLate => answer.too_late.push(id),
                Err(_) => {}
            }
        }
        let told = EventRow {
            version: answer.version,
            restored: command.version,
            count: answer.cancelled.len() as u64,
            digest: row.checksum,
            reason: command.reason.clone(),
            ..EventRow::default()
        };
        self.tell_of_checkpoint(EventKind::CheckpointRolledBack, &caller, &name, told);
        self.answer_about(&caller, &command.digest, answer)
    }
}
