//! Touches share entries of the log, or need none.

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::timer::v1::touch_stream_response::Answer;
use minoots_wire::timer::v1::{TouchOutcome, TouchRequest, TouchStreamRequest, WatchdogTouch};

use super::{request, touch, watchdog};
use crate::support::Node;

const AGENTS: usize = 1_000;

async fn index(client: &Client, id: &str) -> u64 {
    let request = timer(id).fire_at(now_ns() + 600 * SECOND);
    client.create(request).await.unwrap().commit_index
}

fn touches(epoch: u64) -> Vec<WatchdogTouch> {
    let touch = |agent: usize| WatchdogTouch {
        id: format!("agent-{agent}"),
        epoch,
        ..WatchdogTouch::default()
    };
    (0..AGENTS).map(touch).collect()
}

#[tokio::test]
async fn a_thousand_agents_share_a_few_entries() {
    let node = Node::start().await;
    let all: Vec<_> = (0..AGENTS)
        .map(|agent| watchdog(&format!("agent-{agent}"), 600 * SECOND))
        .collect();
    for some in all.chunks(250) {
        let requests = some.iter().cloned().map(|mut request| {
            request.target = Some(super::queue("agents"));
            request
        });
        node.client.create_batch(requests.collect()).await.unwrap();
    }
    let before = index(&node.client, "before").await;
    // Separate calls, all at once: a new instance must be logged.
    let sent: Vec<_> = (0..AGENTS)
        .map(|agent| {
            let client = node.client.clone();
            tokio::spawn(async move { touch(&client, request(&format!("agent-{agent}"), 1, 1)).await })
        })
        .collect();
    for sent in sent {
        let touched = sent.await.unwrap().unwrap();
        assert_eq!(touched.outcome(), TouchOutcome::Touched);
        assert!(touched.commit_index > 0);
    }
    let after = index(&node.client, "after").await;
    assert!(after - before <= 100, "{} entries for {AGENTS} touches", after - before);
    // Now the marks are fresh. One by one and in a batch, no touch needs an entry unless the test takes seconds.
    let mut timers = node.client.timers.clone();
    let batch = TouchRequest {
        touches: touches(1),
        ..TouchRequest::default()
    };
    for _ in 0..3 {
        let answer = timers.touch(batch.clone()).await.unwrap().into_inner();
        assert_eq!(answer.results.len(), AGENTS);
        assert!(
            answer
                .results
                .iter()
                .all(|result| result.outcome() == TouchOutcome::Touched)
        );
    }
    let last = index(&node.client, "last").await;
    assert!(last - after <= 60, "{} entries", last - after);
}

#[tokio::test]
async fn a_stream_answers_each_touch_in_its_turn_with_its_own_outcome() {
    let node = Node::start().await;
    for id in ["one", "two", "gone"] {
        node.client.create(watchdog(id, 600 * SECOND)).await.unwrap();
    }
    node.client
        .create(timer("plain").fire_at(now_ns() + 600 * SECOND))
        .await
        .unwrap();
    node.client.cancel("gone").await.unwrap();
    let sent = [
        ("one", 1),
        ("two", 0),
        ("nobody", 0),
        ("one", 0),
        ("plain", 0),
        ("gone", 0),
        ("", 0),
        ("one", 2),
    ];
    let requests = sent.map(|(id, epoch)| TouchStreamRequest {
        touch: Some(WatchdogTouch {
            id: id.to_owned(),
            epoch,
            ..WatchdogTouch::default()
        }),
    });
    let mut timers = node.client.timers.clone();
    let mut answers = timers
        .touch_stream(tokio_stream::iter(requests))
        .await
        .unwrap()
        .into_inner();
    let mut met = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        met.push(match answer.answer.unwrap() {
            Answer::Result(result) => (result.id.clone(), result.outcome().as_str_name().to_owned()),
            Answer::Error(error) => (String::new(), error.reason),
        });
    }
    let expected = [
        ("one", "TOUCH_OUTCOME_TOUCHED"),
        ("two", "TOUCH_OUTCOME_TOUCHED"),
        ("", "TIMER"),
        ("one", "TOUCH_OUTCOME_SUPERSEDED"),
        ("", "NOT_A_WATCHDOG"),
        ("gone", "TOUCH_OUTCOME_CANCELLED"),
        ("", "ID_EMPTY"),
        ("one", "TOUCH_OUTCOME_TOUCHED"),
    ];
    assert_eq!(met, expected.map(|(id, outcome)| (id.to_owned(), outcome.to_owned())));
}
