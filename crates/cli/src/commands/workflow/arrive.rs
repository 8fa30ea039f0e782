//! `minoots workflow arrive`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{ArriveRequest, Execution};

use super::call;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots workflow arrive`.
#[derive(Args, Debug)]
pub struct Arrive {
    /// Execution's id
    id: String,
    /// Phase with the join
    #[arg(long, value_name = "PHASE")]
    point: String,
    /// Name of the party, 1 to 255 bytes; a party counts once per visit
    #[arg(long, value_name = "TEXT")]
    who: String,
}

/// Records the arrival and returns the execution.
pub async fn run(arguments: Arrive, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let Arrive { id, point, who } = arguments;
    Ok(call!(client, arrive, ArriveRequest { id, point, who })?.execution)
}
