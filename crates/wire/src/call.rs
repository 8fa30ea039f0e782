//! Unary calls by the type of their request. The method, its answer and the pages of lists are generated from `proto/`.

use std::error::Error;

use prost::Message;
use tonic::body::Body;
use tonic::client::{Grpc, GrpcService};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::codegen::{Body as HttpBody, Bytes};
use tonic::{GrpcMethod, Request, Response, Status};

use crate::codec::StrictCodec;
use crate::method::Method;

#[path = "gen/calls.rs"]
#[rustfmt::skip]
mod generated;

/// The size limit of an answer, in bytes. A page of timers with large payloads exceeds the transport's default of
/// 4 MiB.
pub const ANSWER_BYTES_MAX: usize = 512 << 20;

/// The request of a unary method.
pub trait Unary: Message + Clone + 'static {
    /// The answer.
    type Answer: Message + Default + 'static;
    /// The method.
    const METHOD: &'static Method;
}

/// The request of a list.
pub trait Paged: Unary {
    /// An element of the list.
    type Row;
    /// The name of the elements in the JSON of an answer.
    const ROWS: &'static str;

    /// The request of the page with this token; an empty one means the first page.
    #[must_use]
    fn at(self, page_token: String) -> Self;

    /// The rows of a page and the token of the next page, which is empty after the last.
    fn page(answer: Self::Answer) -> (Vec<Self::Row>, String);
}

/// Makes one attempt of a call.
///
/// # Errors
/// The server refused it, or did not answer.
pub async fn unary<R, C>(channel: C, mut request: Request<R>) -> Result<Response<R::Answer>, Status>
where
    R: Unary,
    C: GrpcService<Body>,
    C::Error: Into<Box<dyn Error + Send + Sync>>,
    C::ResponseBody: HttpBody<Data = Bytes> + Send + 'static,
    <C::ResponseBody as HttpBody>::Error: Into<Box<dyn Error + Send + Sync>> + Send,
{
    let mut grpc = Grpc::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX);
    grpc.ready().await.map_err(|error| {
        let error: Box<dyn Error + Send + Sync> = error.into();
        Status::unknown(format!("the connection is not ready: {error}"))
    })?;
    let (service, name) = R::METHOD.name().split_once('/').unwrap_or_default();
    request.extensions_mut().insert(GrpcMethod::new(service, name));
    let path = PathAndQuery::from_static(R::METHOD.path);
    grpc.unary(request, path, StrictCodec::<R, R::Answer>::default()).await
}
