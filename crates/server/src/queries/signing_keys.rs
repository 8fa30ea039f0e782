//! Keys that sign envelopes and the heads of chains.

use minoots_kernel::{
    Failure,
    internal::KeyRow,
    tables::{Read, key},
};

/// The keys that are not revoked, of the first `limit`. Signatures of a revoked key are no longer trustworthy.
pub(crate) fn valid(view: &(impl Read + ?Sized), limit: usize) -> Result<Vec<(String, KeyRow)>, Failure> {
    let mut keys = key::list(view, limit)?;
    keys.retain(|(_, key)| key.revoke_time == 0);
    Ok(keys)
}
