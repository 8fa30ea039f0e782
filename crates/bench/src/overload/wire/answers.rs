//! The meaning of header blocks.
//!
//! The node is asked to use no header table for its answers, so a block means the same everywhere. Usually there are
//! few different blocks, so each is decoded once. Rejections with a retry delay all differ.

use std::collections::HashMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use minoots_wire::error::{Details, Reason};
use tonic::{Code, Status};

use super::block;

/// The limit of cached blocks. Each contains the second of its creation.
const KNOWN_MAX: usize = 4_096;

/// The answer to a create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The timer exists.
    Accepted,
    /// Rejected because of load, with or without a retry delay.
    Refused { with_delay: bool },
    /// Any other answer.
    Failed,
}

/// The blocks seen so far.
#[derive(Debug, Default)]
pub struct Answers {
    known: HashMap<Vec<u8>, Answer>,
    has_told: bool,
}

impl Answers {
    /// The meaning of the last block of an answer. The first failure is printed on standard error.
    pub fn read(&mut self, block: &[u8]) -> Answer {
        if let Some(known) = self.known.get(block) {
            return *known;
        }
        let status = status(block);
        let answer = judged(&status);
        if answer == Answer::Failed {
            self.tell(&status);
        }
        if self.known.len() >= KNOWN_MAX {
            self.known.clear();
        }
        self.known.insert(block.to_vec(), answer);
        answer
    }

    /// Prints the reason of failing creates, once.
    pub fn tell(&mut self, status: &Status) {
        if !self.has_told {
            eprintln!("a create failed: {status}");
        }
        self.has_told = true;
    }
}

fn judged(status: &Status) -> Answer {
    if status.code() == Code::Ok {
        return Answer::Accepted;
    }
    let details = Details::of(status);
    match details.reason() {
        // Each of these reasons rejects excess load.
        Some(Reason::Overloaded | Reason::Quota | Reason::TooManyCalls) => Answer::Refused {
            with_delay: details.retry_delay.is_some(),
        },
        _ => Answer::Failed,
    }
}

fn status(block: &[u8]) -> Status {
    let Some(fields) = block::literals(block) else {
        return Status::internal("headers that cannot be read");
    };
    let pair = |(name, value): (Vec<u8>, Vec<u8>)| {
        let name = HeaderName::from_bytes(&name).ok()?;
        Some((name, HeaderValue::from_bytes(&value).ok()?))
    };
    let headers: HeaderMap = fields.into_iter().filter_map(pair).collect();
    Status::from_header_map(&headers).unwrap_or_else(|| Status::unknown("an answer without a status"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loona_hpack::Encoder;
    use minoots_wire::error;
    use std::time::Duration;

    fn block(status: Status) -> Vec<u8> {
        let response = status.into_http::<()>();
        let fields = response.headers().iter();
        Encoder::new().encode(fields.map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes())))
    }

    #[test]
    fn only_refusals_because_of_load_count_as_refused_and_those_with_a_delay_apart() {
        let overloaded = || error::status(Code::ResourceExhausted, Reason::Overloaded, "too many");
        let with_delay = overloaded().retry_after(Duration::from_millis(100)).build();
        let blocks = [
            (Status::ok(""), Answer::Accepted),
            (with_delay, Answer::Refused { with_delay: true }),
            (overloaded().build(), Answer::Refused { with_delay: false }),
            (Status::internal("broken"), Answer::Failed),
        ];
        let mut answers = Answers::default();
        for (status, answer) in blocks {
            let block = block(status);
            assert_eq!((answers.read(&block), answers.read(&block)), (answer, answer));
        }
        assert_eq!(answers.known.len(), 4);
        assert_eq!(answers.read(b"\xff\xff"), Answer::Failed);
    }
}
