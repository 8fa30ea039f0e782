//! `minoots_cancel_timer`.

use minoots_client::{Cancel, CancelOutcome};
use serde_json::{Value, json};

use super::{Told, outcome, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::shown::shown;

pub(super) const TOLD: Told = Told {
    name: "minoots_cancel_timer",
    title: "Cancel a timer",
    description: "Cancel a timer that has not fired. outcome is cancelled: it never fires; or too_late: it fires or has fired, and is to be \
                  acknowledged.",
    schema,
    hints: (false, true, true),
};

fn schema() -> Value {
    let properties = json!({
        "id": schema::id(),
        "reason": schema::text("Why, at most 255 bytes. It is kept with the timer."),
    });
    schema::object(properties, &["id"])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let (id, reason) = (arguments.needed_text("id"), arguments.text("reason"));
    arguments.end()?;
    let timer = agent.timer(&id).await?;
    let cancel = Cancel::of(&timer).reason(reason.unwrap_or_default());
    match agent.client.cancel(cancel).await? {
        CancelOutcome::Cancelled => {
            // Do not read it again: a failed read would be reported as if nothing had changed.
            let mut answer = outcome("cancelled", shown(&timer));
            answer.insert("status".to_owned(), "cancelled".into());
            Ok(answer)
        }
        CancelOutcome::TooLate { .. } => Ok(outcome("too_late", shown(&agent.timer(&id).await?))),
        CancelOutcome::Superseded { .. } => Ok(outcome("superseded", shown(&agent.timer(&id).await?))),
    }
}
