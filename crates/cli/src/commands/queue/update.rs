//! `minoots queue update`.

use clap::{Args, ValueEnum};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::queue::v1::UpdateQueueRequest;
use minoots_wire::well_known::FieldMask;

use super::options::OptionArguments;
use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::Span;

/// Arguments of `minoots queue update`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Queue's name
    id: String,
    #[command(flatten)]
    options: OptionArguments,
    /// Option to return to its default; repeatable, or separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "OPTION")]
    reset: Vec<Reset>,
    /// Version of the queue that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// An option that can be reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reset {
    /// No description
    Description,
    /// 60 s
    AckDeadline,
    /// 14 d
    MaxAge,
    /// 20 attempts, from 1 s to 1 h apart
    RetryPolicy,
    /// No limit
    KeyConcurrency,
}

impl Reset {
    fn path(self) -> &'static str {
        match self {
            Reset::Description => "description",
            Reset::AckDeadline => "ack_deadline",
            Reset::MaxAge => "max_age",
            Reset::RetryPolicy => "retry_policy",
            Reset::KeyConcurrency => "key_concurrency",
        }
    }
}

/// Changes the queue and prints it.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = request(arguments);
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::queue(&answer.queue.unwrap_or_default()))
}

fn request(arguments: Arguments) -> UpdateQueueRequest {
    let options = arguments.options;
    let retry_policy = options.retry_policy();
    let mut paths: Vec<String> = arguments.reset.iter().map(|reset| reset.path().to_owned()).collect();
    let given = [
        (Reset::Description, options.description.is_some()),
        (Reset::AckDeadline, options.ack_deadline.is_some()),
        (Reset::MaxAge, options.max_age.is_some()),
        (Reset::RetryPolicy, retry_policy.is_some()),
        (Reset::KeyConcurrency, options.key_concurrency.is_some()),
    ];
    paths.extend(
        given
            .iter()
            .filter(|(_, given)| *given)
            .map(|(reset, _)| reset.path().to_owned()),
    );
    UpdateQueueRequest {
        id: arguments.id,
        update_mask: Some(FieldMask { paths }),
        ack_deadline: options.ack_deadline.map(Span::to_proto),
        max_age: options.max_age.map(Span::to_proto),
        description: options.description.unwrap_or_default(),
        key_concurrency: options.key_concurrency.unwrap_or_default(),
        retry_policy,
        state_version: arguments.version.unwrap_or_default(),
    }
}
