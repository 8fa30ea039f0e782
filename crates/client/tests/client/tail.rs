//! The tail against a scripted server.

use futures::StreamExt as _;
use minoots_client::{Error, TailFrom, TailOptions};
use minoots_wire::event::v1::tail_request::Position;

use super::scripted::Scripted;
use super::{client, within};

async fn server(log: u32, cut_after: u32) -> Scripted {
    let server = Scripted::start([]).await;
    server.script().log = log;
    server.script().tail_cut_after = cut_after;
    server
}

#[tokio::test]
async fn a_tail_that_is_cut_again_and_again_shows_every_event_once() {
    let server = server(20, 3).await;
    let tail = client(&[&server.endpoint()]).tail(TailFrom::Start, TailOptions::default());
    let sequences: Vec<u64> = within(tail.take(20).map(|event| event.unwrap().sequence).collect()).await;
    assert_eq!(sequences, (0..20).collect::<Vec<u64>>());
    let tails = server.script().tails.clone();
    assert_eq!(tails[0], Some(Position::Start(true)));
    assert_eq!(tails[1], Some(Position::Cursor("after-2".to_owned())));
    assert_eq!(tails.len(), 7);
}

#[tokio::test]
async fn a_connection_that_is_lost_is_resumed_after_the_last_event() {
    let server = server(2, 0).await;
    let mut tail = client(&[&server.endpoint()]).tail(TailFrom::Cursor("after-0".to_owned()), TailOptions::default());
    assert_eq!(within(tail.next()).await.unwrap().unwrap().cursor, "after-1");
    server.script().log = 4;
    server.proxy.cut().now();
    for sequence in [2, 3] {
        assert_eq!(within(tail.next()).await.unwrap().unwrap().sequence, sequence);
    }
}

#[tokio::test]
async fn a_compacted_cursor_ends_the_tail_and_names_where_to_go_on() {
    let server = server(10, 0).await;
    server.script().earliest = 6;
    let client = client(&[&server.endpoint()]);
    let mut tail = client.tail(TailFrom::Cursor("after-1".to_owned()), TailOptions::default());
    let Some(Err(Error::CursorCompacted { earliest, .. })) = within(tail.next()).await else {
        panic!("not compacted");
    };
    assert!(within(tail.next()).await.is_none());
    let mut tail = client.tail(TailFrom::Cursor(earliest), TailOptions::default());
    assert_eq!(within(tail.next()).await.unwrap().unwrap().sequence, 6);
}

#[tokio::test]
async fn a_tail_from_the_end_that_breaks_before_its_first_event_says_that_events_may_be_missing() {
    let server = server(5, 0).await;
    let mut tail = client(&[&server.endpoint()]).tail(TailFrom::End, TailOptions::default());
    let error = within(tail.next()).await.unwrap().unwrap_err();
    assert_eq!(error.reason(), "POSITION_UNKNOWN");
}

#[tokio::test]
async fn an_event_that_does_not_verify_is_an_error_and_the_next_one_follows() {
    let server = server(2, 0).await;
    let mut tail = client(&[&server.endpoint()]).tail(TailFrom::Start, TailOptions::default().verify());
    for number in 0..2 {
        let error = within(tail.next()).await.unwrap().unwrap_err();
        assert!(matches!(&error, Error::Unverified { event_id, .. } if *event_id == format!("event-{number}")));
    }
}
