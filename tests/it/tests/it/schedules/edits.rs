//! A change applies to later occurrences.

use std::time::Duration;

use minoots_it::clock::SECOND;
use minoots_it::tail::{Tail, kind};
use minoots_wire::event::v1::LogEvent;
use minoots_wire::schedule::v1::{Calendar, UpdateScheduleRequest};
use minoots_wire::time::{duration, instant};

use super::data;
use super::kills::{each_second, service};
use crate::support::Node;

/// The pause between two actions.
const PAUSE: Duration = Duration::from_millis(3_500);

#[tokio::test]
async fn an_edit_touches_future_occurrences_only() {
    let node = Node::start().await;
    let mut schedules = service(node.server.endpoint()).await;
    schedules.create_schedule(each_second()).await.unwrap();
    tokio::time::sleep(PAUSE).await;
    let update = UpdateScheduleRequest {
        id: "beat".to_owned(),
        calendar: Some(Calendar {
            interval: Some(duration::to_proto(2 * SECOND)),
            anchor: Some(instant::to_proto(SECOND / 2)),
            ..Calendar::default()
        }),
        ..UpdateScheduleRequest::default()
    };
    let edited = schedules
        .update_schedule(update)
        .await
        .unwrap()
        .into_inner()
        .schedule
        .unwrap();
    let decided = instant::from_proto(edited.decided_time.as_ref().unwrap()).unwrap();
    tokio::time::sleep(PAUSE).await;
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let mut after = 0;
    let enough = |event: &LogEvent| {
        after += usize::from(kind(event) == "schedule.occurrence" && at(event) > decided);
        after == 2
    };
    let events = tail.until(enough).await.unwrap();
    let occurrences = events.iter().filter(|event| kind(event) == "schedule.occurrence");
    let (before, later): (Vec<i64>, Vec<i64>) = occurrences.map(at).partition(|at| *at <= decided);
    assert!(before.len() >= 3, "{before:?}");
    assert!(
        before.windows(2).all(|pair| pair[1] - pair[0] == SECOND),
        "as it was: {before:?}"
    );
    assert!(before.iter().all(|at| at % SECOND == 0), "{before:?}");
    assert!(
        later.iter().all(|at| (at - SECOND / 2) % (2 * SECOND) == 0),
        "as it is: {later:?}"
    );
    assert_eq!(later[1] - later[0], 2 * SECOND);
    // Timers from before the edit fire unchanged.
    let made = events.iter().filter(|event| kind(event) == "schedule.occurrence");
    for event in made.filter(|event| at(event) <= decided) {
        let timer = data(event)["timerId"].as_str().unwrap().to_owned();
        let timer = node.client.get(timer.as_str()).await.unwrap();
        assert_eq!(
            instant::from_proto(timer.fire_time.as_ref().unwrap()).unwrap(),
            at(event)
        );
        assert!(timer.cancel.is_none(), "{timer:?}");
    }
}

fn at(event: &LogEvent) -> i64 {
    instant::parse(data(event)["time"].as_str().unwrap()).unwrap()
}
