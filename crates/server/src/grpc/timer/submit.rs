//! Many writes in flight on one stream: each message is worked on like a call of its own, and answered when it is done.

use super::{cancel, create, reschedule};
use crate::{
    access::{Permission, Principal},
    app::App,
    overload::Ticket,
    refusal, validate,
};
use minoots_wire::{
    error::{Details, Reason},
    timer::v1::{SubmitError, SubmitRequest, SubmitResponse, submit_request::Write, submit_response::Answer},
};
use std::{pin::Pin, sync::Arc};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Request, Status, Streaming};

/// Writes of one stream that may be under way; more are not read from the socket.
const IN_FLIGHT_MAX: usize = 4_096;

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
                () = app.stopped() => Err(refusal::shutting_down()),
                refused = &mut ended => Err(refused),
                () = sender.closed() => return,
            };
            let request = match message {
                Ok(Some(request)) => request,
                // What is under way holds the stream open until it is answered.
                Ok(None) => return,
                Err(status) => return drop(sender.send(Err(status)).await),
            };
            let Ok(permit) = room.clone().acquire_owned().await else {
                return;
            };
            // Back-pressure is a stream's refusal: what is not read costs nothing, and need not be sent again.
            let place = tokio::select! {
                place = place(&app, request.write.as_ref()) => place,
                () = app.stopped() => return drop(sender.send(Err(refusal::shutting_down())).await),
                () = sender.closed() => return,
            };
            let (app, who, sender) = (app.clone(), who.clone(), sender.clone());
            tokio::spawn(async move {
                let response = SubmitResponse {
                    sequence: request.sequence,
                    answer: Some(answer(&app, who, request.write, place).await),
                };
                // A caller that went away needs no answer.
                let _ = sender.send(Ok(response)).await;
                drop(permit);
            });
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

/// A place for what adds work, as soon as there is one.
async fn place(app: &App, write: Option<&Write>) -> Option<Ticket> {
    match write {
        Some(Write::Create(_)) => Some(app.overload.of_stream().await),
        Some(Write::Reschedule(_) | Write::Cancel(_)) | None => None,
    }
}

/// What a write needs, which may be more than its stream does.
fn permission(write: &Write) -> Permission {
    match write {
        Write::Create(_) => Permission::TimerWrite,
        Write::Reschedule(_) => Permission::TimerManage,
        Write::Cancel(_) => Permission::TimerCancel,
    }
}

async fn answer(app: &App, who: Principal, write: Option<Write>, place: Option<Ticket>) -> Answer {
    if let Some(Err(refused)) = write.as_ref().map(|write| who.needs(permission(write))) {
        return Answer::Error(error(&refused));
    }
    let done = match write {
        Some(Write::Create(request)) => {
            let mut request = Request::new(request);
            if let Some(place) = place {
                request.extensions_mut().insert(place);
            }
            request.extensions_mut().insert(who);
            create::run(app, request).await.map(Answer::Create)
        }
        Some(Write::Reschedule(request)) => reschedule::run(app, &who, request).await.map(Answer::Reschedule),
        Some(Write::Cancel(request)) => cancel::run(app, &who, request).await.map(Answer::Cancel),
        None => Err(validate::violation(
            "write",
            Reason::Malformed,
            "must be create, reschedule or cancel",
        )),
    };
    done.unwrap_or_else(|status| Answer::Error(error(&status)))
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
    }
}
