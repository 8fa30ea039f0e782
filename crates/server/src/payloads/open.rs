//! Opens payloads for delivery and for responses.

use std::sync::Arc;

use super::{KeysError, Payloads, TenantKeys, checkpoint_place, use_of};
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
    /// Opens data that was sealed for a place; `None` if its key was shredded.
    fn opened(&self, tenant: &str, place: &str, key: u64, sealed: &[u8]) -> Result<Option<Vec<u8>>, KeysError> {
        let keys = self.keys_up_to(tenant, key)?;
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

    /// The keys of a tenant, as of a state that knows this key. A row may come from a state newer than the applied
    /// index that this node reports, and so may its key.
    fn keys_up_to(&self, tenant: &str, key: u64) -> Result<Option<Arc<TenantKeys>>, KeysError> {
        match self.of(tenant)? {
            Some(keys) if key <= keys.last => Ok(Some(keys)),
            _ => self.standing(tenant),
        }
    }

    /// Whether a payload key was shredded. The key 0 stands for data that is not sealed.
    pub fn is_shredded(&self, tenant: &str, key: u64) -> Result<bool, KeysError> {
        if key == 0 {
            return Ok(false);
        }
        let keys = self.keys_up_to(tenant, key)?;
        Ok(keys.is_none_or(|keys| !keys.keys.contains_key(&key)))
    }

    /// Opens the payload of a timer. A timer whose key was shredded has no payload, and still names the key.
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
