//! Opening: for who may have it, on its way out.

use super::{Payloads, checkpoint_place, use_of};
use crate::app::App;
use minoots_delivery::opener::Opener;
use minoots_kernel::{
    Failure,
    internal::{CheckpointRow, NewTimer, ScheduleRow, TimerRow},
};
use tonic::Status;

impl Opener for Payloads {
    fn open(&self, tenant: &str, place: &str, key: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let open = |keys: &super::TenantKeys| {
            let key = keys.keys.get(&key)?;
            Some(key.open(use_of(tenant, place), sealed))
        };
        let opened = match self.of(tenant)?.and_then(|keys| open(&keys)) {
            Some(opened) => Some(opened),
            // What was read may be of a state that is newer than what is said to be applied, and the key too.
            None => self.standing(tenant)?.and_then(|keys| open(&keys)),
        };
        opened
            .transpose()
            .map_err(|error| Failure::Corrupt(format!("the payload of {place} of tenant {tenant}: {error}")))
    }
}

impl Payloads {
    /// A timer with its payload as it was given. One whose key is gone has none, and still says by which key.
    fn open_spec(&self, tenant: &str, spec: &mut NewTimer) -> Result<(), Failure> {
        if spec.payload_key == 0 {
            return Ok(());
        }
        spec.payload = match self.open(tenant, &spec.place(), spec.payload_key, &spec.payload)? {
            Some(payload) => {
                spec.payload_key = 0;
                payload
            }
            None => Vec::new(),
        };
        Ok(())
    }

    /// A version of a checkpoint with its data as it was given. One whose key is gone stays as it is stored, and says by which key.
    pub fn opened_checkpoint(
        &self,
        (tenant, execution, name): (&str, &str, &str),
        mut row: CheckpointRow,
    ) -> Result<CheckpointRow, Failure> {
        if row.payload_key != 0 {
            let place = checkpoint_place(execution, name);
            if let Some(data) = self.open(tenant, &place, row.payload_key, &row.data)? {
                (row.data, row.payload_key) = (data, 0);
            }
        }
        Ok(row)
    }
}

impl App {
    /// A timer with its payload as it was given. One whose key is gone has none, and still says by which key.
    pub(crate) fn opened(&self, tenant: &str, mut row: TimerRow) -> Result<TimerRow, Status> {
        if let Some(spec) = &mut row.spec {
            self.payloads
                .open_spec(tenant, spec)
                .map_err(|failure| self.fail(failure))?;
        }
        Ok(row)
    }

    /// A schedule with its template's payload as it was given.
    pub(crate) fn opened_schedule(&self, tenant: &str, mut row: ScheduleRow) -> Result<ScheduleRow, Status> {
        if let Some(timer) = row.spec.as_mut().and_then(|spec| spec.timer.as_mut()) {
            self.payloads
                .open_spec(tenant, timer)
                .map_err(|failure| self.fail(failure))?;
        }
        Ok(row)
    }
}
