//! Lists executions that have checkpoints.

use crate::{access::Principal, app::StateReader, page::Page, queries::checkpoints};
use minoots_wire::checkpoint::v1::{ListExecutionsRequest, ListExecutionsResponse};
use tonic::Status;

pub(super) async fn run(
    reader: &StateReader,
    who: &Principal,
    request: ListExecutionsRequest,
) -> Result<ListExecutionsResponse, Status> {
    let tenant = who.tenant();
    let binding = format!("executions {tenant:?} {:?}", request.id_prefix);
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = reader.read_many(tenant, request.read.as_ref()).await?;
    let of = (tenant, request.id_prefix.as_str());
    let (executions, next) = state.look(|view| checkpoints::executions(view, of, &page.portion))?;
    Ok(ListExecutionsResponse {
        executions,
        next_page_token: page.next(next),
        read: Some(read),
    })
}
