//! `minoots agent`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::workflow::v1::{
    Agent, AgentDoing, AgentStatus, AgentWork, GetAgentRequest, HeartbeatRequest, ListAgentsRequest,
    QuarantineAgentRequest, RegisterAgentRequest, ReleaseAgentRequest, RetireAgentRequest,
};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::file;
use crate::value::{self, Span};

mod handoff;
mod show;

/// Arguments of `minoots agent`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Register a new instance of an agent and watch its heartbeats
    Register(Register),
    /// Send a heartbeat of an agent, with optional reports of its activity
    Heartbeat(Heartbeat),
    /// Show an agent
    Get(Named),
    /// List agents
    List(List),
    /// Retire an agent that stops on purpose
    Retire(Retire),
    /// Quarantine an agent, so that it gets no work
    Quarantine(Reasoned),
    /// Release an agent from quarantine
    Release(Named),
    /// Transfer an attempt at a workflow's phase from one agent to another
    #[command(subcommand)]
    Handoff(handoff::Action),
}

/// The agent to act on.
#[derive(Args, Debug)]
struct Named {
    /// Agent's id
    #[arg(required_unless_present = "named", value_name = "ID")]
    id: Option<String>,
    /// The agent's id, under the flag that `register` and `heartbeat` use
    #[arg(long = "id", value_name = "ID", hide = true, conflicts_with = "id")]
    named: Option<String>,
}

impl Named {
    fn id(self) -> String {
        self.id.or(self.named).unwrap_or_default()
    }
}

/// The agent to act on, and the reason.
#[derive(Args, Debug)]
struct Reasoned {
    #[command(flatten)]
    agent: Named,
    /// Reason, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
}

/// The agent to retire, and the reason.
#[derive(Args, Debug)]
struct Retire {
    #[command(flatten)]
    agent: Reasoned,
    /// Epoch of the instance to retire [default: the newest]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epoch: u64,
}

/// Arguments of `minoots agent register`.
#[derive(Args, Debug)]
struct Register {
    /// Agent's id [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    id: String,
    /// Longest permitted silence, 1s to 168h [default: that of the rules]
    #[arg(long, value_name = "DURATION")]
    ttl: Option<Span>,
    /// Capability of the agent; repeatable
    #[arg(long = "capability", value_name = "NAME")]
    capabilities: Vec<String>,
    /// Queue that the agent takes work from; repeatable
    #[arg(long = "queue", value_name = "QUEUE")]
    queues: Vec<String>,
    /// File with the agent's rules, YAML or JSON; - reads standard input [default: the rules in docs/agents.md]
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Announce an agent that registers itself later; it is missed if it does not do so in time
    #[arg(long)]
    expected: bool,
    /// Idempotency key: a repeat with the same --id registers no second instance [default: a new one]
    #[arg(long, value_name = "ID", requires = "id", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// The activity of an agent.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Doing {
    /// The agent works
    Working,
    /// The agent has nothing to do
    Idle,
    /// The agent has finished a step and waits for the next one
    Between,
}

/// Arguments of `minoots agent heartbeat`.
#[derive(Args, Debug)]
struct Heartbeat {
    /// Agent's id
    #[arg(long, value_name = "ID")]
    id: String,
    /// Epoch of the instance that sends the heartbeat [default: the newest]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    epoch: u64,
    /// Result since the last heartbeat, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    progress: String,
    /// Fingerprint of a tool call: equal for equal calls
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    fingerprint: String,
    /// Fingerprint of a failure: equal for equal failures
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    failure: String,
    /// Number of tokens spent since the last heartbeat [default: 0]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    tokens: u64,
    /// Money spent since the last heartbeat, in millionths of a unit [default: 0]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    money_micros: u64,
    /// Activity of the agent [default: unchanged]
    #[arg(long, value_enum, value_name = "WHAT")]
    doing: Option<Doing>,
    /// Execution whose attempt the agent works on
    #[arg(long, value_name = "ID", requires = "fence")]
    execution: Option<String>,
    /// Fence of the attempt that the agent works on
    #[arg(long, value_name = "N", requires = "execution")]
    fence: Option<u64>,
    /// Idempotency key: a heartbeat counts once under an id [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    heartbeat_id: Option<String>,
}

/// Arguments of `minoots agent list`.
#[derive(Args, Debug)]
struct List {
    /// List only agents whose id begins with this prefix
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// List only agents with this status; repeatable [default: all except RETIRED]
    #[arg(long = "status", value_name = "STATUS", value_parser = show::status)]
    statuses: Vec<AgentStatus>,
    /// List only agents with this capability
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    capability: String,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    let agent = match action {
        Action::Heartbeat(arguments) => return heartbeat(arguments, &client, output).await,
        Action::Handoff(action) => return handoff::run(action, &client, output).await,
        Action::List(arguments) => return list(arguments, &client, output).await,
        Action::Register(arguments) => registered(register(arguments)?, &client).await?,
        Action::Get(agent) => client.call(&GetAgentRequest { id: agent.id() }).await?.agent,
        Action::Retire(Retire { agent, epoch }) => {
            let (id, reason) = (agent.agent.id(), agent.reason);
            client.call(&RetireAgentRequest { id, reason, epoch }).await?.agent
        }
        Action::Quarantine(Reasoned { agent, reason }) => {
            let id = agent.id();
            client.call(&QuarantineAgentRequest { id, reason }).await?.agent
        }
        Action::Release(agent) => client.call(&ReleaseAgentRequest { id: agent.id() }).await?.agent,
    };
    let agent = agent.ok_or_else(|| Failure::failed("the server's answer has no agent"))?;
    if output.is_json() {
        return output.json(&agent);
    }
    output.table(&show::agent(&agent))
}

fn register(arguments: Register) -> Result<RegisterAgentRequest, Failure> {
    let rules = arguments.rules.map(|path| file::text("--rules", &path)).transpose()?;
    Ok(RegisterAgentRequest {
        // Both ids are chosen here, so that a repeat registers one instance of one agent.
        id: match arguments.id.as_str() {
            "" => value::new_id(),
            id => id.to_owned(),
        },
        ttl: arguments.ttl.map(Span::to_proto),
        capabilities: arguments.capabilities,
        queues: arguments.queues,
        rules: rules.unwrap_or_default(),
        expected: arguments.expected,
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
    })
}

/// Registers an instance. Only a request with both ids can be repeated safely, so the error for a lost response names
/// both.
async fn registered(request: RegisterAgentRequest, client: &ClientArguments) -> Result<Option<Agent>, Failure> {
    let ids = format!("{} --request-id {}", request.id, request.request_id);
    let answer = client.call(&request).await;
    let answer = answer.map_err(|failure| value::name_the_id(failure, "--id", &ids))?;
    Ok(answer.agent)
}

async fn heartbeat(arguments: Heartbeat, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let doing = arguments.doing.map_or(AgentDoing::Unspecified, |doing| match doing {
        Doing::Working => AgentDoing::Working,
        Doing::Idle => AgentDoing::Idle,
        Doing::Between => AgentDoing::Between,
    });
    let request = HeartbeatRequest {
        id: arguments.id,
        epoch: arguments.epoch,
        heartbeat_id: arguments.heartbeat_id.unwrap_or_else(value::new_id),
        progress: arguments.progress,
        fingerprint: arguments.fingerprint,
        failure: arguments.failure,
        tokens: arguments.tokens,
        money_micros: arguments.money_micros,
        doing: doing.into(),
        work: arguments.execution.map(|execution| AgentWork {
            execution,
            fence: arguments.fence.unwrap_or_default(),
        }),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--heartbeat-id", &request.heartbeat_id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::alive(&answer))
}

async fn list(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListAgentsRequest {
        id_prefix: arguments.prefix,
        statuses: arguments.statuses.into_iter().map(i32::from).collect(),
        capability: arguments.capability,
    };
    let mut agents = client.agents().await?;
    let mut answers = agents.list_agents(request).await.map_err(Failure::from)?.into_inner();
    let mut all: Vec<Agent> = Vec::new();
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.agent);
    }
    if output.is_json() {
        return output.json(&json!({ "agents": all }));
    }
    output.table(&show::agents(&all))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Named;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        agent: Named,
    }

    #[test]
    fn an_agent_is_named_in_either_way_and_once() {
        let parse = |arguments: &[&str]| Command::try_parse_from([&["get"], arguments].concat());
        let id = |arguments: &[&str]| parse(arguments).ok().map(|command| command.agent.id());
        assert_eq!(id(&["ann"]).as_deref(), Some("ann"));
        assert_eq!(id(&["--id", "ann"]).as_deref(), Some("ann"));
        assert_eq!(id(&[]), None);
        assert_eq!(id(&["ann", "--id", "bob"]), None);
    }
}
