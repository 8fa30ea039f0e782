//! `minoots workflow arrive`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{ArriveRequest, Execution};

use super::call;
use crate::client_arguments::ClientArguments;

/// Who comes where.
#[derive(Args, Debug)]
pub struct Arrive {
    /// The execution's id
    id: String,
    /// The phase
    #[arg(long, value_name = "PHASE")]
    point: String,
    /// Who; the same one counts once for each visit
    #[arg(long, value_name = "TEXT")]
    who: String,
}

/// Says so, and answers what became of the execution.
pub async fn run(arguments: Arrive, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let Arrive { id, point, who } = arguments;
    Ok(call!(client, arrive, ArriveRequest { id, point, who })?.execution)
}
