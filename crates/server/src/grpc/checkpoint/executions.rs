//! Lists executions that have checkpoints.

use crate::{access::Principal, app::App, queries::checkpoints, token, validate};
use minoots_wire::checkpoint::v1::{ListExecutionsRequest, ListExecutionsResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListExecutionsRequest,
) -> Result<ListExecutionsResponse, Status> {
    let size = validate::page_size(request.page_size);
    let tenant = who.tenant();
    let binding = format!("executions {tenant:?} {:?}", request.id_prefix).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (state, read) = app.read_many(tenant, request.read.as_ref()).await?;
    let of = (tenant, request.id_prefix.as_str());
    let (executions, behind) = state.look(|view| checkpoints::executions(view, of, (after, size)))?;
    Ok(ListExecutionsResponse {
        executions,
        next_page_token: behind.map_or_else(String::new, |key| token::seal(token::Kind::Page, &binding, &key)),
        read: Some(read),
    })
}
