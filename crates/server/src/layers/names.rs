//! The middleware that evaluates the tenant's policy for the resources named in a request, before its handler runs.
//!
//! For a tenant without a policy it reads no byte of a request.

use crate::{
    access::Principal,
    app::{App, Freshness, PolicyJudge},
    policies::Names,
};
use bytes::{Bytes, BytesMut};
use flate2::read::GzDecoder;
use http::{HeaderMap, Request, Response};
use http_body::{Body as HttpBody, Frame};
use http_body_util::BodyExt as _;
use minoots_kernel::limits::MESSAGE_BYTES_MAX;
use minoots_wire::error::{Reason, status};
use pin_project_lite::pin_project;
use std::{
    collections::VecDeque,
    convert::Infallible,
    future::Future,
    io::Read as _,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tonic::{Code, Status, body::Body};
use tower::{BoxError, Layer, Service};

/// The length of the header of a gRPC message: the compression flag and the message length.
const HEADER_BYTES: usize = 5;

/// Wraps services in [`Named`].
#[derive(Clone)]
pub(crate) struct NamesLayer {
    app: App,
    names: Arc<Names>,
}

impl NamesLayer {
    /// Builds the layer from the descriptors of the API.
    pub(crate) fn new(app: App, descriptors: &[u8]) -> NamesLayer {
        NamesLayer {
            app,
            names: Arc::new(Names::of(descriptors)),
        }
    }
}

impl<S> Layer<S> for NamesLayer {
    type Service = Named<S>;

    fn layer(&self, inner: S) -> Named<S> {
        Named {
            inner,
            app: self.app.clone(),
            names: self.names.clone(),
        }
    }
}

/// Admits a request if its tenant's policy denies none of the resources that it names.
#[derive(Clone)]
pub(crate) struct Named<S> {
    inner: S,
    app: App,
    names: Arc<Names>,
}

impl<S, R> Service<Request<R>> for Named<S>
where
    S: Service<Request<Replayed<R>>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    R: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    R::Error: Into<BoxError> + Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future =
        futures::future::Either<S::Future, Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<R>) -> Self::Future {
        use futures::future::Either;
        let named = self.names.request(request.uri().path());
        let who = request.extensions_mut().get_mut::<Principal>();
        let (Some(named), Some(who)) = (named, who) else {
            return Either::Left(self.inner.call(request.map(Replayed::untouched)));
        };
        if let Some(judged) = self.app.judge.allowed_by_none(who) {
            who.judged_by(judged.policy_version);
            return Either::Left(self.inner.call(request.map(Replayed::untouched)));
        }
        let who = who.clone();
        let ready = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, ready);
        let (app, names) = (self.app.clone(), self.names.clone());
        Either::Right(Box::pin(async move {
            match judged(&app.judge, &names, named, who, request).await {
                Ok(request) => inner.call(request).await,
                Err(refused) => Ok(refused.into_http()),
            }
        }))
    }
}

/// Returns the request unchanged, if the policy allows all resources that it names.
async fn judged<R>(
    judge: &PolicyJudge,
    names: &Names,
    named: usize,
    mut who: Principal,
    request: Request<R>,
) -> Result<Request<Replayed<R>>, Status>
where
    R: HttpBody<Data = Bytes> + Send + Unpin,
{
    let (mut parts, body) = request.into_parts();
    let (message, body) = first_message(&parts.headers, body).await?;
    // A handler rejects a body without a message.
    if let Some(message) = message {
        let facts = names.named(named, &message).ok_or_else(malformed)?;
        let judged = judge.allow_all(&who, Freshness::Anything, |_| Ok(facts)).await?;
        who.judged_by(judged.policy_version);
        parts.extensions.insert(who);
    }
    Ok(Request::from_parts(parts, body))
}

/// Returns the first message of a body, and the body as if nothing had been read. There is no message if the body ends
/// or fails before, or if the message exceeds the size limit.
async fn first_message<R>(headers: &HeaderMap, mut body: R) -> Result<(Option<Vec<u8>>, Replayed<R>), Status>
where
    R: HttpBody<Data = Bytes> + Unpin,
{
    let (mut read, mut frames) = (BytesMut::new(), VecDeque::new());
    loop {
        if let Some((header, rest)) = read.split_first_chunk::<HEADER_BYTES>() {
            let [compressed, length @ ..] = *header;
            let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            if length > MESSAGE_BYTES_MAX {
                return Ok((None, Replayed { frames, rest: body }));
            }
            if let Some(message) = rest.get(..length) {
                let message = match compressed {
                    0 => message.to_vec(),
                    _ => inflated(headers, message)?,
                };
                return Ok((Some(message), Replayed { frames, rest: body }));
            }
        }
        match body.frame().await {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    read.extend_from_slice(data);
                }
                frames.push_back(Ok(frame));
            }
            Some(Err(error)) => {
                frames.push_back(Err(error));
                return Ok((None, Replayed { frames, rest: body }));
            }
            None => return Ok((None, Replayed { frames, rest: body })),
        }
    }
}

/// Decompresses a message, within the size limit of messages.
fn inflated(headers: &HeaderMap, message: &[u8]) -> Result<Vec<u8>, Status> {
    if headers.get("grpc-encoding").is_none_or(|encoding| encoding != "gzip") {
        return Err(malformed());
    }
    let mut unpacked = Vec::new();
    let limit = u64::try_from(MESSAGE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let read = GzDecoder::new(message).take(limit).read_to_end(&mut unpacked);
    match read {
        Ok(bytes) if bytes <= MESSAGE_BYTES_MAX => Ok(unpacked),
        Ok(_) => {
            let words = format!("the message has more than {MESSAGE_BYTES_MAX} bytes when unpacked; send less at once");
            Err(status(Code::ResourceExhausted, Reason::MessageTooLarge, words).build())
        }
        Err(_) => Err(malformed()),
    }
}

fn malformed() -> Status {
    let words = "the request is no message of this method; encode it as the .proto files of the API say";
    status(Code::InvalidArgument, Reason::Malformed, words).build()
}

pin_project! {
    /// A body that first replays the data read from it before.
    pub(crate) struct Replayed<R>
    where
        R: HttpBody,
    {
        frames: VecDeque<Result<Frame<R::Data>, R::Error>>,
        #[pin]
        rest: R,
    }
}

impl<R: HttpBody> Replayed<R> {
    fn untouched(rest: R) -> Self {
        Self {
            frames: VecDeque::new(),
            rest,
        }
    }
}

impl<R: HttpBody> HttpBody for Replayed<R> {
    type Data = R::Data;
    type Error = R::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<R::Data>, R::Error>>> {
        let this = self.project();
        match this.frames.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => this.rest.poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.rest.is_end_stream()
    }
}
