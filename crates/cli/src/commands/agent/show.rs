//! Agents as tables.

use minoots_terminal::output::Table;
use minoots_wire::time::duration;
use minoots_wire::workflow::v1::{Agent, AgentStatus, HeartbeatResponse};

use crate::record::text_of;

const STATUS: &str = "AGENT_STATUS_";

fn short<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}

/// Parses a status by its name, with or without the common prefix.
pub fn status(name: &str) -> Result<AgentStatus, String> {
    let upper = name.to_ascii_uppercase();
    let whole = format!("{STATUS}{}", short(&upper, STATUS));
    AgentStatus::from_str_name(&whole)
        .filter(|status| *status != AgentStatus::Unspecified)
        .ok_or_else(|| "use EXPECTED, LIVE, WARNED, DEGRADED, UNRESPONSIVE, QUARANTINED or RETIRED".to_owned())
}

/// Formats one agent, a field a row.
pub fn agent(agent: &Agent) -> Table {
    let mut table = Table::of_fields();
    table.field("id", &agent.id);
    table.field("status", short(agent.status().as_str_name(), STATUS));
    table.field("reason", &agent.reason);
    table.field("epoch", agent.epoch.to_string());
    let ttl = agent.ttl.as_ref().and_then(|ttl| duration::from_proto(ttl).ok());
    table.field("ttl", ttl.map(duration::format).unwrap_or_default());
    table.field("missed", agent.missed.to_string());
    table.field("doing", short(agent.doing().as_str_name(), "AGENT_DOING_"));
    if let Some(work) = &agent.work {
        table.field("work", format!("{}, fence {}", work.execution, work.fence));
    }
    table.field("progress", &agent.progress);
    table.field("problems", agent.problems.join(", "));
    table.field("capabilities", agent.capabilities.join(", "));
    table.field("queues", agent.queues.join(", "));
    if agent.tokens != 0 {
        table.field("tokens", agent.tokens.to_string());
    }
    if agent.restarts != 0 {
        table.field("restarts", agent.restarts.to_string());
    }
    table
}

/// Formats agents, one a row.
pub fn agents(agents: &[Agent]) -> Table {
    let mut table = Table::with_headers(&["ID", "STATUS", "EPOCH", "MISSED", "DOING", "PROGRESS", "PROBLEMS"]);
    for agent in agents {
        table.row([
            agent.id.clone(),
            short(agent.status().as_str_name(), STATUS).to_owned(),
            agent.epoch.to_string(),
            agent.missed.to_string(),
            short(agent.doing().as_str_name(), "AGENT_DOING_").to_owned(),
            or_dash(&agent.progress),
            or_dash(&agent.problems.join(",")),
        ]);
    }
    table
}

fn or_dash(text: &str) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text.to_owned()
    }
}

/// Formats the response to a heartbeat.
pub fn alive(answer: &HeartbeatResponse) -> Table {
    let mut table = Table::of_fields();
    table.field("status", short(answer.status().as_str_name(), STATUS));
    table.field("epoch", answer.epoch.to_string());
    let until = answer.alive_until.as_ref().and_then(text_of);
    table.field("alive until", until.unwrap_or_default());
    table
}
