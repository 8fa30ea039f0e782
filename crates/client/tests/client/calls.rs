//! Calls: retries, their budget, and following the leader.

use std::time::{Duration, Instant};

use minoots_client::{Cancel, CancelOutcome, Error, NewTimer};
use minoots_wire::error::{Reason, status};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tonic::Code;

use super::scripted::{Fault, Scripted};
use super::{client, settings, within};

fn timer() -> NewTimer {
    NewTimer::after("tea", Duration::from_secs(3_600))
}

fn unavailable() -> Fault {
    Fault::Refuse(status(Code::Unavailable, Reason::NoQuorum, "no quorum").build())
}

#[tokio::test]
async fn a_follower_that_names_the_leader_is_left_for_it_and_not_asked_again() {
    let leader = Scripted::start([]).await;
    let follower = Scripted::start([Fault::NotLeader(Some(leader.endpoint()))]).await;
    // The budget is empty: following a leader costs nothing.
    let client = settings(&[&follower.endpoint()]).retries(0, 0).build().unwrap();
    for _ in 0..3 {
        within(client.create_timer(timer())).await.unwrap();
    }
    assert_eq!(follower.script().arrivals.len(), 1);
    assert_eq!(leader.script().timers.len(), 3);
}

/// A server that accepts no more connections: its backlog is full, and further connection attempts get no answer.
#[tokio::test]
async fn a_connection_that_never_comes_about_has_carried_nothing() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queued = Vec::new();
    while let Ok(connected) = timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queued.push(connected.unwrap());
    }
    let client = settings(&[&format!("http://{address}")]).retries(0, 0).build().unwrap();
    let error = within(client.create_timer(timer())).await.unwrap_err();
    assert!(!error.may_have_happened(), "{error:?}");
}

#[tokio::test]
async fn two_followers_that_point_at_each_other_do_not_make_a_busy_loop() {
    let (one, other) = (Scripted::start([]).await, Scripted::start([]).await);
    let pointing = |at: &Scripted| {
        let endpoint = at.endpoint();
        (0..1_000).map(move |_| Fault::NotLeader(Some(endpoint.clone())))
    };
    let (to_other, to_one) = (pointing(&other), pointing(&one));
    one.script().faults.extend(to_other);
    other.script().faults.extend(to_one);
    let client = settings(&[&one.endpoint()]).retries(10, 10).build().unwrap();
    let error = within(client.create_timer(timer())).await.unwrap_err();
    assert!(
        matches!(&error, Error::Unavailable { reason, .. } if reason == "NOT_LEADER"),
        "{error:?}"
    );
    let asked = one.script().arrivals.len() + other.script().arrivals.len();
    // The first attempt, the free redirect, the burst of ten, and at most one refilled token a second until the
    // deadline of 30 s.
    assert!((12..=42).contains(&asked), "{asked}");
}

#[tokio::test]
async fn without_a_hint_the_next_server_is_asked() {
    let (down, up) = (Scripted::start([unavailable()]).await, Scripted::start([]).await);
    let client = client(&[&down.endpoint(), &up.endpoint()]);
    within(client.create_timer(timer())).await.unwrap();
    assert_eq!((down.script().timers.len(), up.script().timers.len()), (0, 1));
}

#[tokio::test]
async fn a_server_that_nobody_listens_at_is_passed_over() {
    let up = Scripted::start([]).await;
    let client = client(&["http://127.0.0.1:1", &up.endpoint()]);
    within(client.create_timer(timer())).await.unwrap();
    assert_eq!(up.script().timers.len(), 1);
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_repeated_with_the_same_id() {
    let server = Scripted::start([Fault::CutAfter, Fault::CutAfter]).await;
    let created = within(client(&[&server.endpoint()]).create_timer(timer()))
        .await
        .unwrap();
    assert!(created.existing);
    let script = server.script();
    assert_eq!(script.arrivals, vec![created.timer.id.clone(); 3]);
    assert_eq!(script.timers.len(), 1);
}

#[tokio::test]
async fn a_cancel_whose_answer_was_lost_is_repeated_with_the_same_request_id() {
    let server = Scripted::start([Fault::CutAfter, unavailable()]).await;
    let outcome = within(client(&[&server.endpoint()]).cancel("tea")).await.unwrap();
    assert_eq!(outcome, CancelOutcome::Cancelled);
    let cancels = server.script().cancels.clone();
    assert_eq!(cancels.len(), 3);
    assert!(
        cancels
            .iter()
            .all(|request_id| *request_id == cancels[0] && !request_id.is_empty())
    );
}

#[tokio::test]
async fn cancelling_twice_draws_two_request_ids_unless_the_cancel_is_a_clone() {
    let server = Scripted::start([]).await;
    let client = client(&[&server.endpoint()]);
    let cancel = Cancel::of("tea");
    for cancel in [cancel.clone(), cancel, Cancel::of("tea")] {
        within(client.cancel(cancel)).await.unwrap();
    }
    let cancels = server.script().cancels.clone();
    assert!(cancels[0] == cancels[1] && cancels[1] != cancels[2]);
}

#[tokio::test]
async fn a_lost_answer_with_no_retries_left_is_unknown() {
    let server = Scripted::start([Fault::CutAfter]).await;
    let client = settings(&[&server.endpoint()]).retries(0, 0).build().unwrap();
    let error = within(client.create_timer(timer())).await.unwrap_err();
    assert!(matches!(error, Error::Unknown { .. }), "{error:?}");
}

#[tokio::test]
async fn a_lost_answer_followed_by_refusals_is_still_unknown() {
    let server = Scripted::start([Fault::CutAfter, unavailable(), unavailable()]).await;
    let client = settings(&[&server.endpoint()]).retries(0, 2).build().unwrap();
    let error = within(client.create_timer(timer())).await.unwrap_err();
    assert!(
        matches!(&error, Error::Unknown { reason, .. } if reason == "NO_QUORUM"),
        "{error:?}"
    );
}

#[tokio::test]
async fn refusals_alone_leave_nothing_in_doubt() {
    let server = Scripted::start([unavailable(), unavailable()]).await;
    let client = settings(&[&server.endpoint()]).retries(0, 1).build().unwrap();
    let error = within(client.create_timer(timer())).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_read_that_was_cut_off_is_never_in_doubt() {
    let server = Scripted::start([Fault::CutAfter]).await;
    let client = settings(&[&server.endpoint()]).retries(0, 0).build().unwrap();
    let error = within(client.get("tea")).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn invalid_requests_are_not_retried() {
    let refusal = status(Code::InvalidArgument, Reason::NameEmpty, "no name").field("name", "must not be empty");
    let server = Scripted::start([Fault::Refuse(refusal.build())]).await;
    let error = within(client(&[&server.endpoint()]).create_timer(timer()))
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Invalid { fields, .. } if fields[0].path == "name"),
        "{error:?}"
    );
    assert_eq!(server.script().arrivals.len(), 1);
}

#[tokio::test]
async fn the_server_decides_how_long_to_wait() {
    let refusal = status(Code::ResourceExhausted, Reason::Overloaded, "full").retry_after(Duration::from_millis(400));
    let server = Scripted::start([Fault::Refuse(refusal.build())]).await;
    let began = elapsed();
    within(client(&[&server.endpoint()]).create_timer(timer()))
        .await
        .unwrap();
    assert!(began() >= Duration::from_millis(400));
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_left_to_the_caller() {
    let refusal = status(Code::ResourceExhausted, Reason::Quota, "quota").retry_after(Duration::from_secs(60));
    let server = Scripted::start([Fault::Refuse(refusal.build())]).await;
    let began = elapsed();
    let error = within(client(&[&server.endpoint()]).create_timer(timer()))
        .await
        .unwrap_err();
    let minute = Some(Duration::from_secs(60));
    assert!(matches!(error, Error::Refused { retry_after, .. } if retry_after == minute));
    assert!(began() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_server_that_hangs_is_left_before_the_deadline() {
    let (hangs, answers) = (Scripted::start([Fault::Silence]).await, Scripted::start([]).await);
    let endpoints = [&*hangs.endpoint(), &*answers.endpoint()];
    let client = settings(&endpoints).deadline(Duration::from_secs(3)).build().unwrap();
    within(client.create_timer(timer())).await.unwrap();
    assert_eq!(answers.script().timers.len(), 1);
}

#[tokio::test]
async fn a_silent_fabric_ends_a_call_at_its_deadline() {
    let server = Scripted::start((0..100).map(|_| Fault::Silence)).await;
    let client = settings(&[&server.endpoint()])
        .deadline(Duration::from_millis(600))
        .build()
        .unwrap();
    let began = elapsed();
    let error = within(client.create_timer(timer())).await.unwrap_err();
    assert!(matches!(error, Error::Unknown { .. }), "{error:?}");
    assert!(began() < Duration::from_secs(5));
}

/// A stopwatch.
#[allow(clippy::disallowed_methods)]
pub fn elapsed() -> impl Fn() -> Duration {
    let began = Instant::now();
    move || began.elapsed()
}
