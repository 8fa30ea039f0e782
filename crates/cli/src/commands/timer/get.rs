//! `minoots timer get`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::timer::v1::GetTimerRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots timer get`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Timer's id
    id: String,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Prints the timer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetTimerRequest {
        id: arguments.id,
        read: arguments.reading.options(),
        ..GetTimerRequest::default()
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::timer(&answer.timer.unwrap_or_default()))
}
