//! Every rejection that tonic makes by itself, as callers see it.

use http::HeaderMap;
use minoots_wire::error::{Details, Reason};
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::event::v1::{AckRequest, TailRequest};
use opentelemetry::metrics::Counter;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tonic::codec::CompressionEncoding;
use tonic::transport::Channel;
use tonic::{Code, Status};

use super::service::{MESSAGE_BYTES_MAX, PANIC_AT_ONCE, PANIC_LATER, TOO_LARGE};
use super::*;
use crate::listener::{ListenerOptions, serve};

const SERVICE: &str = "/minoots.event.v1.EventService";

fn layered(panics: Counter<u64>) -> Router {
    finish(service::routes()).layer((GrpcErrorsLayer, CatchPanicLayer::new(panics)))
}

fn uncounted() -> Counter<u64> {
    SdkMeterProvider::builder()
        .build()
        .meter("test")
        .u64_counter("panics")
        .build()
}

/// A client of a real server; the sender keeps the server alive.
async fn client() -> (EventServiceClient<Channel>, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopping) = watch::channel(false);
    let router = layered(uncounted());
    tokio::spawn(serve(
        (listener, mpsc::channel(1).1),
        router,
        None,
        None,
        ListenerOptions::default(),
        Arc::default(),
        stopping,
    ));
    (EventServiceClient::connect(endpoint).await.unwrap(), stop)
}

fn large_request() -> AckRequest {
    AckRequest {
        event_id: "x".repeat(64 * MESSAGE_BYTES_MAX),
        ..AckRequest::default()
    }
}

fn assert_too_large(status: &Status) {
    assert_eq!(
        (status.code(), Reason::of(status)),
        (Code::ResourceExhausted, Some(Reason::MessageTooLarge))
    );
    assert_eq!(
        Details::of(status).metadata["messageBytesMax"],
        MESSAGE_BYTES_MAX.to_string()
    );
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused_as_too_large() {
    let (mut client, _stop) = client().await;
    assert_too_large(&client.ack(large_request()).await.unwrap_err());
    client.ack(AckRequest::default()).await.unwrap();
}

#[tokio::test]
async fn a_message_over_the_limit_only_once_decompressed_is_refused_as_too_large() {
    let (client, _stop) = client().await;
    let mut client = client.send_compressed(CompressionEncoding::Gzip);
    assert_too_large(&client.ack(large_request()).await.unwrap_err());
    client.ack(AckRequest::default()).await.unwrap();
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused_as_too_large() {
    let (mut client, _stop) = client().await;
    let request = TailRequest {
        types: vec![TOO_LARGE.to_owned()],
        ..TailRequest::default()
    };
    let refused = match client.tail(request).await {
        Ok(answers) => answers.into_inner().message().await.unwrap_err(),
        Err(status) => status,
    };
    assert_too_large(&refused);
}

#[tokio::test]
async fn a_refusal_of_the_services_own_passes_as_it_is() {
    let (mut client, _stop) = client().await;
    let refused = client
        .nack(minoots_wire::event::v1::NackRequest::default())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), refused.message()),
        (Code::OutOfRange, "of the service's own")
    );
}

/// The status of the response to a raw gRPC request, from headers or trailers.
async fn answered(path: &str, headers: &[(&str, &str)], body: &[u8]) -> (Status, HeaderMap) {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("content-type", "application/grpc");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_vec())).unwrap();
    let (head, body) = layered(uncounted()).oneshot(request).await.unwrap().into_parts();
    let trailers = body.collect().await.unwrap().trailers().cloned();
    let status = Status::from_header_map(&head.headers)
        .or_else(|| trailers.as_ref().and_then(Status::from_header_map))
        .expect("no status");
    (status, head.headers)
}

async fn assert_malformed(method: &str, headers: &[(&str, &str)], body: &[u8]) {
    let (status, _) = answered(&format!("{SERVICE}/{method}"), headers, body).await;
    let seen = (status.code(), Reason::of(&status));
    assert_eq!(
        seen,
        (Code::InvalidArgument, Some(Reason::Malformed)),
        "{method} {headers:?} {body:?}: {status:?}"
    );
}

#[tokio::test]
async fn broken_messages_are_the_callers_fault() {
    let gzip = [("grpc-encoding", "gzip")];
    for method in ["Ack", "Consume"] {
        // The first ends within the message, the second has an unknown flag, the third claims compression without an
        // agreement.
        assert_malformed(method, &[], &[0, 0, 0, 0, 10, 1, 2]).await;
        assert_malformed(method, &[], &[7, 0, 0, 0, 0]).await;
        assert_malformed(method, &[], &[1, 0, 0, 0, 0]).await;
        // The flag says that the message is compressed, and it is not.
        assert_malformed(method, &gzip, &[1, 0, 0, 0, 3, 1, 2, 3]).await;
        // A field that ends too early.
        assert_malformed(method, &[], &[0, 0, 0, 0, 2, 0x0a, 9]).await;
    }
    assert_malformed("Ack", &[], &[]).await;
}

#[tokio::test]
async fn a_refusal_within_a_stream_is_translated_in_its_trailers() {
    let body = [&[0, 0, 1, 0, 0][..], &[0; 65_536]].concat();
    let (status, headers) = answered(&format!("{SERVICE}/Consume"), &[], &body).await;
    assert!(!headers.contains_key("grpc-status"));
    assert_too_large(&status);
}

#[tokio::test]
async fn an_unknown_compression_names_those_we_know() {
    let encoding = [("grpc-encoding", "zstd")];
    let (status, headers) = answered(&format!("{SERVICE}/Ack"), &encoding, &[0, 0, 0, 0, 0]).await;
    assert_eq!(
        (status.code(), Reason::of(&status)),
        (Code::Unimplemented, Some(Reason::Malformed))
    );
    assert!(headers["grpc-accept-encoding"].to_str().unwrap().contains("gzip"));
}

#[tokio::test]
async fn unknown_methods_and_services_are_unimplemented() {
    for path in [
        "/minoots.event.v1.EventService/Nothing",
        "/minoots.nothing.v1.NothingService/Nothing",
        "/",
    ] {
        let (status, _) = answered(path, &[], &[0, 0, 0, 0, 0]).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
    }
}

#[tokio::test]
async fn a_panic_is_internal_and_counted_and_the_connection_lives() {
    let registry = Registry::new();
    let exporter = opentelemetry_prometheus::exporter()
        .with_registry(registry.clone())
        .build()
        .unwrap();
    let meters = SdkMeterProvider::builder().with_reader(exporter).build();
    let router = layered(meters.meter("test").u64_counter("panics").build());
    for (kind, messages) in [(PANIC_AT_ONCE, 0), (PANIC_LATER, 1)] {
        let mut client = EventServiceClient::new(router.clone());
        let request = TailRequest {
            types: vec![kind.to_owned()],
            ..TailRequest::default()
        };
        let (seen, status) = match client.tail(request).await {
            Err(status) => (0, status),
            Ok(answers) => {
                let mut answers = answers.into_inner();
                answers.message().await.unwrap();
                (1, answers.message().await.unwrap_err())
            }
        };
        assert_eq!(seen, messages, "{kind}");
        assert_eq!(
            (status.code(), Reason::of(&status)),
            (Code::Internal, Some(Reason::Internal)),
            "{kind}"
        );
        assert!(!status.message().contains("asked to"));
        client.ack(AckRequest::default()).await.unwrap();
    }
    let families = registry.gather();
    let panics = families.iter().find(|family| family.name() == "panics_total").unwrap();
    assert_eq!(panics.get_metric()[0].get_counter().get_value(), 2.0);
}

#[tokio::test]
async fn a_panic_of_a_plain_handler_is_a_500() {
    async fn panicking() {
        panic!("asked to");
    }
    let router = Router::new()
        .route("/panic", get(panicking))
        .layer(CatchPanicLayer::new(uncounted()));
    let (status, headers, body) = ask(router, Method::GET, "/panic").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
    assert!(!body.contains("asked to"));
}
