//! `minoots_list_timers`.

use minoots_client::TimerStatus;
use serde_json::{Map, Value, json};

use super::{Told, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::limits::LIST_MAX;
use crate::shown::shown;

const DEFAULT: u64 = 20;
const STATUSES: [(&str, TimerStatus); 6] = [
    ("scheduled", TimerStatus::Scheduled),
    ("armed", TimerStatus::Armed),
    ("fired", TimerStatus::Fired),
    ("settled", TimerStatus::Settled),
    ("cancelled", TimerStatus::Cancelled),
    ("failed", TimerStatus::Failed),
];

pub(super) const TOLD: Told = Told {
    name: "minoots_list_timers",
    title: "List timers",
    description: "List your timers with id, name, status and fire_time. more is true if there are others beyond limit.",
    schema,
    hints: (true, false, true),
};

fn schema() -> Value {
    let words = STATUSES.map(|(word, _)| word);
    let properties = json!({
        "status": schema::word(
            "Only timers in this status. scheduled: waiting; armed: about to fire; fired: a wake that waits to be acknowledged; settled: \
             acknowledged; failed: nobody acknowledged it. Left out: all.",
            &words,
            None,
        ),
        "name_prefix": schema::text("Only timers whose name begins with this."),
        "limit": schema::count("How many at most, 1 to 100.", DEFAULT, LIST_MAX),
    });
    schema::object(properties, &[])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let word = arguments.word("status", &STATUSES.map(|(word, _)| word));
    let prefix = arguments.text("name_prefix");
    let limit = arguments.count("limit", LIST_MAX).unwrap_or(DEFAULT);
    arguments.end()?;
    let mut which = agent.timers();
    if let Some((_, status)) = STATUSES.iter().find(|(known, _)| Some(*known) == word) {
        which = which.status(*status);
    }
    if let Some(prefix) = prefix {
        which = which.name_prefix(prefix);
    }
    let (timers, more) = agent
        .listed(which, usize::try_from(limit).unwrap_or(usize::MAX))
        .await?;
    let mut answer = Map::new();
    answer.insert(
        "timers".to_owned(),
        timers.iter().map(|timer| Value::Object(shown(timer))).collect(),
    );
    answer.insert("more".to_owned(), more.into());
    Ok(answer)
}
