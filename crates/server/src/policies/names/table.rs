//! The requests of the API, by the resources that they name.
//!
//! If an action needs more facts than the resource's name (a timer's labels, the queue of an event), the handler of its
//! method evaluates the policy. [`super::Names`] evaluates it for all other requests before the handler runs, and this
//! table lists them.

use minoots_policy::facts::{ResourceKind, Verb};

#[path = "../../gen/resources.rs"]
#[rustfmt::skip]
mod generated;

pub(super) use generated::MESSAGES;

/// The meaning of a text field of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The id of the resource of the message itself.
    Whole,
    /// The execution of a checkpoint, which is the first part of its name.
    Execution,
    /// The name of a checkpoint, the second part.
    Name,
    /// The id of another resource, and the action on it.
    Other(Verb, ResourceKind),
}

/// A message: the action, the kind of resource, and the numbers of the fields that name one. If a request names none,
/// the policy is evaluated with an empty id.
pub(super) type Row = (&'static str, Verb, ResourceKind, &'static [(u32, Part)]);
