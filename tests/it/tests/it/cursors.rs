//! Cursors of another log, or beyond the end of this one.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::files;
use minoots_it::server::{Home, Server};
use minoots_it::tail::{Tail, kind, subject};
use minoots_wire::error::Details;
use tonic::Code;

use crate::support::{Node, reason};

const HOUR: Duration = Duration::from_secs(3_600);

/// Returns the refusal of a tail after this cursor.
async fn refusal(client: &Client, cursor: &str) -> tonic::Status {
    match Tail::after(client, cursor).await {
        Err(status) => status,
        // The refusal may also be the first message of the stream.
        Ok(mut tail) => tail.next().await.unwrap_err().downcast().unwrap(),
    }
}

#[tokio::test]
async fn an_altered_cursor_is_refused_wherever_it_was_altered() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| kind(event) == "timer.scheduled").await.unwrap();
    let cursor = events.last().unwrap().cursor.clone();
    let mut altered = vec![
        String::new(),
        "start".to_owned(),
        "a".repeat(10_000),
        format!("{cursor}A"),
    ];
    for at in 0..cursor.len() {
        let replacement = if &cursor[at..=at] == "A" { "B" } else { "A" };
        altered.push(format!("{}{replacement}{}", &cursor[..at], &cursor[at + 1..]));
    }
    for text in altered {
        let refused = refusal(&node.client, &text).await;
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::InvalidArgument, "CURSOR_INVALID"),
            "{text}"
        );
        assert_eq!(Details::of(&refused).fields[0].path, "cursor");
    }
}

#[tokio::test]
async fn a_cursor_from_a_future_this_log_has_not_seen_is_ahead() {
    let node = Node::start().await;
    node.client.create(timer("shared").fire_after(HOUR)).await.unwrap();
    let home = node.home;
    node.server.stop().await.unwrap();
    let past = Home::new().unwrap();
    files::copy(&home.data(), &past.data()).unwrap();

    let node = Node::start_in(home).await;
    for at in 0..50 {
        node.client
            .create(timer(&format!("new{at}")).fire_after(HOUR))
            .await
            .unwrap();
    }
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let cursor = tail
        .until(|event| subject(event) == "timers/new49")
        .await
        .unwrap()
        .pop()
        .unwrap()
        .cursor;
    node.server.stop().await.unwrap();

    let server = Server::start(&past).await.unwrap();
    let client = Client::connect(server.endpoint()).await.unwrap();
    let refused = refusal(&client, &cursor).await;
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::OutOfRange, "CURSOR_AHEAD")
    );
    assert!(client.get("shared").await.is_ok());
}
