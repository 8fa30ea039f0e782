//! Many writes in flight on one stream: each message is processed like a call of its own, and answered when it is done.

use super::{cancel, create, reschedule};
use crate::{
    access::{Permission, Principal},
    app::App,
    listener::IN_FLIGHT_MAX,
    overload::Place,
    refusal, validate,
};
use futures::TryFutureExt as _;
use minoots_wire::{
    error::{Details, Reason},
    rules::{self, Unjudged},
    timer::v1::{
        CancelTimerRequest, CreateTimerRequest, RescheduleTimerRequest, SubmitError, SubmitRequest, SubmitResponse,
        submit_request::Write, submit_response::Answer,
    },
};
use std::{pin::Pin, sync::Arc};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Status, Streaming};

pub(super) type Answers = Pin<Box<dyn Stream<Item = Result<SubmitResponse, Status>> + Send>>;

pub(super) fn run(app: &App, who: Principal, mut requests: Streaming<SubmitRequest>) -> Answers {
    let (sender, receiver) = mpsc::channel(IN_FLIGHT_MAX);
    let app = app.clone();
    tokio::spawn(async move {
        let mut ended = std::pin::pin!(app.access.ended(&who));
        let room = Arc::new(Semaphore::new(IN_FLIGHT_MAX));
        loop {
            let message = tokio::select! {
                message = requests.message() => message,
                () = app.standing.stopped() => Err(refusal::shutting_down()),
                refused = &mut ended => Err(refused),
                () = sender.closed() => return,
            };
            let request = match message {
                Ok(Some(request)) => request,
                // Writes in flight keep the stream open until they are answered.
                Ok(None) => return,
                Err(status) => return drop(sender.send(Err(status)).await),
            };
            let Ok(permit) = room.clone().acquire_owned().await else {
                return;
            };
            let sequence = request.sequence;
            // Backpressure replaces rejection on a stream: an unread message costs nothing, and need not be sent again.
            let write = tokio::select! {
                write = placed(&app, &who, request.write) => write,
                () = app.standing.stopped() => return drop(sender.send(Err(refusal::shutting_down())).await),
                () = sender.closed() => return,
            };
            let (app, who, sender) = (app.clone(), who.clone(), sender.clone());
            tokio::spawn(async move {
                let done = match write {
                    Ok(write) => answer(&app, who, write).await,
                    Err(refused) => Err(refused),
                };
                let answer = done.unwrap_or_else(|status| Answer::Error(error(&status)));
                let response = SubmitResponse {
                    sequence,
                    answer: Some(answer),
                };
                // A caller that has disconnected needs no answer.
                if let Ok(room) = sender.reserve().await {
                    room.send(Ok(response));
                }
                drop(permit);
            });
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

/// A permitted write; a create with its permit.
enum Placed {
    Create(Box<CreateTimerRequest>, Place),
    Reschedule(RescheduleTimerRequest),
    Cancel(CancelTimerRequest),
}

/// The permission that a write needs, which may exceed that of the stream.
fn permission(write: &Write) -> Permission {
    match write {
        Write::Create(_) => Permission::TimerWrite,
        Write::Reschedule(_) => Permission::TimerManage,
        Write::Cancel(_) => Permission::TimerCancel,
    }
}

/// Checks a write's permission, and waits for a permit if it is a create.
async fn placed(app: &App, who: &Principal, write: Option<Write>) -> Result<Placed, Status> {
    let missing = || validate::violation("write", Reason::Malformed, "must be create, reschedule or cancel");
    let write = write.ok_or_else(missing)?;
    who.needs(permission(&write))?;
    // Fields are named as those of a call of its own.
    Ok(match write {
        Write::Create(request) => Placed::Create(request, app.overload.of_stream().await),
        Write::Reschedule(request) => Placed::Reschedule(request),
        Write::Cancel(request) => {
            rules::check(&request)?;
            Placed::Cancel(request)
        }
    })
}

type Done<'a> = Pin<Box<dyn Future<Output = Result<Answer, Status>> + Send + 'a>>;

/// Boxed, because the futures of writes are large, and a spawned future is moved several times before it is pinned.
fn answer(app: &App, who: Principal, write: Placed) -> Done<'_> {
    match write {
        Placed::Create(request, place) => {
            let created = create::of_stream(app, place, who, *request);
            Box::pin(created.map_ok(|created| Answer::Create(Box::new(created))))
        }
        Placed::Reschedule(request) => Box::pin(async move {
            Ok(Answer::Reschedule(
                reschedule::run(app, &who, Unjudged::new(request)).await?,
            ))
        }),
        Placed::Cancel(request) => Box::pin(async move { Ok(Answer::Cancel(cancel::run(app, &who, request).await?)) }),
    }
}

pub(super) fn error(status: &Status) -> SubmitError {
    let details = Details::of(status);
    let fields = details
        .fields
        .iter()
        .map(|field| format!("{}: {}", field.path, field.description));
    SubmitError {
        code: status.code() as i32,
        reason: details.reason_text.clone(),
        message: status.message().to_owned(),
        fields: fields.collect(),
        retry_delay: details
            .retry_delay
            .and_then(|delay| i64::try_from(delay.as_nanos()).ok())
            .map(Into::into),
        metadata: details.metadata.into_iter().collect(),
    }
}
