//! The public keys that verify envelopes.

use crate::{app::StateReader, convert, queries::signing_keys};
use minoots_wire::{
    envelope::KeySet,
    event::v1::{ListVerificationKeysResponse, VerificationKey},
};
use tonic::Status;

/// The maximum number of listed keys: one per node and rotation.
const KEYS_MAX: usize = 1_000;

pub(super) async fn run(reader: &StateReader) -> Result<ListVerificationKeysResponse, Status> {
    let (state, _) = reader.read(None).await?;
    let keys = state.look(|view| signing_keys::valid(view, KEYS_MAX))?;
    let keys = keys.into_iter().map(|(kid, row)| VerificationKey {
        kid,
        public_key: row.public_key.into(),
        node: row.node,
        create_time: convert::timestamp(row.create_time),
    });
    Ok(ListVerificationKeysResponse { keys: keys.collect() })
}

/// The same keys as a JWKS document.
pub(crate) async fn verification_keys(reader: &StateReader) -> Result<Vec<u8>, String> {
    let response = run(reader).await.map_err(|status| status.message().to_owned())?;
    let mut keys = KeySet::default();
    for key in response.keys {
        keys.insert(key.kid, &key.public_key)
            .map_err(|error| error.to_string())?;
    }
    Ok(keys.to_jwks().into_bytes())
}
