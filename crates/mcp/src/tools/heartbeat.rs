//! `minoots_heartbeat`.

use minoots_client::{Touch, Touched};
use serde_json::{Map, Value, json};

use super::{Told, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::moment::instant_text;

pub(super) const TOLD: Told = Told {
    name: "minoots_heartbeat",
    title: "Keep a watchdog quiet",
    description: "Tell a watchdog that you are alive: it does not fire before the fire_time of the answer, and does then unless you call \
                  again before. outcome is touched; too_late: it has fired; cancelled; or superseded: another took your place.",
    schema,
    hints: (false, false, false),
};

fn schema() -> Value {
    let id = schema::needed_text("The watchdog's id, as it was answered when it was scheduled or listed.");
    schema::object(json!({ "id": id }), &["id"])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let id = arguments.needed_text("id");
    arguments.end()?;
    let timer = agent.timer(&id).await?;
    let (outcome, fire_time) = match agent.client.touch(&timer, Touch::default()).await? {
        Touched::Until(fire_time) => ("touched", Some(fire_time)),
        Touched::TooLate { .. } => ("too_late", None),
        Touched::Superseded { .. } => ("superseded", None),
        Touched::Cancelled => ("cancelled", None),
    };
    let mut answer = Map::new();
    answer.insert("outcome".to_owned(), outcome.into());
    answer.insert("id".to_owned(), id.into());
    answer.insert("fire_time".to_owned(), fire_time.map(instant_text).into());
    Ok(answer)
}
