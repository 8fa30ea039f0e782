//! Occurrences while the disk is down to its reserve.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_it::server::RESERVE_VARIABLE;
use minoots_it::tail::{Tail, kind};
use minoots_wire::event::v1::LogEvent;
use minoots_wire::schedule::v1::{GetScheduleRequest, Schedule};
use minoots_wire::timer::v1::TimerStatus;

use super::data;
use super::kills::{each_second, service};
use crate::support::Node;

async fn standing(node: &Node) -> Schedule {
    let request = GetScheduleRequest {
        id: "beat".to_owned(),
        ..GetScheduleRequest::default()
    };
    let mut schedules = service(node.server.endpoint()).await;
    let answer = schedules.get_schedule(request).await.unwrap();
    answer.into_inner().schedule.unwrap()
}

#[tokio::test]
async fn no_occurrence_is_made_of_the_reserve_and_none_is_lost() {
    let node = Node::start().await;
    let mut schedules = service(node.server.endpoint()).await;
    schedules.create_schedule(each_second()).await.unwrap();
    node.client
        .create(timer("later").fire_at(now_ns() + 4 * SECOND))
        .await
        .unwrap();
    let home = node.home;
    node.server.stop().await.unwrap();
    let home = home.with_variable(RESERVE_VARIABLE, &u64::MAX.to_string());
    let node = Node::start_in(home).await;
    let before = standing(&node).await;
    // Existing timers fire, seconds later.
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    consumer.ack(&received).await.unwrap();
    node.client.wait_for("later", TimerStatus::Settled).await.unwrap();
    assert_eq!(standing(&node).await, before);

    let home = node.home;
    node.server.stop().await.unwrap();
    let node = Node::start_in(home.with_variable(RESERVE_VARIABLE, "0")).await;
    let stood = before.next_time.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let is_of_it = |event: &LogEvent| {
        let text = data(event)["time"].as_str().map(str::to_owned);
        let time = text.and_then(|text| minoots_wire::time::instant::parse(&text).ok());
        kind(event) == "schedule.occurrence" && time == minoots_wire::time::instant::from_proto(&stood).ok()
    };
    tokio::time::timeout(Duration::from_secs(60), tail.until(is_of_it))
        .await
        .expect("what waited is made")
        .unwrap();
}
