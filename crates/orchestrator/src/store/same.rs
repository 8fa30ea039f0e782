//! Repeated starts.

use minoots_wire::error::Reason;
use tonic::{Code, Status};

use super::Stepped;
use crate::execution::{Parent, Start};
use crate::loaded::Loaded;

/// Compares a start with the existing execution. Equal parameters are a repeat; others are a conflict.
pub(super) fn same(existing: Loaded, definition: &str, start: &Start) -> Result<(Stepped, bool), Status> {
    let state = &existing.state;
    let equal = state.definition == definition
        && (start.definition_version == 0 || state.definition_version == start.definition_version)
        && state.input == start.input
        && state.begins == start.phase
        && is_of(state.parent.as_ref(), start.parent.as_ref())
        && state.priority == start.priority;
    if !equal {
        let message = format!(
            "execution {:?} exists, with another definition, input, phase, parent or priority; choose another id",
            start.id
        );
        return Err(minoots_wire::error::status(Code::AlreadyExists, Reason::ExecutionExists, message).build());
    }
    let events = Vec::new();
    Ok((
        Stepped {
            execution: existing,
            events,
        },
        true,
    ))
}

/// Whether both have the same parent. The root is not compared, since older states do not record it.
fn is_of(known: Option<&Parent>, asked: Option<&Parent>) -> bool {
    match (known, asked) {
        (Some(known), Some(asked)) => {
            (&known.id, &known.reason, known.depth) == (&asked.id, &asked.reason, asked.depth)
        }
        (known, asked) => known.is_none() && asked.is_none(),
    }
}
