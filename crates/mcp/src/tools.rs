//! The tools: what each is called, takes and does. Names, arguments and words are those of the Python tools where they say the same.

use std::sync::Arc;

use minoots_client::{Target, Timer};
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
use crate::moment::instant_text;

/// In place of a message that nobody can read any more: the key that sealed it was shredded.
pub const MESSAGE_SHREDDED: &str = "message_shredded";

/// A tool as it is told to clients.
struct Told {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    schema: fn() -> Value,
    /// Reads only; destroys; does nothing more when it is called again with the same arguments.
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

/// All tools, in the order in which they are told.
pub fn all() -> Vec<Tool> {
    TOOLS.iter().map(tool).collect()
}

/// A tool by its name.
pub fn named(name: &str) -> Option<Tool> {
    TOOLS.iter().find(|told| told.name == name).map(tool)
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

/// Does what a tool is asked; `None` if there is no such tool.
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

/// A timer in an answer.
pub fn shown(timer: &Timer) -> Answer {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), timer.id.clone().into());
    shown.insert("name".to_owned(), timer.name.clone().into());
    shown.insert("status".to_owned(), status_name(timer).into());
    shown.insert("fire_time".to_owned(), instant_text(timer.fire_time).into());
    shown
}

/// A timer with all that an agent may want to know.
pub fn shown_whole(timer: &Timer) -> Answer {
    let mut whole = shown(timer);
    whole.insert("create_time".to_owned(), instant_text(timer.create_time).into());
    whole.insert("settle_time".to_owned(), timer.settle_time.map(instant_text).into());
    whole.insert("attempts".to_owned(), timer.attempts.into());
    let message = timer
        .payload
        .get()
        .ok()
        .map(|payload| String::from_utf8(payload.data.to_vec()));
    let message = message.and_then(Result::ok);
    whole.insert("message".to_owned(), message.map_or(Value::Null, Value::String));
    if timer.payload.is_shredded() {
        whole.insert(MESSAGE_SHREDDED.to_owned(), true.into());
    }
    let labels = timer
        .labels
        .iter()
        .map(|(key, value)| (key.clone(), Value::String(value.clone())));
    whole.insert("labels".to_owned(), Value::Object(labels.collect()));
    if let Target::Queue(queue) = &timer.target {
        whole.insert("queue".to_owned(), queue.clone().into());
    }
    whole
}

fn status_name(timer: &Timer) -> String {
    let name = timer.status.as_str_name();
    name.trim_start_matches("TIMER_STATUS_").to_ascii_lowercase()
}

/// An answer that begins with what became of it.
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
