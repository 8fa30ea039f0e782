//! Sets, spends, reads and deletes budgets.

use super::shown;
use crate::{
    access::Principal,
    app::{App, CommandWriter},
    page::Page,
    refusal, validate,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{DeleteBudget, SetBudget, SpendBudget, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::{
    lease::v1::{
        DeleteBudgetRequest, DeleteBudgetResponse, GetBudgetRequest, GetBudgetResponse, ListBudgetsRequest,
        ListBudgetsResponse, SetBudgetRequest, SetBudgetResponse, SpendBudgetRequest, SpendBudgetResponse,
    },
    time::instant,
};
use tonic::Status;

pub(super) async fn set(app: &App, who: &Principal, request: SetBudgetRequest) -> Result<SetBudgetResponse, Status> {
    let spec = validate::lease::budget(&request);
    app.writer.check_growth()?;
    let command = Command::SetBudget(SetBudget {
        caller: Some(who.caller("")),
        id: request.id.clone(),
        partition_key: request.partition_key.clone(),
        spec: Some(spec),
    });
    let (at, reply) = app.writer.propose(command, Priority::Normal).await?;
    let Reply::Budget { row, existing } = reply else {
        return Err(refusal::unexpected_reply());
    };
    let now = app.clock.now().max(row.last_time);
    let budget = shown::budget(who.tenant(), &request.id, &request.partition_key, *row, now);
    Ok(SetBudgetResponse {
        budget: Some(budget),
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn spend(
    writer: &CommandWriter,
    who: &Principal,
    request: SpendBudgetRequest,
) -> Result<SpendBudgetResponse, Status> {
    let amount = validate::lease::spend(request.amount);
    writer.check_growth()?;
    let command = Command::SpendBudget(SpendBudget {
        caller: Some(who.caller(&request.request_id)),
        id: request.id,
        partition_key: request.partition_key,
        amount,
    });
    let (at, reply) = writer.propose(command, Priority::Normal).await?;
    let Reply::Spent { spend, original_index } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(SpendBudgetResponse {
        spend_time: Some(instant::to_proto(spend.time)),
        remaining: shown::count(spend.remaining),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}

pub(super) async fn get(app: &App, who: &Principal, request: GetBudgetRequest) -> Result<GetBudgetResponse, Status> {
    let (id, partition_key) = (&request.id, &request.partition_key);
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let row = state.budget((who.tenant(), id, partition_key))?;
    let row = row.ok_or_else(|| refusal::rejected(&Reject::BudgetNotFound))?;
    // Log time does not advance without entries, and is never behind a spend.
    let now = state.shard()?.time.max(app.clock.now());
    Ok(GetBudgetResponse {
        budget: Some(shown::budget(who.tenant(), id, partition_key, row, now)),
        read: Some(read),
    })
}

pub(super) async fn list(
    app: &App,
    who: &Principal,
    request: ListBudgetsRequest,
) -> Result<ListBudgetsResponse, Status> {
    let tenant = who.tenant();
    let binding = format!("budgets {tenant:?} {:?}", request.id_prefix);
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = app.reader.read_many(tenant, request.read.as_ref()).await?;
    let now = state.shard()?.time.max(app.clock.now());
    let (rows, last) = state.budgets((tenant, &request.id_prefix), &page.portion)?;
    let shown = |(_, id, key, row): (_, String, String, _)| shown::budget(tenant, &id, &key, row, now);
    Ok(ListBudgetsResponse {
        budgets: rows.into_iter().map(shown).collect(),
        next_page_token: page.next(last),
        read: Some(read),
    })
}

pub(super) async fn delete(
    writer: &CommandWriter,
    who: &Principal,
    request: DeleteBudgetRequest,
) -> Result<DeleteBudgetResponse, Status> {
    let command = Command::DeleteBudget(DeleteBudget {
        caller: Some(who.caller("")),
        id: request.id,
        partition_key: request.partition_key,
    });
    let (at, _) = writer.propose(command, Priority::Normal).await?;
    Ok(DeleteBudgetResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}
