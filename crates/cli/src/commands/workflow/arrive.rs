//! `minoots workflow arrive`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{ArriveRequest, Execution};

use super::call;
use crate::client_arguments::ClientArguments;
use crate::value;

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
    /// Idempotency key: an arrival counts once [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    arrival_id: String,
}

/// Records the arrival and returns the execution.
pub async fn run(arguments: Arrive, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ArriveRequest {
        id: arguments.id,
        point: arguments.point,
        who: arguments.who,
        arrival_id: match arguments.arrival_id.as_str() {
            "" => value::new_id(),
            id => id.to_owned(),
        },
    };
    let arrived = call!(client, arrive, request);
    let arrived = arrived.map_err(|failure| value::name_the_id(failure, "--arrival-id", &request.arrival_id))?;
    Ok(arrived.execution)
}
