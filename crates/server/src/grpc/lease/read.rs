//! Reads held leases. Log time decides whether a lease is held, as it does for an acquisition.

use super::shown;
use crate::{access::Principal, app::StateReader, page::Page, refusal};
use minoots_wire::lease::v1::{GetLeaseRequest, GetLeaseResponse, ListLeasesRequest, ListLeasesResponse};
use tonic::Status;

pub(super) async fn get(
    reader: &StateReader,
    who: &Principal,
    request: GetLeaseRequest,
) -> Result<GetLeaseResponse, Status> {
    let (id, partition_key) = (&request.id, &request.partition_key);
    let (state, read) = reader.read(request.read.as_ref()).await?;
    let shard = state.shard()?;
    let row = state.lease((who.tenant(), id, partition_key))?;
    let row = row
        .filter(|row| shard.is_leased(row))
        .ok_or_else(refusal::lease_not_found)?;
    Ok(GetLeaseResponse {
        lease: Some(shown::lease(who.tenant(), id, partition_key, row)),
        read: Some(read),
    })
}

pub(super) async fn list(
    reader: &StateReader,
    who: &Principal,
    request: ListLeasesRequest,
) -> Result<ListLeasesResponse, Status> {
    let tenant = who.tenant();
    let binding = format!("leases {tenant:?} {:?}", request.id_prefix);
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = reader.read_many(tenant, request.read.as_ref()).await?;
    let shard = state.shard()?;
    let (mut rows, last) = state.leases((tenant, &request.id_prefix), &page.portion)?;
    rows.retain(|(_, _, _, row)| shard.is_leased(row));
    let shown = |(_, id, partition_key, row): (_, String, String, _)| shown::lease(tenant, &id, &partition_key, row);
    Ok(ListLeasesResponse {
        leases: rows.into_iter().map(shown).collect(),
        next_page_token: page.next(last),
        read: Some(read),
    })
}
