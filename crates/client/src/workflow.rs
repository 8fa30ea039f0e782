//! Workflow executions: reading them, and deciding their approvals.

use minoots_wire::workflow::v1::{
    Approval, DecideApprovalRequest, Execution, GetExecutionRequest, GetTimelineRequest, ListApprovalsRequest,
    ListExecutionsRequest, TimelineEntry,
};
use tokio::time::timeout;
use tonic::Streaming;

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::fault::Fault;

impl Client {
    /// Reads the present state of an execution.
    ///
    /// # Errors
    /// `NotFound` when there is none; see [`Error`] for other errors.
    pub async fn execution(&self, id: impl Into<String>) -> Result<Execution, Error> {
        let request = GetExecutionRequest { id: id.into() };
        let execution = self.unary(request).await?.execution;
        execution.ok_or_else(|| Error::internal("an answer without its execution"))
    }

    /// Reads the timeline of an execution, in order, up to `limit` records.
    ///
    /// # Errors
    /// `NotFound` when there is no such execution; `Unavailable` when the stream of records breaks; see [`Error`] for
    /// other errors.
    pub async fn timeline(&self, id: impl Into<String>, limit: usize) -> Result<Vec<TimelineEntry>, Error> {
        let request = GetTimelineRequest { id: id.into() };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.workflows().get_timeline(request).await }
        });
        self.first(answer.await?, limit, |record| record.entry).await
    }

    /// Reads the pending approval of an execution, with what is decided; `None` if it waits for no decision.
    ///
    /// # Errors
    /// `Unavailable` when the stream of approvals breaks; see [`Error`] for other errors.
    pub async fn pending_approval(&self, id: &str) -> Result<Option<Approval>, Error> {
        let request = ListApprovalsRequest {
            id_prefix: id.to_owned(),
            ..ListApprovalsRequest::default()
        };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.workflows().list_approvals(request).await }
        });
        // The list is by id, and no other id with this prefix comes before it.
        let first = self.first(answer.await?, 1, |listed| listed.approval).await?;
        let is_of = |approval: &Approval| approval.execution.as_ref().is_some_and(|found| found.id == id);
        Ok(first.into_iter().find(is_of))
    }

    /// Reads executions of workflows by id, up to `limit`. It omits executions whose data can no longer be read.
    ///
    /// # Errors
    /// `Unavailable` when the stream of executions breaks; see [`Error`] for other errors.
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

    /// The first parts of a streamed answer, up to `limit`.
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

    /// Decides an approval that an execution waits for. A repeat of the same decision succeeds. Returns the execution
    /// after the decision.
    ///
    /// # Errors
    /// `Conflict` when it waits for no decision, or in another phase; `NotFound` when there is no such execution; see
    /// [`Error`] for other errors.
    pub async fn decide_approval(&self, decision: DecideApprovalRequest) -> Result<Execution, Error> {
        let execution = self.unary(decision).await?.execution;
        execution.ok_or_else(|| Error::internal("an answer without its execution"))
    }
}
