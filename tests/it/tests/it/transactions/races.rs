//! Two clients with the same transactions, while leaders are killed (G12).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use minoots_it::cluster::Cluster;
use minoots_it::is_long;
use minoots_wire::error::Reason;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{TransactRequest, guard::Guard as Rule, operation::Operation as Part};
use tokio::task::JoinSet;
use tonic::Code;
use tonic::transport::{Channel, Endpoint};

use super::{at, create, put, whole};

/// All nodes, and the one that answered last.
struct Nodes {
    services: Vec<TransactionServiceClient<Channel>>,
    at: AtomicUsize,
    /// The number of committed transactions.
    taken: AtomicUsize,
}

impl Nodes {
    fn of(endpoints: &[String]) -> Nodes {
        let lazy = |endpoint: &String| Endpoint::from_shared(endpoint.clone()).unwrap().connect_lazy();
        let services = endpoints.iter().map(lazy).map(TransactionServiceClient::new);
        Nodes {
            services: services.collect(),
            at: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
        }
    }

    /// Runs a transaction at any node that answers. Returns false if another client was first. Repeats an unknown
    /// outcome under the same id.
    async fn wins(&self, request: &TransactRequest) -> bool {
        loop {
            let at = self.at.load(Ordering::Relaxed);
            match self.services[at].clone().transact(request.clone()).await {
                Ok(_) => {
                    self.taken.fetch_add(1, Ordering::Relaxed);
                    return true;
                }
                Err(refused) if Reason::of(&refused) == Some(Reason::GuardFailed) => return false,
                Err(refused) => assert_ne!(refused.code(), Code::InvalidArgument, "{refused:?}"),
            }
            let next = (at + 1) % self.services.len();
            let _ = self.at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The number of lanes that race in parallel, each with sequential steps.
const LANES: usize = 50;
/// The number of steps in each lane.
const STEPS: u64 = 60;
const STEPS_LONG: u64 = 200;
/// The number of killed leaders, evenly distributed over the committed steps.
const KILLS: usize = 6;

/// Tries every step of a lane, and returns those that it committed.
async fn steps(nodes: Arc<Nodes>, name: &'static str, lane: usize, count: u64) -> Vec<(usize, u64)> {
    let mut won = Vec::new();
    for version in 0..count {
        let mut request = whole(vec![at(version)], vec![create(&step_id(lane, version)), put(version)]);
        request.request_id = format!("{name}.{lane}.{version}");
        request.partition_key = format!("lane-{lane}");
        in_lane(&mut request);
        if nodes.wins(&request).await {
            won.push((lane, version));
        }
    }
    won
}

fn step_id(lane: usize, version: u64) -> String {
    format!("t{lane}.{version}")
}

/// Puts checkpoints into the execution that the partition key names.
fn in_lane(request: &mut TransactRequest) {
    let key = request.partition_key.clone();
    for guard in &mut request.guards {
        if let Some(Rule::Checkpoint(guard)) = &mut guard.guard {
            guard.execution.clone_from(&key);
        }
    }
    for operation in &mut request.operations {
        match &mut operation.operation {
            Some(Part::PutCheckpoint(put)) => put.execution.clone_from(&key),
            Some(Part::CreateTimer(create)) => create.partition_key.clone_from(&key),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g12_of_two_clients_with_the_same_transaction_exactly_one_wins_though_leaders_are_killed() {
    let count = if is_long() { STEPS_LONG } else { STEPS };
    let apart = LANES * usize::try_from(count).unwrap() / (KILLS + 1);
    let mut cluster = Cluster::start().await.unwrap();
    cluster.leader().await.unwrap();
    let nodes = Arc::new(Nodes::of(&cluster.endpoints()));
    let mut racers = JoinSet::new();
    for lane in 0..LANES {
        racers.spawn(steps(Arc::clone(&nodes), "a", lane, count));
        racers.spawn(steps(Arc::clone(&nodes), "b", lane, count));
    }
    let (mut won, mut kills) = (Vec::new(), 0);
    while !racers.is_empty() {
        let pause = tokio::time::sleep(Duration::from_millis(20));
        tokio::select! {
            Some(steps) = racers.join_next() => won.extend(steps.unwrap()),
            () = pause => {
                if nodes.taken.load(Ordering::Relaxed) < (kills + 1) * apart {
                    continue;
                }
                let leader = cluster.leader().await.unwrap();
                cluster.kill(leader).unwrap();
                cluster.leader().await.unwrap();
                cluster.restart(leader).await.unwrap();
                kills += 1;
            }
        }
    }
    assert!(kills >= KILLS - 1, "{kills} kills say little");
    won.sort_unstable();
    let each: Vec<(usize, u64)> = (0..LANES)
        .flat_map(|lane| (0..count).map(move |version| (lane, version)))
        .collect();
    assert_eq!(won, each, "each step is taken by exactly one");
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader).await.unwrap();
    for lane in 0..LANES {
        client.get(&step_id(lane, count - 1)).await.unwrap();
        client.get(&step_id(lane, count)).await.unwrap_err();
    }
}
