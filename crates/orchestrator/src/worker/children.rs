//! Child executions: starting them, reporting their ends, and cancelling them.

use futures::{StreamExt as _, stream};
use tonic::{Code, Status};

use super::absent_is_done;
use crate::execution::output::of_execution;
use crate::execution::{About, Cause, ChildEnd, Input, Parent, Start, State, Status as ExecutionStatus};
use crate::failure;
use crate::store::Store;

/// Children that are cancelled concurrently.
const AT_ONCE: usize = 16;

/// Starts a discovered child, unless its parent has ended meanwhile. If the start fails permanently, the parent records
/// the child as failed.
pub(super) async fn start(
    store: &Store,
    parent: &str,
    (id, input): (&str, String),
    cause: Cause,
) -> Result<(), Status> {
    let Some(loaded) = store.readable(parent).await? else {
        return Ok(());
    };
    let Some(child) = loaded.state.children.get(id) else {
        return Ok(());
    };
    if is_gone(store, &loaded.state).await? {
        return not_wanted(store, (parent, id), cause).await;
    }
    let root = root(&loaded.state).to_owned();
    let start = Start {
        id: id.to_owned(),
        definition_version: 0,
        input,
        parent: Some(Parent {
            id: parent.to_owned(),
            reason: child.reason.clone(),
            depth: loaded.state.parent.as_ref().map_or(0, |parent| parent.depth) + 1,
            root: root.clone(),
        }),
        priority: loaded.state.priority,
        cursor: String::new(),
        phase: child.begins.clone(),
        about: About {
            labels: loaded.state.about.labels.clone(),
            ..About::default()
        },
    };
    let counted = match root == parent {
        // The root counted its own children when it discovered them.
        true => Ok(false),
        false => count(store, (&root, id), cause.clone()).await,
    };
    let is_counted = matches!(counted, Ok(true));
    let started = match counted {
        Ok(_) => store.start(&child.definition, start, cause.clone()).await.map(drop),
        Err(status) => Err(status),
    };
    match started {
        Ok(()) => {}
        Err(status) => {
            if is_counted {
                let back = Input::Descendant { back: true };
                absent_is_done(store.step(&root, &back, cause.clone(), None).await.map(drop))?;
            }
            // A temporary failure is retried.
            if !is_final(&status) {
                return Err(status);
            }
            tracing::warn!(execution = parent, child = id, %status, "a child could not be started");
            let input = Input::ChildEnded {
                id: id.to_owned(),
                end: ChildEnd {
                    status: ExecutionStatus::Failed,
                    reason: format!("it could not be started: {}", status.message()),
                    events: 0,
                    output: None,
                },
            };
            return store.step(parent, &input, cause, None).await.map(drop);
        }
    }
    // The parent may have ended, and cancelled its children, before this child started.
    let parent_gone = match store.readable(parent).await? {
        Some(parent) => is_gone(store, &parent.state).await?,
        None => true,
    };
    match parent_gone {
        true => cancel(store, (parent, id), cause).await,
        false => Ok(()),
    }
}

/// The root of the tree that contains this execution.
fn root(state: &State) -> &str {
    match &state.parent {
        None => &state.id,
        Some(parent) if parent.root.is_empty() => &parent.id,
        Some(parent) => &parent.root,
    }
}

/// Counts a descendant below the first generation at the root of its tree, which limits their number. Returns whether
/// it counted: an existing execution is not counted again. If the worker dies between the count and the start, the
/// descendant stays counted.
async fn count(store: &Store, (root, child): (&str, &str), cause: Cause) -> Result<bool, Status> {
    if store.readable(child).await?.is_some() {
        return Ok(false);
    }
    let input = Input::Descendant { back: false };
    absent_is_done(store.step(root, &input, cause, None).await.map(drop))?;
    Ok(true)
}

/// Handles a child whose parent ended before the start. It never starts. The parent records it as cancelled, since a
/// person may retry the parent.
async fn not_wanted(store: &Store, (parent, id): (&str, &str), cause: Cause) -> Result<(), Status> {
    let child = store.readable(id).await?;
    if child.is_some_and(|child| is_of(&child.state, parent)) {
        return cancel(store, (parent, id), cause).await;
    }
    let input = Input::ChildEnded {
        id: id.to_owned(),
        end: ChildEnd {
            status: ExecutionStatus::Cancelled,
            reason: "its parent had ended".to_owned(),
            events: 0,
            output: None,
        },
    };
    absent_is_done(store.step(parent, &input, cause, None).await.map(drop))
}

/// Whether a retry of a refused start would fail again.
fn is_final(status: &Status) -> bool {
    let code = matches!(
        status.code(),
        Code::InvalidArgument | Code::NotFound | Code::AlreadyExists | Code::FailedPrecondition
    );
    code || failure::is_too_many_children(status)
}

/// Whether an execution's children are obsolete: it failed or was cancelled, or it completed and an ancestor failed or
/// was cancelled.
async fn is_gone(store: &Store, state: &State) -> Result<bool, Status> {
    let mut state = state.clone();
    // The number of generations is bounded.
    loop {
        match (state.status, &state.parent) {
            (ExecutionStatus::Failed | ExecutionStatus::Cancelled, _) => return Ok(true),
            (ExecutionStatus::Completed, Some(parent)) => match store.readable(&parent.id).await? {
                Some(above) => state = above.state,
                None => return Ok(false),
            },
            _ => return Ok(false),
        }
    }
}

pub(super) async fn tell_parent(store: &Store, id: &str, cause: Cause) -> Result<(), Status> {
    let Some(loaded) = store.readable(id).await? else {
        return Ok(());
    };
    let Some(parent) = &loaded.state.parent else {
        return Ok(());
    };
    // The execution was retried meanwhile, so it has not ended. It reports its end later.
    if !loaded.state.status.is_terminal() {
        return Ok(());
    }
    let input = Input::ChildEnded {
        id: id.to_owned(),
        end: ChildEnd {
            status: loaded.state.status,
            reason: loaded.state.reason.clone(),
            events: loaded.state.events,
            output: of_execution(&loaded.state),
        },
    };
    absent_is_done(store.step(&parent.id, &input, cause, None).await.map(drop))
}

/// Cancels the children of an execution that has ended. A completed child has not reported that its own children are
/// obsolete, so they are cancelled too. A failure for one child does not stop the others. If a person has retried the
/// execution, its children are kept.
pub(super) async fn cancel_all(store: &Store, id: &str, cause: &Cause) -> Result<(), Status> {
    let Some(loaded) = store.readable(id).await? else {
        return Ok(());
    };
    if !is_gone(store, &loaded.state).await? {
        return Ok(());
    }
    let children = loaded.state.children.into_keys();
    let cancelling: Vec<_> = children
        .map(|child| cancel_with_its_own(store.clone(), (id.to_owned(), child), cause.clone()))
        .collect();
    let mut cancelled = stream::iter(cancelling).buffer_unordered(AT_ONCE);
    let mut done = Ok(());
    while let Some(each) = cancelled.next().await {
        done = done.and(each);
    }
    done
}

async fn cancel_with_its_own(store: Store, (parent, id): (String, String), cause: Cause) -> Result<(), Status> {
    cancel(&store, (&parent, &id), cause.clone()).await?;
    let child = store.readable(&id).await?.filter(|child| is_of(&child.state, &parent));
    match child {
        Some(child) if child.state.status == ExecutionStatus::Completed && !child.state.children.is_empty() => {
            store.cancel_children_of(&id, &cause).await
        }
        _ => Ok(()),
    }
}

fn is_of(state: &State, parent: &str) -> bool {
    state.parent.as_ref().is_some_and(|known| known.id == parent)
}

/// Cancels a child, unless it has ended or was not started. An execution of another parent under the same id is left
/// alone.
async fn cancel(store: &Store, (parent, id): (&str, &str), cause: Cause) -> Result<(), Status> {
    let child = store.readable(id).await?;
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
