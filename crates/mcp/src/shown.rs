//! Timers in answers.

use minoots_client::{Target, Timer};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::moment::instant_text;

/// The field that replaces a message whose key was shredded.
pub const MESSAGE_SHREDDED: &str = "message_shredded";

/// The short form of a timer.
pub fn shown(timer: &Timer) -> Answer {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), timer.id.clone().into());
    shown.insert("name".to_owned(), timer.name.clone().into());
    shown.insert("status".to_owned(), status_name(timer).into());
    shown.insert("fire_time".to_owned(), instant_text(timer.fire_time).into());
    shown
}

/// The full form of a timer.
pub fn shown_whole(timer: &Timer) -> Answer {
    let mut whole = shown(timer);
    whole.insert("create_time".to_owned(), instant_text(timer.create_time).into());
    whole.insert("settle_time".to_owned(), timer.settle_time.map(instant_text).into());
    whole.insert("attempts".to_owned(), timer.attempts.into());
    let message = timer
        .payload
        .get()
        .ok()
        .map(|payload| String::from_utf8(payload.data.to_vec()));
    let message = message.and_then(Result::ok);
    whole.insert("message".to_owned(), message.map_or(Value::Null, Value::String));
    if timer.payload.is_shredded() {
        whole.insert(MESSAGE_SHREDDED.to_owned(), true.into());
    }
    let labels = timer
        .labels
        .iter()
        .map(|(key, value)| (key.clone(), Value::String(value.clone())));
    whole.insert("labels".to_owned(), Value::Object(labels.collect()));
    if let Target::Queue(queue) = &timer.target {
        whole.insert("queue".to_owned(), queue.clone().into());
    }
    whole
}

fn status_name(timer: &Timer) -> String {
    let name = timer.status.as_str_name();
    name.trim_start_matches("TIMER_STATUS_").to_ascii_lowercase()
}
