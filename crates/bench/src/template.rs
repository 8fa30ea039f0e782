//! The timers that loads create: all alike, and due so late that none fires during the run.

use minoots_terminal::clock;
use minoots_terminal::id::new_id;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{CreateTimerRequest, Payload};

/// A year.
const DUE_AFTER_NS: i64 = 365 * 24 * 3600 * 1_000_000_000;
const PAYLOAD: &[u8] = b"the same 64 bytes in every timer, as a small message would be...";

/// The timer with a number.
pub trait Timers: Send + Sync + 'static {
    fn request(&self, index: u32) -> CreateTimerRequest;
}

/// The common fields of all timers of a load.
pub struct Template {
    prefix: String,
    due_ns: i64,
    payload: Vec<u8>,
}

impl Template {
    /// A template with new ids, and a payload of 64 bytes.
    pub fn new() -> Self {
        Self {
            prefix: new_id(),
            due_ns: clock::wall_ns().saturating_add(DUE_AFTER_NS),
            payload: PAYLOAD.to_vec(),
        }
    }

    /// Sets another payload.
    pub fn with_payload(mut self, payload: Vec<u8>) -> Self {
        self.payload = payload;
        self
    }

    /// Whether a timer with this id comes from this template.
    pub fn made(&self, id: &str) -> bool {
        id.strip_prefix(&self.prefix).is_some_and(|rest| rest.starts_with('-'))
    }
}

impl Timers for Template {
    fn request(&self, index: u32) -> CreateTimerRequest {
        CreateTimerRequest {
            id: format!("{}-{index}", self.prefix),
            name: "bench".to_owned(),
            fire_time: Some(instant::to_proto(self.due_ns)),
            payload: Some(Payload {
                content_type: "text/plain".to_owned(),
                data: self.payload.clone().into(),
            }),
            ..CreateTimerRequest::default()
        }
    }
}
