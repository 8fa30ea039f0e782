//! `minoots workflow arrive`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{ArriveRequest, Execution};

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
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    arrival_id: Option<String>,
}

/// Records the arrival and returns the execution.
pub async fn run(arguments: Arrive, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ArriveRequest {
        id: arguments.id,
        point: arguments.point,
        who: arguments.who,
        arrival_id: arguments.arrival_id.unwrap_or_else(value::new_id),
    };
    let arrived = client.call(&request).await;
    let arrived = arrived.map_err(|failure| value::name_the_id(failure, "--arrival-id", &request.arrival_id))?;
    Ok(arrived.execution)
}
