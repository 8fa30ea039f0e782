//! A cluster of three processes: its guarantees while nodes are killed, stopped, added and removed.

mod cancels;
mod clocks;
mod compared;
mod cuts;
mod failover;
mod five;
mod forged_peers;
mod formation;
mod lagging;
mod loaded;
pub(crate) mod membership;
mod minority;
mod passed_on;
mod pauses;
mod quarantine;
mod races;
mod replacement;
mod retries;
mod streams;
mod upgrades;
mod waits;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Error, bail};
use minoots_it::PATIENCE;
use minoots_it::client::Client;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_it::deliveries::{Deliveries, Taken};
use minoots_wire::admin::v1::NodeRole;
use minoots_wire::envelope::Verifier;
use minoots_wire::event::v1::consume_result::Result as Answer;
use tonic::{Code, Status};

use crate::load::{World, is_unknown, learn_key};

const PAUSE: Duration = Duration::from_millis(20);

/// Whether the error may be due to a temporary lack of a leader, for which a busy machine is sufficient.
fn is_passing(error: &Error) -> bool {
    error.downcast_ref::<Status>().is_some_and(is_unknown)
}

/// Repeats a call while the cluster may be without a leader.
pub async fn patiently<T, E, F>(call: impl Fn() -> F) -> T
where
    E: Into<Error>,
    F: Future<Output = Result<T, E>>,
{
    let deadline = Deadline::after(PATIENCE);
    loop {
        match call().await.map_err(Into::into) {
            Ok(answer) => return answer,
            Err(error) if is_passing(&error) && !deadline.has_passed() => tokio::time::sleep(PAUSE).await,
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// Waits until a condition holds.
pub async fn until<F>(what: &str, is_so: impl Fn() -> F)
where
    F: Future<Output = bool>,
{
    let deadline = Deadline::after(PATIENCE);
    while !is_so().await {
        assert!(!deadline.has_passed(), "never happened: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits until this number of further events is settled.
async fn settle_more(world: &World, more: usize) {
    let settled = || world.know(|known| known.settled.len());
    let goal = settled() + more;
    until("more events are settled", || async { settled() >= goal }).await;
}

/// Returns every node with its role, from this node's status.
async fn roles(client: &Client) -> Vec<(u64, NodeRole)> {
    let status = patiently(|| client.status()).await;
    status.nodes.iter().map(|shown| (shown.node, shown.role())).collect()
}

/// Returns each reachable node's applied index, from a running node's status.
async fn applied(cluster: &Cluster) -> BTreeMap<u64, u64> {
    let client = cluster.client(cluster.running()[0]).await.unwrap();
    let status = patiently(|| client.status()).await;
    let answering = status
        .nodes
        .iter()
        .filter(|shown| shown.role() != NodeRole::Unreachable);
    answering.map(|shown| (shown.node, shown.applied_index)).collect()
}

/// Transfers leadership until this node has it, and returns its term.
async fn bring_to_lead(cluster: &Cluster, node: u64) -> u64 {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let status = cluster.status_led_by(&cluster.running()).await.unwrap();
        if status.leader == node {
            return status.term;
        }
        // The response is irrelevant: the status shows whether it had an effect.
        let leader = cluster.client(status.leader).await.unwrap();
        drop(leader.transfer_to(node).await);
        assert!(!deadline.has_passed(), "node {node} never leads");
    }
}

/// Repeats a call while the cluster may be without a leader, until it is refused for another reason.
async fn refusal<T, F>(call: impl Fn() -> F) -> Status
where
    F: Future<Output = Result<T, Status>>,
{
    let deadline = Deadline::after(PATIENCE);
    loop {
        let status = call().await.err().expect("a refusal");
        if !is_unknown(&status) || deadline.has_passed() {
            return status;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Consumes and acknowledges until this many events are settled, with another stream whenever one ends.
async fn consume(client: &Client, expected: usize) -> Deliveries {
    let (mut deliveries, mut settled) = (Deliveries::default(), BTreeSet::new());
    while settled.len() < expected {
        let mut verifier = patiently(|| client.verifier()).await;
        let mut consumer = patiently(|| Consumer::open(client, "default", 100)).await;
        while settled.len() < expected {
            match consume_one(client, &mut consumer, &mut deliveries, &mut verifier).await {
                Ok(id) => drop(settled.insert(id)),
                Err(error) if is_passing(&error) => break,
                Err(error) => panic!("{error:?}"),
            }
        }
    }
    deliveries
}

/// Returns the id of the settled event.
async fn consume_one(
    client: &Client,
    consumer: &mut Consumer,
    deliveries: &mut Deliveries,
    verifier: &mut Verifier,
) -> anyhow::Result<String> {
    let received = consumer.delivery().await?;
    learn_key(verifier, client, &received).await?;
    if deliveries.take_of_many(&received, verifier)? == Taken::Overtaken {
        return Err(consumer.end().await?);
    }
    match consumer.ack(&received).await? {
        Answer::Ack(_) => Ok(received.id().to_owned()),
        // Another leader must be called, on another stream.
        Answer::Error(error) if error.code == Code::Unavailable as i32 => {
            Err(Status::unavailable(error.message).into())
        }
        other => bail!("{}: {other:?}", received.id()),
    }
}
