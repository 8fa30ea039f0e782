//! The other half of a consumer's stream: acks, nacks, extensions and credits, each answered once the log has it.

use super::super::answers;
use super::order;
use crate::{access::Principal, app::App, refusal, validate};
use futures::stream::{FuturesUnordered, StreamExt as _};
use minoots_kernel::limits;
use minoots_wire::{
    error::{Details, Reason},
    event::v1::{
        AckRequest, ConsumeAck, ConsumeError, ConsumeExtend, ConsumeNack, ConsumeRequest, ConsumeResult, NackRequest,
        consume_request::Request, consume_result::Result as Outcome,
    },
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::{SemaphorePermit, mpsc};
use tonic::{Status, Streaming};

/// Requests of a stream that are under way, and answers that wait for the consumer to read them; beyond, nothing is read from the socket. Twice as
/// many as a consumer may have out: what it is done with is heard of at once, and then neither recorded as out nor charged to its credit.
const ANSWERS_MAX: usize = 2 * limits::CREDITS_MAX as usize;

/// Boxed, since a channel makes room for 32 of them before the first: consumers that wait are many.
pub(super) type Answer = Result<Box<ConsumeResult>, Status>;

/// Reads what the consumer sends. One answer does not hold up the next.
///
/// Invariants: whoever has one of the node's places for acknowledgements is polled until it has its answer, whether or not the consumer reads; so room
/// for an answer is there before its request is read. And a stream waits for one place at a time, so that streams have them in turn.
pub(super) struct Reader {
    app: App,
    who: Principal,
    stream: u64,
    answers: mpsc::Sender<Answer>,
}

/// Room for one answer.
type Room = mpsc::OwnedPermit<Answer>;

/// What a stream does next.
enum Next {
    /// Makes sure of room for an answer.
    Room,
    /// Reads a request, for whose answer there is room.
    Read(Room),
    /// Waits for a place for what was read.
    Place(Request, Room),
}

impl Reader {
    /// A reader, and what it answers.
    pub fn new(app: App, who: Principal, stream: u64) -> (Reader, mpsc::Receiver<Answer>) {
        let (answers, receiver) = mpsc::channel(ANSWERS_MAX);
        (
            Reader {
                app,
                who,
                stream,
                answers,
            },
            receiver,
        )
    }

    /// Until the consumer leaves, which sets `goodbye`, or breaks the rules.
    pub async fn run(self, mut requests: Streaming<ConsumeRequest>, goodbye: Arc<AtomicBool>) {
        // Boxed: what keeps them makes room for one before the first.
        let mut under_way = FuturesUnordered::new();
        let mut next = Next::Room;
        loop {
            // Answers first: they make room.
            next = match next {
                Next::Room => tokio::select! {
                    biased;
                    Some(()) = under_way.next() => Next::Room,
                    reserved = self.answers.clone().reserve_owned() => match reserved {
                        Ok(room) => Next::Read(room),
                        // The consumer is gone.
                        Err(_) => return,
                    },
                },
                Next::Place(request, room) => tokio::select! {
                    biased;
                    Some(()) = under_way.next() => Next::Place(request, room),
                    // Nothing ever closes it.
                    Ok(place) = self.app.acks.acquire() => {
                        under_way.push(Box::pin(answered(&self.app, &self.who, request, Some(place), room)));
                        Next::Room
                    }
                },
                Next::Read(room) => {
                    let read = tokio::select! {
                        biased;
                        Some(()) = under_way.next() => {
                            next = Next::Read(room);
                            continue;
                        }
                        read = requests.message() => read,
                    };
                    let request = match read {
                        Ok(Some(message)) => message.request,
                        // Half-closed: it wants nothing more. Answers still under way are waited for.
                        Ok(None) => {
                            goodbye.store(true, Ordering::Release);
                            break;
                        }
                        Err(status) => return fail(room, status),
                    };
                    match request {
                        None => Next::Read(room),
                        Some(Request::Open(_)) => return fail(room, order("open may only be the first message")),
                        Some(Request::Credits(credits)) => match validate::credits(credits.credits, 0) {
                            Ok(credits) => {
                                self.app.delivery.set_credits(self.stream, credits);
                                Next::Read(room)
                            }
                            Err(status) => return fail(room, status),
                        },
                        Some(request @ Request::Ack(_)) => Next::Place(request, room),
                        Some(request) => {
                            under_way.push(Box::pin(answered(&self.app, &self.who, request, None, room)));
                            Next::Room
                        }
                    }
                }
            };
        }
        while under_way.next().await.is_some() {}
    }
}

/// The last answer of a stream.
fn fail(room: Room, status: Status) {
    room.send(Err(status));
}

/// Answers a request, which gives its place back.
async fn answered(app: &App, who: &Principal, request: Request, place: Option<SemaphorePermit<'_>>, room: Room) {
    let result = answer(app, who, request).await;
    drop(place);
    room.send(Ok(Box::new(result)));
}

/// Tens of thousands of these wait at once when a crowd is acknowledged: what hardly ever happens is boxed.
async fn answer(app: &App, who: &Principal, request: Request) -> ConsumeResult {
    let (event_id, fence, outcome) = match request {
        Request::Ack(ConsumeAck { event_id, fence }) => {
            let request = AckRequest {
                event_id,
                fence,
                partition_key: String::new(),
            };
            let outcome = match answers::ack(app, who, &request).await {
                Err(refused) if is_not_leader(&refused) => Box::pin(app.ack_there(refused, who, request.clone())).await,
                outcome => outcome,
            };
            (request.event_id, request.fence, outcome.map(Outcome::Ack))
        }
        Request::Nack(ConsumeNack {
            event_id,
            fence,
            reason,
            delay,
        }) => {
            let request = NackRequest {
                event_id,
                fence,
                reason,
                delay,
                ..NackRequest::default()
            };
            let outcome = match answers::nack(app, who, &request).await {
                Err(refused) if is_not_leader(&refused) => {
                    Box::pin(app.nack_there(refused, who, request.clone())).await
                }
                outcome => outcome,
            };
            (request.event_id, request.fence, outcome.map(Outcome::Nack))
        }
        Request::Extend(ConsumeExtend {
            event_id,
            fence,
            ack_deadline,
        }) => {
            let outcome = answers::extend(app, who, (&event_id, &fence), ack_deadline.as_ref()).await;
            (event_id, fence, outcome.map(Outcome::Extend))
        }
        Request::Open(_) | Request::Credits(_) => (String::new(), String::new(), Err(refusal::shutting_down())),
    };
    ConsumeResult {
        event_id,
        fence,
        result: Some(outcome.unwrap_or_else(|status| Outcome::Error(error(&status)))),
    }
}

fn is_not_leader(status: &Status) -> bool {
    Details::of(status).reason() == Some(Reason::NotLeader)
}

fn error(status: &Status) -> ConsumeError {
    let reason = Details::of(status).reason_text;
    ConsumeError {
        code: status.code() as i32,
        reason,
        message: status.message().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ACKS_MAX;

    fn bytes_of<'a, F: Future>(
        _: impl FnOnce(&'a App, &'a Principal, Request, Option<SemaphorePermit<'a>>, Room) -> F,
    ) -> usize {
        size_of::<F>()
    }

    #[test]
    fn acknowledgements_that_have_a_place_are_taken_and_make_a_crowd_be_settled() {
        let sequencer = minoots_sequencer::Options::default();
        assert!(
            sequencer.commands_waiting_in_crowds_max < ACKS_MAX,
            "or nothing would settle them"
        );
        // Cancels and the fabric's own commands are left room.
        assert!(
            ACKS_MAX + 2_000 < sequencer.urgent_commands_max,
            "or they would be refused"
        );
    }

    #[test]
    fn an_answer_that_is_waited_for_is_small() {
        let bytes = bytes_of(answered);
        assert!(
            bytes <= 1_536,
            "{bytes} bytes, and a crowd has a hundred thousand of them"
        );
    }
}
