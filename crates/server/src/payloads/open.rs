//! Opening: for who may have it, on its way out.

use super::{KeysError, Payloads, checkpoint_place, use_of};
use minoots_delivery::opener::Opener;
use minoots_kernel::{
    Failure,
    internal::{CheckpointRow, NewTimer},
};

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
    pub fn open_spec(&self, tenant: &str, spec: &mut NewTimer) -> Result<(), KeysError> {
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

    pub fn open_checkpoint(
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
