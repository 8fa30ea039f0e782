//! `minoots checkpoint sweep`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use serde::Serialize;

use super::Place;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots checkpoint sweep`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// The JSON output.
#[derive(Serialize)]
struct Swept {
    removed: u64,
}

/// Deletes the checkpoint's chunks that no version refers to.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let removed = client.client()?.sweep_checkpoint(arguments.place.key()).await?;
    if output.is_json() {
        return output.json(&Swept { removed });
    }
    output.line(&format!("the chunks of {removed} states are removed"))
}
