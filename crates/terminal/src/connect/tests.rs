#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::Cell;

use minoots_wire::error::{self, Reason};

use super::*;

fn busy(code: Code, delay: Duration) -> Status {
    error::status(code, Reason::Overloaded, "busy")
        .retry_after(delay)
        .build()
}

async fn calls_made(answer: impl Fn(u32) -> Result<Response<()>, Status>) -> (u32, Result<(), Failure>) {
    let calls = Cell::new(0);
    let result = unary(|| {
        calls.set(calls.get() + 1);
        std::future::ready(answer(calls.get()))
    })
    .await;
    (calls.get(), result)
}

#[tokio::test]
async fn a_call_is_repeated_while_the_server_invites_it() {
    let answer = |call| match call {
        1 | 2 => Err(busy(Code::Unavailable, Duration::from_millis(1))),
        _ => Ok(Response::new(())),
    };
    let (calls, result) = calls_made(answer).await;
    assert_eq!(calls, 3);
    assert!(result.is_ok());
}

#[tokio::test]
async fn a_call_that_must_not_be_done_twice_is_repeated_only_after_refusals_that_did_nothing() {
    for (reason, expected) in [
        (Reason::Overloaded, 2),
        (Reason::NoQuorum, 2),
        (Reason::OutcomeUnknown, 1),
        (Reason::NodeUnreachable, 1),
    ] {
        let calls = Cell::new(0);
        let refused = error::status(Code::Unavailable, reason, "no")
            .retry_after(Duration::from_millis(1))
            .build();
        let mut call = || {
            calls.set(calls.get() + 1);
            std::future::ready(match calls.get() {
                1 => Err(refused.clone()),
                _ => Ok(Response::new(())),
            })
        };
        let answer = repeated(&mut call, CALL_TIMEOUT, wait_before_retry_of_undone).await;
        assert_eq!((calls.get(), answer.is_ok()), (expected, expected == 2), "{reason:?}");
    }
}

#[tokio::test]
async fn a_server_that_stays_busy_is_given_up() {
    let (calls, result) = calls_made(|_| Err(busy(Code::Unavailable, Duration::from_millis(1)))).await;
    assert_eq!(calls, ATTEMPTS_MAX);
    assert_eq!(result.unwrap_err().exit, Exit::Unavailable);
}

#[tokio::test]
async fn a_refusal_without_an_invitation_is_final() {
    let (calls, result) = calls_made(|_| Err(Status::unavailable("gone"))).await;
    assert_eq!((calls, result.unwrap_err().exit), (1, Exit::Unavailable));
    let (calls, _) = calls_made(|_| Err(busy(Code::ResourceExhausted, Duration::from_secs(3600)))).await;
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn a_refused_connection_says_how_to_start_a_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let failure = connect(&format!("http://{address}")).await.unwrap_err();
    assert_eq!(failure.exit, Exit::Unavailable);
    assert!(failure.to_string().contains("connection refused"), "{failure}");
    assert!(failure.to_string().contains("minoots dev"), "{failure}");
}

#[tokio::test]
async fn an_endpoint_that_is_no_http_url_is_a_usage_error() {
    for url in ["127.0.0.1:7411", "ftp://127.0.0.1:7411", "no url at all"] {
        let failure = connect(url).await.unwrap_err();
        assert_eq!(failure.exit, Exit::Usage, "{url}");
        assert!(failure.to_string().contains("http://127.0.0.1:7411"), "{failure}");
    }
}

#[tokio::test]
async fn the_first_server_that_can_be_reached_is_taken() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let open = format!("http://{}", listener.local_addr().unwrap());
    let shown = Shown::default();
    assert!(shown.connect_to_first(&[closed.clone(), open]).await.is_ok());
    let failure = shown
        .connect_to_first(&[closed.clone(), closed.clone()])
        .await
        .unwrap_err();
    assert_eq!(failure.exit, Exit::Unavailable);
    assert_eq!(failure.message.matches(&closed).count(), 2, "{failure}");
}
