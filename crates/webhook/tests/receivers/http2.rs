//! Receivers that speak HTTP/2.

use std::convert::Infallible;
use std::future::pending;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response, Version};
use http_body::Frame;
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use minoots_webhook::attempt::{Failure, Limits, Phase, Record};

use crate::support::{PAYLOAD, Receiver, short_limits};
use crate::tls::{Authority, NAME, attempt};

type Answer = Response<BoxBody<Bytes, Infallible>>;

/// Behaviour of the receiver. Every behaviour uses the same path.
#[derive(Clone, Copy)]
enum Manner {
    Kind,
    Hangs,
    LargeHead,
    Endless,
    Drips,
}

/// Sends the same bytes for ever, or one byte and then nothing.
struct Stream {
    drips: bool,
    given: usize,
}

impl Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.given += 1;
        if self.drips && self.given > 1 {
            return Poll::Pending;
        }
        let bytes: &'static [u8] = if self.drips { b"x" } else { &[b'x'; 16_384] };
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(bytes)))))
    }
}

async fn answer(request: Request<Incoming>, manner: Manner) -> Result<Answer, Infallible> {
    assert_eq!(request.version(), Version::HTTP_2);
    assert_eq!(request.uri().to_string(), format!("https://{NAME}/hook"));
    assert_eq!(request.headers()["webhook-id"], "timer:dev:t1:1");
    let body = request.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, PAYLOAD);
    let full = |text: &'static str| Full::new(Bytes::from_static(text.as_bytes())).boxed();
    let stream = |drips| Stream { drips, given: 0 }.boxed();
    Ok(match manner {
        Manner::Kind => Response::new(full("ok")),
        Manner::Hangs => pending().await,
        Manner::LargeHead => Response::builder()
            .header("x-a", "x".repeat(20 << 10))
            .body(full(""))
            .unwrap(),
        Manner::Endless => Response::new(stream(false)),
        Manner::Drips => Response::new(stream(true)),
    })
}

async fn of_manner(manner: Manner, limits: Limits) -> Record {
    let authority = Authority::new();
    let acceptor = authority.server(NAME, &["h2"], false);
    let receiver = Receiver::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let stream = acceptor.accept(stream).await.unwrap();
            let service = service_fn(move |request| answer(request, manner));
            let builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            // Ends with an error when the sender closes early.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
        }
    });
    let record = attempt(&receiver, authority.roots(), limits).await;
    assert_eq!(receiver.connections(), 1);
    record
}

#[tokio::test]
async fn a_receiver_of_http_2_is_delivered_to() {
    let record = of_manner(Manner::Kind, Limits::default()).await;
    assert!(record.is_delivered(), "{record:?}");
    assert_eq!(record.answer, "ok");
}

#[tokio::test]
async fn hanging_and_dripping_cost_the_deadline() {
    let hangs = of_manner(Manner::Hangs, short_limits()).await;
    assert_eq!(
        (hangs.status, hangs.failure),
        (None, Some(Failure::Timeout(Phase::Answer)))
    );
    let drips = of_manner(Manner::Drips, short_limits()).await;
    assert_eq!(
        (drips.status, drips.failure),
        (Some(200), Some(Failure::Timeout(Phase::Body)))
    );
    assert_eq!(drips.answer, "x");
    assert!(hangs.duration.max(drips.duration) < Duration::from_secs(5));
}

#[tokio::test]
async fn a_large_head_and_an_endless_body_are_not_taken() {
    let head = of_manner(Manner::LargeHead, Limits::default()).await;
    assert!(head.status.is_none() && head.failure.is_some(), "{head:?}");
    let larger = Limits {
        head_bytes: 32 << 10,
        ..Limits::default()
    };
    assert!(of_manner(Manner::LargeHead, larger).await.is_delivered());
    let body = of_manner(Manner::Endless, Limits::default()).await;
    assert!(body.is_delivered() && body.answer.len() == 1024, "{body:?}");
    assert!(head.duration.max(body.duration) < Duration::from_secs(5));
}

#[tokio::test]
async fn no_task_outlives_its_attempt() {
    let metrics = tokio::runtime::Handle::current().metrics();
    let before = metrics.num_alive_tasks();
    for manner in [Manner::Kind, Manner::Hangs, Manner::Endless, Manner::Drips] {
        of_manner(manner, short_limits()).await;
    }
    let start = Instant::now();
    while metrics.num_alive_tasks() > before {
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{} tasks are left",
            metrics.num_alive_tasks()
        );
        tokio::task::yield_now().await;
    }
}
