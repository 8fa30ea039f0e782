//! Clients that consume, through every end of their streams.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_it::client::Client;
use minoots_it::consumer::{Consumer, Message};
use minoots_it::deliveries::Taken;
use minoots_it::random::Random;
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{AckOutcome, ConsumeAck, ConsumeResult};
use tonic::{Code, Status};

use super::{World, is_unknown, learn_key};

/// Acknowledgements without a response: event id and fence.
type Unanswered = BTreeSet<(String, String)>;

/// Consumes until aborted, with a new connection after each kill.
pub async fn consume_all(world: World, mut random: Random) {
    let mut unanswered = Unanswered::new();
    loop {
        let client = world.connect().await;
        // Only the end of the node ends a session; any other failure is a defect.
        if let Err(error) = session(&world, &client, &mut random, &mut unanswered).await {
            assert!(
                error.downcast_ref::<Status>().is_some_and(is_unknown),
                "a consumer failed: {error:#}"
            );
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn session(world: &World, client: &Client, random: &mut Random, unanswered: &mut Unanswered) -> Result<()> {
    let mut verifier = client.verifier().await?;
    let consumer = Consumer::open(client, "default", 200).await?;
    let mut consumer = consumer.with_clock_ahead(world.clock_ahead_ns_max);
    for (event_id, fence) in unanswered.clone() {
        consumer.send(Request::Ack(ConsumeAck { event_id, fence }))?;
    }
    while let Some(message) = consumer.message().await? {
        match message {
            Message::Delivery(received) => {
                learn_key(&mut verifier, client, &received).await?;
                let taken = world.know(|known| known.deliveries.take_of_many(&received, &verifier))?;
                if taken == Taken::Overtaken {
                    return Err(consumer.end().await.context("its delivery was overtaken")?);
                }
                match random.below(20) {
                    0 => {}
                    1 => consumer.send_nack(&received, Duration::ZERO)?,
                    _ => {
                        unanswered.insert((received.id().to_owned(), received.fence().to_owned()));
                        consumer.send_ack(&received)?;
                    }
                }
            }
            Message::Result(result) => answered(world, result, unanswered)?,
        }
    }
    Ok(())
}

fn answered(world: &World, result: ConsumeResult, unanswered: &mut Unanswered) -> Result<()> {
    let ConsumeResult {
        event_id,
        fence,
        result,
    } = result;
    match result {
        Some(Answer::Ack(ack)) => {
            ensure!(ack.outcome() != AckOutcome::AlreadyFailed, "{event_id} failed");
            unanswered.remove(&(event_id.clone(), fence));
            world.know(|known| known.settled.insert(event_id));
        }
        Some(Answer::Error(error)) => {
            // An acknowledgement is always accepted; a delivery's lease may end before its nack.
            let is_ack = unanswered.contains(&(event_id.clone(), fence));
            let is_transient = error.code == Code::Unavailable as i32;
            ensure!(
                is_transient || (!is_ack && error.reason == "STALE_FENCE"),
                "{event_id}: {error:?}"
            );
        }
        _ => {}
    }
    Ok(())
}
