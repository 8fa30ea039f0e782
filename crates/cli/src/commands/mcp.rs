//! `minoots mcp`: durable wakes for agents, over the Model Context Protocol.

use std::net::SocketAddr;

use clap::Args;
use minoots_mcp::{AgentName, Escalation, HttpSettings, McpMetrics, Settings};
use minoots_terminal::errors::Failure;

use super::node::Signals;
use super::observed_process::ObservedProcess;
use crate::client_arguments::ClientArguments;
use crate::notice;
use crate::settings::TelemetryArguments;
use crate::value::Span;

/// Arguments of `minoots mcp`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Agent's name; its wakes go to the queue agent.NAME [default: the name that the client states]
    #[arg(long, value_name = "NAME", env = "MINOOTS_AGENT", hide_env_values = true)]
    agent: Option<AgentName>,
    /// Maximum number of the agent's timers that have not ended
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    max_pending: u32,
    /// Maximum time by which a timer may lie ahead
    #[arg(long, value_name = "DURATION", default_value = "30d")]
    max_horizon: Span,
    /// Time that the agent has to acknowledge a wake, 1s to 12h
    #[arg(long, value_name = "DURATION", default_value = "10m")]
    ack_deadline: Span,
    /// Further target of a wake after failed deliveries: queue:NAME@FAILURES or webhook:ID@FAILURES
    #[arg(long, value_name = "TARGET")]
    escalate: Option<Escalation>,
    /// Address of streamable HTTP, served at /mcp [default: standard input and output]
    #[arg(long, value_name = "ADDRESS:PORT")]
    http: Option<SocketAddr>,
    /// Additional host name by which HTTP clients reach this server; repeatable
    #[arg(long, value_name = "HOST", requires = "http")]
    allow_host: Vec<String>,
    /// Origin of a web page that may call this server; repeatable
    #[arg(long, value_name = "ORIGIN", requires = "http")]
    allow_origin: Vec<String>,
    /// Serve the fixtures that the protocol's conformance suite calls, for its tests
    #[arg(long)]
    fixtures: bool,
    #[command(flatten)]
    telemetry: TelemetryArguments,
    #[command(flatten)]
    client: ClientArguments,
}

/// The variable with the bearer token that HTTP clients must send.
const TOKEN_VARIABLE: &str = "MINOOTS_MCP_TOKEN";

/// Serves until the input ends, or a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let (client, settings) = (arguments.client.client()?, settings(&arguments)?);
    let process = ObservedProcess::start("minoots-mcp", arguments.telemetry, &arguments.client).await?;
    let metrics = McpMetrics::new(process.meter());
    let stop = Signals::install()?.cancelling();
    let Some(listen) = arguments.http else {
        return minoots_mcp::serve_stdio(client, settings, metrics, stop)
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
    let served = minoots_mcp::serve_http(client, (settings, metrics), http, Box::new(ready), stop).await;
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
