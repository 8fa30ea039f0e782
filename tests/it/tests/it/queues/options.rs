use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::tail::{self, Tail};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{FailureReason, RetryPolicy, TimerStatus};

use super::Queues;
use crate::support::Node;

#[tokio::test]
async fn a_queue_is_created_once_shown_listed_and_updated_by_mask_and_version() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    let mail = [
        "create",
        "mail",
        "--ack-deadline",
        "5s",
        "--max-age",
        "1h",
        "--max-attempts",
        "3",
    ];
    let made = queues.run(&mail).await;
    assert_eq!(
        (&made["queue"]["ackDeadline"], &made["queue"]["maxAge"]),
        (&"5s".into(), &"3600s".into())
    );
    assert_eq!(made["queue"]["retryPolicy"]["maxAttempts"], 3);
    assert_eq!(queues.run(&mail).await["existing"], true);
    let (code, words) = queues.refused(&["create", "mail", "--max-age", "2h"]).await;
    assert_eq!(code, Some(4), "{words}");
    assert!(words.contains("QUEUE_EXISTS"), "{words}");

    // A queue without options has the defaults, and may be given options once.
    node.client
        .create(timer("t").fire_after(Duration::from_secs(3_600)).into_queue("used"))
        .await
        .unwrap();
    assert_eq!(queues.run(&["get", "used"]).await["maxAge"], "1209600s");
    assert_eq!(
        queues.run(&["create", "used", "--description", "of some use"]).await["queue"]["stateVersion"],
        "2"
    );

    let updated = queues
        .run(&["update", "mail", "--description", "letters", "--reset", "retry-policy"])
        .await;
    let mail = &updated["queue"];
    assert_eq!(
        (&mail["description"], &mail["ackDeadline"]),
        (&"letters".into(), &"5s".into())
    );
    assert_eq!(
        (&mail["retryPolicy"], &mail["stateVersion"]),
        (&serde_json::Value::Null, &"2".into())
    );
    let (code, words) = queues
        .refused(&["update", "mail", "--max-age", "2h", "--version", "1"])
        .await;
    assert_eq!(code, Some(4), "{words}");
    assert!(words.contains("STATE_VERSION"), "{words}");
    for (arguments, reason) in [
        (vec!["update", "mail"], "UPDATE_MASK"),
        (vec!["update", "mail", "--max-age", "9s"], "MAX_AGE_RANGE"),
        (vec!["update", "mail", "--ack-deadline", "13h"], "ACK_DEADLINE_RANGE"),
        (vec!["create", "new", "--initial-backoff", "0s"], "RETRY_POLICY"),
        (vec!["create", "n ew"], "ID_CHARSET"),
    ] {
        let (code, words) = queues.refused(&arguments).await;
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains(reason), "{words}");
    }
    let (code, words) = queues.refused(&["get", "absent"]).await;
    assert_eq!(code, Some(3), "{words}");

    let first = queues.run(&["list", "--page-size", "1"]).await;
    assert_eq!(first["queues"][0]["id"], "mail");
    let next = first["nextPageToken"].as_str().unwrap();
    let second = queues.run(&["list", "--page-size", "1", "--page-token", next]).await;
    assert_eq!(
        (&second["queues"][0]["id"], &second["nextPageToken"]),
        (&"used".into(), &"".into())
    );
    assert_eq!(
        queues.run(&["list", "--id-prefix", "us"]).await["queues"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    // All of it is on disk.
    let node = node.kill_and_restart().await;
    let again = Queues::of(&node).run(&["get", "mail"]).await;
    assert_eq!(
        (&again["description"], &again["stateVersion"]),
        (&"letters".into(), &"2".into())
    );
}

#[tokio::test]
async fn a_description_has_at_most_255_bytes() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    // Bytes of UTF-8, not characters.
    let (fits, long) = ("x".repeat(255), format!("{}é", "x".repeat(254)));
    let made = queues.run(&["create", "mail", "--description", &fits]).await;
    assert_eq!(made["queue"]["description"], fits);
    for refused in [["create", "post"], ["update", "mail"]] {
        let (code, words) = queues
            .refused(&[&refused[..], &["--description", &long]].concat())
            .await;
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains("DESCRIPTION_TOO_LONG"), "{words}");
        assert!(words.contains("256") && words.contains("255"), "{words}");
    }
    assert_eq!(queues.refused(&["get", "post"]).await.0, Some(3));
    assert_eq!(queues.run(&["get", "mail"]).await["description"], fits);
}

#[tokio::test]
async fn a_timer_takes_from_its_queue_what_it_does_not_name() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    queues
        .run(&["create", "work", "--ack-deadline", "5s", "--max-attempts", "1"])
        .await;
    let plain = timer("plain").fire_after(Duration::ZERO).into_queue("work");
    let made = node.client.create(plain.clone()).await.unwrap().timer.unwrap();
    assert_eq!(made.retry_policy.as_ref().unwrap().max_attempts, 1);
    assert_eq!(
        duration::from_proto(made.ack_deadline.as_ref().unwrap()).unwrap(),
        5_000_000_000
    );
    let named = timer("named").fire_after(Duration::from_secs(3_600)).into_queue("work");
    let mut named = named.ack_within(Duration::from_secs(7));
    named.retry_policy = Some(RetryPolicy {
        max_attempts: 9,
        ..RetryPolicy::default()
    });
    let made = node.client.create(named).await.unwrap().timer.unwrap();
    assert_eq!(made.retry_policy.unwrap().max_attempts, 9);
    assert_eq!(
        duration::from_proto(&made.ack_deadline.unwrap()).unwrap(),
        7_000_000_000
    );

    // The one attempt counts, and the same request means the same timer whatever the queue's options are.
    queues.run(&["update", "work", "--max-attempts", "4"]).await;
    assert!(node.client.create(plain).await.unwrap().existing);
    let mut consumer = Consumer::open(&node.client, "work", 1).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    consumer.nack(&received).await.unwrap();
    let failed = node.client.wait_for("plain", TimerStatus::Failed).await.unwrap();
    assert_eq!(failed.failure.unwrap().reason(), FailureReason::AttemptsSpent);
    assert_eq!(queues.counts("work").await, [0, 0, 0, 1]);
}

#[tokio::test]
async fn unconsumed_timers_expire_at_the_max_age_of_their_queue() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    queues.run(&["create", "short", "--max-age", "10s"]).await;
    for queue in ["short", "default"] {
        node.client
            .create(timer(queue).fire_after(Duration::ZERO).into_queue(queue))
            .await
            .unwrap();
    }
    let failed = node.client.wait_for("short", TimerStatus::Failed).await.unwrap();
    assert_eq!(failed.failure.unwrap().reason(), FailureReason::Expired);
    assert_eq!(node.client.get("default").await.unwrap().status(), TimerStatus::Fired);
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let mut kinds = Vec::new();
    while kinds.last().map(String::as_str) != Some("timer.expired") {
        kinds.push(tail::kind(&tail.next().await.unwrap()).to_owned());
    }
    assert_eq!(kinds.iter().filter(|kind| *kind == "timer.expired").count(), 1);
}
