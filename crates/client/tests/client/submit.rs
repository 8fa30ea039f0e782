//! The submitter against a scripted server.

use std::time::Duration;

use futures::future::join_all;
use minoots_client::{Cancel, CancelOutcome, Error, NewTimer};
use minoots_wire::error::{Reason, status};
use tonic::Code;

use super::scripted::{Fault, Scripted};
use super::{client, settings, within};

fn timer(name: &str) -> NewTimer {
    NewTimer::after(name, Duration::from_secs(3_600))
}

#[tokio::test]
async fn many_writes_share_a_stream_and_each_gets_its_own_answer() {
    let server = Scripted::start([]).await;
    let submitter = client(&[&server.endpoint()]).submit();
    let creates = (0..1_000).map(|number| submitter.create(timer(&format!("t{number}")).id(format!("t{number}"))));
    let created = within(join_all(creates)).await;
    for (number, created) in created.into_iter().enumerate() {
        assert_eq!(created.unwrap().timer.id, format!("t{number}"));
    }
    let cancelled = within(submitter.cancel(Cancel::of("t1"))).await.unwrap();
    assert_eq!(cancelled, CancelOutcome::Cancelled);
}

#[tokio::test]
async fn writes_whose_answers_were_lost_are_sent_again_with_the_same_ids() {
    let server = Scripted::start([Fault::CutAfter, Fault::Silence, Fault::CutBefore, Fault::CutAfter]).await;
    let submitter = client(&[&server.endpoint()]).submit();
    let created = within(join_all((0..20).map(|_| submitter.create(timer("tea"))))).await;
    let ids: Vec<String> = created.into_iter().map(|created| created.unwrap().timer.id).collect();
    let script = server.script();
    assert_eq!(script.timers.len(), 20);
    assert!(ids.iter().all(|id| script.timers.contains_key(id)));
    assert!(script.arrivals.len() > 20, "nothing was repeated");
}

#[tokio::test]
async fn a_refused_write_fails_alone() {
    let refusal = status(Code::AlreadyExists, Reason::TimerExists, "exists").build();
    let server = Scripted::start([Fault::Refuse(refusal)]).await;
    let submitter = client(&[&server.endpoint()]).submit();
    let (refused, created) =
        within(async { tokio::join!(submitter.create(timer("a")), submitter.create(timer("b"))) }).await;
    let (failures, successes): (Vec<_>, Vec<_>) = [refused, created].into_iter().partition(Result::is_err);
    assert_eq!((failures.len(), successes.len()), (1, 1));
    assert!(matches!(&failures[0], Err(Error::Conflict { reason, .. }) if reason == "TIMER_EXISTS"));
}

#[tokio::test]
async fn a_follower_is_left_for_another_server() {
    let leader = Scripted::start([]).await;
    let follower = Scripted::start([Fault::NotLeader(None)]).await;
    let submitter = client(&[&follower.endpoint(), &leader.endpoint()]).submit();
    within(submitter.create(timer("tea"))).await.unwrap();
    assert_eq!((follower.script().timers.len(), leader.script().timers.len()), (0, 1));
}

#[tokio::test]
async fn a_refusal_that_passes_is_waited_out() {
    let refusal = status(Code::ResourceExhausted, Reason::Overloaded, "full");
    let unknown = status(Code::Unavailable, Reason::OutcomeUnknown, "who knows");
    let server = Scripted::start([Fault::Refuse(unknown.build())]).await;
    let submitter = client(&[&server.endpoint()]).submit();
    within(submitter.create(timer("tea"))).await.unwrap();
    // Without a retry delay the caller decides.
    server.script().faults.push_back(Fault::Refuse(refusal.build()));
    let error = within(submitter.create(timer("tea"))).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn a_refusal_that_outlasts_the_deadline_is_given_at_once() {
    let refusal = status(Code::ResourceExhausted, Reason::Quota, "used up")
        .exhausted("pending_timers", 1)
        .retry_after(Duration::from_secs(3_600));
    let server = Scripted::start([Fault::Refuse(refusal.build())]).await;
    let submitter = client(&[&server.endpoint()]).submit();
    let error = within(submitter.create(timer("tea"))).await.unwrap_err();
    assert_eq!(
        (error.fact("quota"), error.fact("limit")),
        (Some("pending_timers"), Some("1"))
    );
    assert!(
        matches!(
            error,
            Error::Refused {
                retry_after: Some(_),
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_write_that_is_never_answered_is_unknown_and_one_never_sent_is_not() {
    let server = Scripted::start((0..100).map(|_| Fault::Silence)).await;
    let brief = |endpoint: &str| {
        settings(&[endpoint])
            .deadline(Duration::from_millis(500))
            .build()
            .unwrap()
    };
    let error = within(brief(&server.endpoint()).submit().create(timer("tea")))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unknown { .. }), "{error:?}");
    let error = within(brief("http://127.0.0.1:1").submit().create(timer("tea")))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_stream_that_answers_nothing_is_left_for_another() {
    let server = Scripted::start([Fault::Silence]).await;
    let client = settings(&[&server.endpoint()])
        .deadline(Duration::from_secs(1))
        .build()
        .unwrap();
    let submitter = client.submit();
    within(submitter.create(timer("a"))).await.unwrap_err();
    within(submitter.create(timer("b"))).await.unwrap();
    assert_eq!(server.script().submits, 2);
}

#[tokio::test]
async fn more_writes_than_fit_wait_their_turn() {
    let server = Scripted::start([]).await;
    let submitter = client(&[&server.endpoint()]).submit();
    let created = within(join_all((0..6_000).map(|_| submitter.create(timer("tea"))))).await;
    assert!(created.iter().all(Result::is_ok));
    assert_eq!(server.script().timers.len(), 6_000);
}
