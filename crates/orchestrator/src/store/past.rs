//! Earlier states of executions: the versions of their checkpoint.

use minoots_wire::error::Reason;
use tonic::Status;

use super::{STATE, Store, partition};
use crate::convert;
use crate::execution::{Past, State, Status as ExecutionStatus};
use crate::failure;

impl Store {
    /// Loads the earlier state that a request names by a phase or by a version; `None` if it names neither.
    pub async fn past_named(&self, id: &str, phase: String, version: u64) -> Result<Option<Past>, Status> {
        match (phase.as_str(), version) {
            ("", 0) => Ok(None),
            ("", version) => self.past(id, version).await.map(Some),
            (_, 0) => self.past_in(id, &convert::id("phase", phase)?).await.map(Some),
            _ => Err(failure::field(
                "version",
                "a phase and a version are not named together; leave one out",
            )),
        }
    }

    /// Loads a version of an execution's state.
    async fn past(&self, id: &str, version: u64) -> Result<Past, Status> {
        let past = self.past_if_kept(id, version).await?;
        past.ok_or_else(|| {
            let message = format!(
                "version: execution {id:?} has no version {version} of its state, or keeps it no more; list them with the checkpoint of {:?}",
                partition(id)
            );
            failure::absent(Reason::Checkpoint, message)
        })
    }

    /// Loads the state in which an execution last entered a phase.
    async fn past_in(&self, id: &str, phase: &str) -> Result<Past, Status> {
        let now = self.existing(id).await?;
        // A repeated request: the execution already continues from there.
        if let (ExecutionStatus::Running, Some(version)) = (now.state.status, now.state.rewound)
            && let Some(past) = self.past_if_kept(id, version).await?
            && past.state.run.as_ref().is_some_and(|run| run.phase == phase)
        {
            return Ok(past);
        }
        let visit = now.state.visits.get(phase).copied().unwrap_or_default();
        let (mut version, mut found) = (now.version, None);
        // The checkpoint retains the last hundred versions.
        while version > 0
            && let Some(past) = self.past_if_kept(id, version).await?
        {
            let run = past.state.run.as_ref();
            match run.is_some_and(|run| run.phase == phase && run.visit == visit) {
                true => found = Some(past),
                false if found.is_some() => break,
                false => {}
            }
            version -= 1;
        }
        found.ok_or_else(|| {
            let message = format!(
                "phase: execution {id:?} was not in phase {phase:?} in any state that is kept; name one of its timeline"
            );
            failure::absent(Reason::Checkpoint, message)
        })
    }

    async fn past_if_kept(&self, id: &str, version: u64) -> Result<Option<Past>, Status> {
        let Some((version, state)) = self.text(&partition(id), STATE, version).await? else {
            return Ok(None);
        };
        let state: State = serde_json::from_str(&state)
            .map_err(|error| Status::internal(format!("a state of execution {id:?} cannot be read: {error}")))?;
        Ok(Some(Past { version, state }))
    }
}
