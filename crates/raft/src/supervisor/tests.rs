#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use minoots_kernel::internal::command::Command as Kind;
use minoots_kernel::internal::{Bootstrap, Command};
use minoots_kernel::{Effect, Entry};
use minoots_sequencer::consensus::{Committed, Consensus as _, EffectSink, Moment, Position, Proposal, ProposeError};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::*;
use crate::{RaftNode, RaftOptions};

const PATIENCE: Duration = Duration::from_secs(20);

struct NoEffects;

impl EffectSink for NoEffects {
    fn applied(&self, _at: Position, _moment: Moment, _effects: &[Effect]) {}
}

struct Fixture {
    _directory: TempDir,
    node: RaftNode,
    fatal: Arc<Mutex<Vec<String>>>,
}

impl Fixture {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let fatal = Arc::<Mutex<Vec<String>>>::default();
        let told = Arc::clone(&fatal);
        let tell: Arc<dyn Fn(&str) + Send + Sync> = Arc::new(move |why| told.lock().unwrap().push(why.to_owned()));
        let hooks = Hooks {
            on_fatal: Arc::clone(&tell),
            on_over: tell,
            thread_start: Arc::new(|_| {}),
            hand_over: Arc::new(()),
        };
        let options = RaftOptions::new(1, directory.path());
        let node = RaftNode::start(options, Arc::new(NoEffects), hooks).await.unwrap();
        Self {
            _directory: directory,
            node,
            fatal,
        }
    }

    /// Waits for leadership in a term above another.
    async fn leads_above(&self, term: u64) -> u64 {
        let mut leadership = self.node.leadership();
        let leads = leadership.wait_for(|now| matches!(now, Leadership::Leading { term: now, .. } if *now > term));
        match *timeout(PATIENCE, leads).await.expect("nobody leads").unwrap() {
            Leadership::Leading { term, .. } => term,
            Leadership::Following { .. } => unreachable!(),
        }
    }

    fn propose(&self) -> oneshot::Receiver<Result<Committed, ProposeError>> {
        let command = Kind::Bootstrap(Bootstrap {
            cluster_id: "cluster".to_owned(),
            level: 0,
        });
        let entry = Entry {
            time: 1,
            arm_before: 1,
            commands: vec![Command { command: Some(command) }],
        };
        let (sender, receiver) = oneshot::channel();
        let bytes = Bytes::from(entry.to_bytes());
        let proposal = Proposal {
            entry: Arc::new(entry),
            bytes,
        };
        let done = Box::new(move |result| drop(sender.send(result)));
        self.node.propose(proposal, done);
        receiver
    }

    /// Makes the core panic.
    async fn strike(&self) {
        let consensus = self.node.shared.core.get();
        let struck = consensus
            .with_raft_state(|_| -> () { panic!("struck by a test") })
            .await;
        assert!(struck.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_core_that_panicked_is_replaced_and_leads_a_later_term_with_all_that_was_acknowledged() {
    let fixture = Fixture::start().await;
    let mut term = fixture.leads_above(0).await;
    for _ in 0..REBUILDS_MAX {
        let before = fixture.propose().await.unwrap().unwrap();
        let in_flight: Vec<_> = (0..200).map(|_| fixture.propose()).collect();
        fixture.strike().await;
        for answer in in_flight {
            // Each gets one reply, whichever it is.
            let _ = timeout(PATIENCE, answer).await.expect("no answer").unwrap();
        }
        term = fixture.leads_above(term).await;
        let after = fixture.propose().await.unwrap().unwrap();
        assert!(after.at.index > before.at.index && after.at.term == term, "{after:?}");
        let index = fixture.node.read_index().await.unwrap();
        assert!(index >= after.at.index);
    }
    assert_eq!(*fixture.fatal.lock().unwrap(), Vec::<String>::new());
    fixture.node.shutdown().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_core_that_panics_again_and_again_ends_the_node() {
    let fixture = Fixture::start().await;
    let mut term = 0;
    for _ in 0..REBUILDS_MAX {
        term = fixture.leads_above(term).await;
        fixture.strike().await;
    }
    fixture.leads_above(term).await;
    fixture.strike().await;
    let told = async {
        while fixture.fatal.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, told).await.expect("the node goes on");
    let why = fixture.fatal.lock().unwrap().join("; ");
    assert!(why.contains("too often"), "{why}");
    let followed = fixture
        .node
        .leadership()
        .wait_for(|now| matches!(now, Leadership::Following { .. }))
        .await
        .is_ok();
    assert!(followed);
}

#[test]
fn three_cores_a_minute_are_replaced() {
    let mut budget = Budget::default();
    let start = clock::now();
    let at = |seconds| start + Duration::from_secs(seconds);
    assert!(budget.allows(at(0)) && budget.allows(at(10)) && budget.allows(at(20)));
    assert!(!budget.allows(at(59)));
    assert!(budget.allows(at(60)));
    assert!(!budget.allows(at(69)));
    assert!(budget.allows(at(70)));
}
