//! Executions that others discovered: started, told of, and cancelled with them.

use tonic::{Code, Status};

use super::absent_is_done;
use crate::execution::{Cause, Input, Parent, Start, State, Status as ExecutionStatus};
use crate::store::Store;

/// Starts what was discovered, unless its parent has ended meanwhile. One that cannot be started has failed, and the parent knows.
pub(super) async fn start(
    store: &Store,
    parent: &str,
    (id, input): (&str, String),
    cause: Cause,
) -> Result<(), Status> {
    let Some(loaded) = store.load(parent).await? else {
        return Ok(());
    };
    let known = loaded.state.children.get(id).filter(|_| !gone(loaded.state.status));
    let Some(child) = known else { return Ok(()) };
    let start = Start {
        id: id.to_owned(),
        definition_version: 0,
        input,
        parent: Some(Parent {
            id: parent.to_owned(),
            reason: child.reason.clone(),
            depth: loaded.state.parent.as_ref().map_or(0, |parent| parent.depth) + 1,
        }),
        priority: loaded.state.priority,
        cursor: String::new(),
    };
    match store.start(&child.definition, start, cause.clone()).await {
        Ok(_) => {}
        // What may come about later is tried again.
        Err(status) if !is_final(&status) => return Err(status),
        Err(status) => {
            tracing::warn!(execution = parent, child = id, %status, "a child could not be started");
            let input = Input::ChildEnded {
                id: id.to_owned(),
                status: ExecutionStatus::Failed,
            };
            return store.step(parent, &input, cause, None).await.map(drop);
        }
    }
    // It may have been started after its parent's end told all children to stop.
    let parent_gone = store.load(parent).await?.is_none_or(|parent| gone(parent.state.status));
    match parent_gone {
        true => cancel(store, (parent, id), cause).await,
        false => Ok(()),
    }
}

/// Whether what was refused would be refused again.
fn is_final(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::InvalidArgument | Code::NotFound | Code::AlreadyExists | Code::FailedPrecondition
    )
}

/// Whether an execution's children are not wanted any more.
fn gone(status: ExecutionStatus) -> bool {
    matches!(status, ExecutionStatus::Failed | ExecutionStatus::Cancelled)
}

pub(super) async fn tell_parent(store: &Store, id: &str, cause: Cause) -> Result<(), Status> {
    let Some(loaded) = store.load(id).await? else {
        return Ok(());
    };
    let Some(parent) = &loaded.state.parent else {
        return Ok(());
    };
    let input = Input::ChildEnded {
        id: id.to_owned(),
        status: loaded.state.status,
    };
    absent_is_done(store.step(&parent.id, &input, cause, None).await.map(drop))
}

pub(super) async fn cancel_all(store: &Store, id: &str, cause: &Cause) -> Result<(), Status> {
    // Those that have completed have told nobody that theirs are not wanted any more.
    let mut ended = vec![id.to_owned()];
    while let Some(parent) = ended.pop() {
        let Some(loaded) = store.load(&parent).await? else {
            continue;
        };
        for child in loaded.state.children.keys() {
            cancel(store, (&parent, child), cause.clone()).await?;
            let child = store.load(child).await?.filter(|child| is_of(&child.state, &parent));
            ended.extend(
                child
                    .filter(|child| child.state.status == ExecutionStatus::Completed)
                    .map(|child| child.state.id),
            );
        }
    }
    Ok(())
}

fn is_of(state: &State, parent: &str) -> bool {
    state.parent.as_ref().is_some_and(|known| known.id == parent)
}

/// Cancels a child that may have ended, or may not have been started. Another execution of that id is none of its parent's business.
async fn cancel(store: &Store, (parent, id): (&str, &str), cause: Cause) -> Result<(), Status> {
    let child = store.load(id).await?;
    if !child.is_some_and(|child| is_of(&child.state, parent) && !child.state.status.is_terminal()) {
        return Ok(());
    }
    let input = Input::Cancel {
        reason: "its parent has ended".to_owned(),
    };
    let done = absent_is_done(store.step(id, &input, cause, None).await.map(drop));
    done.or_else(|status| match status.code() {
        Code::FailedPrecondition => Ok(()),
        _ => Err(status),
    })
}
