//! Sends fired timers to their channels. It consumes the workspace's queue, and acknowledges a delivery after Slack has
//! accepted the message.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use minoots_client::{ConsumeOptions, Delivery, Error};
use minoots_slack::id::TargetId;
use minoots_slack::message::{Fired, Message, fired};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::approvals::ask;
use crate::clock::{now_ns, since_epoch_ns};
use crate::commands::find;
use crate::limits::{
    DELIVERIES_MAX, HELD_MAX, LEASE, REASON_BYTES_MAX, REOPEN_PAUSE, RETRY_AFTER_MIN, TELLING_GRACE, TOLD_MAX,
};
use crate::note::Note;
use crate::outgoing::{LIMITED, Place, Told, Used};
use crate::question::Question;
use crate::team::Team;

/// A late answer to the command may already have used the response URL once.
const USED_BEFORE: u32 = 1;

/// Consumes the queue until `stop` is cancelled, and then completes the sends in progress.
pub async fn tell(app: Arc<App>, team: Arc<Team>, stop: CancellationToken) {
    let (telling, cut) = (TaskTracker::new(), CancellationToken::new());
    while !stop.is_cancelled() {
        let options = ConsumeOptions::default()
            .credits(DELIVERIES_MAX)
            .skip_duplicates(TOLD_MAX);
        let mut consumer = team.client.consume(team.queue(), options);
        loop {
            let next = tokio::select! {
                next = consumer.next() => next,
                () = stop.cancelled() => None,
            };
            match next {
                Some(Ok(delivery)) => {
                    let (app, team, cut) = (Arc::clone(&app), Arc::clone(&team), cut.clone());
                    telling.spawn(async move { cut.run_until_cancelled(settle(&app, &team, delivery)).await });
                }
                Some(Err(error)) => tracing::warn!(team = %team.scope.team, %error, "firings cannot be read"),
                None => break,
            }
        }
        if stop.is_cancelled() {
            telling.close();
            if timeout(TELLING_GRACE, telling.wait()).await.is_err() {
                // A delivery that is given back must not be sent here any more.
                cut.cancel();
                telling.wait().await;
            }
            consumer.close().await;
            return;
        }
        tokio::select! {
            () = sleep(REOPEN_PAUSE) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Sends one firing, and then acknowledges it or gives it back.
async fn settle(app: &App, team: &Team, delivery: Delivery) {
    let event = &delivery.event.id;
    if let Err(error) = delivery.extend(LEASE).await {
        // Another consumer may hold the delivery now and send it. Otherwise it is redelivered after its lease.
        tracing::info!(event, %error, "a firing is not told now, as it cannot be held");
        return;
    }
    if let Some(left) = silence(team).await {
        return give_back(&delivery, LIMITED.to_owned(), Some(left)).await;
    }
    let telling = told(app, team, &delivery).await;
    app.metrics.told(telling.as_ref().map_or("unavailable", Told::label));
    let (after, reason) = match telling {
        Ok(Told::Taken) => {
            if let Err(error) = delivery.ack().await {
                tracing::warn!(event, %error, "a firing was told, but not acknowledged: it may be told again");
            }
            return;
        }
        Ok(Told::Limited(after)) => {
            team.gate.shut(after.unwrap_or(RETRY_AFTER_MIN));
            (after, LIMITED.to_owned())
        }
        Ok(Told::Again(reason) | Told::Closed(reason)) => (None, reason),
        Err(error) => (None, error.to_string()),
    };
    give_back(&delivery, reason, after).await;
}

/// Waits while Slack limits the rate. Returns the remaining time if that is too long to wait here.
async fn silence(team: &Team) -> Option<Duration> {
    match team.gate.left() {
        Some(left) if left <= HELD_MAX => {
            sleep(left).await;
            // Slack may have limited another call meanwhile.
            team.gate.left()
        }
        left => left,
    }
}

async fn give_back(delivery: &Delivery, reason: String, after: Option<Duration>) {
    let kept = &reason[..reason.floor_char_boundary(REASON_BYTES_MAX)];
    let event = &delivery.event.id;
    match delivery.nack(kept, after).await {
        Ok(nacked) if nacked.retry_time.is_none() => {
            tracing::error!(
                event,
                reason,
                attempts = nacked.attempts,
                "a firing could not be told, and is a dead letter now"
            );
        }
        Ok(nacked) => tracing::warn!(
            event,
            reason,
            attempts = nacked.attempts,
            "a firing could not be told yet"
        ),
        Err(error) => {
            tracing::warn!(event, reason, %error, "a firing could not be told, nor given back: it comes again by itself")
        }
    }
}

async fn told(app: &App, team: &Team, delivery: &Delivery) -> Result<Told, Error> {
    if let Some(question) = Question::of_event(&delivery.event.payload) {
        return ask(app, team, &question).await;
    }
    let Some(note) = Note::of_event(&delivery.event.payload) else {
        return Ok(Told::Closed(
            "its payload names no channel and no user that could be told".to_owned(),
        ));
    };
    let id = delivery.event.subject.strip_prefix("timers/").unwrap_or_default();
    let Ok(id) = TargetId::new(id) else {
        return Ok(Told::Closed("it is no timer".to_owned()));
    };
    let Some(timer) = find(team, &id).await? else {
        return Ok(Told::Closed("its timer is not of this workspace".to_owned()));
    };
    let now_ns = now_ns();
    let due_ns = since_epoch_ns(delivery.fire_time.unwrap_or(timer.fire_time));
    let message: Message = fired(&Fired {
        id,
        name: timer.name,
        due_ns,
        late_ns: now_ns.saturating_sub(due_ns).max(0),
        user: note.user.clone(),
    });
    let used = Used {
        attempts: USED_BEFORE.saturating_add(delivery.attempt.saturating_sub(1)),
        age_s: now_ns.saturating_sub(since_epoch_ns(timer.create_time)) / 1_000_000_000,
    };
    let place = Place {
        channel: note.channel,
        user: Some(note.user),
        response_url: note.response_url,
    };
    Ok(app.outgoing.tell(&message, &place, team.token.as_ref(), used).await)
}
