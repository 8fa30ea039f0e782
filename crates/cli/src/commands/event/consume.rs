//! `minoots event consume`.
//!
//! Each delivery is printed first and acknowledged afterwards, so a delivery whose line was lost is delivered again.

use std::time::Duration;

use clap::Args;
use minoots_terminal::connect::call;
use minoots_terminal::consumer::{self, Received, Requests, stream_ended};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{AckRequest, ConsumeResult, Delivery};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::credits::Credits;
use crate::client_arguments::ClientArguments;
use crate::reconnect::{Reconnect, not_back};
use crate::record::Record;
use crate::value::Span;

/// The time limit for the server to end a stream that this side closed.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(2);
/// The time limit for the responses to the last acknowledgements.
const ANSWERS_TIMEOUT: Duration = Duration::from_secs(10);

/// Arguments of `minoots event consume`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Queue to consume from
    #[arg(long, default_value = "default")]
    queue: String,
    /// Maximum number of deliveries, after which the command ends [default: no maximum]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max: Option<u32>,
    /// Idle time after which the command ends with success [default: none]
    #[arg(long, value_name = "DURATION")]
    timeout: Option<Span>,
    /// Print without acknowledging; the events are delivered again
    #[arg(long)]
    no_ack: bool,
    /// Maximum number of outstanding deliveries, at most 10000 [default: 256, or 10000 with --no-ack; at most --max]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    credits: Option<u32>,
}

/// Consumes until the maximum or the idle time. It reopens a broken stream and repeats unanswered acknowledgements.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let credits = Credits::new(arguments.credits, arguments.max, !arguments.no_ack);
    let idle = arguments.timeout.map_or(Duration::MAX, Span::to_std);
    let mut reconnect = Reconnect::new();
    let (queue, first) = (arguments.queue.as_str(), credits.current());
    let open = |place| async move { consumer::open(client.events_from(place).await?, queue, first).await };
    let opening = timeout(idle, reconnect.open(open)).await;
    let (requests, responses) = opening.map_err(|_| not_back(idle))??;
    let mut session = Session {
        client,
        queue: arguments.queue,
        requests,
        received: responses.spawn(),
        output,
        acknowledging: !arguments.no_ack,
        credits,
        unanswered: Vec::new(),
        refused: 0,
        reconnect,
    };
    session.consume(arguments.max, idle).await?;
    session.drain().await
}

struct Session<'client> {
    client: &'client ClientArguments,
    queue: String,
    requests: Requests,
    received: UnboundedReceiver<Result<Received, Failure>>,
    output: Output,
    acknowledging: bool,
    credits: Credits,
    /// The unanswered acknowledgements: event ids and fences.
    unanswered: Vec<(String, String)>,
    refused: usize,
    reconnect: Reconnect,
}

impl Session<'_> {
    async fn consume(&mut self, max: Option<u32>, idle: Duration) -> Result<(), Failure> {
        let mut deliveries = 0;
        while max.is_none_or(|max| deliveries < max) {
            let Ok(received) = timeout(idle, self.received.recv()).await else {
                return Ok(());
            };
            match received.ok_or_else(stream_ended).and_then(|received| received) {
                Ok(Received::Delivery(delivery, received_ns)) => {
                    deliveries += 1;
                    self.reconnect.received();
                    self.deliver(*delivery, received_ns)?;
                }
                Ok(Received::Result(result)) => self.answered(result),
                Err(lost) => {
                    let left = max.map(|max| max - deliveries);
                    let reopened = timeout(idle, self.reopen(lost, left)).await;
                    reopened.map_err(|_| not_back(idle))??;
                }
            }
        }
        Ok(())
    }

    /// Opens another stream and repeats the unanswered acknowledgements on it. An event that is settled already is no
    /// error.
    async fn reopen(&mut self, lost: Failure, left: Option<u32>) -> Result<(), Failure> {
        let (client, queue, credits) = (self.client, self.queue.as_str(), self.credits.again(left));
        let open = |place| async move { consumer::open(client.events_from(place).await?, queue, credits).await };
        let (requests, responses) = self.reconnect.recover(lost, open).await?;
        for (event_id, fence) in &self.unanswered {
            requests.ack(event_id.clone(), fence.clone());
        }
        (self.requests, self.received) = (requests, responses.spawn());
        Ok(())
    }

    fn deliver(&mut self, delivery: Delivery, received_ns: i64) -> Result<(), Failure> {
        let record = Record::of_delivery(&delivery, received_ns);
        if self.output.is_json_stream() {
            self.output.json_line(&record)?;
        } else {
            self.output
                .line(&minoots_terminal::output::printable(&record.summary()))?;
        }
        if self.acknowledging {
            if let Some(credits) = self.credits.before_ack() {
                self.requests.credits(credits);
            }
            let event_id = delivery.envelope.unwrap_or_default().id;
            self.requests.ack(event_id.clone(), delivery.fence.clone());
            self.unanswered.push((event_id, delivery.fence));
        }
        Ok(())
    }

    fn answered(&mut self, result: ConsumeResult) {
        let is_it = |(event_id, fence): &(String, String)| *event_id == result.event_id && *fence == result.fence;
        let Some(position) = self.unanswered.iter().position(is_it) else {
            return;
        };
        self.unanswered.remove(position);
        if let Some(Answer::Error(error)) = result.result {
            self.refused += 1;
            eprintln!(
                "error: acknowledgement of {} refused: {} ({})",
                result.event_id, error.message, error.reason
            );
        }
    }

    /// Waits for the responses to acknowledgements. Deliveries that arrive meanwhile stay unacknowledged.
    async fn drain(mut self) -> Result<(), Failure> {
        while !self.unanswered.is_empty() {
            let Ok(received) = timeout(ANSWERS_TIMEOUT, self.received.recv()).await else {
                let message = format!(
                    "{} acknowledgements had no answer in {ANSWERS_TIMEOUT:?}",
                    self.unanswered.len()
                );
                return Err(Failure::new(Exit::TimedOut, message).hint("the events may be delivered again"));
            };
            match received.ok_or_else(stream_ended).and_then(|received| received) {
                Ok(Received::Result(result)) => self.answered(result),
                Ok(Received::Delivery(..)) => {}
                Err(lost) => return self.acknowledge_alone(lost).await,
            }
        }
        let refused = self.refused;
        self.say_goodbye().await;
        ended(refused)
    }

    /// Repeats unanswered acknowledgements as unary calls, because another stream would take deliveries.
    async fn acknowledge_alone(mut self, lost: Failure) -> Result<(), Failure> {
        let client = self.client;
        let channel = self.reconnect.recover(lost, |place| client.connect_from(place)).await?;
        for (event_id, fence) in std::mem::take(&mut self.unanswered) {
            let request = AckRequest {
                event_id: event_id.clone(),
                fence,
                partition_key: String::new(),
            };
            let answer = call(&channel, &request);
            if let Err(failure) = answer.await {
                if failure.exit == Exit::Unavailable {
                    return Err(failure.hint("the events may be delivered again"));
                }
                self.refused += 1;
                eprintln!("error: acknowledgement of {event_id} refused: {}", failure.message);
            }
        }
        ended(self.refused)
    }

    /// Closes the sending half and reads the stream to its end. The server then redelivers unacknowledged deliveries at
    /// once, instead of after their ack deadline.
    async fn say_goodbye(self) {
        let Self {
            requests, mut received, ..
        } = self;
        drop(requests);
        let rest = async { while received.recv().await.is_some_and(|received| received.is_ok()) {} };
        // A server that does not respond has lost the stream, which also ends it.
        let _ = timeout(GOODBYE_TIMEOUT, rest).await;
    }
}

fn ended(refused: usize) -> Result<(), Failure> {
    match refused {
        0 => Ok(()),
        refused => Err(Failure::failed(format!("{refused} acknowledgements were refused"))),
    }
}
