//! `minoots cluster join-token`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::CreateJoinTokenRequest;
use minoots_wire::time::instant;
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::value::Span;

/// Arguments of `minoots cluster join-token`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Create a token for one node; it is shown only here
    Create {
        /// Lifetime of the token, such as 5m; at most 10m [default: 10m]
        #[arg(long, value_name = "DURATION")]
        ttl: Option<Span>,
    },
}

/// Runs the action.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let Action::Create { ttl } = arguments.action;
    let ttl = ttl.map(Span::to_proto);
    // The call is not retried: it could leave behind a token that was never shown.
    let answer = client.call_once(&CreateJoinTokenRequest { ttl }).await?;
    if output.is_json() {
        let expires = answer
            .expire_time
            .as_ref()
            .and_then(|time| instant::from_proto(time).ok());
        return output.json(&json!({
            "token": answer.token,
            "id": answer.id,
            "expireTime": expires.map(instant::format),
        }));
    }
    output.line(&answer.token)
}
