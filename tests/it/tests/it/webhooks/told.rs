//! Events of the log that an endpoint asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::receiver::{Receiver, Reply};

use super::{endpoint, make, of};
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn every_event_of_its_types_is_told_at_least_once_across_a_kill() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    // Every third request is refused for now.
    let receiver = Receiver::start(|_, number| Reply::status(if number % 3 == 0 { 503 } else { 200 })).await;
    let receiver = receiver.unwrap();
    node.client.create(timer("before").fire_after(HOUR)).await.unwrap();
    node.client.cancel("before").await.unwrap();
    let mut request = endpoint("hook", &receiver.url("/"));
    request.event_types = vec!["timer.cancelled".to_owned(), "webhook.created".to_owned()];
    let made = make(&webhooks, request).await;
    for at in 0..20 {
        let id = format!("a{at}");
        node.client.create(timer(&id).fire_after(HOUR)).await.unwrap();
        node.client.cancel(&id).await.unwrap();
    }
    receiver.wait_for(5).await.unwrap();
    let node = node.kill_and_restart().await;
    for at in 0..20 {
        let id = format!("b{at}");
        node.client.create(timer(&id).fire_after(HOUR)).await.unwrap();
        node.client.cancel(&id).await.unwrap();
    }
    let subjects = || -> BTreeSet<String> {
        let posted = receiver.posted();
        let subjects = posted.iter().map(|posted| {
            posted.verify(&made.secret).unwrap();
            let event = posted.event().unwrap();
            assert_eq!(
                event["type"], "timer.cancelled",
                "what was not asked for, or before it was made"
            );
            assert_eq!(posted.header("minoots-fence"), "");
            event["subject"].as_str().unwrap().to_owned()
        });
        subjects.collect()
    };
    let expected: BTreeSet<String> = ["a", "b"]
        .iter()
        .flat_map(|series| (0..20).map(move |at| format!("timers/{series}{at}")))
        .collect();
    let deadline = minoots_it::clock::Deadline::after(minoots_it::PATIENCE);
    while subjects() != expected {
        assert!(!deadline.has_passed(), "{:?}", subjects());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // By their ids receivers know what they have.
    let jws = node.client.verifier().await.unwrap();
    let posted = receiver.posted();
    let last = posted.last().unwrap();
    jws.verify(&last.body, last.header("minoots-signature")).unwrap();
    let ids: BTreeSet<&str> = posted.iter().map(|posted| posted.id()).collect();
    assert_eq!(ids.len(), expected.len());
}
