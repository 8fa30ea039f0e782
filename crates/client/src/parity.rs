//! Checks that this client reaches every field of the API's timers and templates, or lists the exception with its
//! reason.
//!
//! Requests are compared by the JSON of the builders' messages, answers by the field names of their types.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use minoots_wire::FILE_DESCRIPTOR_SET;
use minoots_wire::timer::v1 as proto;
use prost::Message as _;
use serde::Serialize;

use crate::timer::{AgentBinding, NewTimer, Priority, RetryPolicy, Target, Timer};
use crate::{Calendar, NewSchedule, Template};

/// Answer fields with another name here: a shredded payload is a kind of payload.
const TOLD_ELSEWHERE: [(&str, &str); 1] = [("payload_shredded", "payload")];

/// The field names of a message, as in the proto.
fn fields(package: &str, message: &str) -> BTreeSet<String> {
    let set = prost_types::FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let of_package = set.file.iter().filter(|file| file.package() == package);
    let mut messages = of_package.flat_map(|file| &file.message_type);
    let found = messages.find(|found| found.name() == message).unwrap();
    found.field.iter().map(|field| field.name().to_owned()).collect()
}

/// The names of the fields that a message sets, as in the proto.
fn said(message: &impl Serialize) -> BTreeSet<String> {
    let json = serde_json::to_value(message).unwrap();
    json.as_object().unwrap().keys().map(|key| snake(key)).collect()
}

fn snake(camel: &str) -> String {
    let mut name = String::new();
    for character in camel.chars() {
        if character.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}

fn whole(timer: NewTimer) -> BTreeSet<String> {
    let policy = RetryPolicy {
        max_attempts: Some(3),
        ..RetryPolicy::default()
    };
    let timer = timer
        .request_id("again")
        .id("x")
        .partition_key("p")
        .text("hello")
        .label("a", "b")
        .queue("q")
        .retry_policy(policy)
        .ack_deadline(Duration::from_secs(1))
        .priority(Priority::Now)
        .action(Target::Queue("people".to_owned()), 3)
        .agent(AgentBinding::to("ann"))
        .concurrency_key("k")
        .note("why")
        .watchdog(1);
    said(&timer.into_request())
}

#[test]
fn every_field_of_a_new_timer_can_be_set() {
    let mut set = whole(NewTimer::after("x", Duration::from_secs(1)));
    set.extend(whole(NewTimer::at("x", SystemTime::UNIX_EPOCH)));
    assert_eq!(set, fields("minoots.timer.v1", "CreateTimerRequest"));
}

#[test]
fn every_field_of_a_template_can_be_set() {
    let template = Template::default()
        .name("x")
        .text("hello")
        .label("a", "b")
        .queue("q")
        .retry_policy(RetryPolicy {
            max_attempts: Some(3),
            ..RetryPolicy::default()
        })
        .ack_deadline(Duration::from_secs(1))
        .priority(Priority::Now)
        .action(Target::Webhook("people".to_owned()), 0)
        .concurrency_key("k");
    let set = said(template.as_message());
    assert_eq!(set, fields("minoots.schedule.v1", "TimerTemplate"));
}

#[test]
fn every_field_of_a_timer_is_told() {
    let timestamp = minoots_wire::well_known::Timestamp { seconds: 1, nanos: 0 };
    let timer = proto::Timer {
        create_time: Some(timestamp),
        fire_time: Some(timestamp),
        ..proto::Timer::default()
    };
    let shown = format!("{:#?}", Timer::read(Some(timer)).unwrap());
    let lines = shown.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| !line.starts_with([' ', '}', ']', ')']));
    let told: BTreeSet<String> = names
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let elsewhere = BTreeMap::from(TOLD_ELSEWHERE);
    let expected: BTreeSet<String> = fields("minoots.timer.v1", "Timer")
        .into_iter()
        .map(|field| elsewhere.get(field.as_str()).map_or(field, |name| (*name).to_owned()))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn a_shredded_template_is_given_to_no_schedule() {
    let template = Template::read(minoots_wire::schedule::v1::TimerTemplate::default(), true);
    let calendar = || Calendar::cron("@hourly");
    let refused = NewSchedule::new("x", calendar()).timer(template.clone()).into_request();
    assert!(refused.unwrap_err().to_string().contains("timer.payload"));
    let mended = NewSchedule::new("x", calendar()).timer(template.text("again"));
    assert!(mended.into_request().is_ok());
}
