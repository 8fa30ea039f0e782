//! The requests of the API, by what they name.
//!
//! A resource whose action needs more than its name (a timer's labels, the queue of an event) is judged by the handler of its method. All
//! others are judged by [`super::Names`] before the handler runs, and stand here.

use minoots_policy::facts::{ResourceKind, Verb};

#[path = "../../gen/resources.rs"]
#[rustfmt::skip]
mod generated;

pub(super) use generated::MESSAGES;

/// The thing that a text field of a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The resource of the message itself.
    Whole,
    /// The execution of a checkpoint, which is the first part of its name.
    Execution,
    /// The name of a checkpoint, the second part.
    Name,
    /// Another resource, and what the request does to it.
    Other(Verb, ResourceKind),
}

/// A message: the action, the kind of resource, and the fields that name one, by their numbers. A message that names none is asked about
/// with an empty id.
pub(super) type Row = (&'static str, Verb, ResourceKind, &'static [(u32, Part)]);
