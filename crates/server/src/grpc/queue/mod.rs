//! `minoots.queue.v1.QueueService`, one file per method.

use crate::{
    access::Principal,
    app::{App, StateReader},
    convert,
    queries::queue_counts,
    refusal,
};
use minoots_kernel::{
    Reply, id,
    internal::{QueueRow, command::Command},
    limits,
};
use minoots_sequencer::{Priority, consensus::Position};
use minoots_wire::queue::v1::{
    CreateQueueRequest, CreateQueueResponse, GetQueueRequest, GetQueueResponse, ListDeadLettersRequest,
    ListDeadLettersResponse, ListQueuesRequest, ListQueuesResponse, PauseQueueRequest, PauseQueueResponse,
    PurgeQueueRequest, PurgeQueueResponse, Queue, ResumeQueueRequest, ResumeQueueResponse, UpdateQueueRequest,
    UpdateQueueResponse, queue_service_server::QueueService,
};
use tonic::{Request, Response, Status};

mod create;
pub(super) mod letters;
mod list;
mod pause;
mod purge;
mod update;

/// The implementation of the service.
pub(crate) struct QueueApi(pub App);

#[tonic::async_trait]
impl QueueService for QueueApi {
    async fn create_queue(
        &self,
        request: Request<CreateQueueRequest>,
    ) -> Result<Response<CreateQueueResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        create::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn get_queue(&self, request: Request<GetQueueRequest>) -> Result<Response<GetQueueResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        get(&self.0.reader, &who, request).await.map(Response::new)
    }

    async fn list_queues(&self, request: Request<ListQueuesRequest>) -> Result<Response<ListQueuesResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        list::run(&self.0.reader, &who, request).await.map(Response::new)
    }

    async fn update_queue(
        &self,
        request: Request<UpdateQueueRequest>,
    ) -> Result<Response<UpdateQueueResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        update::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn pause_queue(&self, request: Request<PauseQueueRequest>) -> Result<Response<PauseQueueResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        pause::pause(&self.0, &who, request).await.map(Response::new)
    }

    async fn resume_queue(
        &self,
        request: Request<ResumeQueueRequest>,
    ) -> Result<Response<ResumeQueueResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        pause::resume(&self.0, &who, request).await.map(Response::new)
    }

    async fn purge_queue(&self, request: Request<PurgeQueueRequest>) -> Result<Response<PurgeQueueResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        purge::run(&self.0.judge, &who, request).await.map(Response::new)
    }

    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Result<Response<ListDeadLettersResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        letters::run(&self.0.reader, &who, request).await.map(Response::new)
    }
}

async fn get(reader: &StateReader, who: &Principal, request: GetQueueRequest) -> Result<GetQueueResponse, Status> {
    let tenant = who.tenant().to_owned();
    let (state, read) = reader.read_many(&tenant, request.read.as_ref()).await?;
    let row = state.queue(&tenant, &request.id)?;
    let row = row.ok_or_else(refusal::queue_not_found)?;
    let (counts, _) = state.look(|view| queue_counts::count(view, &tenant, &request.id, limits::COUNT_ROWS_MAX))?;
    Ok(GetQueueResponse {
        queue: Some(convert::queue(&tenant, &request.id, &row, Some(counts))),
        read: Some(read),
    })
}

/// Proposes a change of a queue, and returns the changed queue.
async fn changed(app: &App, tenant: &str, queue: &str, command: Command) -> Result<Changed, Status> {
    let answer = app.writer.propose(command, Priority::Urgent).await?;
    changed_by(&app.reader, tenant, queue, answer)
}

/// Converts the answer to a change of a queue.
fn changed_by(
    reader: &StateReader,
    tenant: &str,
    queue: &str,
    (at, reply): (Position, Reply),
) -> Result<Changed, Status> {
    let Reply::Queue { row, existing } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(Changed {
        queue: shown(reader, tenant, queue, &row)?,
        existing,
        at,
    })
}

struct Changed {
    queue: Queue,
    existing: bool,
    at: Position,
}

/// The queue with counts from the applied state.
fn shown(reader: &StateReader, tenant: &str, queue: &str, row: &QueueRow) -> Result<Queue, Status> {
    let state = reader.state()?;
    let (counts, _) = state.look(|view| queue_counts::count(view, tenant, queue, limits::COUNT_ROWS_OF_LIST_MAX))?;
    Ok(convert::queue(tenant, queue, row, Some(counts)))
}

const SHARD: u32 = id::SHARD;
