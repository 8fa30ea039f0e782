//! The receiving half of a consumer's stream: acks, nacks, extensions and credits. Each is answered once the log
//! contains it.

use super::super::answers;
use super::order;
use crate::{
    access::Principal,
    app::{self, App},
};
use futures::{
    future::{Either, FutureExt as _},
    stream::{FuturesUnordered, StreamExt as _},
};
use minoots_kernel::limits;
use minoots_sequencer::Answer as Answered;
use minoots_wire::{
    error::{Details, Reason},
    event::v1::{
        AckRequest, AckResponse, ConsumeAck, ConsumeError, ConsumeExtend, ConsumeNack, ConsumeRequest, ConsumeResult,
        NackRequest, consume_request::Request, consume_result::Result as Outcome,
    },
    rules,
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::{SemaphorePermit, mpsc};
use tonic::{Status, Streaming};

/// The maximum number of requests in flight and unread answers of a stream; beyond it nothing is read from the socket.
/// It is twice the maximum of outstanding deliveries. So the reader learns of completed deliveries at once, and they no
/// longer count as outstanding or use credit.
const ANSWERS_MAX: usize = 2 * limits::CREDITS_MAX as usize;

/// Boxed, because a channel allocates room for 32 answers before the first one, and idle consumers are many.
pub(super) type Answer = Result<Box<ConsumeResult>, Status>;

/// Reads a consumer's requests. Slow answers do not block others.
///
/// Invariants: a request that holds one of the node's acknowledgement permits is polled until it has its answer, even
/// if the consumer does not read. So room for the answer is reserved before the request is read. A stream waits for one
/// permit at a time, so that streams get permits in turn.
pub(super) struct Reader {
    app: App,
    who: Principal,
    stream: u64,
    answers: mpsc::Sender<Answer>,
}

/// Room for one answer.
type Room = mpsc::OwnedPermit<Answer>;

/// The next step of a stream.
enum Next {
    /// Reserves room for an answer.
    Room,
    /// Reads a request, for whose answer there is room.
    Read(Room),
    /// Waits for a permit for the acknowledgement that was read.
    Place(ConsumeAck, Room),
}

impl Reader {
    /// Makes a reader, and the receiver of its answers.
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

    /// Runs until the consumer ends its stream, which sets `goodbye`, or breaks the protocol.
    pub async fn run(self, mut requests: Streaming<ConsumeRequest>, goodbye: Arc<AtomicBool>) {
        let mut under_way = FuturesUnordered::new();
        let mut next = Next::Room;
        loop {
            // Completes answers first, because that frees permits.
            next = match next {
                Next::Room => tokio::select! {
                    biased;
                    Some(()) = under_way.next() => Next::Room,
                    reserved = self.answers.clone().reserve_owned() => match reserved {
                        Ok(room) => Next::Read(room),
                        // The consumer has disconnected.
                        Err(_) => return,
                    },
                },
                Next::Place(ack, room) => tokio::select! {
                    biased;
                    Some(()) = under_way.next() => Next::Place(ack, room),
                    // The semaphore is never closed.
                    Ok(place) = self.app.acks.acquire() => {
                        under_way.push(Either::Left(acked(&self.app, &self.who, ack, place, room)));
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
                        // Half-closed: the consumer wants no more deliveries. Answers in flight are still awaited.
                        Ok(None) => {
                            goodbye.store(true, Ordering::Release);
                            break;
                        }
                        Err(status) => return fail(room, status),
                    };
                    match request {
                        None => Next::Read(room),
                        Some(Request::Open(_)) => return fail(room, order("open may only be the first message")),
                        Some(Request::Credits(asked)) => match rules::check(&asked) {
                            Ok(()) => {
                                self.app.delivery.set_credits(self.stream, asked.credits);
                                Next::Read(room)
                            }
                            Err(status) => return fail(room, status),
                        },
                        Some(Request::Ack(ack)) => Next::Place(ack, room),
                        Some(Request::Nack(nack)) => {
                            under_way.push(Either::Right(nacked(&self.app, &self.who, nack, room).boxed()));
                            Next::Room
                        }
                        Some(Request::Extend(extend)) => {
                            under_way.push(Either::Right(extended(&self.app, &self.who, extend, room).boxed()));
                            Next::Room
                        }
                    }
                }
            };
        }
        while under_way.next().await.is_some() {}
    }
}

/// Sends the last answer of a stream.
fn fail(room: Room, status: Status) {
    room.send(Err(status));
}

/// Answers an acknowledgement and returns its permit. After a burst tens of thousands of these futures wait at once, so
/// rare paths are boxed.
async fn acked(app: &App, who: &Principal, ack: ConsumeAck, place: SemaphorePermit<'_>, room: Room) {
    let came = app.clock.now();
    let answer = match answers::ack_at_once(app, who, &ack.event_id, &ack.fence) {
        Some(answer) => Some(app::answered(answer).await),
        None => None,
    };
    let outcome = match answer
        .as_ref()
        .and_then(|answer| answers::taken(app, (&ack.event_id, &ack.fence), came, answer))
    {
        Some(taken) => Ok(taken),
        None => Box::pin(acked_after(app, who, &ack, (came, answer))).await,
    };
    drop(place);
    tell(room, ack.event_id, ack.fence, outcome.map(Outcome::Ack));
}

async fn acked_after(
    app: &App,
    who: &Principal,
    ack: &ConsumeAck,
    earlier: (i64, Option<Answered>),
) -> Result<AckResponse, Status> {
    rules::check(ack)?;
    match answers::ack_after(app, who, (&ack.event_id, &ack.fence), earlier).await {
        Err(refused) if is_not_leader(&refused) => {
            let request = AckRequest {
                event_id: ack.event_id.clone(),
                fence: ack.fence.clone(),
                partition_key: String::new(),
            };
            // Boxed, because this is rare, and much larger than the rest of the waiting future.
            Box::pin(app.successor.ack(refused, who, request)).await
        }
        outcome => outcome,
    }
}

async fn nacked(app: &App, who: &Principal, nack: ConsumeNack, room: Room) {
    let judged = rules::check(&nack);
    let ConsumeNack {
        event_id,
        fence,
        reason,
        delay,
    } = nack;
    let request = NackRequest {
        event_id,
        fence,
        reason,
        delay,
        ..NackRequest::default()
    };
    let answered = match judged {
        Ok(()) => answers::nack(app, who, &request).await,
        Err(refused) => Err(refused),
    };
    let outcome = match answered {
        Err(refused) if is_not_leader(&refused) => Box::pin(app.successor.nack(refused, who, request.clone())).await,
        outcome => outcome,
    };
    tell(room, request.event_id, request.fence, outcome.map(Outcome::Nack));
}

async fn extended(app: &App, who: &Principal, extend: ConsumeExtend, room: Room) {
    let judged = rules::check(&extend);
    let ConsumeExtend {
        event_id,
        fence,
        ack_deadline,
    } = extend;
    let outcome = match judged {
        Ok(()) => answers::extend(app, who, (&event_id, &fence), ack_deadline.as_ref()).await,
        Err(refused) => Err(refused),
    };
    tell(room, event_id, fence, outcome.map(Outcome::Extend));
}

fn tell(room: Room, event_id: String, fence: String, outcome: Result<Outcome, Status>) {
    room.send(Ok(Box::new(ConsumeResult {
        event_id,
        fence,
        result: Some(outcome.unwrap_or_else(|status| Outcome::Error(error(&status)))),
    })));
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

    fn bytes_of_acked<'a, F: Future>(
        _: impl FnOnce(&'a App, &'a Principal, ConsumeAck, SemaphorePermit<'a>, Room) -> F,
    ) -> usize {
        size_of::<F>()
    }

    fn bytes_of_acked_after<'a, F: Future>(
        _: impl FnOnce(&'a App, &'a Principal, &'a ConsumeAck, (i64, Option<Answered>)) -> F,
    ) -> usize {
        size_of::<F>()
    }

    fn bytes_of_nacked<'a, F: Future>(_: impl FnOnce(&'a App, &'a Principal, ConsumeNack, Room) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn acknowledgements_that_have_a_place_are_taken_and_make_a_crowd_be_settled() {
        let sequencer = minoots_sequencer::Options::default();
        assert!(
            sequencer.commands_waiting_in_crowds_max < ACKS_MAX,
            "or nothing would settle them"
        );
        // Leaves room for cancels and system commands.
        assert!(
            ACKS_MAX + 2_000 < sequencer.urgent_commands_max,
            "or they would be refused"
        );
    }

    #[test]
    fn an_answer_that_is_waited_for_is_small() {
        let bytes = bytes_of_acked(acked);
        assert!(
            bytes <= 384,
            "{bytes} bytes, and a crowd has a hundred thousand of them"
        );
        // The futures of tenants with a policy, and of requests that a stream may have twenty thousand of.
        for bytes in [bytes_of_acked_after(acked_after), bytes_of_nacked(nacked)] {
            assert!(bytes <= 1_536, "{bytes} bytes");
        }
    }
}
