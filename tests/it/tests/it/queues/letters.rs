use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::rest::Rest;
use minoots_wire::timer::v1::{RetryPolicy, TimerStatus};

use super::Queues;
use crate::support::{Node, event_id};

#[tokio::test]
async fn dead_letters_are_listed_in_the_order_of_their_failing_by_reason_and_time() {
    let node = Node::start().await;
    let once = RetryPolicy {
        max_attempts: 1,
        ..RetryPolicy::default()
    };
    let mut consumer = Consumer::open(&node.client, "work", 1).await.unwrap();
    let mut keys = Vec::new();
    for id in ["e", "d", "c", "b", "a"] {
        let mut request = timer(id).fire_after(Duration::ZERO).into_queue("work");
        request.retry_policy = Some(once);
        let version = node.client.create(request).await.unwrap().timer.unwrap().state_version;
        keys.push(event_id(id, version));
        let received = consumer.delivery().await.unwrap();
        consumer.nack(&received).await.unwrap();
        node.client.wait_for(id, TimerStatus::Failed).await.unwrap();
    }
    let queues = Queues::of(&node);
    let listed = |page: &serde_json::Value| -> Vec<String> {
        let letters = page["deadLetters"].as_array().unwrap();
        let key = |letter: &serde_json::Value| letter["eventId"].as_str().unwrap().to_owned();
        letters.iter().map(key).collect()
    };

    let page = queues.run(&["dead-letters", "work", "--page-size", "2"]).await;
    assert_eq!(listed(&page), keys[..2]);
    let first = &page["deadLetters"][0];
    assert_eq!(first["failure"]["reason"], "FAILURE_REASON_ATTEMPTS_SPENT", "{first}");
    assert_eq!(first["attempts"], 1, "{first}");
    assert_eq!(first["timerId"], "e", "{first}");
    let token = page["nextPageToken"].as_str().unwrap().to_owned();
    let next = ["dead-letters", "work", "--page-size", "3", "--page-token", &token];
    let page = queues.run(&next).await;
    assert_eq!(listed(&page), keys[2..]);
    assert_eq!(page["nextPageToken"], "");
    let since = first["failTime"].as_str().unwrap();
    let all = ["dead-letters", "work", "--all", "--page-size", "2"];
    assert_eq!(listed(&queues.run(&all).await), keys);
    let by_time = [&all[..], &["--since", since, "--reason", "attempts-spent"]].concat();
    assert_eq!(listed(&queues.run(&by_time).await), keys);
    for none in [["--reason", "refused"], ["--since", "2040-01-02T03:04:05Z"]] {
        let page = queues.run(&[&all[..], &none].concat()).await;
        assert_eq!(
            (listed(&page).len(), &page["nextPageToken"]),
            (0, &"".into()),
            "{none:?}"
        );
    }

    // A page token is valid only for its own conditions.
    let (_, words) = queues
        .refused(&["dead-letters", "work", "--reason", "expired", "--page-token", &token])
        .await;
    assert!(words.contains("PAGE_TOKEN"), "{words}");
    let (code, words) = queues.refused(&["dead-letters", "absent"]).await;
    assert_eq!(code, Some(3), "{words}");

    // A redriven event is no dead letter, and one that failed again is the newest.
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let redriven = cli.run(&["event", "redrive", "--key", &keys[0]]).await.unwrap();
    assert_eq!(redriven.code, Some(0), "{redriven:?}");
    let received = consumer.delivery().await.unwrap();
    assert_eq!(listed(&queues.run(&all).await), keys[1..]);
    consumer.nack(&received).await.unwrap();
    while queues.counts("work").await[3] != 5 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    keys.rotate_left(1);
    assert_eq!(listed(&queues.run(&all).await), keys);

    let rest = Rest::at(node.server.address()).await.unwrap();
    let told = rest
        .get("/v1/queues/work/deadLetters?pageSize=5&reason=FAILURE_REASON_ATTEMPTS_SPENT")
        .await
        .unwrap();
    assert_eq!(told.status, 200, "{told:?}");
    assert_eq!(listed(&told.json), keys);
}
