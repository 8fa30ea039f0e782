//! Writes in steps, for a separate call or within a transaction.

use minoots_client::{Cancel, Emit, NewTimer, PutCheckpoint, RetryPolicy, Spend};

use super::given::Given;

pub fn new_timer(given: Given<'_>) -> NewTimer {
    let mut timer = NewTimer::after(given.text("name"), given.time("delay_ms")).id(given.text("id"));
    for (name, label) in given.texts("labels") {
        timer = timer.label(name, label);
    }
    if given.has("partition_key") {
        timer = timer.partition_key(given.text("partition_key"));
    }
    if given.has("queue") {
        timer = timer.queue(given.text("queue"));
    }
    if given.has("payload") {
        timer = timer.text(given.text("payload"));
    }
    if given.has("ack_deadline_ms") {
        timer = timer.ack_deadline(given.time("ack_deadline_ms"));
    }
    if given.has("max_attempts") {
        timer = timer.retry_policy(RetryPolicy {
            max_attempts: Some(given.small("max_attempts")),
            ..RetryPolicy::default()
        });
    }
    if given.has("watchdog") {
        timer = timer.watchdog(given.member("watchdog").number("epoch"));
    }
    timer
}

pub fn cancel(given: Given<'_>) -> Cancel {
    let cancel = Cancel::of(given.key())
        .version(given.number_or_zero("version"))
        .reason(given.text_or_empty("reason"));
    match given.has("request_id") {
        true => cancel.request_id(given.text("request_id")),
        false => cancel,
    }
}

pub fn put(given: Given<'_>) -> PutCheckpoint {
    let data = given.text("data").to_owned();
    let mut put = PutCheckpoint::after(checkpoint_key(given), given.number("expected_version"));
    put = put.data("text/plain; charset=utf-8", data);
    if given.has("keep_last") {
        put = put.keep_last(given.small("keep_last"));
    }
    for id in given.elements("timer_ids") {
        put = put.timer(id.0.as_str().unwrap());
    }
    match given.has("request_id") {
        true => put.request_id(given.text("request_id")),
        false => put,
    }
}

pub fn checkpoint_key(given: Given<'_>) -> minoots_client::CheckpointKey {
    let partition_key = given.text_or_empty("partition_key");
    minoots_client::CheckpointKey::new(given.text("execution"), given.text_or_empty("name"), partition_key)
}

pub fn spend(given: Given<'_>) -> Spend {
    let spend = Spend::of(given.key(), given.small("amount"));
    match given.has("request_id") {
        true => spend.request_id(given.text("request_id")),
        false => spend,
    }
}

pub fn emit(given: Given<'_>) -> Emit {
    let data = given.text("data").to_owned();
    let emit = Emit::new(given.text("type"), given.text("subject")).data("text/plain; charset=utf-8", data);
    match given.has("request_id") {
        true => emit.request_id(given.text("request_id")),
        false => emit,
    }
}
