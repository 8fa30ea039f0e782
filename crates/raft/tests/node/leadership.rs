//! When a node may act as leader (G24).

use std::sync::Arc;
use std::time::Duration;

use minoots_sequencer::consensus::{Consensus, Leadership, ProposeError};

use crate::harness::{Harness, PATIENCE, Sink, bootstrap, create, options};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leadership_is_published_only_after_an_entry_of_the_own_term_was_applied() {
    let directory = tempfile::tempdir().unwrap();
    let first = Harness::start(directory.path()).await;
    let (term, _) = first.leads().await;
    first.commit(bootstrap()).await;
    first.stop().await;

    let sink = Arc::new(Sink::default());
    sink.close_from(term + 1);
    let second = Harness::start_with(options(directory.path()), Arc::clone(&sink))
        .await
        .unwrap();
    tokio::time::timeout(PATIENCE, async {
        while !sink.is_holding() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await
    .expect("the entry of the new term never came");
    // The election is won and the entry is in flight. A decision from openraft's role alone would publish leadership by
    // now.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        *second.node.leadership().borrow(),
        Leadership::Following { leader: None }
    );
    let refused = second.propose(create(0)).await.unwrap().unwrap_err();
    assert!(matches!(refused, ProposeError::NotLeader { .. }), "{refused:?}");
    let seen = sink.told().iter().any(|told| told.at.term > term);
    assert!(!seen, "the sink holds the first entry of the new term");
    sink.open();
    let (new_term, since) = second.leads().await;
    let told = sink.told();
    assert_eq!(
        told.last().map(|told| (told.at.term, told.at.index)),
        Some((new_term, since))
    );
    assert!(new_term > term && *second.node.applied().borrow() >= since);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_start_leads_a_term_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let mut last_term = 0;
    for _ in 0..4 {
        let harness = Harness::start(directory.path()).await;
        let (term, _) = harness.leads().await;
        assert!(term > last_term, "term {term} after {last_term}");
        last_term = term;
        harness.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_does_not_lead_takes_no_proposal() {
    let directory = tempfile::tempdir().unwrap();
    let harness = Harness::start(directory.path()).await;
    harness.leads().await;
    harness.commit(bootstrap()).await;
    harness.node.shutdown().await.unwrap();
    let mut leadership = harness.node.leadership();
    leadership
        .wait_for(|now| matches!(now, Leadership::Following { .. }))
        .await
        .unwrap();
    let refused = harness.propose(create(0)).await.unwrap().unwrap_err();
    assert_eq!(refused, ProposeError::NotLeader { leader: None });
    assert!(!harness.has_timer(0));
}
