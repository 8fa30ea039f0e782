//! One connection from the view of a client that creates timers: the bytes to write, and the bytes read. It has no
//! socket and no clock.
//!
//! Invariants:
//! - Each call is reported once: with its answer, or with the end of the connection.
//! - At most as many calls are in flight as the node allows; further calls wait in order.

use std::collections::VecDeque;
use std::time::Instant;

use minoots_wire::timer::v1::CreateTimerRequest;
use prost::Message as _;
use tonic::Status;

use super::answers::{Answer, Answers};
use super::frames::{self, Head};
use super::requests::Headers;

/// The limit of calls that a node allows on one connection. More would wait in the load itself, where the node cannot
/// reject them.
pub const CALLS_MAX: usize = 100;
/// The initial flow-control window of the peer (RFC 9113, section 6.9.2), which is the smallest.
const WINDOW: u32 = 65_535;
/// The increment of the window.
const WINDOW_MORE: u32 = 1 << 30;
/// A byte for the compression of a message, and four for its length.
const PREFIX_BYTES: usize = 5;

/// The connection. See the module's documentation.
#[derive(Debug)]
pub struct Connection {
    headers: Headers,
    /// Bytes to write.
    pub out: Vec<u8>,
    /// Bytes read that are not yet a whole frame.
    input: Vec<u8>,
    /// The calls since the stream `oldest`, by their planned instants; `None` was answered.
    calls: VecDeque<Option<Instant>>,
    oldest: u32,
    under_way: usize,
    /// Calls that wait for room.
    waiting: VecDeque<(CreateTimerRequest, Instant)>,
    calls_max: usize,
    /// The peer's window for message bytes.
    window: usize,
    /// Message bytes received since the last window update.
    received: u32,
}

impl Connection {
    /// A connection with the client preface as its first output.
    pub fn new(headers: Headers) -> Connection {
        let mut out = frames::PREFACE.to_vec();
        let setting = |id: u16, value: u32| [&id.to_be_bytes()[..], &value.to_be_bytes()].concat();
        let wanted = [(frames::HEADER_TABLE_SIZE, 0), (frames::ENABLE_PUSH, 0)];
        let settings: Vec<u8> = wanted.into_iter().flat_map(|(id, value)| setting(id, value)).collect();
        frames::write(&mut out, frames::SETTINGS, 0, 0, &settings);
        frames::write(&mut out, frames::WINDOW_UPDATE, 0, 0, &WINDOW_MORE.to_be_bytes());
        Connection {
            headers,
            out,
            input: Vec::new(),
            calls: VecDeque::new(),
            oldest: 1,
            under_way: 0,
            waiting: VecDeque::new(),
            calls_max: CALLS_MAX,
            window: WINDOW as usize,
            received: 0,
        }
    }

    /// Sends a create, as soon as there is room.
    pub fn call(&mut self, request: CreateTimerRequest, to_be_made: Instant) {
        self.waiting.push_back((request, to_be_made));
        self.send();
    }

    /// Calls without a report yet.
    pub fn unanswered(&self) -> usize {
        self.under_way + self.waiting.len()
    }

    /// Processes received bytes, and reports each answer with the planned instant of its create.
    ///
    /// # Errors
    /// The reason why the connection is unusable.
    pub fn read(
        &mut self,
        bytes: &[u8],
        answers: &mut Answers,
        tell: &mut impl FnMut(Answer, Instant),
    ) -> Result<(), Status> {
        let mut input = std::mem::take(&mut self.input);
        input.extend_from_slice(bytes);
        let mut rest = input.as_slice();
        while let Some(head) = Head::read(rest) {
            let Some(payload) = rest.get(frames::HEAD_BYTES..frames::HEAD_BYTES + head.length) else {
                break;
            };
            self.frame(head, payload, answers, tell)?;
            rest = rest.get(frames::HEAD_BYTES + head.length..).unwrap_or_default();
        }
        let taken = input.len() - rest.len();
        input.drain(..taken);
        self.input = input;
        self.send();
        Ok(())
    }

    fn frame(
        &mut self,
        head: Head,
        payload: &[u8],
        answers: &mut Answers,
        tell: &mut impl FnMut(Answer, Instant),
    ) -> Result<(), Status> {
        match head.kind {
            frames::DATA => self.took_in(head.length),
            frames::HEADERS if !head.has(frames::END_HEADERS) => {
                return Err(Status::internal("headers that are longer than a frame"));
            }
            frames::HEADERS if head.has(frames::END_STREAM) => {
                let block = frames::unpadded(head, payload).unwrap_or_default();
                let answer = answers.read(block);
                self.ended(head.stream).into_iter().for_each(|at| tell(answer, at));
            }
            frames::RST_STREAM => {
                answers.tell(&Status::unavailable("the node reset a stream"));
                self.ended(head.stream)
                    .into_iter()
                    .for_each(|at| tell(Answer::Failed, at));
            }
            frames::SETTINGS if !head.has(frames::ACK) => {
                for (id, value) in frames::settings(payload) {
                    if id == frames::MAX_CONCURRENT_STREAMS {
                        self.calls_max = CALLS_MAX.min(value as usize);
                    }
                }
                frames::write(&mut self.out, frames::SETTINGS, frames::ACK, 0, &[]);
            }
            frames::PING if !head.has(frames::ACK) => {
                frames::write(&mut self.out, frames::PING, frames::ACK, 0, payload);
            }
            frames::WINDOW_UPDATE if head.stream == 0 => {
                self.window += frames::number(payload).unwrap_or_default() as usize;
            }
            frames::GOAWAY => return Err(Status::unavailable("the node closes the connection")),
            // The first headers of an answer, acknowledgements, and stream windows, which one message never fills.
            _ => {}
        }
        Ok(())
    }

    /// Ends the call of a stream.
    fn ended(&mut self, stream: u32) -> Option<Instant> {
        let place = stream.checked_sub(self.oldest)? / 2;
        let call = self.calls.get_mut(place as usize)?.take()?;
        self.under_way -= 1;
        while let Some(None) = self.calls.front() {
            self.calls.pop_front();
            self.oldest += 2;
        }
        Some(call)
    }

    fn took_in(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        if self.received >= WINDOW_MORE / 2 {
            let more = self.received.to_be_bytes();
            frames::write(&mut self.out, frames::WINDOW_UPDATE, 0, 0, &more);
            self.received = 0;
        }
    }

    /// Writes the waiting calls for which there is room.
    fn send(&mut self) {
        while self.under_way < self.calls_max {
            let Some((request, _)) = self.waiting.front() else {
                return;
            };
            let bytes = PREFIX_BYTES + request.encoded_len();
            if bytes > self.window {
                return;
            }
            let Some((request, to_be_made)) = self.waiting.pop_front() else {
                return;
            };
            let newest = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
            let stream = self.oldest + 2 * newest;
            let block = if stream == 1 {
                &self.headers.first
            } else {
                &self.headers.again
            };
            frames::write(&mut self.out, frames::HEADERS, frames::END_HEADERS, stream, block);
            let head = Head {
                length: bytes,
                kind: frames::DATA,
                flags: frames::END_STREAM,
                stream,
            };
            head.write(&mut self.out);
            self.out.push(0);
            let length = u32::try_from(bytes - PREFIX_BYTES).unwrap_or(u32::MAX);
            self.out.extend_from_slice(&length.to_be_bytes());
            // The buffer grows as needed.
            let _ = request.encode(&mut self.out);
            self.window -= bytes;
            self.calls.push_back(Some(to_be_made));
            self.under_way += 1;
        }
    }
}

#[cfg(test)]
mod tests;
