//! `minoots_acknowledge`.

use minoots_client::{AckOutcome, Timer, TimerStatus};
use serde_json::{Value, json};

use super::{Told, outcome, schema};
use crate::agent::{Agent, Wake};
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::moment::duration_text;
use crate::shown::shown;

pub(super) const TOLD: Told = Told {
    name: "minoots_acknowledge",
    title: "Acknowledge a wake",
    description: "Say that a wake is dealt with: it does not come again. outcome is acknowledged; already_acknowledged; or already_failed: \
                  nobody acknowledged it in time. taken, if it is there, are other wakes that stood before this one and that you have taken \
                  with it: deal with each and acknowledge it.",
    schema,
    hints: (false, false, true),
};

fn schema() -> Value {
    let properties = json!({
        "id": schema::needed_text("The wake's id, as minoots_list_wakes answered."),
        "fence": schema::needed_text("The wake's fence, as minoots_list_wakes answered or whoever woke you handed you: needed only if another process took the wake."),
    });
    schema::object(properties, &["id"])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let (id, fence) = (arguments.needed_text("id"), arguments.text("fence"));
    arguments.end()?;
    let timer = agent.timer(&id).await?;
    let mut along = Vec::new();
    let acknowledged = match (timer.status, fence) {
        (TimerStatus::Settled, _) => AckOutcome::AlreadySettled,
        (TimerStatus::Failed, _) => AckOutcome::AlreadyFailed,
        (TimerStatus::Fired, Some(fence)) => agent.client.ack(event_of(&timer), fence).await?,
        (TimerStatus::Fired, None) => {
            along = agent.take_this(&id).await?;
            match agent.delivery(&id).await {
                Some(delivery) => delivery.ack().await.map_err(|error| with(error.into(), &along))?,
                None => return Err(with(elsewhere(agent, &timer), &along)),
            }
        }
        _ => return Err(not_fired(&timer)),
    };
    agent.let_go(&id).await;
    let (word, status) = match acknowledged {
        AckOutcome::Settled => ("acknowledged", "settled"),
        AckOutcome::AlreadySettled => ("already_acknowledged", "settled"),
        AckOutcome::AlreadyFailed => ("already_failed", "failed"),
    };
    let mut answer = outcome(word, shown(&timer));
    answer.insert("status".to_owned(), status.into());
    answer.extend(taken(&along));
    Ok(answer)
}

/// The wakes taken along. Only the holder of a wake can acknowledge it, and taking it also takes the wakes before it.
/// The answer reports them, because the queue delivers them to no other process until their deadline.
fn taken(along: &[Wake]) -> Answer {
    let mut told = Answer::new();
    if !along.is_empty() {
        told.insert("taken".to_owned(), along.iter().cloned().map(Value::Object).collect());
    }
    told
}

fn with(refusal: Refusal, along: &[Wake]) -> Refusal {
    Refusal {
        done: Box::new(taken(along)),
        ..refusal
    }
}

fn elsewhere(agent: &Agent, timer: &Timer) -> Refusal {
    let deadline = duration_text(timer.ack_deadline.unwrap_or(agent.settings.ack_deadline));
    let message = format!(
        "wake {:?} is with somebody else who took it, or waits to come again",
        timer.id
    );
    let way_out = format!(
        "The wake is as it was. If you have its fence, give it. Else call again later: a wake that is not acknowledged comes again after \
         {deadline}. What is named in taken is yours now."
    );
    Refusal::new("ELSEWHERE", message, way_out)
}

/// The id of a timer's firing event.
fn event_of(timer: &Timer) -> String {
    format!("timer:{}:{}:{}", timer.tenant, timer.id, timer.state_version)
}

fn not_fired(timer: &Timer) -> Refusal {
    let status = timer
        .status
        .as_str_name()
        .trim_start_matches("TIMER_STATUS_")
        .to_ascii_lowercase();
    let message = format!(
        "timer {:?} is {status}: only a wake that has fired is acknowledged",
        timer.id
    );
    let way_out = match timer.status {
        TimerStatus::Cancelled => {
            "Nothing was changed, and it will not fire. Forget it, or make another with minoots_schedule_timer."
        }
        _ => "Nothing was changed. Wait for it with minoots_wait, or cancel it with minoots_cancel_timer.",
    };
    Refusal::new("NOT_FIRED", message, way_out)
}
