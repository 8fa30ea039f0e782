//! `minoots_list_wakes`.

use std::collections::BTreeMap;

use minoots_client::TimerStatus;
use serde_json::{Map, Value, json};

use super::{Told, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::limits::{HELD_MAX, LIST_MAX};

const DEFAULT: u64 = 20;

pub(super) const TOLD: Told = Told {
    name: "minoots_list_wakes",
    title: "Take wakes",
    description: "Take your timers that have fired, with their messages. Each wake is yours until acknowledge_by: do what its message says and \
                  call minoots_acknowledge with its id. One that nobody acknowledges by then comes again, and is told in every answer as \
                  unacknowledged. elsewhere counts wakes that somebody else has taken, or that come again in a moment.",
    schema,
    hints: (false, false, false),
};

fn schema() -> Value {
    let limit = schema::count("How many at most, 1 to 100.", DEFAULT, LIST_MAX);
    schema::object(json!({"limit": limit}), &[])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let limit = arguments.count("limit", LIST_MAX).unwrap_or(DEFAULT);
    arguments.end()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (fired, more) = agent
        .listed(agent.timers().status(TimerStatus::Fired), HELD_MAX)
        .await?;
    let ids = fired.iter().map(|timer| timer.id.as_str()).collect();
    // Do not wait on the queue when no wake has fired.
    let (mut wakes, not_in_hand) = match fired.is_empty() {
        true => (Vec::new(), 0),
        false => agent.take_fired(limit, &ids, !more).await?,
    };
    // Wakes that were not requested may still be available.
    let is_cut = wakes.len() >= limit && not_in_hand != 0;
    let (elsewhere, more) = match is_cut {
        true => (0, true),
        false => (not_in_hand, more),
    };
    let names: BTreeMap<&str, &str> = fired
        .iter()
        .map(|timer| (timer.id.as_str(), timer.name.as_str()))
        .collect();
    for wake in &mut wakes {
        let name = wake.get("id").and_then(Value::as_str).and_then(|id| names.get(id));
        wake.insert("name".to_owned(), name.copied().into());
    }
    let mut answer = Map::new();
    answer.insert("wakes".to_owned(), wakes.into_iter().map(Value::Object).collect());
    answer.insert("elsewhere".to_owned(), elsewhere.into());
    answer.insert("more".to_owned(), more.into());
    Ok(answer)
}
