//! The gRPC codec of every service: protobuf that treats undecodable messages as the sender's fault.
//!
//! tonic's own codec answers `INTERNAL` to a message it cannot decode. Here a truncated varint, text that is not UTF-8
//! or nesting deeper than 100 is `INVALID_ARGUMENT` with reason `MALFORMED`, so that callers do not repeat the request.
//! Unknown fields are skipped. On the client the same codec decodes responses; `MALFORMED` there means that the
//! responder does not speak this API.

use std::marker::PhantomData;

use prost::{DecodeError, Message};
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic::{Code, Status};
use tonic_prost::ProstEncoder;

use crate::admin::v1::Reason;
use crate::error;

#[cfg(test)]
mod tests;

/// The initial size of the decode buffer of each call and stream; tonic's own is 8 KiB. A connection with many idle
/// streams holds one for each, and most messages are smaller. The buffer grows with the first larger message.
const DECODE_BUFFER_BYTES: usize = 1024;
/// The initial size of the encode buffer. Idle streams hold it, too; most deliveries fit.
const ENCODE_BUFFER_BYTES: usize = 2048;
/// The number of bytes encoded or decoded before the task yields; equal to tonic's own.
const YIELD_BYTES: usize = 32 * 1024;

/// Encodes `T` and decodes `U`; named by the generated clients and servers.
#[derive(Debug, Clone, Copy)]
pub struct StrictCodec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for StrictCodec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> Codec for StrictCodec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = StrictDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::new(BufferSettings::new(ENCODE_BUFFER_BYTES, YIELD_BYTES))
    }

    fn decoder(&mut self) -> Self::Decoder {
        StrictDecoder(PhantomData)
    }
}

/// Decodes one message; made by [`StrictCodec`].
#[derive(Debug, Clone, Copy)]
pub struct StrictDecoder<U>(PhantomData<U>);

impl<U: Message + Default> Decoder for StrictDecoder<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        U::decode(buffer).map(Some).map_err(|error| malformed(&error))
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(DECODE_BUFFER_BYTES, YIELD_BYTES)
    }
}

/// The rejection of a protobuf message that does not decode. The text names message and field, never a value.
#[must_use]
pub fn malformed(error: &DecodeError) -> Status {
    error::status(Code::InvalidArgument, Reason::Malformed, error.to_string()).build()
}
