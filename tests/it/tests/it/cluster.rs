//! Three processes that are one: what a cluster promises while its nodes are killed, stopped, added and removed.

mod clocks;
mod failover;
mod formation;
mod loaded;
mod membership;
mod minority;
mod retries;
mod streams;

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Error, bail};
use minoots_it::PATIENCE;
use minoots_it::client::Client;
use minoots_it::clock::Deadline;
use minoots_it::consumer::Consumer;
use minoots_it::deliveries::Deliveries;
use minoots_wire::envelope::Verifier;
use minoots_wire::event::v1::consume_result::Result as Answer;
use tonic::{Code, Status};

use crate::load::{is_unknown, learn_key};

const PAUSE: Duration = Duration::from_millis(20);

/// Whether the cluster may only be without a leader at the moment: a busy machine is enough for that.
fn is_passing(error: &Error) -> bool {
    error.downcast_ref::<Status>().is_some_and(is_unknown)
}

/// Repeats a call for as long as the cluster may be without a leader.
async fn patiently<T, E, F>(call: impl Fn() -> F) -> T
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

/// Repeats a call for as long as the cluster may be without a leader, until it is refused for another reason.
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

/// Consumes and acknowledges until this many events were settled, with another stream whenever one ends.
async fn consume(client: &Client, expected: usize) -> Deliveries {
    let (mut deliveries, mut settled) = (Deliveries::with_sleepers(), BTreeSet::new());
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

/// Answers the id of the event that was settled.
async fn consume_one(
    client: &Client,
    consumer: &mut Consumer,
    deliveries: &mut Deliveries,
    verifier: &mut Verifier,
) -> anyhow::Result<String> {
    let received = consumer.delivery().await?;
    learn_key(verifier, client, &received).await?;
    deliveries.take(&received, verifier)?;
    match consumer.ack(&received).await? {
        Answer::Ack(_) => Ok(received.id().to_owned()),
        // Another leader has to be asked, on another stream.
        Answer::Error(error) if error.code == Code::Unavailable as i32 => {
            Err(Status::unavailable(error.message).into())
        }
        other => bail!("{}: {other:?}", received.id()),
    }
}
