//! Executions of workflows: reading them, and deciding in them.

use minoots_wire::workflow::v1::{
    DecideApprovalRequest, Execution, GetExecutionRequest, GetTimelineRequest, ListExecutionsRequest, TimelineEntry,
};
use tokio::time::timeout;
use tonic::Streaming;

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::fault::Fault;

impl Client {
    /// Reads an execution as it is now.
    ///
    /// # Errors
    /// `NotFound` when there is none; see [`Error`] for the others.
    pub async fn execution(&self, id: impl Into<String>) -> Result<Execution, Error> {
        let request = GetExecutionRequest { id: id.into() };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.workflows().get_execution(request).await }
        });
        let execution = answer.await?.execution;
        execution.ok_or_else(|| Error::internal("an answer without its execution"))
    }

    /// Reads what happened in an execution, in order, up to so many records.
    ///
    /// # Errors
    /// `NotFound` when there is no such execution; `Unavailable` when the records stop coming; see [`Error`] for the others.
    pub async fn timeline(&self, id: impl Into<String>, limit: usize) -> Result<Vec<TimelineEntry>, Error> {
        let request = GetTimelineRequest { id: id.into() };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.workflows().get_timeline(request).await }
        });
        self.first(answer.await?, limit, |record| record.entry).await
    }

    /// Reads executions of workflows by their ids, up to so many. An execution that nobody can read any more is not among them.
    ///
    /// # Errors
    /// `Unavailable` when the executions stop coming; see [`Error`] for the others.
    pub async fn workflow_executions(
        &self,
        request: ListExecutionsRequest,
        limit: usize,
    ) -> Result<Vec<Execution>, Error> {
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.workflows().list_executions(request).await }
        });
        self.first(answer.await?, limit, |listed| listed.execution).await
    }

    /// The first parts of a streamed answer, up to so many.
    async fn first<Message, Part>(
        &self,
        mut answer: Streaming<Message>,
        limit: usize,
        part: impl Fn(Message) -> Option<Part>,
    ) -> Result<Vec<Part>, Error> {
        let mut parts = Vec::new();
        while parts.len() < limit {
            let next = timeout(self.deadline(), answer.message()).await;
            let next = next.map_err(|_| Fault::timed_out(self.deadline()).into_error())?;
            match next.map_err(|status| Fault::of(&status).into_error())? {
                Some(message) => parts.extend(part(message)),
                None => break,
            }
        }
        Ok(parts)
    }

    /// Decides what an execution waits for; a repeat of the same decision is answered as done. Answers with the execution as it goes on.
    ///
    /// # Errors
    /// `Conflict` when it waits for no decision, or in another phase; `NotFound` when there is no such execution; see [`Error`] for the others.
    pub async fn decide_approval(&self, decision: DecideApprovalRequest) -> Result<Execution, Error> {
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(decision.clone());
            async move { attempt.workflows().decide_approval(request).await }
        });
        let execution = answer.await?.execution;
        execution.ok_or_else(|| Error::internal("an answer without its execution"))
    }
}
