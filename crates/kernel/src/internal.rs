//! Generated messages of `minoots.internal.v1`, and their stored form.

use crate::failure::Failure;
use alloc::{format, vec::Vec};
use prost::Message;

pub use crate::generated::internal::v1::*;

/// Decodes a stored message. Only this system writes stored bytes, so anything that this version would not have written
/// is rejected: an unknown field, a repeated scalar, a field at its default.
pub fn decode<M: Message + Default>(what: &str, bytes: &[u8]) -> Result<M, Failure> {
    let mut message = M::default();
    decode_into(what, bytes, &mut message)?;
    Ok(message)
}

/// Decodes a stored message into an empty one.
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
