//! Bodies of calls.

use bytes::Bytes;
use futures::stream;
use http::Request;
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use tonic::Status;
use tonic::body::Body;

use crate::network::{Network, PINGS_MISSED_AFTER};

/// Collects a request and makes a copy of it. `None` if the sender aborted it.
pub(crate) async fn whole(request: Request<Body>) -> Option<(Request<Body>, Option<Request<Body>>)> {
    let (parts, content) = request.into_parts();
    let bytes = content.collect().await.ok()?.to_bytes();
    let mut again = Request::new(body(bytes.clone()));
    *again.method_mut() = parts.method.clone();
    *again.uri_mut() = parts.uri.clone();
    *again.version_mut() = parts.version;
    *again.headers_mut() = parts.headers.clone();
    Some((Request::from_parts(parts, body(bytes)), Some(again)))
}

fn body(bytes: Bytes) -> Body {
    Body::new(Full::new(bytes))
}

/// A request whose frames travel one by one. Frames may be damaged, and stop for good when the link is cut.
pub(crate) fn streamed(network: &Network, from: u64, to: u64, request: Request<Body>) -> Request<Body> {
    let (parts, content) = request.into_parts();
    let network = network.clone();
    let frames = stream::unfold((network, content), move |(network, mut content)| async move {
        let frame = content.frame().await?;
        let frame = match frame {
            Ok(frame) if network.travel(from, to).await => Ok(damaged(&network, frame)),
            Ok(_) => {
                tokio::time::sleep(PINGS_MISSED_AFTER).await;
                Err(Status::unavailable("the connection is broken"))
            }
            Err(status) => Err(status),
        };
        Some((frame, (network, content)))
    });
    let frames: std::pin::Pin<Box<dyn futures::Stream<Item = Result<Frame<Bytes>, Status>> + Send>> = Box::pin(frames);
    Request::from_parts(parts, Body::new(StreamBody::new(frames)))
}

/// Flips a bit of a frame at random.
fn damaged(network: &Network, frame: Frame<Bytes>) -> Frame<Bytes> {
    let per_mille = network.state_of().0.damaged_per_mille;
    match frame.into_data() {
        Ok(data) if !data.is_empty() && network.random.per_mille(per_mille) => {
            network.count(|tally| tally.damaged += 1);
            let mut bytes = data.to_vec();
            let at = usize::try_from(network.random.below(bytes.len() as u64)).unwrap_or(0);
            bytes[at] ^= 1 << network.random.below(8);
            Frame::data(bytes.into())
        }
        Ok(data) => Frame::data(data),
        Err(frame) => frame,
    }
}
