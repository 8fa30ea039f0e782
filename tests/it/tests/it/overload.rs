//! More creates than a node can accept: some are rejected, and everything else continues.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, now_ns};
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_it::metrics;
use minoots_wire::error::Details;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::timer::v1::submit_request::Write;
use minoots_wire::timer::v1::submit_response::Answer as Submitted;
use minoots_wire::timer::v1::{CancelOutcome, CancelTimerRequest, SubmitRequest, TimerStatus};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{Operation, TransactRequest};
use tokio::task::JoinSet;
use tonic::{Code, Status};

use crate::cluster::patiently;
use crate::support::{Node, reason};

/// The node's limit of calls per connection.
const CALLS_PER_CONNECTION: usize = 100;
/// More callers than a node accepts at once, however fast it is.
const CALLERS_MAX: usize = 10_000;
const HOUR: Duration = Duration::from_secs(3_600);

/// Callers that create one timer after another, rejected or not, and the results.
#[derive(Clone, Default)]
struct Crowd {
    is_over: Arc<AtomicBool>,
    refused: Arc<AtomicUsize>,
    /// Ids of the first rejected and the first accepted creates.
    told: Arc<Mutex<Told>>,
}

#[derive(Default)]
struct Told {
    accepted: BTreeSet<String>,
    refused: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Crowd {
    /// Adds callers to a node until some are rejected. They continue until the end of the test.
    async fn gather(&self, endpoint: &str, callers: &mut JoinSet<()>) {
        let deadline = Deadline::after(PATIENCE);
        let mut count = 0;
        while self.refused() == 0 {
            assert!(!deadline.has_passed(), "{count} callers, and none is refused");
            if count < CALLERS_MAX {
                let client = Client::connect(endpoint).await.unwrap();
                for _ in 0..CALLS_PER_CONNECTION {
                    callers.spawn(self.clone().create(client.clone(), count));
                    count += 1;
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn create(self, client: Client, caller: usize) {
        for number in 0.. {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            let id = format!("crowd-{caller}-{number}");
            let answer = client.create(timer(&id).fire_after(HOUR)).await;
            self.note(id, answer.map(drop));
        }
    }

    fn note(&self, id: String, answer: Result<(), Status>) {
        let mut told = self.told.lock().unwrap();
        match answer {
            Ok(()) if told.accepted.len() < 100 => drop(told.accepted.insert(id)),
            Ok(()) => {}
            // The outcome is unknown if a starved node accepted a create and could not answer in time.
            Err(status) if reason(&status) == "OUTCOME_UNKNOWN" => {}
            Err(status) => {
                let details = Details::of(&status);
                let is_right = status.code() == Code::ResourceExhausted
                    && details.reason_text == "OVERLOADED"
                    && details
                        .retry_delay
                        .is_some_and(|delay| delay >= Duration::from_millis(100));
                if !is_right {
                    told.wrong.push(format!("{status:?}"));
                }
                if told.refused.len() < 100 {
                    told.refused.insert(id);
                }
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    /// Waits for more rejections: the node is still overloaded.
    async fn is_still_refused(&self) {
        let (before, deadline) = (self.refused(), Deadline::after(PATIENCE));
        while self.refused() == before {
            assert!(!deadline.has_passed(), "nobody is refused any more");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn disperse(&self, callers: JoinSet<()>) {
        self.is_over.store(true, Ordering::Relaxed);
        callers.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn creates_beyond_capacity_are_refused_and_change_nothing_while_all_else_is_answered_g19() {
    let node = Node::start().await;
    for id in ["to-cancel", "to-move"] {
        node.client.create(timer(id).fire_after(HOUR)).await.unwrap();
    }
    let (crowd, mut callers) = (Crowd::default(), JoinSet::new());
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let due_ns = now_ns() + 500 * MS;
    node.client.create(timer("to-fire").fire_at(due_ns)).await.unwrap();
    crowd.gather(node.server.endpoint(), &mut callers).await;

    // None of these calls is ever rejected.
    let other = node.connect().await;
    let received = consumer.delivery().await.unwrap();
    assert_eq!(received.due_ns().unwrap(), due_ns);
    assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)));
    for _ in 0..5 {
        assert_eq!(other.get("to-cancel").await.unwrap().status(), TimerStatus::Scheduled);
    }
    crowd.is_still_refused().await;
    other.reschedule("to-move", now_ns() + 7_200_000 * MS).await.unwrap();
    let cancelled = other.cancel("to-cancel").await.unwrap();
    assert_eq!(cancelled.outcome(), CancelOutcome::Cancelled);
    assert_eq!(other.list_of(TimerStatus::Cancelled).await.unwrap().len(), 1);
    crowd.is_still_refused().await;
    let of_reason = metrics::value(node.server.address(), "minoots_refusals_total")
        .await
        .unwrap();
    assert!(of_reason >= 1.0);

    crowd.disperse(callers).await;
    let Told {
        accepted,
        refused,
        wrong,
    } = std::mem::take(&mut *crowd.told.lock().unwrap());
    assert_eq!(wrong, Vec::<String>::new());
    assert!(!accepted.is_empty());
    for id in &accepted {
        assert_eq!(node.client.get(id).await.unwrap().status(), TimerStatus::Scheduled);
    }
    for id in &refused {
        assert_eq!(node.client.get(id).await.unwrap_err().code(), Code::NotFound, "{id}");
    }
    // Now permits are free, and none is in use.
    node.client.create(timer("after").fire_after(HOUR)).await.unwrap();
    let gauge = async |name| metrics::value(node.server.address(), name).await.unwrap();
    assert_eq!(gauge("minoots_creates_under_way").await, 0.0);
    // While most creates were rejected, the guaranteed minimum was below 64 permits. New creates show that this has
    // ended.
    for number in 0.. {
        if gauge("minoots_creates_limit").await >= 64.0 {
            break;
        }
        assert!(number < 40, "sixty-four calls have no places again");
        tokio::time::sleep(Duration::from_millis(250)).await;
        let again = timer(&format!("after-{number}")).fire_after(HOUR);
        node.client.create(again).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_of_a_stream_wait_for_their_turn_and_none_is_refused_g19() {
    const WRITES: u64 = 3_000;
    let node = Node::start().await;
    let (crowd, mut callers) = (Crowd::default(), JoinSet::new());
    crowd.gather(node.server.endpoint(), &mut callers).await;
    let writes = (0..WRITES).map(|sequence| SubmitRequest {
        sequence,
        write: Some(Write::Create(Box::new(
            timer(&format!("streamed-{sequence}")).fire_after(HOUR),
        ))),
    });
    let mut timers = node.connect().await.timers;
    let mut answers = timers.submit(tokio_stream::iter(writes)).await.unwrap().into_inner();
    let mut answered = BTreeSet::new();
    while let Some(answer) = answers.message().await.unwrap() {
        assert!(matches!(answer.answer, Some(Submitted::Create(_))), "{answer:?}");
        answered.insert(answer.sequence);
    }
    assert_eq!(answered.len() as u64, WRITES);
    crowd.is_still_refused().await;
    crowd.disperse(callers).await;
    assert_eq!(crowd.told.lock().unwrap().wrong, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_creates_is_refused_as_a_create_is_and_one_that_does_not_never_is_g19() {
    let node = Node::start().await;
    let one = |key: String, part| TransactRequest {
        partition_key: key,
        operations: vec![Operation {
            optional: false,
            operation: Some(part),
        }],
        ..TransactRequest::default()
    };
    let (crowd, mut callers) = (Crowd::default(), JoinSet::new());
    crowd.gather(node.server.endpoint(), &mut callers).await;
    let endpoint = node.server.endpoint().to_owned();
    let transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    let (deadline, mut number, mut under_way) = (Deadline::after(PATIENCE), 0, JoinSet::new());
    let refused = loop {
        assert!(!deadline.has_passed(), "{number} transactions, and none is refused");
        while under_way.len() < CALLS_PER_CONNECTION {
            let id = format!("in-one-{number}");
            let asked = one(id.clone(), Part::CreateTimer(timer(&id).fire_after(HOUR)));
            let mut transactions = transactions.clone();
            under_way.spawn(async move { (id, transactions.transact(asked).await) });
            number += 1;
        }
        let (id, answer) = under_way.join_next().await.unwrap().unwrap();
        match answer {
            Err(status) if reason(&status) == "OVERLOADED" => break (id, status),
            _ => {}
        }
    };
    assert!(Details::of(&refused.1).retry_delay.is_some());
    drop(under_way);
    let mut others = TransactionServiceClient::connect(node.server.endpoint().to_owned())
        .await
        .unwrap();
    for number in 0..20 {
        let id = format!("nothing-{number}");
        let cancel = CancelTimerRequest {
            id: id.clone(),
            ..CancelTimerRequest::default()
        };
        let absent = others.transact(one(id, Part::CancelTimer(cancel))).await.unwrap_err();
        assert_eq!(reason(&absent), "GUARD_FAILED");
    }
    crowd.is_still_refused().await;
    crowd.disperse(callers).await;
    assert_eq!(node.client.get(&refused.0).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_passes_on_what_the_leader_refuses_with_its_delay_g19() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = cluster.running().into_iter().find(|node| *node != leader).unwrap();
    let (crowd, mut callers) = (Crowd::default(), JoinSet::new());
    crowd.gather(&cluster.endpoint(leader).unwrap(), &mut callers).await;
    let client = cluster.client(follower).await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    let mut number = 0;
    let mut passed_on = JoinSet::new();
    let refused = loop {
        assert!(!deadline.has_passed(), "{number} creates, and none is refused");
        // More at once than a leader always accepts.
        while passed_on.len() < CALLS_PER_CONNECTION {
            let (client, id) = (client.clone(), format!("passed-on-{number}"));
            passed_on.spawn(async move { client.create(timer(&id).fire_after(HOUR)).await });
            number += 1;
        }
        match passed_on.join_next().await.unwrap().unwrap() {
            Err(status) if reason(&status) == "OVERLOADED" => break status,
            _ => {}
        }
    };
    assert!(Details::of(&refused).retry_delay.is_some());
    crowd.disperse(callers).await;
    drop(passed_on);
    patiently(|| client.create(timer("after").fire_after(HOUR))).await;
}
