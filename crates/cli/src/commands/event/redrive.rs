//! `minoots event redrive`.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args};
use minoots_terminal::clock::monotonic;
use minoots_terminal::connect::call;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::event::v1::{RedriveDeadLettersRequest, RedriveRequest};
use minoots_wire::timer::v1::FailureReason;
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::client_arguments::ClientArguments;
use crate::value::{Moment, Why};

/// The calls per second under a rate limit, unless the rate is so low that fewer suffice.
const CALLS_PER_SECOND: u32 = 10;

/// Arguments of `minoots event redrive`.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("dead_letters").args(["key", "queue", "all"]).required(true)))]
pub struct Arguments {
    /// dedupeKey of one event; alternatively give --queue or --all
    #[arg(long, conflicts_with_all = ["why", "since", "rate"])]
    key: Option<String>,
    /// Queue whose dead letters are redriven
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    queue: Option<String>,
    /// Redrive the dead letters of all queues
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    which: Which,
}

/// The dead letters to redrive, and the rate.
#[derive(Args, Debug)]
pub struct Which {
    /// Redrive only dead letters with this reason: attempts-spent, expired, missed or refused
    #[arg(long = "reason", value_enum, value_name = "REASON", hide_possible_values = true)]
    why: Option<Why>,
    /// Redrive only dead letters that failed at or after this instant, such as 2030-01-02T03:04:05Z
    #[arg(long, value_name = "RFC3339")]
    since: Option<Moment>,
    /// Maximum number of redrives per second [default: no limit]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: Option<u32>,
}

/// Redrives all matching dead letters and prints their number.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let redriven = match arguments.key {
        Some(key) => one(key, client).await?,
        None => all(arguments.queue.unwrap_or_default(), arguments.which, client).await?,
    };
    report(redriven, output)
}

/// Redrives the matching dead letters of one queue and prints their number.
pub async fn queue(queue: String, which: Which, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    report(all(queue, which, client).await?, output)
}

fn report(redriven: u64, output: Output) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&json!({ "redriven": redriven }));
    }
    output.line(&format!("redriven: {redriven}"))
}

async fn one(event_id: String, client: &ClientArguments) -> Result<u64, Failure> {
    let request = RedriveRequest {
        event_id,
        partition_key: String::new(),
    };
    // Repeating the call is safe: an open redrive is reported and not repeated.
    client.call(&request).await?;
    Ok(1)
}

async fn all(queue: String, arguments: Which, client: &ClientArguments) -> Result<u64, Failure> {
    let portion = arguments.rate.map(|rate| (rate / CALLS_PER_SECOND).clamp(1, 1_000));
    let mut request = RedriveDeadLettersRequest {
        queue,
        reason: arguments.why.map_or(FailureReason::Unspecified, Into::into).into(),
        since: arguments.since.map(Moment::to_proto),
        page_size: portion
            .and_then(|portion| i32::try_from(portion).ok())
            .unwrap_or_default(),
        page_token: String::new(),
    };
    let channel = client.connect().await?;
    let (began, mut redriven) = (Instant::from_std(monotonic()), 0_u64);
    loop {
        // If a response is lost, the same portion is repeated and finds only the remaining dead letters.
        let answer = call(&channel, &request);
        let answer = answer.await.map_err(|failure| match redriven {
            0 => failure,
            _ => failure.hint(format!(
                "{redriven} were redriven before: repeat the command to go on with what is left"
            )),
        })?;
        redriven += u64::from(answer.redriven);
        if answer.next_page_token.is_empty() {
            return Ok(redriven);
        }
        request.page_token = answer.next_page_token;
        if let Some(rate) = arguments.rate {
            sleep_until(began + Duration::from_secs_f64(redriven as f64 / f64::from(rate))).await;
        }
    }
}
