//! Payloads are sealed on their way into the log, and opened on their way out.

use super::App;
use crate::{
    payloads::{KeysError, SealError},
    refusal,
};
use minoots_kernel::{
    Failure,
    internal::{Caller, CheckpointRow, ScheduleRow, TimerRow, command::Command},
    tables,
};
use minoots_sequencer::{Answer, Priority, consensus::View};
use minoots_wire::error::{Details, Reason};
use tokio::sync::oneshot;
use tonic::Status;

impl App {
    /// Puts a command into the log, with what it carries sealed if its tenant has that.
    pub(crate) fn hand_in(
        &self,
        mut command: Command,
        priority: Priority,
    ) -> Result<oneshot::Receiver<Answer>, Status> {
        match self.payloads.seal(&mut command) {
            Ok(()) => self.proposer.submit(command, priority).map_err(refusal::refused),
            Err(SealError::Keys(error)) => Err(self.unopened(error)),
            Err(SealError::Seal(error)) => Err(refusal::unsealed(&error)),
        }
    }

    /// A timer with its payload as it was given. One whose key is gone has none, and still says by which key.
    pub(crate) fn opened(&self, tenant: &str, mut row: TimerRow) -> Result<TimerRow, Status> {
        if let Some(spec) = &mut row.spec {
            self.payloads
                .open_spec(tenant, spec)
                .map_err(|error| self.unopened(error))?;
        }
        Ok(row)
    }

    /// A schedule with its template's payload as it was given.
    pub(crate) fn opened_schedule(&self, tenant: &str, mut row: ScheduleRow) -> Result<ScheduleRow, Status> {
        if let Some(timer) = row.spec.as_mut().and_then(|spec| spec.timer.as_mut()) {
            self.payloads
                .open_spec(tenant, timer)
                .map_err(|error| self.unopened(error))?;
        }
        Ok(row)
    }

    /// A version of a checkpoint with its data as it was given; `versions` are this one and the current one.
    ///
    /// # Errors
    /// Its key is gone; or what else is wrong with it.
    pub(crate) fn opened_checkpoint(
        &self,
        place: (&str, &str, &str),
        versions: (u64, u64),
        mut row: CheckpointRow,
    ) -> Result<CheckpointRow, Status> {
        let opened = self.payloads.open_checkpoint(place, &mut row);
        opened.map_err(|error| self.unopened(error))?;
        match row.payload_key {
            0 => Ok(row),
            key => Err(refusal::shredded(place, versions, key)),
        }
    }

    /// The refusal of creates whose ids are `ids`: if the payload key of the timer in the way was shredded, the refusal says so.
    pub(crate) fn timer_in_the_way(&self, tenant: &str, ids: &[&str], refused: Status) -> Status {
        if !matches!(
            Reason::of(&refused),
            Some(Reason::TimerExists | Reason::IdempotencyMismatch)
        ) {
            return refused;
        }
        let index = Details::of(&refused)
            .metadata
            .get("index")
            .and_then(|index| index.parse().ok());
        let Some(id) = index.and_then(|index: usize| ids.get(index)) else {
            return refused;
        };
        self.in_the_way("timer", tenant, refused, |view| {
            let row = tables::timer::get(view, tenant, id)?;
            Ok(row.and_then(|row| row.spec).map_or(0, |spec| spec.payload_key))
        })
    }

    /// The same of a schedule.
    pub(crate) fn schedule_in_the_way(&self, tenant: &str, id: &str, refused: Status) -> Status {
        if Reason::of(&refused) != Some(Reason::ScheduleExists) {
            return refused;
        }
        self.in_the_way("schedule", tenant, refused, |view| {
            let row = tables::schedule::get(view, tenant, id)?;
            let timer = row.and_then(|row| row.spec).and_then(|spec| spec.timer);
            Ok(timer.map_or(0, |timer| timer.payload_key))
        })
    }

    fn in_the_way(
        &self,
        what: &str,
        tenant: &str,
        refused: Status,
        key: impl FnOnce(&dyn View) -> Result<u64, Failure>,
    ) -> Status {
        let key = self
            .view()
            .and_then(|view| key(view.as_ref()).map_err(|failure| self.fail(failure)));
        let Ok(key @ 1..) = key else { return refused };
        match self.payloads.standing(tenant) {
            Ok(Some(keys)) if !keys.has(key) => refusal::unrecognised(&refused, what, key),
            _ => refused,
        }
    }

    /// What a verification finds: the version as it was given, or that its key is gone, or that it does not open.
    pub(crate) fn verifiable(&self, place: (&str, &str, &str), mut row: CheckpointRow) -> Result<Found, Status> {
        match self.payloads.open_checkpoint(place, &mut row) {
            Ok(()) if row.payload_key == 0 => Ok(Found::Whole(row)),
            Ok(()) => Ok(Found::Shredded),
            // As sealed, it has not what it was written with.
            Err(KeysError::Damaged { .. }) => Ok(Found::Whole(row)),
            Err(error) => Err(self.unopened(error)),
        }
    }

    /// Tables that cannot be read stop the node; what it cannot open it refuses.
    fn unopened(&self, error: KeysError) -> Status {
        match error {
            KeysError::Tables(failure) => self.fail(failure),
            KeysError::Unopened(unopened) => refusal::unopened(&unopened.to_string()),
            damaged @ KeysError::Damaged { .. } => refusal::damaged(&damaged.to_string()),
        }
    }

    /// The digest that a request is remembered by: of a tenant with keys one that tells nothing of what it carries. `plain` is of the
    /// request as it came; what was remembered of it before is found again.
    pub(crate) fn request_digest(&self, caller: Option<&Caller>, plain: Vec<u8>) -> Result<Vec<u8>, Status> {
        let none = Caller::default();
        let caller = caller.unwrap_or(&none);
        let is_sealed = self.payloads.of(&caller.tenant).map_err(|error| self.unopened(error))?;
        let (Some(_), Some(secrets)) = (is_sealed, self.payloads.secrets()) else {
            return Ok(plain);
        };
        let standing = match caller.request_id.as_str() {
            "" => None,
            id => {
                let view = self.view()?;
                tables::request::get(view.as_ref(), &caller.tenant, id).map_err(|failure| self.fail(failure))?
            }
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

/// A version that is verified.
pub(crate) enum Found {
    Whole(CheckpointRow),
    Shredded,
}
