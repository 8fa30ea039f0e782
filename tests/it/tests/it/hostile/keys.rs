//! The limits on calls in flight of one API key, and of one tenant.

use minoots_it::client::Client;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::consumer::Consumer;
use minoots_it::raw::{Raw, frame};
use minoots_it::server::Home;
use minoots_wire::event::v1::{TailRequest, tail_request::Position};
use minoots_wire::timer::v1::WaitTimerRequest;
use prost::Message as _;
use tonic::{Code, Status};

use super::{Attacked, HOUR};
use crate::access::Guarded;
use crate::support::{Node, reason};

const TAIL: &str = "minoots.event.v1.EventService/Tail";
const WAIT: &str = "minoots.timer.v1.TimerService/WaitTimer";

/// Opens tails with different keys, and then without one, until one is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_has_so_many_streams_whatever_keys_open_them() {
    let guarded = Guarded::start_with(&[("MINOOTS_TENANT_STREAMS_MAX", "4")]).await;
    let mut streams = Vec::new();
    let mut refused = Vec::new();
    for _ in 0..3 {
        let key = guarded.key("greedy", &["admin"]).await;
        for _ in 0..2 {
            let client = guarded.client(&key).await;
            match Consumer::open(&client, "work", 1).await {
                Ok(consumer) => streams.push(consumer),
                Err(status) => refused.push(status),
            }
        }
    }
    assert_eq!((streams.len(), refused.len()), (4, 2));
    for status in &refused {
        assert_eq!(
            (status.code(), reason(status).as_str()),
            (Code::ResourceExhausted, "TOO_MANY_STREAMS")
        );
        assert!(
            status.message().contains("this tenant has 4 streams"),
            "{}",
            status.message()
        );
    }
    let other = guarded.key("acme", &["admin"]).await;
    let acme = guarded.client(&other).await;
    drop(Consumer::open(&acme, "work", 1).await.unwrap());

    // A node without keys serves one tenant, to which the limit applies as well. The node's own stream, which advances
    // workflows, does not count.
    let home = Home::new().unwrap().with_variable("MINOOTS_TENANT_STREAMS_MAX", "2");
    let node = Node::start_in(home).await;
    let held = [
        Consumer::open(&node.client, "work", 1).await.unwrap(),
        Consumer::open(&node.client, "work", 1).await.unwrap(),
    ];
    let refused = Consumer::open(&node.client, "work", 1).await.err().unwrap();
    assert_eq!(reason(&refused), "TOO_MANY_STREAMS");
    node.client.create(timer("calls").fire_after(HOUR)).await.unwrap();
    drop(held);
    let deadline = Deadline::after(minoots_it::PATIENCE);
    while Consumer::open(&node.client, "work", 1).await.is_err() {
        assert!(!deadline.has_passed(), "no place came back");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_has_so_many_streams_and_calls_and_other_keys_have_their_own() {
    let guarded = Guarded::start_with(&[("MINOOTS_KEY_STREAMS_MAX", "5"), ("MINOOTS_KEY_CALLS_MAX", "8")]).await;
    let (greedy, other) = (
        guarded.key("greedy", &["admin"]).await,
        guarded.key("acme", &["admin"]).await,
    );
    let honest = guarded.client(&other).await;
    // The streams belong to a tenant with little activity, so no reader is needed.
    let of_greedy = guarded.client(&greedy).await;
    of_greedy.create(timer("awaited").fire_after(HOUR)).await.unwrap();
    drop(of_greedy);
    let Guarded { home, server, .. } = guarded;
    let mut node = Attacked::over(home, server, honest).await;
    let raw = async || {
        let raw = Raw::connect(node.address()).await.unwrap();
        raw.showing(&[&format!("Bearer {greedy}")])
    };
    let raw = [raw().await, raw().await];
    let request = TailRequest {
        position: Some(Position::Start(true)),
        ..TailRequest::default()
    };
    let mut streams = Vec::new();
    for at in 0..5 {
        // Over any connection.
        let (answer, mut sending) = raw[at % 2].begin(TAIL, None).await.unwrap();
        sending.send_data(frame(false, &request.encode_to_vec()), true).unwrap();
        streams.push(answer.await.unwrap());
    }
    let refused = raw[0]
        .refusal(TAIL, &request.encode_to_vec(), true)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::ResourceExhausted, "TOO_MANY_STREAMS")
    );
    drop(streams.pop());
    let again = async {
        loop {
            // The node learns of an end a little later.
            if raw[1]
                .refusal(TAIL, &request.encode_to_vec(), true)
                .await
                .unwrap()
                .is_none()
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(minoots_it::PATIENCE, again)
        .await
        .expect("no place came back");

    let wait = WaitTimerRequest {
        id: "awaited".to_owned(),
        ..WaitTimerRequest::default()
    };
    // One wait more than there are permits. A wait with a permit gets no response.
    let mut waits = Vec::new();
    let refused = loop {
        assert!(waits.len() < 1_000, "never refused");
        let (mut answer, mut sending) = raw[0].begin(WAIT, None).await.unwrap();
        sending.send_data(frame(false, &wait.encode_to_vec()), true).unwrap();
        match tokio::time::timeout(std::time::Duration::from_millis(200), &mut answer).await {
            Ok(answer) => break Status::from_header_map(answer.unwrap().headers()).unwrap(),
            Err(_) => waits.push(answer),
        }
    };
    assert!(waits.len() >= 8, "{}", waits.len());
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::ResourceExhausted, "TOO_MANY_CALLS")
    );
    node.honest_goes_on().await;
    let endpoint = node.server.endpoint().to_owned();
    let client = Client::connect_showing(&endpoint, Some(&greedy)).await.unwrap();
    assert_eq!(reason(&client.get("awaited").await.unwrap_err()), "TOO_MANY_CALLS");
    drop((waits, streams, raw));
    let served = async {
        let mut told = Ok(());
        let deadline = Deadline::after(minoots_it::PATIENCE);
        loop {
            match client.get("awaited").await {
                Ok(_) => return,
                Err(status) => told = told.and(Err(status)),
            }
            assert!(!deadline.has_passed(), "no place came back: {told:?}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    served.await;
}
