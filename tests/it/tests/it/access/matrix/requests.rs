//! The requests of each method: about an object, or with the reason why it is about none.

mod admin;
mod kept;
pub mod timers;
mod workflows;

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_wire::timer::v1::CreateTimerRequest;
use prost::Message;
use serde::Serialize;
use serde_json::{Value, json};

use super::objects::{Kind, Object};

pub const HOUR: Duration = Duration::from_secs(3_600);
pub const HOUR_NS: i64 = 3_600_000_000_000;

/// A request, in gRPC and in REST form.
pub struct Asked {
    pub bytes: Vec<u8>,
    pub json: Value,
}

/// A request of a method about an object.
#[derive(Clone, Copy)]
pub struct About {
    /// The method, without `minoots.`.
    pub method: &'static str,
    /// The variant, if there are several.
    pub how: &'static str,
    pub kind: Kind,
    pub request: fn(&Object) -> Asked,
    /// Extracts the facts about the object from a successful response.
    pub told: Option<fn(&[u8]) -> String>,
    /// The reason why the response is equal for existing and missing objects.
    pub same: Option<&'static str>,
}

const fn about(method: &'static str, kind: Kind, request: fn(&Object) -> Asked) -> About {
    About {
        method,
        how: "",
        kind,
        request,
        told: None,
        same: None,
    }
}

impl About {
    const fn by(self, how: &'static str) -> Self {
        Self { how, ..self }
    }

    const fn telling(self, told: fn(&[u8]) -> String) -> Self {
        Self {
            told: Some(told),
            ..self
        }
    }

    const fn same_because(self, why: &'static str) -> Self {
        Self {
            same: Some(why),
            ..self
        }
    }

    /// Whether it is a request of this method.
    pub fn of(&self, path: &str) -> bool {
        path.strip_prefix("minoots.") == Some(self.method)
    }

    /// Returns the method and the variant, as in the table.
    pub fn name(&self) -> String {
        let way = if self.how.is_empty() { "" } else { " " };
        format!("minoots.{}{way}{}", self.method, self.how)
    }
}

/// A request of a method without an object.
pub struct Plain {
    pub method: &'static str,
    pub request: fn() -> Asked,
}

impl Plain {
    /// Whether it is a request of this method.
    pub fn of(&self, path: &str) -> bool {
        path.strip_prefix("minoots.") == Some(self.method)
    }
}

const fn plain(method: &'static str, request: fn() -> Asked) -> Plain {
    Plain { method, request }
}

/// Returns all requests about objects.
pub fn all() -> Vec<About> {
    [
        admin::ABOUT,
        kept::ABOUT,
        timers::ABOUT,
        timers::TRANSACTIONS,
        timers::SOURCES,
        workflows::ABOUT,
    ]
    .concat()
}

/// Returns all requests without an object.
pub fn none() -> &'static [Plain] {
    admin::NONE
}

/// Returns the names of all these methods. No method may be in both lists.
pub fn methods() -> BTreeSet<String> {
    let about: BTreeSet<String> = all().iter().map(|about| format!("minoots.{}", about.method)).collect();
    let plain: BTreeSet<String> = none().iter().map(|plain| format!("minoots.{}", plain.method)).collect();
    let both: Vec<&String> = about.intersection(&plain).collect();
    assert!(both.is_empty(), "about an object, and about none: {both:?}");
    about.union(&plain).cloned().collect()
}

fn encoded(message: &(impl Message + Serialize)) -> Asked {
    Asked {
        bytes: message.encode_to_vec(),
        json: serde_json::to_value(message).unwrap(),
    }
}

fn empty() -> Asked {
    Asked {
        bytes: Vec::new(),
        json: json!({}),
    }
}

/// Decodes a message; the default if there is none.
fn decoded<M: Message + Default>(message: &[u8]) -> M {
    M::decode(message).unwrap()
}

/// Returns the number of elements as text.
fn count<T>(all: &[T]) -> String {
    all.len().to_string()
}

/// Returns whether a stream had a message.
fn any(message: &[u8]) -> String {
    if message.is_empty() { "none" } else { "some" }.to_owned()
}

/// Builds the create of a timer with another id than this one.
fn another(id: &str) -> CreateTimerRequest {
    CreateTimerRequest {
        name: "made".to_owned(),
        ..timer(id).fire_after(HOUR)
    }
}
