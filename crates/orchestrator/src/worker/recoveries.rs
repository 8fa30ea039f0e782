//! Delivers the counts of fixes to an execution that looks for a fix.

use tonic::Status;

use super::absent_is_done;
use crate::execution::{Cause, Counted, Input, recover};
use crate::store::Store;

/// Delivers the counts, unless the execution has moved on meanwhile.
pub(super) async fn look(store: &Store, (execution, ticket): (&str, u64), cause: Cause) -> Result<(), Status> {
    let Some(loaded) = store.readable(execution).await? else {
        return Ok(());
    };
    if !recover::looks(&loaded.state, ticket) {
        return Ok(());
    }
    let (_, outcomes) = store.outcomes.load(&loaded.state.definition).await?;
    let input = Input::Counted(Counted { ticket, outcomes });
    absent_is_done(store.step(execution, &input, cause, None).await.map(drop))
}
