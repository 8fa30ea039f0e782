//! `minoots workflow spawn`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{Execution, SpawnChildRequest};

use super::call;
use crate::client_arguments::ClientArguments;

/// What was discovered.
#[derive(Args, Debug)]
pub struct Spawn {
    /// The id of the execution that discovers it
    id: String,
    /// The id of the new one
    #[arg(long, value_name = "ID")]
    child: String,
    /// What it follows
    #[arg(long, value_name = "NAME")]
    definition: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// JSON that every attempt gets
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    input: String,
    /// The phase in which it begins [default: where its definition says]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
}

/// Starts it, and answers what became of the one that discovers it.
pub async fn run(arguments: Spawn, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = SpawnChildRequest {
        id: arguments.id,
        child_id: arguments.child,
        definition: arguments.definition,
        reason: arguments.reason,
        input: arguments.input.into_bytes().into(),
        phase: arguments.phase,
    };
    Ok(call!(client, spawn_child, request)?.execution)
}
