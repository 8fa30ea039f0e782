//! Executes the actions of buttons.

use std::sync::Arc;

use minoots_client::{Error, Reschedule, RescheduleOutcome, Timer};
use minoots_slack::action::{Action, Refused, Verb};
use minoots_slack::id::UserId;
use minoots_slack::interaction::Pressed;
use minoots_slack::message::{Message, Original, SnoozeOutcome, problem, snoozed};
use minoots_slack::workspace::Principal;

use crate::app::App;
use crate::approvals::decide;
use crate::clock::since_epoch_ns;
use crate::commands::{cancel, find, instant, outlives_response_url, shown};
use crate::outgoing::Place;
use crate::problems::{refused, token_missing};
use crate::team::Team;

/// Executes a press and sends the result to the place of the press. Returns `false` if the concurrency limit is
/// reached; then it does nothing.
pub async fn run(app: &Arc<App>, pressed: Pressed) -> bool {
    let place = Place {
        channel: pressed.channel.clone(),
        user: Some(pressed.user.clone()),
        response_url: Some(pressed.response_url.clone()),
    };
    let (principal, team) = match app.admit(&pressed.team, &pressed.user) {
        Ok(admitted) => admitted,
        Err(error) => {
            let told = problem("PERMISSION_DENIED", &error.to_string());
            return app.answer_at(None, place, async move { (told, Original::Keep) }).await;
        }
    };
    // Slack sends one press. Only forms send more, and our messages contain none.
    let Some(press) = pressed.presses.first() else {
        return true;
    };
    let action = match Action::open(press, &team.scope, &app.secrets) {
        Ok(action) => action,
        Err(Refused::Foreign) => return true,
        Err(error) => {
            let told = problem(error.reason(), &error.to_string());
            let token = team.token.clone();
            return app.answer_at(token, place, async move { (told, Original::Keep) }).await;
        }
    };
    let (owner, token) = (Arc::clone(app), team.token.clone());
    let measured = app.metrics.request(button(action.verb));
    let work = async move {
        let done = act(
            &owner,
            &team,
            (&principal, &pressed.user),
            &action,
            pressed.trigger.request_id(),
        )
        .await;
        let done = done.unwrap_or_else(|error| (refused(&error), Original::Keep));
        measured.answered(&done.0);
        done
    };
    app.answer_at(token, place, work).await
}

/// The label of a button in metrics.
fn button(verb: Verb) -> &'static str {
    match verb {
        Verb::Cancel => "button_cancel",
        Verb::Snooze(_) => "button_snooze",
        Verb::Approve => "button_approve",
        Verb::Deny => "button_deny",
    }
}

async fn act(
    app: &App,
    team: &Team,
    (principal, user): (&Principal, &UserId),
    action: &Action,
    request_id: String,
) -> Result<(Message, Original), Error> {
    match action.verb {
        Verb::Cancel => {
            let told = cancel(team, principal, &action.target, Some(action.version), request_id).await?;
            // The button may belong to a list, which stays.
            Ok((told, Original::Keep))
        }
        Verb::Snooze(fire_ns) => {
            let found = find(team, &action.target).await?;
            let could_be_told = |found: &Timer| {
                team.token.is_some()
                    || !outlives_response_url(fire_ns.saturating_sub(since_epoch_ns(found.create_time)))
            };
            if !found.as_ref().is_none_or(could_be_told) {
                return Ok((token_missing("it was not put off"), Original::Keep));
            }
            let outcome = snooze(team, found, action, fire_ns, request_id).await?;
            let original = match &outcome.1 {
                SnoozeOutcome::Rescheduled(_) => Original::Replace,
                _ => Original::Keep,
            };
            let seal = team.seal(&app.secrets);
            Ok((
                snoozed(&action.target, outcome.0.as_deref(), &outcome.1, seal),
                original,
            ))
        }
        Verb::Approve | Verb::Deny => {
            let (approved, what) = (action.verb == Verb::Approve, (&action.target, action.version));
            decide(team, (principal, user), what, approved).await
        }
    }
}

/// Snoozes a timer of this workspace, if it was found. Returns its name and the outcome.
async fn snooze(
    team: &Team,
    found: Option<Timer>,
    action: &Action,
    fire_ns: i64,
    request_id: String,
) -> Result<(Option<String>, SnoozeOutcome), Error> {
    let Some(found) = found else {
        return Ok((None, SnoozeOutcome::NotFound));
    };
    let request = Reschedule::at(&found, instant(fire_ns))
        .version(action.version)
        .request_id(request_id);
    let name = found.name.clone();
    let outcome = match team.client.reschedule(request).await? {
        RescheduleOutcome::Rescheduled { version, fire_time } => {
            let moved = Timer {
                state_version: version,
                fire_time: fire_time.unwrap_or_else(|| instant(fire_ns)),
                ..found
            };
            shown(moved).map_or(SnoozeOutcome::NotFound, SnoozeOutcome::Rescheduled)
        }
        RescheduleOutcome::TooLate { event_id } => SnoozeOutcome::TooLate { event_id },
        RescheduleOutcome::Superseded { version } => SnoozeOutcome::Superseded { version },
        RescheduleOutcome::Cancelled => SnoozeOutcome::Cancelled,
    };
    Ok((Some(name), outcome))
}
