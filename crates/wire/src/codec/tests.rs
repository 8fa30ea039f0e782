#![allow(clippy::unwrap_used, clippy::expect_used)]

use http_body_util::{BodyExt as _, Full};
use prost::bytes::{BufMut as _, Bytes, BytesMut};
use prost_types::{ListValue, Value, value::Kind};
use tonic::Streaming;
use tonic::codec::{EncodeBody, SingleMessageCompressionOverride};

use super::*;
use crate::error::{DOMAIN, Details};
use crate::timer::v1::{CreateTimerRequest, GetTimerRequest};

fn frame(message: &[u8]) -> Full<Bytes> {
    let mut framed = BytesMut::new();
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.len()).unwrap());
    framed.put_slice(message);
    Full::new(framed.freeze())
}

async fn decode<U: Message + Default + Send + 'static>(message: &[u8]) -> Result<U, Status> {
    let decoder = StrictCodec::<(), U>::default().decoder();
    let mut stream = Streaming::new_request(decoder, frame(message), None, None);
    stream.message().await.map(|message| message.unwrap())
}

async fn assert_malformed<U: Message + Default + Send + 'static>(message: &[u8]) {
    let status = decode::<U>(message).await.err().unwrap();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    assert_eq!(Reason::of(&status), Some(Reason::Malformed));
    assert!(tonic_types::StatusExt::get_details_error_info(&status).is_some_and(|info| info.domain == DOMAIN));
}

fn nested(depth: usize) -> Vec<u8> {
    let mut value = Value {
        kind: Some(Kind::NullValue(0)),
    };
    for _ in 0..depth {
        value = Value {
            kind: Some(Kind::ListValue(ListValue { values: vec![value] })),
        };
    }
    value.encode_to_vec()
}

/// `depth` nested groups with a field number that no message here knows.
fn unknown_groups(depth: usize) -> Vec<u8> {
    const START: [u8; 2] = [0xfb, 0x7f];
    const END: [u8; 2] = [0xfc, 0x7f];
    [START.repeat(depth), END.repeat(depth)].concat()
}

#[tokio::test]
async fn a_truncated_varint_is_malformed() {
    assert_malformed::<GetTimerRequest>(&[0x0a, 0x80]).await;
    assert_malformed::<CreateTimerRequest>(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).await;
}

#[tokio::test]
async fn a_length_beyond_the_message_is_malformed() {
    assert_malformed::<GetTimerRequest>(&[0x0a, 0x05, b'a']).await;
}

#[tokio::test]
async fn text_that_is_not_utf8_is_malformed_and_the_refusal_names_the_field_but_not_the_value() {
    let status = decode::<GetTimerRequest>(b"\x0a\x08secret\xff\xfe").await.unwrap_err();
    assert_eq!(Reason::of(&status), Some(Reason::Malformed));
    assert!(status.message().contains("GetTimerRequest.id"), "{}", status.message());
    assert!(!status.message().contains("secret"));
}

#[tokio::test]
async fn nesting_deeper_than_100_is_malformed() {
    // Each list is two messages deep: the value and its list.
    assert!(decode::<Value>(&nested(49)).await.is_ok());
    assert_malformed::<Value>(&nested(51)).await;
}

#[tokio::test]
async fn unknown_fields_nested_101_deep_are_malformed_and_100_deep_are_skipped() {
    assert!(decode::<GetTimerRequest>(&unknown_groups(100)).await.is_ok());
    assert_malformed::<GetTimerRequest>(&unknown_groups(101)).await;
}

#[tokio::test]
async fn an_unknown_field_is_ignored() {
    let request: GetTimerRequest = decode(b"\x0a\x02t1\xf8\x7f\x01").await.unwrap();
    assert_eq!(
        request,
        GetTimerRequest {
            id: "t1".into(),
            ..Default::default()
        }
    );
}

#[tokio::test]
async fn encoded_messages_decode_to_the_same() {
    let request = GetTimerRequest {
        id: "t1".into(),
        partition_key: "p".into(),
        read: None,
    };
    let encoder = StrictCodec::<GetTimerRequest, ()>::default().encoder();
    let source = tokio_stream::once(Ok(request.clone()));
    let body = EncodeBody::new_server(encoder, source, None, SingleMessageCompressionOverride::default(), None);
    let framed = body.collect().await.unwrap().to_bytes();
    assert_eq!(decode::<GetTimerRequest>(&framed[5..]).await.unwrap(), request);
}

#[test]
fn the_refusal_has_no_retry_delay_since_a_repeat_cannot_help() {
    let error = GetTimerRequest::decode(&[0x0a_u8][..]).unwrap_err();
    assert_eq!(Details::of(&malformed(&error)).retry_delay, None);
}
