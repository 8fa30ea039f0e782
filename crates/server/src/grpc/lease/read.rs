//! Reads held leases. Log time decides whether a lease is held, as it does for an acquisition.

use super::shown;
use crate::{access::Principal, app::App, refusal, token, validate};
use minoots_kernel::tables::{lease, shard};
use minoots_wire::lease::v1::{GetLeaseRequest, GetLeaseResponse, ListLeasesRequest, ListLeasesResponse};
use tonic::Status;

pub(super) async fn get(app: &App, who: &Principal, request: GetLeaseRequest) -> Result<GetLeaseResponse, Status> {
    let (id, partition_key) = (&request.id, &request.partition_key);
    let (view, read) = app.read(request.read.as_ref()).await?;
    let fail = |failure| app.fail(failure);
    let shard = shard::get(view.as_ref()).map_err(fail)?;
    let row = lease::get(view.as_ref(), (who.tenant(), id, partition_key)).map_err(fail)?;
    let row = row
        .filter(|row| shard.is_leased(row))
        .ok_or_else(refusal::lease_not_found)?;
    Ok(GetLeaseResponse {
        lease: Some(shown::lease(who.tenant(), id, partition_key, row)),
        read: Some(read),
    })
}

pub(super) async fn list(app: &App, who: &Principal, request: ListLeasesRequest) -> Result<ListLeasesResponse, Status> {
    let size = validate::page_size(request.page_size);
    let tenant = who.tenant();
    let binding = format!("leases {tenant:?} {:?}", request.id_prefix).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read_many(tenant, request.read.as_ref()).await?;
    let (first, until) = lease::range(tenant, &request.id_prefix);
    let from = after.map_or(first, |last| [&last[..], &[0]].concat());
    let fail = |failure| app.fail(failure);
    let shard = shard::get(view.as_ref()).map_err(fail)?;
    // One row more than a page shows whether there are more.
    let mut rows = view.scan(&from, &until, size + 1).map_err(fail)?;
    let next_page_token = token::cut(&mut rows, size, &binding);
    let mut leases = Vec::with_capacity(rows.len());
    for row in &rows {
        let (_, id, partition_key, row) = lease::read(row).map_err(fail)?;
        if shard.is_leased(&row) {
            leases.push(shown::lease(tenant, &id, &partition_key, row));
        }
    }
    Ok(ListLeasesResponse {
        leases,
        next_page_token,
        read: Some(read),
    })
}
