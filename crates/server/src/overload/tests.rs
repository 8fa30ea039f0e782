#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::future::pending;

use http::Request;
use http::header::CONTENT_TYPE;
use minoots_kernel::limits::BATCH_MAX;
use minoots_wire::error::{Details, Reason};
use minoots_wire::method::{event_service, timer_service, transaction_service};
use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use tokio::sync::watch;
use tonic::Code;

use super::*;
use crate::part::Part;
use tunables::{FLOOR_REFUSING, RETRY_DELAY_MIN, WINDOW_SAMPLES_MAX};

/// An admission control with this limit.
fn overload(limit: usize) -> Overload {
    let overload = Overload::new(Metrics::new(&SdkMeterProvider::builder().build().meter("test")));
    overload.0.limit.store(limit, Ordering::Relaxed);
    overload
}

fn calls(overload: &Overload, count: usize) -> Vec<Taken> {
    (0..count).map(|_| call(overload).unwrap()).collect()
}

/// The permit of a call whose request carries none.
fn call(overload: &Overload) -> Result<Taken, Status> {
    overload.of_call(&mut http::Extensions::new())
}

#[track_caller]
fn assert_empty(overload: &Overload) {
    let places = &overload.0;
    let counts = [
        &places.under_way,
        &places.calls,
        &places.streamed,
        &places.taken,
        &places.waiting,
    ];
    assert_eq!(counts.map(|count| count.load(Ordering::SeqCst)), [0; 5]);
}

fn request(path: &str, content_type: &str) -> Request<()> {
    let request = Request::post(path).header(CONTENT_TYPE, content_type);
    request.body(()).unwrap()
}

const CREATE: &str = timer_service::CREATE_TIMER.path;
const BATCH: &str = timer_service::BATCH_CREATE_TIMERS.path;
const EMIT: &str = event_service::EMIT.path;
const GRPC: &str = "application/grpc";

#[test]
fn beyond_the_limit_calls_are_refused_until_one_is_answered_g19() {
    let overload = overload(100);
    let mut under_way = calls(&overload, 100);
    let refused = call(&overload).unwrap_err();
    let details = Details::of(&refused);
    assert_eq!(
        (refused.code(), details.reason()),
        (Code::ResourceExhausted, Some(Reason::Overloaded))
    );
    assert!(details.retry_delay.unwrap() >= RETRY_DELAY_MIN);
    under_way.pop().unwrap().answered(&Ok(()));
    under_way.push(call(&overload).unwrap());
    assert!(call(&overload).is_err());
    drop(under_way);
    assert_empty(&overload);
}

#[test]
fn that_calls_are_refused_is_known_for_a_moment_g19() {
    let overload = overload(FLOOR);
    let (pressed_at, called_at) = (&overload.0.pressed_at, &overload.0.called_at);
    // A time an hour ahead, so that the duration of this test does not matter.
    let lately = |at: &AtomicU64| at.store(3_600_000_000_000, Ordering::Relaxed);
    let streamed: Vec<Place> = std::iter::from_fn(|| overload.0.enter(Kind::Streamed)).collect();
    assert!(pressed_at.load(Ordering::Relaxed) > 0);
    lately(pressed_at);
    assert!(
        !overload.callers().refusing,
        "streams are not refused, and nobody calls"
    );
    drop(streamed);
    let under_way = calls(&overload, FLOOR);
    pressed_at.store(0, Ordering::Relaxed);
    assert!(!overload.callers().refusing, "no call ran into the limit");
    assert!(call(&overload).is_err());
    assert!(pressed_at.load(Ordering::Relaxed) > 0 && called_at.load(Ordering::Relaxed) > 0);
    lately(pressed_at);
    lately(called_at);
    assert!(overload.callers().refusing);
    pressed_at.store(1, Ordering::Relaxed);
    std::thread::sleep(REFUSING);
    assert!(!overload.callers().refusing);
    drop(under_way);
}

#[test]
fn streams_have_more_under_way_while_nobody_calls_g19() {
    const SLOW: Duration = Duration::from_millis(20);
    let limit_after = |has_calls: bool| {
        let overload = overload(BURST);
        let places = &overload.0;
        if has_calls {
            call(&overload).unwrap().answered(&Ok(()));
        }
        std::thread::sleep(2 * SLOW);
        let now = places.elapsed();
        for _ in 0..WINDOW_SAMPLES_MAX {
            places.ended(now - SLOW, BURST, Outcome::Answered);
        }
        overload.limit()
    };
    assert!(limit_after(false) > BURST);
    assert!(limit_after(true) < BURST);
}

#[test]
fn sixty_four_calls_have_places_whatever_streams_and_batches_take() {
    let overload = overload(FLOOR);
    let places = &overload.0;
    let streamed: Vec<Place> = std::iter::from_fn(|| places.enter(Kind::Streamed)).collect();
    assert_eq!(streamed.len(), FLOOR);
    let batches = calls(&overload, FLOOR);
    for batch in &batches {
        batch.weigh(BATCH_MAX).unwrap();
    }
    assert!(call(&overload).is_err());
    drop((streamed, batches));
    assert_empty(&overload);
}

#[test]
fn of_calls_no_more_than_the_limit_have_places_where_it_is_below_sixty_four_and_streams_have_theirs() {
    let overload = overload(FLOOR_REFUSING);
    let under_way = calls(&overload, FLOOR_REFUSING);
    let refused = call(&overload).unwrap_err();
    assert_eq!(Details::of(&refused).reason(), Some(Reason::Overloaded));
    let places = &overload.0;
    let streamed: Vec<Place> = std::iter::from_fn(|| places.enter(Kind::Streamed)).collect();
    assert_eq!(streamed.len(), FLOOR);
    drop(under_way);
    // Streams do not block calls, either.
    drop(calls(&overload, FLOOR_REFUSING));
    drop(streamed);
    assert_empty(&overload);
}

#[test]
fn a_batch_that_there_is_no_room_for_is_refused_and_leaves_nothing_behind() {
    let overload = overload(FLOOR + 50);
    let under_way = calls(&overload, FLOOR);
    let batch = call(&overload).unwrap();
    batch.weigh(100).unwrap();
    let refused = call(&overload).unwrap().weigh(BATCH_MAX).unwrap_err();
    assert_eq!(Reason::of(&refused), Some(Reason::Overloaded));
    assert_eq!(overload.under_way(), FLOOR + 10);
    // A batch that exceeds the maximum size weighs no more than the largest batch.
    call(&overload).unwrap().weigh(usize::MAX).unwrap_err();
    drop((under_way, batch));
    assert_empty(&overload);
}

#[tokio::test]
async fn streams_wait_for_places_and_whoever_waits_no_longer_takes_none() {
    let overload = overload(FLOOR);
    let mut under_way = Vec::new();
    for _ in 0..FLOOR {
        under_way.push(overload.of_stream().await);
    }
    let wait = |overload: &Overload| {
        let overload = overload.clone();
        tokio::spawn(async move { overload.of_stream().await })
    };
    let (given_up, waiting) = (wait(&overload), wait(&overload));
    while overload.0.waiting.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    assert!(!waiting.is_finished());
    under_way.pop();
    let let_in = waiting.await.unwrap();
    drop((under_way, let_in));
    assert_empty(&overload);
}

#[tokio::test]
async fn every_stream_that_waits_gets_its_turn() {
    let overload = overload(FLOOR);
    let turns: Vec<_> = (0..20 * FLOOR)
        .map(|_| {
            let overload = overload.clone();
            tokio::spawn(async move {
                let place = overload.of_stream().await;
                tokio::task::yield_now().await;
                drop(place);
            })
        })
        .collect();
    for turn in turns {
        turn.await.unwrap();
    }
    assert_empty(&overload);
}

#[tokio::test]
async fn a_request_that_does_not_arrive_loses_its_place_and_finds_another_when_it_does() {
    let overload = overload(FLOOR);
    let ticket = Ticket::new(overload.0.enter(Kind::Call).unwrap());
    let mut extensions = http::Extensions::new();
    extensions.insert(ticket.clone());
    let lapsing = tokio::spawn(ticket.arriving_within(Duration::from_millis(1), pending::<()>()));
    while overload.under_way() > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_empty(&overload);
    let place = overload.of_call(&mut extensions).unwrap();
    assert_eq!(overload.under_way(), 1);
    lapsing.abort();
    assert!(lapsing.await.unwrap_err().is_cancelled());
    assert_eq!(overload.callers().count, 1);
    place.answered(&Ok(()));
    assert_empty(&overload);
}

#[tokio::test]
async fn a_request_that_has_arrived_keeps_its_place_for_as_long_as_it_takes() {
    let overload = overload(FLOOR);
    let ticket = Ticket::new(overload.0.enter(Kind::Call).unwrap());
    let mut extensions = http::Extensions::new();
    extensions.insert(ticket.clone());
    let place = overload.of_call(&mut extensions).unwrap();
    let answer = tokio::time::sleep(Duration::from_millis(20));
    ticket.arriving_within(Duration::from_millis(1), answer).await;
    assert_eq!(overload.under_way(), 1);
    place.answered(&Ok(()));
    assert_empty(&overload);
}

#[test]
fn the_door_of_a_leader_refuses_creates_and_nothing_else() {
    let overload = overload(FLOOR);
    let (_part, parts) = watch::channel(Part::Leads);
    let door = Door::new(overload.clone(), parts);
    let under_way = calls(&overload, FLOOR);
    for path in [CREATE, BATCH, EMIT] {
        let Entry::Refused(answer) = door.enter(&mut request(path, GRPC)) else {
            panic!("{path} is let in");
        };
        let status = Status::from_header_map(answer.headers()).unwrap();
        assert_eq!(Reason::of(&status), Some(Reason::Overloaded));
    }
    let others = [
        (timer_service::GET_TIMER.path, GRPC),
        (timer_service::CANCEL_TIMER.path, GRPC),
        (timer_service::RESCHEDULE_TIMER.path, GRPC),
        (timer_service::SUBMIT.path, GRPC),
        (event_service::ACK.path, GRPC),
        (transaction_service::TRANSACT.path, GRPC),
        (event_service::CONSUME.path, GRPC),
        ("/metrics", "text/plain"),
        (CREATE, "application/json"),
        ("", GRPC),
    ];
    for (path, content_type) in others {
        let path = if path.is_empty() { "*" } else { path };
        let entry = door.enter(&mut request(path, content_type));
        assert!(matches!(entry, Entry::Free), "{path} {content_type}: {entry:?}");
    }
    drop(under_way);
    let mut let_in = request(CREATE, GRPC);
    assert!(matches!(door.enter(&mut let_in), Entry::Placed(_)));
    assert_eq!(overload.under_way(), 1);
    overload.of_call(let_in.extensions_mut()).unwrap().answered(&Ok(()));
    assert_empty(&overload);
}

#[test]
fn a_node_that_does_not_lead_limits_nothing() {
    let overload = overload(FLOOR);
    let (part, parts) = watch::channel(Part::None);
    let door = Door::new(overload.clone(), parts);
    let _under_way = calls(&overload, FLOOR);
    for part_now in [Part::None, Part::Follows(2)] {
        part.send_replace(part_now);
        let entry = door.enter(&mut request(CREATE, GRPC));
        assert!(matches!(entry, Entry::Free), "{entry:?}");
    }
    part.send_replace(Part::Leads);
    let entry = door.enter(&mut request(CREATE, GRPC));
    assert!(matches!(entry, Entry::Refused(_)), "{entry:?}");
}

#[test]
fn a_limit_that_nobody_ran_into_for_a_while_is_forgotten_by_all_at_once() {
    let overload = overload(FLOOR);
    let later = CALM * 2;
    overload.0.run_into(later);
    assert_eq!(overload.limit(), BURST);
    // Meeting the limit again within `CALM` does not raise it.
    overload.0.limit.store(FLOOR, Ordering::Relaxed);
    overload.0.run_into(later + CALM / 2);
    assert_eq!(overload.limit(), FLOOR);
}

#[test]
fn a_request_dropped_on_its_way_leaves_no_trace() {
    let overload = overload(FLOOR);
    let (_part, parts) = watch::channel(Part::Leads);
    let door = Door::new(overload.clone(), parts);
    let mut dropped = request(BATCH, GRPC);
    drop(door.enter(&mut dropped));
    assert_eq!((overload.under_way(), overload.callers().count), (1, 0));
    drop(dropped);
    assert_empty(&overload);
}
