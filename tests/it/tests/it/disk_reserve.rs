//! A disk that is down to its reserve: growth is refused, everything else continues.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_it::server::RESERVE_VARIABLE;
use minoots_it::tail::{Tail, kind};
use minoots_wire::error::Details;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::timer::v1::{CancelOutcome, CancelTimerRequest, TimerStatus};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{Operation, TransactRequest};
use tonic::Code;

use crate::support::{Node, reason};

#[tokio::test]
async fn with_the_disk_at_its_reserve_creates_are_refused_and_all_else_goes_on() {
    let node = Node::start().await;
    let hour = Duration::from_secs(3_600);
    for id in ["to-cancel", "to-cancel-in-one"] {
        node.client.create(timer(id).fire_after(hour)).await.unwrap();
    }
    let due_ns = now_ns() + 2 * SECOND;
    node.client.create(timer("to-fire").fire_at(due_ns)).await.unwrap();
    let home = node.home;
    node.server.stop().await.unwrap();

    let home = home.with_variable(RESERVE_VARIABLE, &u64::MAX.to_string());
    let node = Node::start_in(home).await;
    let single = node.client.create(timer("new").fire_after(hour)).await.unwrap_err();
    let batch = node
        .client
        .create_batch(vec![timer("new").fire_after(hour)])
        .await
        .unwrap_err();
    let create = Part::CreateTimer(timer("new").fire_after(hour));
    let cancel = Part::CancelTimer(CancelTimerRequest {
        id: "to-cancel-in-one".to_owned(),
        ..CancelTimerRequest::default()
    });
    let whole = |partition_key: &str, part| TransactRequest {
        partition_key: partition_key.to_owned(),
        operations: vec![Operation {
            optional: false,
            operation: Some(part),
        }],
        ..TransactRequest::default()
    };
    let endpoint = node.server.endpoint().to_owned();
    let mut transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let in_one = transactions.transact(whole("new", create)).await.unwrap_err();
    transactions.transact(whole("to-cancel-in-one", cancel)).await.unwrap();
    for refused in [single, batch, in_one] {
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::ResourceExhausted, "DISK_RESERVE")
        );
        assert!(Details::of(&refused).retry_delay.is_some());
    }
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    assert_eq!(received.due_ns().unwrap(), due_ns);
    assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)));
    assert_eq!(node.client.get("to-fire").await.unwrap().status(), TimerStatus::Settled);
    assert_eq!(
        node.client.cancel("to-cancel").await.unwrap().outcome(),
        CancelOutcome::Cancelled
    );
    assert_eq!(node.client.get("new").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(node.client.list_of(TimerStatus::Cancelled).await.unwrap().len(), 2);
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    tail.until(|event| kind(event) == "timer.cancelled").await.unwrap();

    let home = node.home;
    node.server.stop().await.unwrap();
    let home = home.with_variable(RESERVE_VARIABLE, "0");
    let node = Node::start_in(home).await;
    node.client.create(timer("new").fire_after(hour)).await.unwrap();
}
