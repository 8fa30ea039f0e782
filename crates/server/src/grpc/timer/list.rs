//! Lists timers, page by page. A page examines a bounded number of rows. It may be short or empty, with a token for the
//! next.

use crate::{
    access::Principal,
    app::App,
    convert,
    page::Page,
    policies,
    queries::{
        timer_filter::{Asked, Filter},
        timers::{Found, Order, Walk, walk},
    },
};
use minoots_wire::rules::Unjudged;
use minoots_wire::timer::v1::{ListTimersRequest, ListTimersResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<ListTimersRequest>,
) -> Result<ListTimersResponse, Status> {
    let (request, mut violations) = request.judge();
    let queue = request.queue;
    let asked = Asked {
        statuses: &request.statuses,
        due_from: request.due_from.as_ref(),
        due_until: request.due_until.as_ref(),
        labels: request.labels,
        queue: &queue,
        name_prefix: &request.name_prefix,
        id_prefix: &request.id_prefix,
    };
    let filter = Filter::new(&mut violations, asked);
    violations.finish()?;
    let tenant = who.tenant();
    let page = Page::asked(filter.binding(tenant), request.page_size, &request.page_token)?;
    let (state, read) = app.reader.read_many(tenant, request.read.as_ref()).await?;
    let order = if filter.is_pending() { Order::ByDue } else { Order::ById };
    app.judge.allow(who, || policies::of_list(&queue))?;
    let Walk { found, last } = state.look(|view| walk(view, tenant, (&filter, order), &page.portion))?;
    let shown = |found: Found| {
        Ok(convert::timer(
            tenant,
            app.opener.opened(tenant, found.row)?,
            found.armed,
        ))
    };
    let timers = found.into_iter().map(shown).collect::<Result<Vec<_>, Status>>()?;
    Ok(ListTimersResponse {
        timers,
        next_page_token: page.next(last),
        read: Some(read),
    })
}
