#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use minoots_wire::error::{Reason, status};
use tonic::Code;

use super::*;

#[test]
fn each_kind_of_refusal_has_its_exit_code() {
    let cases = [
        (Code::NotFound, Reason::Timer, Exit::NotFound),
        (Code::AlreadyExists, Reason::TimerExists, Exit::Conflict),
        (Code::FailedPrecondition, Reason::VersionRequired, Exit::Conflict),
        (Code::Aborted, Reason::Unspecified, Exit::Conflict),
        (Code::FailedPrecondition, Reason::IdempotencyMismatch, Exit::Conflict),
        (Code::FailedPrecondition, Reason::StaleFence, Exit::Failed),
        (Code::FailedPrecondition, Reason::LeaseHeld, Exit::Conflict),
        (Code::ResourceExhausted, Reason::BudgetSpent, Exit::Conflict),
        (Code::InvalidArgument, Reason::NameEmpty, Exit::Usage),
        (Code::Unavailable, Reason::NoQuorum, Exit::Unavailable),
        (Code::DeadlineExceeded, Reason::Unspecified, Exit::TimedOut),
        (Code::ResourceExhausted, Reason::Quota, Exit::Failed),
        (Code::Internal, Reason::Internal, Exit::Failed),
        (Code::FailedPrecondition, Reason::MembershipBusy, Exit::Conflict),
        (Code::FailedPrecondition, Reason::QuorumLoss, Exit::Conflict),
        (Code::FailedPrecondition, Reason::NodeIdBurned, Exit::Conflict),
        (Code::FailedPrecondition, Reason::Node, Exit::NotFound),
        (Code::FailedPrecondition, Reason::NodeUnreachable, Exit::Unavailable),
    ];
    for (code, reason, exit) in cases {
        let refusal = status(code, reason, "it says why").build();
        assert_eq!(Failure::from(refusal).exit, exit, "{code:?} {reason:?}");
    }
}

#[test]
fn exit_codes_are_the_documented_numbers() {
    let codes = [
        Exit::Ok,
        Exit::Failed,
        Exit::Usage,
        Exit::NotFound,
        Exit::Conflict,
        Exit::Unavailable,
    ];
    assert_eq!(codes.map(|exit| exit as u8), [0, 1, 2, 3, 4, 5]);
    assert_eq!(Exit::TimedOut as u8, 124);
}

#[test]
fn a_refused_field_is_named_with_its_rule_and_reason() {
    let refusal = status(Code::InvalidArgument, Reason::NameTooLong, "the request is not valid")
        .field("name", "256 bytes; at most 255 are allowed")
        .build();
    assert_eq!(
        Failure::from(refusal).message,
        "name: 256 bytes; at most 255 are allowed (NAME_TOO_LONG)"
    );
}

#[test]
fn a_rule_that_names_its_field_does_not_name_it_twice() {
    let refusal = status(Code::InvalidArgument, Reason::NameEmpty, "the request is not valid")
        .field("name", "name must not be empty")
        .build();
    assert_eq!(Failure::from(refusal).message, "name must not be empty (NAME_EMPTY)");
}

#[test]
fn a_refusal_that_invites_a_retry_says_when() {
    let refusal = status(
        Code::ResourceExhausted,
        Reason::Overloaded,
        "too many writes are waiting",
    )
    .retry_after(Duration::from_millis(250))
    .build();
    let failure = Failure::from(refusal);
    assert_eq!(
        failure.to_string(),
        "too many writes are waiting (OVERLOADED)\n  try again in 250ms"
    );
}

#[test]
fn a_missing_timer_says_how_to_find_the_others() {
    let failure = Failure::from(status(Code::NotFound, Reason::Timer, "there is no timer tea").build());
    assert_eq!(
        failure.to_string(),
        "there is no timer tea (TIMER)\n  `minoots timer list` shows the timers there are"
    );
}

#[test]
fn missing_credentials_hint_at_where_a_key_goes() {
    let told = status(Code::Unauthenticated, Reason::CredentialsMissing, "a key is needed").build();
    let by_the_client = minoots_client::Error::Refused {
        reason: "CREDENTIALS_MISSING".to_owned(),
        message: "a key is needed".to_owned(),
        retry_after: None,
        metadata: Default::default(),
    };
    for failure in [Failure::from(told), Failure::from(by_the_client)] {
        let hint = failure.hint.unwrap();
        assert!(hint.contains("MINOOTS_API_KEY"), "{hint}");
        assert!(hint.contains("minoots key create"), "{hint}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly_with_success() {
    let failure = Failure::io("writing", &io::Error::from(io::ErrorKind::BrokenPipe));
    assert_eq!((failure.exit, failure.message.as_str()), (Exit::Ok, ""));
}
