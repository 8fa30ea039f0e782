//! Traces over OTLP: the story of a timer, across its wait.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::cluster::Plan;
use minoots_it::consumer::Consumer;
use minoots_it::http1;
use minoots_it::otlp::{CLIENT, Collector, PRODUCER, SERVER, Seen};
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::rest::Rest;
use minoots_it::server::{Home, Server};
use minoots_wire::timer::v1::CreateTimerRequest;
use serde_json::{Value, json};
use tonic::Request;

use crate::support::Node;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
/// Spans are exported after this many milliseconds, instead of five seconds.
const DELAY: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "50");

fn caller_context(flags: &str) -> String {
    format!("00-{TRACE}-{CALLER}-{flags}")
}

fn traceparent_of(span: &Seen) -> String {
    format!("00-{}-{}-01", span.id.0, span.id.1)
}

fn is_named(name: &str) -> impl Fn(&Seen) -> bool {
    move |span| span.name == name
}

/// Checks that the firing and its create link to each other, in traces of their own, and that no span lasts for the
/// time between them.
fn check_wait(create: &Seen, fire: &Seen) {
    assert_eq!(create.kind, PRODUCER, "{create:?}");
    assert_eq!(create.links, std::slice::from_ref(&fire.id), "{create:?}");
    assert_eq!(fire.links, std::slice::from_ref(&create.id), "{fire:?}");
    assert_ne!(create.id.0, fire.id.0);
    assert_eq!(fire.parent, "");
    assert!(create.time.1 < fire.time.0, "{create:?} {fire:?}");
}

#[tokio::test]
async fn a_story_is_followed_from_an_http_request_to_the_receiver_of_a_webhook() {
    let collector = Collector::start().await.unwrap();
    let home = Home::new().unwrap().with_variable(DELAY.0, DELAY.1);
    let server = Server::start_with(&home, &["--no-demo", "--otlp-endpoint", &collector.endpoint()]).await;
    let server = server.unwrap();
    let rest = Rest::at(server.address()).await.unwrap();
    let receiver = Receiver::start(|_, number| Reply::status(if number == 1 { 503 } else { 200 })).await;
    let receiver = receiver.unwrap();
    let hook = json!({"id": "hook", "url": receiver.url("/in"), "allowPrivate": true});
    let made = rest.post("/v1/webhooks", &hook).await.unwrap();
    assert_eq!(made.status, 200, "{made:?}");

    let tea = json!({
        "id": "tea", "name": "tea", "delay": "1s", "target": {"webhook": "hook"},
        "retryPolicy": {"initialBackoff": "0.05s"},
    });
    let headers = [
        ("content-type", "application/json"),
        ("traceparent", &*caller_context("01")),
    ];
    let made = rest.send("POST", "/v1/timers", &headers, &tea.to_string()).await;
    assert_eq!(made.unwrap().status, 200);

    // Back from the receiver, span by span, to the request.
    let came = receiver.wait_for(2).await.unwrap();
    let mut deliveries = Vec::new();
    for (index, posted) in came.iter().enumerate() {
        let context = posted.header("traceparent").to_owned();
        let post = collector.until(|span| traceparent_of(span) == context).await.unwrap();
        assert_eq!((post.name.as_str(), post.kind), ("POST", CLIENT));
        let status = ["503", "200"][index];
        assert_eq!(post.attribute("http.response.status_code"), status);
        let deliver = collector.until(|span| span.id.1 == post.parent).await.unwrap();
        assert_eq!(deliver.kind, PRODUCER);
        assert_eq!(deliver.attribute("minoots.delivery.attempt"), (index + 1).to_string());
        let outcome = ["nack", "ack"][index];
        let settle = collector
            .until(|span| span.parent == deliver.id.1 && span.attribute("messaging.operation.type") == "settle")
            .await
            .unwrap();
        assert_eq!(settle.attribute("messaging.operation.name"), outcome);
        deliveries.push(deliver);
    }
    assert_ne!(deliveries[0].id, deliveries[1].id);
    assert_eq!(deliveries[0].parent, deliveries[1].parent);
    let fire = collector.until(|span| span.id.1 == deliveries[0].parent).await.unwrap();
    assert_eq!(fire.attribute("minoots.timer.id"), "tea");
    let lateness: f64 = fire.attribute("minoots.timer.lateness").parse().unwrap();
    assert!(lateness >= 0.0, "{fire:?}");
    let create = collector.until(|span| fire.links.contains(&span.id)).await.unwrap();
    check_wait(&create, &fire);
    let request = collector.until(|span| span.id.1 == create.parent).await.unwrap();
    assert_eq!(
        (request.name.as_str(), request.kind),
        ("minoots.timer.v1.TimerService/CreateTimer", SERVER)
    );
    assert_eq!(request.attribute("rpc.response.status_code"), "OK");
    assert_eq!((request.id.0.as_str(), request.parent.as_str()), (TRACE, CALLER));
    server.stop().await.unwrap();
}

/// Creates a timer with the context of a caller, of whose trace these flags speak.
async fn create_traced(client: &Client, request: CreateTimerRequest, flags: &str) {
    let mut request = Request::new(request);
    let context = caller_context(flags).parse().unwrap();
    request.metadata_mut().insert("traceparent", context);
    client.timers.clone().create_timer(request).await.unwrap();
}

#[tokio::test]
async fn the_next_leader_continues_the_trace_that_the_last_one_promised() {
    let collector = Collector::start().await.unwrap();
    let mut plan = Plan::of(3).with(&["--otlp-endpoint", &collector.endpoint()]);
    for node in 1..=3 {
        plan = plan.with_home(node, Home::new().unwrap().with_variable(DELAY.0, DELAY.1));
    }
    let mut cluster = plan.start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = if leader == 1 { 2 } else { 1 };
    let client = cluster.client(follower).await.unwrap();
    // Of the requests whose callers record nothing, each node records the first of a thousand.
    for first in ["first", "second"] {
        create_traced(&client, timer(first).fire_after(Duration::from_secs(3_600)), "00").await;
    }
    create_traced(&client, timer("tea").fire_after(Duration::from_secs(4)), "01").await;
    create_traced(&client, timer("unseen").fire_after(Duration::from_secs(4)), "00").await;
    let is_tea = |span: &Seen| span.attribute("minoots.timer.id") == "tea";
    let create = collector.until(is_tea).await.unwrap();
    // Through the follower: its span is the parent of the leader's.
    let at_leader = collector.until(|span| span.id.1 == create.parent).await.unwrap();
    let at_follower = collector.until(|span| span.id.1 == at_leader.parent).await.unwrap();
    assert_eq!(
        (create.instance.as_str(), at_follower.instance.as_str()),
        (leader.to_string().as_str(), follower.to_string().as_str())
    );
    assert_eq!(at_follower.parent, CALLER);

    cluster.kill(leader).unwrap();
    let next = cluster.leader().await.unwrap();
    let client = cluster.client(next).await.unwrap();
    let mut consumer = Consumer::open(&client, "default", 10).await.unwrap();
    let (mut traced, mut untraced) = (None, 0);
    while traced.is_none() || untraced == 0 {
        let received = consumer.delivery().await.unwrap();
        let (id, context) = (received.id().to_owned(), received.delivery.traceparent.clone());
        consumer.ack(&received).await.unwrap();
        match id.as_str() {
            id if id.starts_with("timer:dev:tea:") => traced = Some(context),
            _ => {
                assert_eq!(context, "", "{id}");
                untraced += 1;
            }
        }
    }
    let traced = traced.unwrap();
    let deliver = collector.until(|span| traceparent_of(span) == traced).await.unwrap();
    let fire = collector.until(|span| span.id.1 == deliver.parent).await.unwrap();
    check_wait(&create, &fire);
    assert_ne!(fire.instance, create.instance);
    let ack = collector.until(is_named("ack default")).await.unwrap();
    assert_eq!((&ack.parent, &ack.links), (&deliver.id.1, &vec![create.id.clone()]));
    cluster.check_sound().unwrap();
}

/// Events store a caller's context in the form of version 00, whatever a later version adds to it.
#[tokio::test]
async fn stored_contexts_are_bounded_and_unambiguous() {
    let node = Node::start().await;
    let address = node.server.address();
    let later = format!("01-{TRACE}-{CALLER}-ff-{}", "A".repeat(8_000));
    let create = |id: &str| json!({"id": id, "name": "n", "delay": "0s"});
    let made = [
        ("/v1/timers", create("one")),
        ("/v1/timers:batchCreate", json!({"requests": [create("batched")]})),
        (
            "/v1/transactions:commit",
            json!({"partitionKey": "p", "operations": [{"createTimer": create("transacted")}]}),
        ),
    ];
    let json = ("content-type", "application/json");
    for (path, body) in &made {
        let headers = [json, ("traceparent", &later)];
        let answer = http1::send(address, "POST", path, &headers, body.to_string().as_bytes()).await;
        assert_eq!(answer.unwrap().status, 200, "{path}");
    }
    // Of several contexts, none counts.
    let headers = [json, ("traceparent", &later), ("traceparent", &later)];
    let body = create("ambiguous").to_string();
    let answer = http1::send(address, "POST", "/v1/timers", &headers, body.as_bytes()).await;
    assert_eq!(answer.unwrap().status, 200);

    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    for _ in 0..4 {
        let received = consumer.delivery().await.unwrap();
        let event: Value = serde_json::from_slice(&received.envelope().unwrap().payload).unwrap();
        let stored = event.get("traceparent").and_then(Value::as_str);
        let expected = caller_context("01");
        let is_ambiguous = received.id().contains("ambiguous");
        assert_eq!(stored, (!is_ambiguous).then_some(&*expected), "{}", received.id());
        consumer.ack(&received).await.unwrap();
    }
}
