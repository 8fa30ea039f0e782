//! A route: a method and a path, and the API method that answers.

use super::codec::Codec;
use minoots_wire::method::Method;
use prost::Message;
use serde::{Serialize, de::DeserializeOwned};

/// One method of one path.
#[derive(Debug)]
pub(super) struct Route {
    /// `GET`, with the fields in the query, or `POST`, with the fields in the body.
    pub method: http::Method,
    /// The path, with at most one `{field}`: a field of the request by its JSON name, which matches text without `/`.
    pub path: &'static str,
    /// The API method that answers.
    pub rpc: &'static Method,
    pub codec: Codec,
    pub answer: Answer,
    /// An example body, for the document; empty if there is none.
    pub example: &'static str,
}

/// The form of a route's response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// One message, as JSON.
    Message,
    /// Endless server-sent events.
    Events,
    /// Messages, each a line of JSON.
    Lines,
}

impl Route {
    /// The field that the path names, with the texts before and after it.
    pub fn field(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let (before, rest) = self.path.split_once('{')?;
        let (field, after) = rest.split_once('}')?;
        Some((before, field, after))
    }

    /// Whether a path matches this route; returns the undecoded text of its field.
    pub fn matches<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Some((before, _, after)) = self.field() else {
            return (self.path == path).then_some("");
        };
        let text = path.strip_prefix(before)?.strip_suffix(after)?;
        // If the route has no verb, a colon in the text would begin an unknown one.
        let begins_verb = after.is_empty() && text.contains(':');
        let is_whole = !text.is_empty() && !text.contains('/') && !begins_verb;
        is_whole.then_some(text)
    }
}

/// A route with its fields in the query.
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

/// A route with its fields in the body.
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
