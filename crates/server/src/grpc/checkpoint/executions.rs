//! Lists executions that have checkpoints. An execution costs one lookup, whatever number of checkpoints it has: the
//! next lookup starts after all of them.

use crate::{access::Principal, app::App, token, validate};
use minoots_kernel::{Failure, tables::checkpoint};
use minoots_sequencer::consensus::View;
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
    let (view, read) = app.read_many(tenant, request.read.as_ref()).await?;
    let (first, until) = checkpoint::executions(tenant, &request.id_prefix);
    let from = after.unwrap_or(first);
    let found = look(view.as_ref(), tenant, from, &until, size).map_err(|failure| app.fail(failure))?;
    let (executions, behind) = found;
    Ok(ListExecutionsResponse {
        executions,
        next_page_token: behind.map_or_else(String::new, |key| token::seal(token::Kind::Page, &binding, &key)),
        read: Some(read),
    })
}

/// The executions from a key on, and the start of the next page if there is one.
fn look(
    view: &dyn View,
    tenant: &str,
    mut from: Vec<u8>,
    until: &[u8],
    size: usize,
) -> Result<(Vec<String>, Option<Vec<u8>>), Failure> {
    let mut executions = Vec::new();
    while let Some(row) = view.scan(&from, until, 1)?.first() {
        if executions.len() == size {
            return Ok((executions, Some(from)));
        }
        let (_, execution, ..) = checkpoint::read(row)?;
        (_, from) = checkpoint::range(tenant, &execution);
        executions.push(execution);
    }
    Ok((executions, None))
}
