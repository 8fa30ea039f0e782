//! `minoots mcp`: durable wakes for agents, over the Model Context Protocol.

use std::net::SocketAddr;

use clap::Args;
use minoots_mcp::{AgentName, Escalation, HttpSettings, Settings};
use minoots_terminal::errors::Failure;

use super::node::Signals;
use crate::client_arguments::ClientArguments;
use crate::notice;
use crate::value::Span;

/// Whose wakes these are, what bounds them, and how the protocol is spoken.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The agent: its wakes go to the queue agent.NAME [default: what the client calls itself]
    #[arg(long, value_name = "NAME", env = "MINOOTS_AGENT")]
    agent: Option<AgentName>,
    /// Timers of the agent that have not ended
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    max_pending: u32,
    /// How far ahead a timer may be
    #[arg(long, value_name = "DURATION", default_value = "30d")]
    max_horizon: Span,
    /// How long the agent may take to acknowledge a wake, 1s to 12h
    #[arg(long, value_name = "DURATION", default_value = "10m")]
    ack_deadline: Span,
    /// Where a wake goes as well once deliveries of it have failed: queue:NAME@FAILURES or webhook:ID@FAILURES
    #[arg(long, value_name = "TARGET")]
    escalate: Option<Escalation>,
    /// Serve streamable HTTP at /mcp of this address, instead of standard input and output
    #[arg(long, value_name = "ADDRESS:PORT")]
    http: Option<SocketAddr>,
    /// Another name that HTTP clients reach this server by; may be repeated
    #[arg(long, value_name = "HOST", requires = "http")]
    allow_host: Vec<String>,
    /// The origin of a page that may call this server; may be repeated
    #[arg(long, value_name = "ORIGIN", requires = "http")]
    allow_origin: Vec<String>,
    /// Show what the protocol's conformance suite calls as well, for its tests
    #[arg(long)]
    fixtures: bool,
    #[command(flatten)]
    client: ClientArguments,
}

/// What HTTP clients have to show.
const TOKEN_VARIABLE: &str = "MINOOTS_MCP_TOKEN";

/// Serves until its input ends, or a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let (client, settings) = (arguments.client.client()?, settings(&arguments)?);
    let stop = Signals::install()?.cancelling();
    let Some(listen) = arguments.http else {
        return minoots_mcp::serve_stdio(client, settings, stop)
            .await
            .map_err(Failure::failed);
    };
    let http = HttpSettings {
        listen,
        token: std::env::var(TOKEN_VARIABLE).ok().filter(|token| !token.is_empty()),
        hosts: arguments.allow_host,
        origins: arguments.allow_origin,
    };
    let ready = |address: SocketAddr| notice::tell(&format!("serving MCP at http://{address}/mcp"));
    let served = minoots_mcp::serve_http(client, settings, http, Box::new(ready), stop).await;
    served.map_err(|error| Failure::usage(error.to_string()))
}

fn settings(arguments: &Arguments) -> Result<Settings, Failure> {
    let settings = Settings {
        agent: arguments.agent.clone(),
        max_pending: usize::try_from(arguments.max_pending).unwrap_or(usize::MAX),
        max_horizon: arguments.max_horizon.to_std(),
        ack_deadline: arguments.ack_deadline.to_std(),
        escalation: arguments.escalate.clone(),
        fixtures: arguments.fixtures,
    };
    let seconds = settings.ack_deadline.as_secs();
    if !(1..=12 * 60 * 60).contains(&seconds) {
        return Err(
            Failure::usage("ack-deadline: must be 1s to 12h").hint("give a duration such as --ack-deadline 10m")
        );
    }
    Ok(settings)
}
