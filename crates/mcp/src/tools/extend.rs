//! `minoots_extend_timer`.

use minoots_client::{Reschedule, RescheduleOutcome};
use serde_json::{Value, json};

use super::when::DueArgument;
use super::{Told, outcome, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::moment::instant_text;
use crate::shown::shown;

pub(super) const TOLD: Told = Told {
    name: "minoots_extend_timer",
    title: "Move a timer",
    description: "Move a timer that has not fired to a later, or earlier, time: it fires delay from now, or at fire_time; give exactly one \
                  of them. A watchdog is kept quiet by minoots_heartbeat instead. outcome is extended, with the new fire_time; too_late: it fires or has fired; or cancelled.",
    schema,
    hints: (false, false, false),
};

fn schema() -> Value {
    let properties = json!({
        "id": schema::id(),
        "delay": schema::duration("Fire this long from now.", "Give this or fire_time, not both."),
        "fire_time": schema::instant("Fire at this instant:", "Give this or delay, not both."),
    });
    schema::object(properties, &["id"])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let (id, when) = (arguments.needed_text("id"), DueArgument::read(&mut arguments));
    arguments.end()?;
    let Some(when) = when else {
        return Err(Refusal::invalid(Vec::new()));
    };
    let when = when.within(agent.settings.max_horizon)?;
    let timer = agent.timer(&id).await?;
    let reschedule = match when {
        DueArgument::After(delay) => Reschedule::after(&timer, delay),
        DueArgument::At(instant) => Reschedule::at(&timer, instant),
    };
    match agent.client.reschedule(reschedule).await? {
        RescheduleOutcome::Rescheduled { fire_time, .. } => {
            let mut answer = outcome("extended", shown(&timer));
            answer.insert("fire_time".to_owned(), fire_time.map(instant_text).into());
            Ok(answer)
        }
        RescheduleOutcome::TooLate { .. } => Ok(outcome("too_late", shown(&agent.timer(&id).await?))),
        RescheduleOutcome::Superseded { .. } => Ok(outcome("superseded", shown(&agent.timer(&id).await?))),
        RescheduleOutcome::Cancelled => Ok(outcome("cancelled", shown(&agent.timer(&id).await?))),
    }
}
