//! `minoots timer create`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{AgentBinding, CreateTimerRequest, RetryPolicy, Target};

use super::{show, watchdog};
use crate::client_arguments::ClientArguments;
use crate::delivery_arguments::DeliveryArguments;
use crate::value::{self, Label, Span};

/// Arguments of `minoots timer create`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Label for people; it need not be unique
    #[arg(long)]
    name: String,
    #[command(flatten)]
    when: watchdog::When,
    #[command(flatten)]
    watchdog: watchdog::Watchdog,
    /// Timer's id [default: a UUIDv7]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    id: Option<String>,
    /// Queue that receives the event [default: default]
    #[arg(long)]
    queue: Option<String>,
    /// Webhook endpoint that receives the event, instead of a queue
    #[arg(long, value_name = "ID", conflicts_with = "queue")]
    webhook: Option<String>,
    /// Payload that consumers receive: text, @FILE, or @- for standard input
    #[arg(long, value_name = "TEXT|@FILE")]
    payload: Option<String>,
    /// Media type of the payload [default: text/plain for text, application/octet-stream for a file]
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// Label; repeatable with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// Time to acknowledge a delivery, 1s to 12h [default: that of the queue, else 60s]
    #[arg(long, value_name = "DURATION")]
    ack_deadline: Option<Span>,
    /// Note for people, shown with the timer: at most 1,024 bytes
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Number of failed deliveries before the timer fails [default: that of the queue, else 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,
    #[command(flatten)]
    delivery: DeliveryArguments,
    /// Agent that receives the timer as a message, in the queue agent.NAME
    #[arg(long, value_name = "NAME", conflicts_with_all = ["queue", "webhook"])]
    agent: Option<String>,
    /// Hint for the agent's runtime, such as langgraph
    #[arg(long, value_name = "NAME", requires = "agent")]
    adapter: Option<String>,
    /// Message as JSON with {{name}}, {{agent}}, {{labels.KEY}} and "{{payload}}" [default: an object of all of these]
    #[arg(long, value_name = "JSON", requires = "agent")]
    template: Option<String>,
    /// Idempotency key of a create without --id
    #[arg(long, value_parser = NonEmptyStringValueParser::new(), value_name = "ID")]
    request_id: Option<String>,
}

/// Creates the timer and prints the answer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = request(arguments)?;
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| match request.id.as_str() {
            "" => value::name_the_id(failure, "--request-id", &request.request_id),
            id => value::name_the_id(failure, "--id", id),
        })?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::timer(&answer.timer.unwrap_or_default()))
}

fn request(arguments: Arguments) -> Result<CreateTimerRequest, Failure> {
    // With only a request id the server derives the timer's id from it, so that another process can repeat the request.
    let id = match (arguments.id, &arguments.request_id) {
        (None, None) => value::new_id(),
        (id, _) => id.unwrap_or_default(),
    };
    let target = match (arguments.queue, arguments.webhook) {
        (_, Some(webhook)) => Some(TargetKind::Webhook(webhook)),
        (queue, None) => queue.map(TargetKind::Queue),
    };
    let retry_policy = arguments.max_attempts.map(|max_attempts| RetryPolicy {
        max_attempts,
        ..RetryPolicy::default()
    });
    Ok(CreateTimerRequest {
        request_id: arguments.request_id.unwrap_or_default(),
        id,
        partition_key: String::new(),
        name: arguments.name,
        fire_time: arguments.when.at.map(|at| at.to_proto()),
        delay: arguments.when.delay.or(arguments.when.ttl).map(Span::to_proto),
        watchdog: arguments.watchdog.into_proto(),
        payload: value::payload(arguments.payload, arguments.content_type)?,
        labels: value::labels(arguments.labels)?,
        target: target.map(|target| Target { target: Some(target) }),
        retry_policy,
        ack_deadline: arguments.ack_deadline.map(Span::to_proto),
        concurrency_key: arguments.delivery.concurrency_key(),
        note: arguments.note.unwrap_or_default(),
        priority: arguments.delivery.priority(),
        actions: arguments.delivery.actions,
        agent: arguments.agent.map(|target| AgentBinding {
            target,
            adapter: arguments.adapter.unwrap_or_default(),
            template: arguments.template.unwrap_or_default(),
        }),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use clap::Parser;

    use super::*;
    use crate::parity::{fields, said};

    /// The fields that no flag sets.
    const NOT_SET: [&str; 1] = [
        // Commands name a timer by its id alone, and the partition key defaults to the id.
        "partition_key",
    ];

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn set(flags: &str) -> BTreeSet<String> {
        let line = Line::try_parse_from(flags.split(' ')).unwrap_or_else(|error| panic!("{flags}: {error}"));
        said(&request(line.arguments).unwrap())
    }

    #[test]
    fn every_field_of_a_timer_has_a_flag() {
        let mut told = set(
            "timer --name x --delay 1s --id y --queue q --payload hello --label a=b --ack-deadline 9s --max-attempts 3 \
             --priority now --action queue:people@3 --concurrency-key k --request-id r --note why",
        );
        told.extend(set("timer --name x --at 2030-01-02T03:04:05Z --agent ann"));
        told.extend(set("timer --name x --ttl 9s --watchdog --epoch 1"));
        told.extend(NOT_SET.map(str::to_owned));
        assert_eq!(told, fields("minoots.timer.v1", "CreateTimerRequest"));
    }
}
