//! Opens sealed payloads on their way out, and tells refusals that a shredded payload causes.

use super::reader::StateReader;
use crate::{
    payloads::{KeysError, Payloads},
    refusal,
    state::State,
};
use minoots_kernel::internal::{CheckpointRow, ScheduleRow, TimerRow};
use minoots_wire::error::{Details, Reason};
use std::sync::Arc;
use tonic::Status;

/// Opens the sealed payloads of rows.
#[derive(Clone)]
pub(crate) struct PayloadOpener {
    pub(crate) payloads: Arc<Payloads>,
    pub(crate) reader: StateReader,
}

impl PayloadOpener {
    /// Returns a timer with its plain payload. A timer whose payload key was shredded has no payload, and still names
    /// the key.
    pub(crate) fn opened(&self, tenant: &str, mut row: TimerRow) -> Result<TimerRow, Status> {
        if let Some(spec) = &mut row.spec {
            self.payloads
                .open_spec(tenant, spec)
                .map_err(|error| unopened(&self.reader, error))?;
        }
        Ok(row)
    }

    /// Returns a schedule with the plain payload of its template.
    pub(crate) fn opened_schedule(&self, tenant: &str, mut row: ScheduleRow) -> Result<ScheduleRow, Status> {
        if let Some(timer) = row.spec.as_mut().and_then(|spec| spec.timer.as_mut()) {
            self.payloads
                .open_spec(tenant, timer)
                .map_err(|error| unopened(&self.reader, error))?;
        }
        Ok(row)
    }

    /// Returns a version of a checkpoint with its plain data. `versions` are this version and the current one.
    ///
    /// # Errors
    /// The key of the data was shredded, or the data cannot be opened.
    pub(crate) fn opened_checkpoint(
        &self,
        place: (&str, &str, &str),
        versions: (u64, u64),
        mut row: CheckpointRow,
    ) -> Result<CheckpointRow, Status> {
        let opened = self.payloads.open_checkpoint(place, &mut row);
        opened.map_err(|error| unopened(&self.reader, error))?;
        match row.payload_key {
            0 => Ok(row),
            key => Err(refusal::shredded(place, versions, key)),
        }
    }

    /// Extends the rejection of creates with these `ids`: if the payload key of the existing timer was shredded, the
    /// rejection says so.
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
        self.in_the_way("timer", tenant, refused, |state| {
            let row = state.timer(tenant, id)?;
            Ok(row.and_then(|row| row.spec).map_or(0, |spec| spec.payload_key))
        })
    }

    /// Like [`PayloadOpener::timer_in_the_way`], for a schedule.
    pub(crate) fn schedule_in_the_way(&self, tenant: &str, id: &str, refused: Status) -> Status {
        if Reason::of(&refused) != Some(Reason::ScheduleExists) {
            return refused;
        }
        self.in_the_way("schedule", tenant, refused, |state| {
            let row = state.schedule(tenant, id)?;
            let timer = row.and_then(|row| row.spec).and_then(|spec| spec.timer);
            Ok(timer.map_or(0, |timer| timer.payload_key))
        })
    }

    fn in_the_way(
        &self,
        what: &str,
        tenant: &str,
        refused: Status,
        key: impl FnOnce(&State) -> Result<u64, Status>,
    ) -> Status {
        let Ok(key @ 1..) = self.reader.state().and_then(|state| key(&state)) else {
            return refused;
        };
        match self.payloads.standing(tenant) {
            Ok(Some(keys)) if !keys.has(key) => refusal::unrecognised(&refused, what, key),
            _ => refused,
        }
    }

    /// Returns the version to verify: in plain, shredded, or as sealed if it does not open.
    pub(crate) fn verifiable(&self, place: (&str, &str, &str), mut row: CheckpointRow) -> Result<Found, Status> {
        match self.payloads.open_checkpoint(place, &mut row) {
            Ok(()) if row.payload_key == 0 => Ok(Found::Whole(row)),
            Ok(()) => Ok(Found::Shredded),
            // The sealed bytes have another digest than the data that was written, so verification fails.
            Err(KeysError::Damaged { .. }) => Ok(Found::Whole(row)),
            Err(error) => Err(unopened(&self.reader, error)),
        }
    }

    /// Whether the payload key of a row was shredded. The key 0 stands for data that is not sealed.
    pub(crate) fn is_shredded(&self, tenant: &str, key: u64) -> Result<bool, Status> {
        let found = self.payloads.is_shredded(tenant, key);
        found.map_err(|error| unopened(&self.reader, error))
    }
}

/// Converts an error of opening. Unreadable tables stop the node; data that does not open gives a rejection.
pub(super) fn unopened(reader: &StateReader, error: KeysError) -> Status {
    match error {
        KeysError::Tables(failure) => reader.fail(failure),
        KeysError::Unopened(unopened) => refusal::unopened(&unopened.to_string()),
        damaged @ KeysError::Damaged { .. } => refusal::damaged(&damaged.to_string()),
    }
}

/// A version of a checkpoint to verify.
pub(crate) enum Found {
    Whole(CheckpointRow),
    Shredded,
}
