//! `minoots timer create`.

use clap::{Args, ValueEnum};
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{CreateTimerRequest, Priority, RetryPolicy, Target};

use super::show;
use crate::connect::{ClientArguments, unary};
use crate::errors::{Exit, Failure};
use crate::output::Output;
use crate::value::{self, Label, Span, WhenArguments};

/// The timer to create.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A label for people; need not be unique
    #[arg(long)]
    name: String,
    #[command(flatten)]
    when: WhenArguments,
    /// Identifies the timer [default: a UUIDv7]
    #[arg(long)]
    id: Option<String>,
    /// The queue it fires into [default: default]
    #[arg(long)]
    queue: Option<String>,
    /// The webhook endpoint that it is posted to, instead of a queue
    #[arg(long, value_name = "ID", conflicts_with = "queue")]
    webhook: Option<String>,
    /// What consumers receive: text, @FILE, or @- for standard input
    #[arg(long, value_name = "TEXT|@FILE")]
    payload: Option<String>,
    /// Media type of the payload [default: text/plain for text, application/octet-stream for a file]
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// A label; may be repeated with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// How long a consumer may take to acknowledge [default: 60s]
    #[arg(long, value_name = "DURATION")]
    ack_deadline: Option<Span>,
    /// Failed deliveries before the timer fails [default: 20]
    #[arg(long, value_name = "N")]
    max_attempts: Option<u32>,
    /// now, next or future: which of what is due in the queue goes first [default: next]
    #[arg(long, value_enum, value_name = "PRIORITY", hide_possible_values = true)]
    priority: Option<PriorityArgument>,
    /// Whose turns it takes in its queue: timers of one key are delivered in turn with those of others, and as many at once as the queue
    /// lets; at most 64 bytes
    #[arg(long, value_name = "KEY")]
    concurrency_key: Option<String>,
    /// Makes the create repeatable when no --id is given
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
}

/// A priority by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PriorityArgument {
    Now,
    Next,
    Future,
}

impl From<PriorityArgument> for Priority {
    fn from(priority: PriorityArgument) -> Self {
        match priority {
            PriorityArgument::Now => Priority::Now,
            PriorityArgument::Next => Priority::Next,
            PriorityArgument::Future => Priority::Future,
        }
    }
}

/// Creates the timer and prints the answer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = request(arguments)?;
    let timers = client.timers().await?;
    let answer = unary(|| {
        let (mut timers, request) = (timers.clone(), request.clone());
        async move { timers.create_timer(request).await }
    })
    .await
    .map_err(|failure| name_the_id(failure, &request))?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::timer(&answer.timer.unwrap_or_default()))
}

fn request(arguments: Arguments) -> Result<CreateTimerRequest, Failure> {
    // With only a request id the server derives the id from it, so that another process can repeat the request.
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
        delay: arguments.when.delay.map(Span::to_proto),
        payload: value::payload(arguments.payload, arguments.content_type)?,
        labels: value::labels(arguments.labels)?,
        target: target.map(|target| Target { target: Some(target) }),
        retry_policy,
        ack_deadline: arguments.ack_deadline.map(Span::to_proto),
        concurrency_key: arguments.concurrency_key.unwrap_or_default(),
        priority: arguments.priority.map_or(Priority::Unspecified, Into::into).into(),
    })
}

/// To repeat a create the caller needs the id that was chosen here.
fn name_the_id(failure: Failure, request: &CreateTimerRequest) -> Failure {
    let is_worth_repeating = matches!(failure.exit, Exit::Unavailable | Exit::TimedOut);
    if !is_worth_repeating || request.id.is_empty() {
        return failure;
    }
    failure.hint(format!(
        "repeat it with --id {}, which is safe whatever became of this one",
        request.id
    ))
}
