//! A route: a method and a path, and what answers there.

use super::codec::Codec;
use minoots_wire::method::Method;
use prost::Message;
use serde::{Serialize, de::DeserializeOwned};

/// One method of one path.
#[derive(Debug)]
pub(super) struct Route {
    /// `GET`, whose fields are in the query, or `POST`, whose fields are in the body.
    pub method: http::Method,
    /// With at most one `{field}`, which is a field of the request by its JSON name, and stands for text without `/`.
    pub path: &'static str,
    /// The method that answers.
    pub rpc: &'static Method,
    pub codec: Codec,
    pub answer: Answer,
    /// A body, for the document; empty if there is none.
    pub example: &'static str,
}

/// What a route answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// One message, as JSON.
    Message,
    /// Server-sent events without end.
    Events,
    /// Messages, each a line of JSON.
    Lines,
}

impl Route {
    /// The field that the path names, and what stands around it.
    pub fn field(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let (before, rest) = self.path.split_once('{')?;
        let (field, after) = rest.split_once('}')?;
        Some((before, field, after))
    }

    /// Whether this is a route of that path, and the text in place of its field, as it came.
    pub fn matches<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Some((before, _, after)) = self.field() else {
            return (self.path == path).then_some("");
        };
        let text = path.strip_prefix(before)?.strip_suffix(after)?;
        // Without a verb behind it, a colon begins one that there is not.
        let begins_verb = after.is_empty() && text.contains(':');
        let is_whole = !text.is_empty() && !text.contains('/') && !begins_verb;
        is_whole.then_some(text)
    }
}

/// A route whose fields are in the query.
pub(super) const fn get<Q, R>(path: &'static str, rpc: &'static Method, answer: Answer) -> Route
where
    Q: Message + DeserializeOwned,
    R: Message + Default + Serialize,
{
    Route {
        method: http::Method::GET,
        path,
        rpc,
        codec: Codec::of::<Q, R>(),
        answer,
        example: "",
    }
}

/// A route whose fields are in the body.
pub(super) const fn post<Q, R>(path: &'static str, rpc: &'static Method, answer: Answer, example: &'static str) -> Route
where
    Q: Message + DeserializeOwned,
    R: Message + Default + Serialize,
{
    Route {
        method: http::Method::POST,
        path,
        rpc,
        codec: Codec::of::<Q, R>(),
        answer,
        example,
    }
}
