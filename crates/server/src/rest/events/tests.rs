#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use bytes::{BufMut, BytesMut};
use http_body::Frame;
use minoots_wire::event::v1::{Envelope, LogEvent};
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};

const LONG: Duration = Duration::from_secs(600);

fn framed(number: u64) -> Bytes {
    let event = LogEvent {
        envelope: Some(Envelope {
            payload: Bytes::from_static(b"{\"a\":\"line\\nline\"}"),
            signature: "e30..c2ln".to_owned(),
            r#type: "timer.fired".to_owned(),
            ..Envelope::default()
        }),
        sequence: number,
        cursor: format!("cursor-{number}"),
        fire_time: None,
    };
    let message = TailResponse { event: Some(event) }.encode_to_vec();
    let mut bytes = BytesMut::new();
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(message.len()).unwrap());
    bytes.put_slice(&message);
    bytes.freeze()
}

type Sender = mpsc::Sender<Result<Frame<Bytes>, Infallible>>;

fn tail(keep_alive: Duration) -> (Sender, Body) {
    let (sender, receiver) = mpsc::channel(1);
    let inner = Body::new(http_body_util::StreamBody::new(ReceiverStream::new(receiver)));
    (sender, body_within(inner, "cursor-0", keep_alive))
}

fn trailers(status: &Status) -> Frame<Bytes> {
    let mut headers = http::HeaderMap::new();
    status.add_header(&mut headers).unwrap();
    Frame::trailers(headers)
}

async fn block(blocks: &mut axum::body::BodyDataStream) -> String {
    String::from_utf8(blocks.next().await.unwrap().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn events_come_with_their_cursors_whatever_the_pieces_they_arrive_in() {
    let (sender, body) = tail(LONG);
    let mut blocks = body.into_data_stream();
    assert_eq!(block(&mut blocks).await, "retry: 1000\nid: cursor-0\n\n");
    let bytes = [framed(1), framed(2)].concat();
    let sending = tokio::spawn(async move {
        for piece in bytes.chunks(7) {
            let piece = Frame::data(Bytes::copy_from_slice(piece));
            sender.send(Ok(piece)).await.unwrap();
        }
        sender.send(Ok(trailers(&refusal::shutting_down()))).await.unwrap();
    });
    for number in [1, 2] {
        let block = block(&mut blocks).await;
        let lines: Vec<&str> = block.lines().collect();
        assert_eq!(lines[0], format!("id: cursor-{number}"));
        assert_eq!(lines[1], "event: timer.fired");
        let data: serde_json::Value = serde_json::from_str(lines[2].strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(data["sequence"], number.to_string());
        assert_eq!(data["envelope"]["signature"], "e30..c2ln");
        assert_eq!(lines.len(), 4);
    }
    let end = block(&mut blocks).await;
    assert!(end.starts_with("event: end\nretry: 1000\ndata: {"), "{end}");
    assert!(end.contains("SHUTTING_DOWN") && !end.contains("id: "), "{end}");
    assert!(blocks.next().await.is_none(), "nothing comes after the end");
    sending.await.unwrap();
}

#[tokio::test]
async fn a_tail_on_which_nothing_happens_is_kept_alive() {
    let (sender, body) = tail(Duration::from_millis(1));
    let mut blocks = body.into_data_stream();
    block(&mut blocks).await;
    for _ in 0..3 {
        assert_eq!(block(&mut blocks).await, ": keep-alive\n\n");
    }
    drop(sender);
}

#[tokio::test]
async fn a_tail_that_breaks_off_or_makes_no_sense_ends_with_a_reason() {
    let (sender, body) = tail(LONG);
    drop(sender);
    let mut blocks = body.into_data_stream();
    block(&mut blocks).await;
    assert!(block(&mut blocks).await.starts_with("event: end\n"));
    assert!(blocks.next().await.is_none());

    let (sender, body) = tail(LONG);
    sender
        .send(Ok(Frame::data(Bytes::from_static(&[7, 0, 0, 0, 0]))))
        .await
        .unwrap();
    let mut blocks = body.into_data_stream();
    block(&mut blocks).await;
    assert!(block(&mut blocks).await.contains("INTERNAL"));
    assert!(blocks.next().await.is_none());
}

#[tokio::test]
async fn event_streams_do_not_read_ahead_of_a_stalled_reader() {
    let (sender, body) = tail(LONG);
    let mut blocks = body.into_data_stream();
    block(&mut blocks).await;
    sender.send(Ok(Frame::data(framed(1)))).await.unwrap();
    // The channel has room for one message, which stays there until the client reads on.
    assert!(sender.try_send(Ok(Frame::data(framed(2)))).is_err());
    assert!(block(&mut blocks).await.starts_with("id: cursor-1"));
}
