//! Generated messages of `minoots.internal.v1`, and how they are stored.

use crate::failure::Failure;
use alloc::{format, vec::Vec};
use prost::Message;

pub use crate::generated::internal::v1::*;

/// Decodes a stored message. Stored bytes are ours alone, so whatever this version would not have written is refused: an unknown
/// field, a repeated scalar, a field at its default.
pub fn decode<M: Message + Default>(what: &str, bytes: &[u8]) -> Result<M, Failure> {
    let message = M::decode(bytes).map_err(|error| Failure::Corrupt(format!("{what}: {error}")))?;
    if message.encoded_len() == bytes.len() {
        Ok(message)
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
