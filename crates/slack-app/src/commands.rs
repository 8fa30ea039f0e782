//! Executes the commands of `/ato`.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::StreamExt as _;
use minoots_client::{Cancel, Error, ListTimers, NewTimer, Target, Timer as Found, TimerStatus};
use minoots_slack::command::{Command, Create, Error as CommandError, parse};
use minoots_slack::id::TargetId;
use minoots_slack::limits::{LISTED_MAX, RESPONSE_AGE_S_MAX, RESPONSE_MARGIN_S};
use minoots_slack::message::{
    CancelOutcome, Message, More, Timer, cancelled, command_error, help, list, problem, scheduled,
};
use minoots_slack::slash::Slash;
use minoots_slack::workspace::Principal;
use minoots_wire::time::When;
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use crate::app::App;
use crate::clock::{now_ns, since_epoch_ns};
use crate::note::Note;
use crate::outgoing::Place;
use crate::problems::{mismatch, pending, refused, token_missing};
use crate::team::Team;

/// The label that stores a region.
const REGION: &str = "region";
/// Bytes of the digest in a timer's id.
const ID_DIGEST_BYTES: usize = 8;

/// Executes a command and returns the answer.
pub async fn run(app: &Arc<App>, slash: Slash) -> Message {
    let command = parse(&slash.text);
    let name = match &command {
        Ok(Command::Help) => "help",
        Ok(Command::Create(_)) => "create",
        Ok(Command::List) => "list",
        Ok(Command::Cancel(_)) => "cancel",
        Err(_) => "malformed",
    };
    let measured = app.metrics.request(name);
    let message = execute(app, slash, command)
        .instrument(tracing::info_span!("command", name))
        .await;
    match message == pending() {
        true => measured.pending(),
        false => measured.answered(&message),
    }
    message
}

async fn execute(app: &Arc<App>, slash: Slash, command: Result<Command, CommandError>) -> Message {
    let (principal, team) = match app.admit(&slash.team, &slash.user) {
        Ok(admitted) => admitted,
        Err(error) => return problem("PERMISSION_DENIED", &error.to_string()),
    };
    let command = match command {
        Ok(command) => command,
        Err(error) => return command_error(&slash.command, &error),
    };
    let place = Place {
        channel: slash.channel.clone(),
        user: Some(slash.user.clone()),
        response_url: Some(slash.response_url.clone()),
    };
    let (app, by) = (Arc::clone(app), Arc::clone(&team));
    match command {
        Command::Help => help(&slash.command),
        Command::Create(create) => {
            let secrets = Arc::clone(&app);
            let work = async move {
                let made = make(&by, &slash, &create).await;
                made.map_or_else(|told| told, |timer| scheduled(&timer, by.seal(&secrets.secrets)))
            };
            app.answer(&team, place, work).await
        }
        Command::List => {
            let secrets = Arc::clone(&app);
            app.answer(&team, place, async move { listed(&secrets, &by).await })
                .await
        }
        Command::Cancel(id) => {
            let request_id = slash.trigger.request_id();
            let work = async move {
                cancel(&by, &principal, &id, None, request_id)
                    .await
                    .unwrap_or_else(|error| refused(&error))
            };
            app.answer(&team, place, work).await
        }
    }
}

/// Creates the timer, or returns the reason for refusing it.
async fn make(team: &Team, slash: &Slash, create: &Create) -> Result<Timer, Message> {
    if team.token.is_none() && is_far(create.when) {
        return Err(token_missing("nothing was scheduled"));
    }
    let timer = asked(team, slash, create)?;
    let created = team.client.create_timer(timer).await.map_err(|error| refused(&error))?;
    if !team.is_of(&created.timer.tenant) {
        return Err(undo(team, &created.timer).await);
    }
    shown(created.timer).ok_or_else(|| problem("INTERNAL", "The timer was made, but cannot be shown; list shows it."))
}

/// Cancels a timer that was created in a tenant other than the workspace's, since it must not fire.
async fn undo(team: &Team, made: &Found) -> Message {
    let told = match team.client.cancel(made).await {
        Ok(minoots_client::CancelOutcome::Cancelled) => "Nothing was scheduled".to_owned(),
        undone => {
            tracing::error!(team = %team.scope.team, timer = made.id, ?undone, "a timer of another tenant could not be cancelled again");
            format!("A timer {} was made there and could not be cancelled again", made.id)
        }
    };
    mismatch(team, &made.tenant, &told)
}

fn asked(team: &Team, slash: &Slash, create: &Create) -> Result<NewTimer, Message> {
    let timer = match create.when {
        When::After(delay_ns) => NewTimer::after(&create.name, Duration::from_nanos(delay_ns.unsigned_abs())),
        When::At(fire_ns) => NewTimer::at(&create.name, instant(fire_ns)),
    };
    let note = Note {
        channel: slash.channel.clone(),
        user: slash.user.clone(),
        response_url: Some(slash.response_url.clone()),
    };
    let metadata = create.metadata.as_ref().map(|metadata| metadata.as_json());
    let note = note.to_json(metadata);
    let note = note.map_err(|error| problem("METADATA", &format!("The metadata cannot be stored: {error}.")))?;
    let mut timer = team.timer(timer.id(timer_id(slash)).json(note));
    for (key, value) in &create.labels {
        timer = timer.label(key, value);
    }
    match (&create.region, create.labels.get(REGION)) {
        (Some(_), Some(_)) => Err(problem(
            "LABEL_DUPLICATE",
            "The region is given as a flag and as the label region. Leave one of them out.",
        )),
        (Some(region), None) => Ok(timer.label(REGION, region)),
        (None, _) => Ok(timer),
    }
}

/// Derives the timer's id from the trigger id, so that a repeated command names the same timer. The id is short,
/// because people type it.
fn timer_id(slash: &Slash) -> String {
    let mut digest = Sha256::new();
    digest.update(slash.team.as_str());
    digest.update(":");
    digest.update(slash.trigger.as_str());
    format!("ato-{}", hex::encode(&digest.finalize()[..ID_DIGEST_BYTES]))
}

/// Whether the timer fires after its response URL has expired.
fn is_far(when: When) -> bool {
    let delay_ns = match when {
        When::After(delay_ns) => delay_ns,
        When::At(fire_ns) => fire_ns.saturating_sub(now_ns()),
    };
    outlives_response_url(delay_ns)
}

/// Whether a response URL of this age, in nanoseconds, has expired.
pub fn outlives_response_url(age_ns: i64) -> bool {
    // Leaves a minute for the delivery of the message and for the clock error.
    let last_s = RESPONSE_AGE_S_MAX.saturating_sub(RESPONSE_MARGIN_S + 30);
    u64::try_from(age_ns).unwrap_or(0) > last_s * 1_000_000_000
}

async fn listed(app: &App, team: &Team) -> Message {
    let which = ListTimers::default()
        .status(TimerStatus::Scheduled)
        .queue(team.queue())
        .page_size(u32::try_from(LISTED_MAX + 1).unwrap_or(u32::MAX));
    let mut pages = team.client.list(which);
    let mut timers = Vec::new();
    while timers.len() <= LISTED_MAX {
        match pages.next().await {
            Some(Ok(timer)) if !team.is_of(&timer.tenant) => return mismatch(team, &timer.tenant, "Nothing is listed"),
            Some(Ok(timer)) => timers.extend(shown(timer)),
            Some(Err(error)) => return refused(&error),
            None => break,
        }
    }
    let more = if timers.len() > LISTED_MAX {
        More::Some
    } else {
        More::None
    };
    timers.truncate(LISTED_MAX);
    list(&timers, more, team.seal(&app.secrets))
}

/// Cancels a timer of this workspace. If a version is given, only that version.
///
/// # Errors
/// The cluster did not answer, or refused the call.
pub async fn cancel(
    team: &Team,
    principal: &Principal,
    id: &TargetId,
    version: Option<u64>,
    request_id: String,
) -> Result<Message, Error> {
    let Some(found) = find(team, id).await? else {
        return Ok(cancelled(id, None, &CancelOutcome::NotFound));
    };
    let mut request = Cancel::of(&found).reason(&principal.name).request_id(request_id);
    if let Some(version) = version {
        request = request.version(version);
    }
    let outcome = match team.client.cancel(request).await? {
        minoots_client::CancelOutcome::Cancelled => CancelOutcome::Cancelled,
        minoots_client::CancelOutcome::TooLate { event_id } => CancelOutcome::TooLate { event_id },
        minoots_client::CancelOutcome::Superseded { version } => CancelOutcome::Superseded { version },
    };
    Ok(cancelled(id, Some(&found.name), &outcome))
}

/// Returns the timer, if it exists and belongs to this workspace. Ids give no access to other timers of the tenant.
///
/// # Errors
/// The cluster did not return the timer.
pub async fn find(team: &Team, id: &TargetId) -> Result<Option<Found>, Error> {
    match team.client.get(id.as_str()).await {
        Ok(found) => {
            let is_ours = team.is_of(&found.tenant) && found.target == Target::Queue(team.queue());
            Ok(Some(found).filter(|_| is_ours))
        }
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Converts a timer to the form that messages show.
pub fn shown(found: Found) -> Option<Timer> {
    Some(Timer {
        id: TargetId::new(found.id).ok()?,
        name: found.name,
        fire_ns: since_epoch_ns(found.fire_time),
        version: found.state_version,
    })
}

/// Converts nanoseconds since the Unix epoch to an instant. A negative number becomes the epoch.
pub fn instant(ns: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(u64::try_from(ns).unwrap_or(0))
}
