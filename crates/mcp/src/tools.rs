//! The tools: their names, arguments and behaviour. Names, arguments and texts equal those of the Python tools where
//! they mean the same.

use std::sync::Arc;

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value};

mod acknowledge;
mod cancel;
mod extend;
mod heartbeat;
mod list;
mod schedule;
mod schema;
pub mod wait;
mod wakes;
mod when;

use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;

/// The description of a tool.
struct Told {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    schema: fn() -> Value,
    /// Hints: read-only; destructive; idempotent.
    hints: (bool, bool, bool),
}

const TOOLS: [Told; 8] = [
    schedule::TOLD,
    list::TOLD,
    cancel::TOLD,
    extend::TOLD,
    wakes::TOLD,
    acknowledge::TOLD,
    wait::TOLD,
    heartbeat::TOLD,
];

/// All tools, in the order of their list.
pub fn all() -> Vec<Tool> {
    TOOLS.iter().map(tool).collect()
}

/// A tool by its name.
pub fn named(name: &str) -> Option<Tool> {
    TOOLS.iter().find(|told| told.name == name).map(tool)
}

/// The name of a tool as the label of metrics; `None` if there is no such tool.
pub fn label(name: &str) -> Option<&'static str> {
    TOOLS.iter().find(|told| told.name == name).map(|told| told.name)
}

fn tool(told: &Told) -> Tool {
    let schema = match (told.schema)() {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    let (reads, destroys, repeats) = told.hints;
    let hints = ToolAnnotations::with_title(told.title)
        .read_only(reads)
        .destructive(destroys)
        .idempotent(repeats)
        .open_world(false);
    let mut tool = Tool::new(told.name, told.description, Arc::new(schema)).annotate(hints);
    tool.title = Some(told.title.to_owned());
    tool
}

/// Runs a tool; `None` if there is no such tool.
pub async fn run(name: &str, agent: &Agent, given: Option<Map<String, Value>>) -> Option<Result<Answer, Refusal>> {
    let arguments = Arguments::new(given);
    Some(match name {
        "minoots_schedule_timer" => schedule::run(agent, arguments).await,
        "minoots_list_timers" => list::run(agent, arguments).await,
        "minoots_cancel_timer" => cancel::run(agent, arguments).await,
        "minoots_extend_timer" => extend::run(agent, arguments).await,
        "minoots_list_wakes" => wakes::run(agent, arguments).await,
        "minoots_acknowledge" => acknowledge::run(agent, arguments).await,
        wait::NAME => wait::run(agent, arguments).await,
        "minoots_heartbeat" => heartbeat::run(agent, arguments).await,
        _ => return None,
    })
}

/// An answer that starts with its outcome.
fn outcome(outcome: &str, timer: Answer) -> Answer {
    let mut answer = Map::new();
    answer.insert("outcome".to_owned(), outcome.into());
    answer.extend(timer);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_allow_no_argument_that_they_do_not_name() {
        for tool in all() {
            assert_eq!(
                tool.input_schema["additionalProperties"],
                Value::Bool(false),
                "{}",
                tool.name
            );
            let needed = tool
                .input_schema
                .get("required")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            for name in needed {
                assert!(
                    tool.input_schema["properties"]
                        .get(name.as_str().unwrap_or_default())
                        .is_some(),
                    "{name}"
                );
            }
        }
    }
}
