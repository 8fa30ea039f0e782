#![allow(clippy::unwrap_used)]

use minoots_wire::error::status;

use super::*;

fn spoken(code: Code, reason: Reason) -> Fault {
    Fault::of(
        &status(code, reason, "words")
            .retry_after(Duration::from_millis(200))
            .build(),
    )
}

#[test]
fn refusals_that_changed_nothing_are_transient_and_not_in_doubt() {
    for reason in [Reason::NotLeader, Reason::NoQuorum, Reason::ShuttingDown] {
        let fault = spoken(Code::Unavailable, reason);
        assert!(fault.is_transient() && !fault.may_have_happened() && fault.blames_the_node());
        assert!(matches!(fault.into_error(), Error::Unavailable { .. }), "{reason:?}");
    }
}

#[test]
fn overload_is_waited_out_where_it_is() {
    let fault = spoken(Code::ResourceExhausted, Reason::Overloaded);
    assert!(fault.is_transient() && !fault.blames_the_node() && !fault.may_have_happened());
    let after = Some(Duration::from_millis(200));
    assert!(matches!(fault.into_error(), Error::Refused { retry_after, .. } if retry_after == after));
}

#[test]
fn an_unknown_outcome_and_a_broken_way_may_both_have_happened() {
    assert!(spoken(Code::Unavailable, Reason::OutcomeUnknown).may_have_happened());
    for code in [
        Code::Unavailable,
        Code::Unknown,
        Code::Cancelled,
        Code::Internal,
        Code::DeadlineExceeded,
    ] {
        let fault = Fault::of(&Status::new(code, "transport error"));
        assert!(fault.is_transient() && fault.may_have_happened(), "{code:?}");
        assert!(matches!(fault.into_error(), Error::Unknown { .. }), "{code:?}");
    }
    assert!(Fault::timed_out(Duration::from_secs(1)).may_have_happened());
}

#[test]
fn a_defect_of_the_server_is_final() {
    let fault = spoken(Code::Internal, Reason::Internal);
    assert!(!fault.is_transient());
    assert!(fault.into_error().may_have_happened());
}

#[test]
fn a_connection_that_was_never_made_sent_nothing() {
    let connect = ConnectError(Box::new(std::io::Error::from(std::io::ErrorKind::ConnectionRefused)));
    let fault = Fault::of(&Status::from_error(Box::new(connect)));
    assert!(fault.is_transient() && !fault.may_have_happened(), "{fault:?}");
}

#[test]
fn the_error_says_what_the_caller_can_do() {
    let fields = status(Code::InvalidArgument, Reason::NameEmpty, "words").field("name", "must not be empty");
    let Error::Invalid { reason, fields, .. } = Fault::of(&fields.build()).into_error() else {
        panic!("not Invalid");
    };
    assert_eq!((reason.as_str(), fields[0].path.as_str()), ("NAME_EMPTY", "name"));
    let conflict = spoken(Code::AlreadyExists, Reason::TimerExists).into_error();
    assert!(matches!(conflict, Error::Conflict { .. }) && conflict.reason() == "TIMER_EXISTS");
    let absent = spoken(Code::NotFound, Reason::Timer).into_error();
    assert!(matches!(absent, Error::NotFound { .. }) && !absent.may_have_happened());
}

#[test]
fn a_compacted_cursor_brings_the_earliest_one() {
    let refusal = status(Code::OutOfRange, Reason::CursorCompacted, "words").metadata("earliest_cursor", "c7");
    let error = Fault::of(&refusal.build()).into_error();
    assert!(matches!(error, Error::CursorCompacted { earliest, .. } if earliest == "c7"));
}

#[test]
fn a_refusal_after_a_lost_answer_leaves_the_outcome_unknown_and_a_settled_one_does_not() {
    let in_doubt = |reason, code| spoken(code, reason).into_error().in_doubt();
    assert!(matches!(
        in_doubt(Reason::NotLeader, Code::Unavailable),
        Error::Unknown { .. }
    ));
    // For a delivery, the client's own nack may have caused it; for a lease, it means that another holder has it.
    let stale = || spoken(Code::FailedPrecondition, Reason::StaleFence).into_error();
    assert!(matches!(stale().in_doubt_of_delivery(), Error::Unknown { .. }));
    assert!(matches!(stale().in_doubt(), Error::Conflict { .. }));
    assert!(matches!(
        in_doubt(Reason::TimerExists, Code::AlreadyExists),
        Error::Conflict { .. }
    ));
}

#[test]
fn a_refusal_of_one_write_on_a_stream_reads_like_that_of_a_call() {
    let fault = Fault::of_submit(SubmitError {
        metadata: [("quota".to_owned(), "horizon".to_owned())].into(),
        code: Code::InvalidArgument as i32,
        reason: "NAME_EMPTY".to_owned(),
        message: "words".to_owned(),
        fields: vec!["name: must not be empty".to_owned()],
        retry_delay: None,
    });
    let field = Field {
        path: "name".to_owned(),
        rule: "must not be empty".to_owned(),
    };
    let error = fault.into_error();
    assert_eq!(error.fact("quota"), Some("horizon"));
    assert!(matches!(error, Error::Invalid { fields, .. } if fields == [field]));
}
