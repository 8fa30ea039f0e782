#![allow(clippy::unwrap_used)]

use super::*;
use crate::error::Details;
use crate::timer::v1::{
    Action, BatchCreateTimersRequest, CreateTimerRequest, RetryPolicy, Target, TouchRequest, WatchdogTouch, target,
};

/// The violations of a request: paths, reasons and words.
fn broken(request: &impl Ruled) -> Vec<(String, String, String)> {
    let Err(refused) = check(request) else {
        return Vec::new();
    };
    let fields = Details::of(&refused).fields.into_iter();
    fields
        .map(|field| (field.path, field.reason, field.description))
        .collect()
}

fn named(request: &impl Ruled) -> Vec<String> {
    broken(request)
        .into_iter()
        .map(|(path, reason, _)| format!("{path} {reason}"))
        .collect()
}

fn tea() -> CreateTimerRequest {
    CreateTimerRequest {
        name: "tea".to_owned(),
        delay: Some(5_000_000_000.into()),
        ..CreateTimerRequest::default()
    }
}

fn to_queue(queue: &str) -> Option<Target> {
    Some(Target {
        target: Some(target::Target::Queue(queue.to_owned())),
    })
}

#[test]
fn request_within_its_rules_passes() {
    check(&tea()).unwrap();
    let at_the_bounds = CreateTimerRequest {
        id: "a".repeat(128),
        name: "n".repeat(255),
        labels: (0..32).map(|number| (format!("k{number}"), "v".repeat(255))).collect(),
        ack_deadline: Some(43_200_000_000_000.into()),
        target: to_queue("q"),
        ..tea()
    };
    check(&at_the_bounds).unwrap();
}

#[test]
fn refusal_lists_every_broken_rule_with_its_path() {
    let action = Action {
        target: to_queue(""),
        after_attempts: 101,
    };
    let request = CreateTimerRequest {
        id: "a b".to_owned(),
        partition_key: "p".repeat(129),
        name: "tea\u{202e}".to_owned(),
        labels: [("k".repeat(64), String::new())].into(),
        ack_deadline: Some(43_200_000_000_001.into()),
        target: to_queue(".q"),
        retry_policy: Some(RetryPolicy {
            multiplier: Some(f64::NAN),
            ..RetryPolicy::default()
        }),
        actions: vec![Action::default(), action],
        ..tea()
    };
    let expected = [
        "id ID_CHARSET",
        "partition_key ID_TOO_LONG",
        "name NAME_CHARSET",
        "labels LABEL_SIZE",
        "target.queue ID_CHARSET",
        "retry_policy.multiplier RETRY_POLICY",
        "ack_deadline ACK_DEADLINE_RANGE",
        "actions[1].after_attempts AFTER_ATTEMPTS_RANGE",
        "actions[1].target.queue ID_EMPTY",
    ];
    let mut found = named(&request);
    found.sort();
    let mut expected = expected.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn rule_of_a_message_holds_wherever_it_stands() {
    let batch = BatchCreateTimersRequest {
        requests: vec![
            tea(),
            CreateTimerRequest {
                name: String::new(),
                ..tea()
            },
        ],
    };
    assert_eq!(named(&batch), ["requests[1].name NAME_EMPTY"]);
}

#[test]
fn count_has_its_own_reason() {
    let labels = (0..33).map(|number| (format!("k{number}"), String::new())).collect();
    let request = CreateTimerRequest { labels, ..tea() };
    let words = "has 33 items; at most 32 are allowed";
    let expected = ("labels", "LABEL_COUNT", words);
    let expected = (expected.0.to_owned(), expected.1.to_owned(), expected.2.to_owned());
    assert_eq!(broken(&request), [expected]);
}

#[test]
fn bounds_are_stated_in_words() {
    let request = CreateTimerRequest {
        ack_deadline: Some(999_999_999.into()),
        ..tea()
    };
    assert_eq!(broken(&request)[0].2, "must be 1 s to 12 h");
}

#[test]
fn exactly_one_field_of_a_choice_is_set() {
    let neither = CreateTimerRequest { delay: None, ..tea() };
    let expected = |words: &str| ("fire_time".to_owned(), "TIME_SPEC_CHOICE".to_owned(), words.to_owned());
    assert_eq!(broken(&neither), [expected("give either fire_time or delay")]);
    let both = CreateTimerRequest {
        fire_time: Some(1.into()),
        ..tea()
    };
    assert_eq!(
        broken(&both),
        [expected("give either fire_time or delay, and only one")]
    );
}

#[test]
fn durations_are_not_negative_and_well_formed() {
    let of = |seconds: i64, nanos: i32| CreateTimerRequest {
        delay: Some(Duration { seconds, nanos }),
        ..tea()
    };
    assert_eq!(named(&of(-1, 0)), ["delay DELAY_NEGATIVE"]);
    assert_eq!(named(&of(1, -1)), ["delay DELAY_NEGATIVE"]);
    assert_eq!(named(&of(1, 1_000_000_000)), ["delay DELAY_RANGE"]);
    assert_eq!(named(&of(3_155_760_000, 1)), ["delay HORIZON_EXCEEDED"]);
    check(&of(3_155_760_000, 0)).unwrap();
}

#[test]
fn element_of_a_list_is_named_by_its_index() {
    let touch = |id: &str| WatchdogTouch {
        id: id.to_owned(),
        ..WatchdogTouch::default()
    };
    let request = TouchRequest {
        touches: vec![touch("a"), touch("a/b")],
        ..TouchRequest::default()
    };
    assert!(named(&request).contains(&"touches[1].id ID_CHARSET".to_owned()));
}

#[test]
fn refusal_of_many_faults_is_full_and_quick() {
    let batch = BatchCreateTimersRequest {
        requests: vec![CreateTimerRequest::default(); 20_000],
    };
    assert_eq!(broken(&batch).len(), crate::error::FIELD_VIOLATIONS_MAX);
}
