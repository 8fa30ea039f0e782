//! The typed calls against a real node.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use futures::StreamExt as _;
use minoots_client::{
    AckOutcome, Cancel, CancelOutcome, ConsumeOptions, Error, ListTimers, NewTimer, Reschedule, RescheduleOutcome,
    RetryPolicy, TailFrom, TailOptions, Target, TimerStatus, VerifyError,
};

use super::node::Node;
use super::{client, settings, within};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_timer_reads_back_as_it_was_asked_for() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    #[allow(clippy::disallowed_methods)]
    let fire_time = SystemTime::now() + HOUR;
    let policy = RetryPolicy {
        max_attempts: Some(3),
        initial_backoff: Some(Duration::from_millis(10)),
        ..RetryPolicy::default()
    };
    let timer = NewTimer::at("tea", fire_time)
        .id("tea-1")
        .json(r#"{"kind":"green"}"#)
        .label("room", "kitchen")
        .queue("drinks")
        .retry_policy(policy)
        .ack_deadline(Duration::from_secs(7));
    let created = client.create_timer(timer.clone()).await.unwrap();
    assert!(!created.existing && created.commit_index > 0);
    assert!(client.create_timer(timer).await.unwrap().existing);
    let read = client.get("tea-1").await.unwrap();
    assert_eq!(read, created.timer);
    assert_eq!((read.name.as_str(), read.status), ("tea", TimerStatus::Scheduled));
    assert_eq!((read.fire_time, read.delay), (fire_time, None));
    assert_eq!(read.payload.get().unwrap().data, r#"{"kind":"green"}"#);
    assert_eq!(read.labels["room"], "kitchen");
    assert_eq!(read.target, Target::Queue("drinks".to_owned()));
    assert_eq!(
        (read.retry_policy.max_attempts, read.ack_deadline),
        (Some(3), Some(Duration::from_secs(7)))
    );
    let other = NewTimer::after("coffee", HOUR).id("tea-1");
    let error = client.create_timer(other).await.unwrap_err();
    assert!(
        matches!(&error, Error::Conflict { reason, .. } if reason == "TIMER_EXISTS"),
        "{error:?}"
    );
}

#[tokio::test]
async fn local_reads_and_reads_from_an_index_reach_the_node() {
    let node = Node::ephemeral().await;
    let client = settings(&[node.endpoint()]).deadline(Duration::from_secs(7));
    let client = client.build().unwrap();
    let made = client
        .create_timer(NewTimer::after("tea", HOUR).id("tea"))
        .await
        .unwrap();
    let read = client.with_local_reads().with_min_index(made.commit_index);
    assert_eq!(read.get("tea").await.unwrap().id, "tea");
    // The last attempt ends with the deadline, and an earlier one was answered.
    let ahead = client.with_min_index(1_000_000_000).get("tea").await.unwrap_err();
    assert_eq!(ahead.reason(), "INDEX_NOT_REACHED", "{ahead:?}");
}

#[tokio::test]
async fn refusals_say_what_is_wrong() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let error = client.get("nobody").await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    let timer = NewTimer::after("", HOUR).label("", "x");
    let Error::Invalid { fields, .. } = client.create_timer(timer.clone()).await.unwrap_err() else {
        panic!("not Invalid");
    };
    assert!(
        fields.len() == 2 && fields.iter().any(|field| field.path == "name"),
        "{fields:?}"
    );
    let Error::Invalid { fields: same, .. } = client.submit().create(timer).await.unwrap_err() else {
        panic!("not Invalid");
    };
    assert_eq!(same, fields, "the submitter tells the same");
    let batch = [NewTimer::after("a", HOUR), NewTimer::after("", HOUR)];
    let error = client.create_timers(batch).await.unwrap_err();
    assert!(
        matches!(&error, Error::Invalid { fields, .. } if fields[0].path == "requests[1].name"),
        "{error:?}"
    );
    assert_eq!(client.limits().await.unwrap().batch_max, 1_000);
    let error = within(client.consume("no spaces", ConsumeOptions::default()).next())
        .await
        .unwrap()
        .unwrap_err();
    assert!(matches!(error, Error::Invalid { .. }), "{error:?}");
}

#[tokio::test]
async fn a_list_follows_its_pages() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let timers = (0..25).map(|number| NewTimer::after("t", HOUR).id(format!("t{number:02}")));
    let created = client.create_timers(timers).await.unwrap();
    assert!(
        created
            .iter()
            .all(|created| !created.existing && created.state_version > 0)
    );
    client.cancel("t07").await.unwrap();
    let all = client.list(ListTimers::default().page_size(4));
    let ids: Vec<String> = within(all.map(|timer| timer.unwrap().id).collect()).await;
    assert_eq!(ids, (0..25).map(|number| format!("t{number:02}")).collect::<Vec<_>>());
    let scheduled = client.list(ListTimers::default().status(TimerStatus::Scheduled).page_size(10));
    assert_eq!(within(scheduled.count()).await, 24);
    let mut wrong = client.list(ListTimers::default().page_size(5_000));
    assert!(matches!(within(wrong.next()).await, Some(Err(Error::Invalid { .. }))));
    assert!(within(wrong.next()).await.is_none());
}

#[tokio::test]
async fn every_race_of_a_cancel_and_a_reschedule_has_an_outcome() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let first = client
        .create_timer(NewTimer::after("t", HOUR).id("t"))
        .await
        .unwrap()
        .timer;
    let moved = client.reschedule(Reschedule::after(&first, 2 * HOUR)).await.unwrap();
    let RescheduleOutcome::Rescheduled { version, fire_time } = moved else {
        panic!("{moved:?}");
    };
    assert!(version > first.state_version && fire_time.unwrap() > first.fire_time);
    let stale = client
        .cancel(Cancel::of("t").version(first.state_version))
        .await
        .unwrap();
    assert_eq!(stale, CancelOutcome::Superseded { version });
    let cancel = Cancel::of("t").version(version).reason("not thirsty");
    assert_eq!(client.cancel(cancel).await.unwrap(), CancelOutcome::Cancelled);
    let cancelled = client.get("t").await.unwrap();
    assert_eq!(cancelled.cancel.unwrap().reason, "not thirsty");
    let late = client.reschedule(Reschedule::after("t", HOUR)).await.unwrap();
    assert_eq!(late, RescheduleOutcome::Cancelled);
    client
        .create_timer(NewTimer::after("now", Duration::ZERO).id("now"))
        .await
        .unwrap();
    let outcome = client.submit().cancel(Cancel::of("now")).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::TooLate { event_id } if event_id.contains("now")));
    let outcome = client
        .submit()
        .reschedule(Reschedule::after("now", HOUR))
        .await
        .unwrap();
    assert!(matches!(outcome, RescheduleOutcome::TooLate { .. }));
}

#[tokio::test]
async fn deliveries_verify_and_can_be_given_back_extended_and_acknowledged() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let mut consumer = client.consume("q", ConsumeOptions::default().verify());
    let timer = NewTimer::after("t", Duration::from_millis(100))
        .queue("q")
        .text("hello")
        .id("t");
    client.create_timer(timer).await.unwrap();
    let first = within(consumer.next()).await.unwrap().unwrap();
    assert_eq!(
        (first.attempt, first.event.kind.as_str(), first.event.subject.as_str()),
        (1, "timer.fired", "timers/t")
    );
    let nacked = within(first.nack("not now", Some(Duration::ZERO))).await.unwrap();
    assert!(nacked.attempts == 1 && nacked.retry_time.is_some());
    let second = within(consumer.next()).await.unwrap().unwrap();
    assert_eq!((second.attempt, &second.event.id), (2, &first.event.id));
    assert!(second.fence > first.fence);
    let extended = within(second.extend(Duration::from_secs(600))).await.unwrap();
    assert!(extended > second.ack_deadline_time);
    let error = within(first.nack("again", None)).await.unwrap_err();
    assert!(
        matches!(&error, Error::Conflict { reason, .. } if reason == "STALE_FENCE"),
        "{error:?}"
    );
    assert_eq!(within(second.ack()).await.unwrap(), AckOutcome::Settled);
    assert_eq!(within(second.ack()).await.unwrap(), AckOutcome::AlreadySettled);
    assert_eq!(
        client.ack(&second.event.id, &second.fence).await.unwrap(),
        AckOutcome::AlreadySettled
    );
    within(consumer.close()).await;
    assert_eq!(client.get("t").await.unwrap().status, TimerStatus::Settled);
}

#[tokio::test]
async fn unacknowledged_deliveries_of_a_closed_consumer_are_redelivered_at_once() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let mut consumer = client.consume("q", ConsumeOptions::default());
    client
        .create_timer(NewTimer::after("t", Duration::ZERO).queue("q"))
        .await
        .unwrap();
    let first = within(consumer.next()).await.unwrap().unwrap();
    within(consumer.close()).await;
    let mut next = client.consume("q", ConsumeOptions::default());
    let again = tokio::time::timeout(Duration::from_secs(20), next.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(again.event.id, first.event.id);
}

#[tokio::test]
async fn an_event_whose_unsigned_copies_contradict_its_payload_does_not_verify() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    client.create_timer(NewTimer::after("t", HOUR)).await.unwrap();
    let mut tail = client.tail(TailFrom::Start, TailOptions::default().kind("timer.scheduled"));
    let event = within(tail.next()).await.unwrap().unwrap().event;
    client.verify(&event).await.unwrap();
    assert!(!client.verification_keys().await.unwrap().keys().is_empty());
    for field in ["id", "kind", "subject"] {
        let mut forged = event.clone();
        match field {
            "id" => forged.id.push('x'),
            "kind" => forged.kind.push('x'),
            _ => forged.subject.push('x'),
        }
        let error = client.verify(&forged).await.unwrap_err();
        let Error::Unverified { source, .. } = error else {
            panic!("{field}: {error:?}");
        };
        assert!(matches!(source, VerifyError::SignatureInvalid(_)), "{field}: {source}");
    }
}

#[tokio::test]
async fn a_thousand_writes_in_flight_make_a_thousand_timers() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let submitter = client.submit();
    let creates = (0..1_000).map(|_| submitter.create(NewTimer::after("t", HOUR)));
    let created = within(futures::future::join_all(creates)).await;
    let ids: BTreeSet<String> = created.into_iter().map(|created| created.unwrap().timer.id).collect();
    let listed = client.list(ListTimers::default().page_size(500));
    let listed: BTreeSet<String> = within(listed.map(|timer| timer.unwrap().id).collect()).await;
    assert_eq!((ids.len(), ids), (1_000, listed));
}
