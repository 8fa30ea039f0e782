//! Opening: for who may have it, on its way out.

use super::{KeysError, Payloads, checkpoint_place, use_of};
use crate::{app::App, refusal};
use minoots_delivery::opener::Opener;
use minoots_kernel::{
    Failure,
    internal::{CheckpointRow, NewTimer, ScheduleRow, TimerRow},
    tables,
};
use minoots_sequencer::consensus::View;
use minoots_wire::error::{Details, Reason};
use tonic::Status;

impl Opener for Payloads {
    fn open(&self, tenant: &str, place: &str, key: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.opened(tenant, place, key, sealed).map_err(|error| match error {
            KeysError::Tables(failure) => failure,
            unopened => Failure::Corrupt(unopened.to_string()),
        })
    }
}

impl Payloads {
    /// What was sealed for a place; `None` if the key is gone.
    fn opened(&self, tenant: &str, place: &str, key: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, KeysError> {
        let mut keys = self.of(tenant)?;
        if keys.as_ref().is_none_or(|keys| key > keys.last) {
            // What was read may be of a state that is newer than what is said to be applied, and the key too.
            keys = self.standing(tenant)?;
        }
        let Some(key) = keys.as_ref().and_then(|keys| keys.keys.get(&key)) else {
            return Ok(None);
        };
        let opened = key.open(use_of(tenant, place), sealed);
        opened.map(Some).map_err(|error| KeysError::Damaged {
            tenant: tenant.to_owned(),
            place: place.to_owned(),
            error,
        })
    }

    /// A timer with its payload as it was given. One whose key is gone has none, and still says by which key.
    fn open_spec(&self, tenant: &str, spec: &mut NewTimer) -> Result<(), KeysError> {
        if spec.payload_key == 0 {
            return Ok(());
        }
        spec.payload = match self.opened(tenant, &spec.place(), spec.payload_key, &spec.payload)? {
            Some(payload) => {
                spec.payload_key = 0;
                payload
            }
            None => Vec::new(),
        };
        Ok(())
    }

    fn open_checkpoint(
        &self,
        (tenant, execution, name): (&str, &str, &str),
        row: &mut CheckpointRow,
    ) -> Result<(), KeysError> {
        if row.payload_key != 0 {
            let place = checkpoint_place(execution, name);
            if let Some(data) = self.opened(tenant, &place, row.payload_key, &row.data)? {
                (row.data, row.payload_key) = (data, 0);
            }
        }
        Ok(())
    }
}

impl App {
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
            Ok(Some(keys)) if !keys.keys.contains_key(&key) => refusal::unrecognised(&refused, what, key),
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
}

/// A version that is verified.
pub(crate) enum Found {
    Whole(CheckpointRow),
    Shredded,
}
