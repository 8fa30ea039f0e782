//! `minoots workflow spawn`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{Execution, SpawnChildRequest};

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots workflow spawn`.
#[derive(Args, Debug)]
pub struct Spawn {
    /// Id of the parent execution
    id: String,
    /// Child's id
    #[arg(long, value_name = "ID")]
    child: String,
    /// Child's definition
    #[arg(long, value_name = "NAME")]
    definition: String,
    /// Reason, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Input as JSON, at most 16 KiB; every attempt receives it
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    input: String,
    /// Child's first phase [default: that of its definition]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
}

/// Starts the child and returns the parent execution.
pub async fn run(arguments: Spawn, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = SpawnChildRequest {
        id: arguments.id,
        child_id: arguments.child,
        definition: arguments.definition,
        reason: arguments.reason,
        input: arguments.input.into_bytes().into(),
        phase: arguments.phase,
    };
    Ok(client.call(&request).await?.execution)
}
