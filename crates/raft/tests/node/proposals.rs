//! From a proposal to its reply.

use minoots_kernel::Effect;
use minoots_sequencer::consensus::{Consensus, ProposeError};

use crate::harness::{Harness, TENANT, bootstrap, create, timer_id};

const COUNT: u64 = 3_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proposals_in_flight_together_are_applied_in_the_order_of_the_calls() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    let answers: Vec<_> = (0..COUNT).map(|number| harness.propose(create(number))).collect();
    let mut last_index = 0;
    for answer in answers {
        let committed = answer.await.unwrap().unwrap();
        assert!(
            committed.at.index > last_index,
            "{} after {last_index}",
            committed.at.index
        );
        last_index = committed.at.index;
    }
    let scheduled: Vec<String> = harness
        .sink
        .told()
        .iter()
        .flat_map(|told| told.effects.clone())
        .filter_map(scheduled)
        .collect();
    assert_eq!(scheduled, (0..COUNT).map(timer_id).collect::<Vec<_>>());
    harness.stop().await;
}

fn scheduled(effect: Effect) -> Option<String> {
    match effect {
        Effect::Scheduled { tenant, id, .. } if tenant == TENANT => Some(id),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sink_hears_of_every_index_once_and_of_time_as_the_kernel_sets_it() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    harness.create_timers(10).await;
    let told = harness.sink.told();
    let indexes: Vec<u64> = told.iter().map(|told| told.at.index).collect();
    assert_eq!(
        indexes,
        (0..indexes.len() as u64).collect::<Vec<_>>(),
        "from openraft's first entry on"
    );
    assert_eq!(told.last().unwrap().moment.time, 1_009);
    assert!(told.is_sorted_by_key(|told| told.moment.time));
    harness.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answered_entry_is_in_the_next_view_and_in_the_applied_index() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    for number in 0..50 {
        let at = harness.commit(create(number)).await.at;
        assert!(harness.has_timer(number));
        assert!(harness.node.view().unwrap().index() >= at.index);
        harness
            .node
            .applied()
            .wait_for(|applied| *applied >= at.index)
            .await
            .unwrap();
    }
    harness.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_proposal_in_flight_at_a_stop_is_answered_once() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    let answers: Vec<_> = (0..COUNT).map(|number| harness.propose(create(number))).collect();
    harness.node.shutdown().await.unwrap();
    let mut committed = Vec::new();
    for (number, answer) in (0..).zip(answers) {
        match answer.await.expect("a proposal was dropped without an answer") {
            Ok(_) => committed.push(number),
            Err(error) => assert_eq!(error, ProposeError::OutcomeUnknown),
        }
    }
    drop(harness);
    let again = Harness::start(directory.path()).await;
    again.leads().await;
    for number in committed {
        assert!(again.has_timer(number), "timer {number} was acknowledged");
    }
    again.stop().await;
}
