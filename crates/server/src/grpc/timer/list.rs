//! Lists timers, page by page. A page examines a bounded number of rows. It may be short or empty, with a token for the
//! next.

use crate::{
    access::Principal,
    app::App,
    convert, policies,
    queries::{
        timer_filter::{Asked, Filter},
        timers::{Found, Order, walk},
    },
    token::{self, Kind},
    validate,
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
    let size = validate::page_size(request.page_size);
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
    let binding = filter.binding(tenant);
    let after = token::page(&binding, &request.page_token)?;
    let (state, read) = app.read_many(tenant, request.read.as_ref()).await?;
    let order = if filter.is_pending() { Order::ByDue } else { Order::ById };
    app.allow(who, || policies::of_list(&queue))?;
    let page = state.look(|view| walk(view, tenant, (&filter, order), after, size))?;
    let shown = |found: Found| Ok(convert::timer(tenant, app.opened(tenant, found.row)?, found.armed));
    let timers = page.found.into_iter().map(shown).collect::<Result<Vec<_>, Status>>()?;
    let next_page_token = page.last.map(|last| token::seal(Kind::Page, &binding, &last));
    Ok(ListTimersResponse {
        timers,
        next_page_token: next_page_token.unwrap_or_default(),
        read: Some(read),
    })
}
