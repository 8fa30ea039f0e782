//! Lists queues by id. A page counts a bounded number of rows and may be short with a token for the next.

use crate::{access::Principal, app::StateReader, convert, page::Page, queries::queue_counts};
use minoots_wire::queue::v1::{ListQueuesRequest, ListQueuesResponse};
use tonic::Status;

pub(super) async fn run(
    reader: &StateReader,
    who: &Principal,
    request: ListQueuesRequest,
) -> Result<ListQueuesResponse, Status> {
    let tenant = who.tenant();
    let binding = format!("queues {tenant:?} {:?}", request.id_prefix);
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = reader.read_many(tenant, request.read.as_ref()).await?;
    let of = (tenant, request.id_prefix.as_str());
    let (queues, last) = state.look(|view| queue_counts::queues(view, of, &page.portion))?;
    let shown = |(id, row, counts): (String, _, _)| convert::queue(tenant, &id, &row, Some(counts));
    Ok(ListQueuesResponse {
        queues: queues.into_iter().map(shown).collect(),
        next_page_token: page.next(last),
        read: Some(read),
    })
}
