//! Generated messages of `minoots.internal.v1`, and how they are stored.

use crate::failure::Failure;
use alloc::{format, vec::Vec};
use prost::Message;

pub use crate::generated::internal::v1::*;

/// Decodes a stored message. Stored bytes are ours alone, so whatever this version would not have written is refused: an unknown
/// field, a repeated scalar, a field at its default.
pub fn decode<M: Message + Default>(what: &str, bytes: &[u8]) -> Result<M, Failure> {
    let mut message = M::default();
    decode_into(what, bytes, &mut message)?;
    Ok(message)
}

/// The same, into a message that is empty.
pub(crate) fn decode_into<M: Message>(what: &str, bytes: &[u8], message: &mut M) -> Result<(), Failure> {
    message
        .merge(bytes)
        .map_err(|error| Failure::Corrupt(format!("{what}: {error}")))?;
    if message.encoded_len() == bytes.len() {
        Ok(())
    } else {
        Err(Failure::Corrupt(format!(
            "{what}: {} of {} bytes are unknown to this version",
            bytes.len().abs_diff(message.encoded_len()),
            bytes.len()
        )))
    }
}

/// The stored form of a message.
pub fn encode<M: Message>(message: &M) -> Vec<u8> {
    message.encode_to_vec()
}
