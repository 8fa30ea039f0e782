//! Lists queues by id. A page counts a bounded number of rows and may be short with a token for the next.

use super::count;
use crate::{
    access::Principal,
    app::App,
    convert,
    token::{self, Kind},
    validate,
};
use minoots_kernel::{
    limits,
    tables::{self, layout},
};
use minoots_wire::queue::v1::{ListQueuesRequest, ListQueuesResponse};
use tonic::Status;

pub(super) async fn run(app: &App, who: &Principal, request: ListQueuesRequest) -> Result<ListQueuesResponse, Status> {
    let size = validate::page_size(request.page_size);
    let tenant = who.tenant().to_owned();
    let binding = format!("queues {tenant:?} {:?}", request.id_prefix).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read_many(&tenant, request.read.as_ref()).await?;
    let failed = |failure| app.fail(failure);
    let (start, until) = tables::queue::range_of(&tenant, &request.id_prefix);
    let from = after.map_or(start, layout::after);
    let rows = view.scan(&from, &until, size + 1).map_err(failed)?;
    let (mut queues, mut examined, mut last) = (Vec::new(), 0, None);
    for scanned in &rows {
        if queues.len() == size || examined >= limits::PAGE_ROWS_EXAMINED_MAX {
            break;
        }
        let (id, row) = tables::queue::read(scanned).map_err(failed)?;
        let counted = count::count(view.as_ref(), &tenant, &id, limits::COUNT_ROWS_OF_LIST_MAX);
        let (counts, rows) = counted.map_err(failed)?;
        examined += rows;
        queues.push(convert::queue(&tenant, &id, &row, Some(counts)));
        last = Some(&scanned.0);
    }
    let more = last.filter(|_| queues.len() < rows.len());
    let next_page_token = more.map(|last| token::seal(Kind::Page, &binding, last));
    Ok(ListQueuesResponse {
        queues,
        next_page_token: next_page_token.unwrap_or_default(),
        read: Some(read),
    })
}
