//! Lists queues by id. A page counts a bounded number of rows and may be short with a token for the next.

use crate::{
    access::Principal,
    app::App,
    convert,
    queries::queue_counts,
    token::{self, Kind},
    validate,
};
use minoots_wire::queue::v1::{ListQueuesRequest, ListQueuesResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: ListQueuesRequest) -> Result<ListQueuesResponse, Status> {
    let size = validate::page_size(request.page_size);
    let tenant = who.tenant().to_owned();
    let binding = format!("queues {tenant:?} {:?}", request.id_prefix).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (state, read) = app.read_many(&tenant, request.read.as_ref()).await?;
    let (queues, more) = state.look(|view| queue_counts::queues(view, (&tenant, &request.id_prefix), (after, size)))?;
    let next_page_token = more.map(|last| token::seal(Kind::Page, &binding, &last));
    let shown = |(id, row, counts): (String, _, _)| convert::queue(&tenant, &id, &row, Some(counts));
    Ok(ListQueuesResponse {
        queues: queues.into_iter().map(shown).collect(),
        next_page_token: next_page_token.unwrap_or_default(),
        read: Some(read),
    })
}
