//! A streamed list: the JSON of each message on its own line.
//!
//! An incomplete list says so in its last line, `{"problem": …}`, with the reason.

use super::{codec::Codec, messages::Messages};
use crate::http::Problem;
use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use std::convert::Infallible;
use tonic::Status;

/// The lines of a response whose first message was already read.
pub(super) fn body(codec: &'static Codec, first: Option<Bytes>, messages: Messages) -> Body {
    let lines = stream::unfold((first, Some(messages)), move |(first, messages)| async move {
        let mut messages = messages?;
        let read = match first {
            Some(message) => Ok(message),
            None => messages.next().await?,
        };
        let (line, left) = match read.and_then(|message| (codec.decode)(&message)) {
            Ok(json) => (format!("{json}\n"), Some(messages)),
            Err(status) => (problem(&status), None),
        };
        Some((Ok::<Bytes, Infallible>(line.into()), (None, left)))
    });
    Body::from_stream(lines)
}

fn problem(status: &Status) -> String {
    format!("{{\"problem\":{}}}\n", Problem::of(status).document())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::refusal;
    use http::HeaderMap;
    use http_body::Frame;
    use http_body_util::{BodyExt as _, StreamBody};
    use minoots_wire::workflow::v1::{Definition, ListDefinitionsRequest, ListDefinitionsResponse};
    use prost::Message as _;
    use serde_json::Value;

    static CODEC: Codec = Codec::of::<ListDefinitionsRequest, ListDefinitionsResponse>();

    fn message(name: &str) -> Vec<u8> {
        let definition = Some(Definition {
            name: name.to_owned(),
            ..Definition::default()
        });
        let encoded = ListDefinitionsResponse { definition }.encode_to_vec();
        let mut framed = vec![0];
        framed.extend(u32::try_from(encoded.len()).unwrap().to_be_bytes());
        framed.extend(encoded);
        framed
    }

    async fn lines(data: &[u8], cut: usize, ended: Option<Status>) -> Vec<Value> {
        let mut frames: Vec<Result<Frame<Bytes>, Infallible>> = data
            .chunks(cut)
            .map(|chunk| Ok(Frame::data(Bytes::copy_from_slice(chunk))))
            .collect();
        if let Some(status) = ended {
            let mut trailers = HeaderMap::new();
            status.add_header(&mut trailers).unwrap();
            frames.push(Ok(Frame::trailers(trailers)));
        }
        let answer = Body::new(StreamBody::new(stream::iter(frames)));
        let bytes = body(&CODEC, None, Messages::of(answer))
            .collect()
            .await
            .unwrap()
            .to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[tokio::test]
    async fn each_message_is_a_line_however_it_was_cut() {
        let data = [message("a"), message("b")].concat();
        for cut in [1, 3, 7, 1_000] {
            let told = lines(&data, cut, Some(Status::ok(""))).await;
            let names: Vec<&str> = told
                .iter()
                .map(|line| line["definition"]["name"].as_str().unwrap())
                .collect();
            assert_eq!(names, ["a", "b"]);
        }
        assert!(lines(&[], 1, Some(Status::ok(""))).await.is_empty());
    }

    #[tokio::test]
    async fn truncated_streams_end_with_a_problem_line() {
        for (data, ended) in [
            (message("a"), None),
            (message("a"), Some(refusal::no_leader())),
            ([message("a"), vec![0, 0, 0, 0, 9, 1]].concat(), None),
        ] {
            let told = lines(&data, 4, ended).await;
            assert_eq!(told[0]["definition"]["name"], "a");
            assert_eq!(told[1]["problem"]["reason"], "NO_QUORUM", "{told:?}");
            assert_eq!(told.len(), 2);
        }
        let told = lines(&[9, 0, 0, 0, 0], 5, Some(Status::ok(""))).await;
        assert_eq!(told[0]["problem"]["status"], 500, "{told:?}");
    }
}
