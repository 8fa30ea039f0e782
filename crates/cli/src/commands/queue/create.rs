//! `minoots queue create`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::queue::v1::CreateQueueRequest;

use super::options::OptionArguments;
use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::Span;

/// Arguments of `minoots queue create`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Queue's name
    id: String,
    #[command(flatten)]
    options: OptionArguments,
}

/// Creates the queue and prints the answer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let options = arguments.options;
    let request = CreateQueueRequest {
        id: arguments.id,
        retry_policy: options.retry_policy(),
        ack_deadline: options.ack_deadline.map(Span::to_proto),
        max_age: options.max_age.map(Span::to_proto),
        description: options.description.unwrap_or_default(),
        key_concurrency: options.key_concurrency.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::queue(&answer.queue.unwrap_or_default()))
}
