//! The first timer: scheduled, consumed, verified and acknowledged through the public API.

use std::time::Duration;

use minoots_terminal::connect::{Channel, call, connect, events};
use minoots_terminal::consumer::{self, Received};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::{Output, printable};
use minoots_wire::envelope::Verifier;
use minoots_wire::event::v1::Delivery;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::time::duration;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{CreateTimerRequest, Payload, Target};

use crate::commands::event::keys;
use crate::record::{Record, milliseconds};
use crate::value;

const QUEUE: &str = "minoots-demo";
const DELAY_NS: i64 = 3_000_000_000;
/// The time limit of the demo.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the demo. A failure of the demo does not end the node.
pub async fn run(output: Output, endpoint: &str) {
    let outcome = match tokio::time::timeout(PATIENCE, play(output, endpoint)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::new(
            Exit::TimedOut,
            format!("the timer did not fire within {PATIENCE:?}"),
        )),
    };
    match outcome {
        Ok(()) => {}
        Err(failure) if failure.message.is_empty() => {}
        Err(failure) => eprintln!("demo: {failure}"),
    }
}

async fn play(output: Output, endpoint: &str) -> Result<(), Failure> {
    let channel = connect(endpoint).await?;
    let keys = keys::list(&channel).await?;
    let verifier = Verifier::new(keys::key_set(&keys)?);
    let (requests, mut responses) = consumer::open(events(channel.clone()), QUEUE, 1).await?;
    let id = schedule(channel).await?;
    output.line(&format!(
        "demo: scheduled timer {id}, due in {}",
        duration::format(DELAY_NS)
    ))?;
    loop {
        let Received::Delivery(delivery, received_ns) = responses.next().await? else {
            continue;
        };
        let envelope = delivery.envelope.clone().unwrap_or_default();
        requests.ack(envelope.id.clone(), delivery.fence.clone());
        // An earlier demo on this directory may have stopped before it consumed its timer.
        if envelope.id.contains(&id) {
            wait_for_answer(&mut responses, &envelope.id).await?;
            return report(output, &verifier, &delivery, received_ns);
        }
    }
}

async fn schedule(channel: Channel) -> Result<String, Failure> {
    let id = format!("demo-{}", value::new_id());
    let request = CreateTimerRequest {
        id: id.clone(),
        name: "the first timer".to_owned(),
        delay: Some(duration::to_proto(DELAY_NS)),
        payload: Some(Payload {
            content_type: "text/plain".to_owned(),
            data: "hello".into(),
        }),
        target: Some(Target {
            target: Some(TargetKind::Queue(QUEUE.to_owned())),
        }),
        ..CreateTimerRequest::default()
    };
    call(&channel, &request).await?;
    Ok(id)
}

async fn wait_for_answer(responses: &mut consumer::Responses, event_id: &str) -> Result<(), Failure> {
    loop {
        match responses.next().await? {
            Received::Result(result) if result.event_id == event_id => match result.result {
                Some(Answer::Error(error)) => {
                    return Err(Failure::failed(format!(
                        "acknowledgement refused: {} ({})",
                        error.message, error.reason
                    )));
                }
                _ => return Ok(()),
            },
            Received::Result(_) | Received::Delivery(..) => {}
        }
    }
}

fn report(output: Output, verifier: &Verifier, delivery: &Delivery, received_ns: i64) -> Result<(), Failure> {
    let record = Record::of_delivery(delivery, received_ns);
    let envelope = delivery.envelope.clone().unwrap_or_default();
    let kid = verifier
        .verify(&envelope.payload, &envelope.signature)
        .map_err(|error| Failure::failed(format!("the event did not verify: {}: {error}", error.reason())))?;
    let time = record.time.unwrap_or_default();
    let late = record.lateness_us.map(milliseconds).unwrap_or_default();
    output.line(&format!(
        "demo: fired at {}, {late} late at the consumer; signature verified with key {}",
        printable(&time),
        printable(kid)
    ))
}
