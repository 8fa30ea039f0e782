//! Converts tonic's own rejections to those of MINOOTS.
//!
//! tonic answers a message over the size limit with `OUT_OF_RANGE`, broken framing with `INTERNAL`, and neither with
//! details. A caller must see `RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE` and `INVALID_ARGUMENT MALFORMED`. The rejection
//! may be in the headers (no message was sent before it) or in the trailers; both are translated. A status with details
//! comes from MINOOTS and passes unchanged, and so does every other status.
//!
//! The texts are those of tonic 0.14. A test drives tonic into each case, so an upgrade that changes a text fails it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use minoots_wire::error::{self, Reason};
use pin_project_lite::pin_project;
use tonic::{Code, Status};
use tower::{Layer, Service};

use super::is_grpc;

const STATUS_HEADER: &str = "grpc-status";
const DETAILS_HEADER: &str = "grpc-status-details-bin";
/// The fact in `ErrorInfo.metadata` that names the limit, in bytes.
const LIMIT_KEY: &str = "messageBytesMax";

/// Wraps a service in [`GrpcErrors`].
#[derive(Debug, Clone, Copy, Default)]
pub struct GrpcErrorsLayer;

impl<S> Layer<S> for GrpcErrorsLayer {
    type Service = GrpcErrors<S>;

    fn layer(&self, inner: S) -> GrpcErrors<S> {
        GrpcErrors { inner }
    }
}

/// Translates the rejections in a service's responses.
#[derive(Debug, Clone)]
pub struct GrpcErrors<S> {
    inner: S,
}

impl<S, R, B> Service<Request<R>> for GrpcErrors<S>
where
    S: Service<Request<R>, Response = Response<B>>,
{
    type Response = Response<TranslatedBody<B>>;
    type Error = S::Error;
    type Future = TranslatedFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        TranslatedFuture {
            inner: self.inner.call(request),
        }
    }
}

pin_project! {
    /// The response future of [`GrpcErrors`].
    #[derive(Debug)]
    pub struct TranslatedFuture<F> {
        #[pin]
        inner: F,
    }
}

impl<F, B, E> Future for TranslatedFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<TranslatedBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut response = ready!(self.project().inner.poll(context))?;
        let grpc = is_grpc(response.headers());
        if grpc {
            translate(response.headers_mut());
        }
        Poll::Ready(Ok(response.map(|inner| TranslatedBody {
            inner,
            grpc,
            ended: false,
        })))
    }
}

pin_project! {
    /// A body with translated trailers, after which it ends: tonic's body may repeat them for as long as it is polled.
    #[derive(Debug)]
    pub struct TranslatedBody<B> {
        #[pin]
        inner: B,
        grpc: bool,
        ended: bool,
    }
}

impl<B: Body> Body for TranslatedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        if *this.ended {
            return Poll::Ready(None);
        }
        let frame = ready!(this.inner.poll_frame(context));
        let Some(Ok(mut frame)) = frame else {
            return Poll::Ready(frame);
        };
        if let Some(trailers) = frame.trailers_mut() {
            *this.ended = true;
            if *this.grpc {
                translate(trailers);
            }
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Translates tonic's rejection in these headers or trailers, if there is one.
fn translate(headers: &mut HeaderMap) {
    let refused = headers.get(STATUS_HEADER).is_some_and(|code| code != "0");
    if !refused || headers.contains_key(DETAILS_HEADER) {
        return;
    }
    let translated = Status::from_header_map(headers).as_ref().and_then(translation);
    if let Some(ours) = translated {
        // Fails only for a message that is no header value, and then leaves tonic's code and message in place.
        let _ = ours.add_header(headers);
    }
}

/// The translation of a rejection by tonic; `None` for other statuses.
fn translation(status: &Status) -> Option<Status> {
    let text = status.message();
    let refusal = match status.code() {
        Code::OutOfRange if text.starts_with("Error, decoded message length too large") => too_large("message", text),
        Code::OutOfRange if text.starts_with("Error, encoded message length too large") => too_large("answer", text),
        Code::ResourceExhausted if text.starts_with("Error decompressing: size limit") => too_large("message", text),
        Code::ResourceExhausted if text.starts_with("Cannot return body") => too_large("answer", text),
        // The protocol defines the code, and `grpc-accept-encoding` beside it lists the supported encodings.
        Code::Unimplemented if text.starts_with("Content is compressed with") => error::status(
            Code::Unimplemented,
            Reason::Malformed,
            "this compression is not supported",
        ),
        Code::Internal if text.starts_with("Error decompressing") => malformed("a message does not decompress"),
        Code::Internal if text.starts_with("protocol error: received message with") => {
            malformed("a message has a wrong compression flag")
        }
        Code::Internal if text == "Missing request message." => malformed("the request has no message"),
        Code::Internal if text.starts_with("tonic-web: ") => {
            malformed("the gRPC-Web text is no base64: encode the whole request with padding")
        }
        Code::Internal if text == "Unexpected EOF decoding stream." => malformed("the request ends within a message"),
        _ => return None,
    };
    Some(refusal.build())
}

fn too_large(what: &str, tonics_text: &str) -> error::StatusBuilder {
    let Some(limit) = limit_in(tonics_text) else {
        return error::status(
            Code::ResourceExhausted,
            Reason::MessageTooLarge,
            format!("the {what} is too large"),
        );
    };
    let message = format!("the {what} is larger than {limit} bytes");
    error::status(Code::ResourceExhausted, Reason::MessageTooLarge, message).metadata(LIMIT_KEY, limit.to_string())
}

fn malformed(message: &str) -> error::StatusBuilder {
    error::status(Code::InvalidArgument, Reason::Malformed, message)
}

/// The number after "limit" in tonic's text; some texts have none.
fn limit_in(text: &str) -> Option<u64> {
    let (_, tail) = text.split_once("limit")?;
    let digits = tail.trim_start_matches(|symbol: char| !symbol.is_ascii_digit());
    let end = digits
        .find(|symbol: char| !symbol.is_ascii_digit())
        .unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}
