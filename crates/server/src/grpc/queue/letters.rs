//! Lists dead letters in the order in which they failed. A page examines a bounded number of rows and may be short with a token for
//! the next.

use crate::{
    access::Principal,
    app::App,
    convert, refusal,
    token::{self, Kind},
    validate,
};
use minoots_kernel::{
    Failure, id,
    internal::{RedriveState, TimerRow, TimerState},
    limits,
    tables::{self, dead, layout},
};
use minoots_sequencer::consensus::View;
use minoots_wire::queue::v1::{DeadLetter, ListDeadLettersRequest, ListDeadLettersResponse};
use tonic::Status;

/// Rows of one read at least, so that a filter that selects little is not read row by row.
const READ_ROWS_MIN: usize = 64;

/// What is looked for.
struct Search<'a> {
    tenant: &'a str,
    queue: &'a str,
    reason: u32,
    size: usize,
}

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ListDeadLettersRequest,
) -> Result<ListDeadLettersResponse, Status> {
    let mut violations = validate::Violations::default();
    validate::queue_of_letters(&mut violations, "id", &request.id);
    let (reason, since) = validate::letters(&mut violations, request.reason, request.since.as_ref());
    violations.finish()?;
    let size = validate::page_size(request.page_size)?;
    let tenant = who.tenant().to_owned();
    let binding = format!("letters {tenant:?} {:?} {reason} {since}", request.id).into_bytes();
    let after = token::page(&binding, &request.page_token)?;
    let (view, read) = app.read(request.read.as_ref()).await?;
    let known = is_known(view.as_ref(), &tenant, &request.id).map_err(|failure| app.fail(failure))?;
    if !known {
        return Err(match id::webhook_of(&request.id) {
            Some(_) => refusal::webhook_not_found(),
            None => refusal::queue_not_found(),
        });
    }
    let search = Search {
        tenant: &tenant,
        queue: &request.id,
        reason,
        size,
    };
    let from = after.map_or_else(|| dead::start(&tenant, &request.id, since), layout::after);
    let (dead_letters, last) = walk(view.as_ref(), &search, from).map_err(|failure| app.fail(failure))?;
    let next_page_token = last.map(|last| token::seal(Kind::Page, &binding, &last));
    Ok(ListDeadLettersResponse {
        dead_letters,
        next_page_token: next_page_token.unwrap_or_default(),
        read: Some(read),
    })
}

/// Whether there is such a queue. That of an endpoint has no row: there is the endpoint, or what it left when it was removed.
fn is_known(view: &dyn View, tenant: &str, queue: &str) -> Result<bool, Failure> {
    let Some(webhook) = id::webhook_of(queue) else {
        return Ok(tables::queue::get(view, tenant, queue)?.is_some());
    };
    if tables::webhook::get(view, tenant, webhook)?.is_some() {
        return Ok(true);
    }
    let (from, until) = dead::range(tenant, queue);
    Ok(!view.scan(&from, &until, 1)?.is_empty())
}

type Found = (Vec<DeadLetter>, Option<Vec<u8>>);

/// The letters of a page, and the last key examined, if there may be more behind it.
fn walk(view: &dyn View, search: &Search<'_>, mut from: Vec<u8>) -> Result<Found, Failure> {
    let until = dead::range(search.tenant, search.queue).1;
    let (mut letters, mut examined, mut last) = (Vec::new(), 0, None);
    while examined < limits::PAGE_ROWS_EXAMINED_MAX && from < until {
        let wanted = (search.size - letters.len() + 1).max(READ_ROWS_MIN);
        let limit = wanted.min(limits::PAGE_ROWS_EXAMINED_MAX - examined);
        let rows = view.scan(&from, &until, limit)?;
        let exhausted = rows.len() < limit;
        examined += rows.len();
        for (at, scanned) in rows.iter().enumerate() {
            let (failed, timer) = dead::read(scanned)?;
            let found = tables::timer::get(view, search.tenant, &timer.id)?;
            letters.extend(
                found
                    .filter(|row| row.version == timer.version && search.selects(row))
                    .map(|row| search.letter(row, failed)),
            );
            from = layout::after(scanned.0.clone());
            last = Some(scanned.0.clone());
            if letters.len() == search.size {
                let more = !exhausted || at + 1 < rows.len();
                return Ok((letters, last.filter(|_| more)));
            }
        }
        if exhausted {
            return Ok((letters, None));
        }
    }
    Ok((letters, last))
}

impl Search<'_> {
    fn selects(&self, row: &TimerRow) -> bool {
        let reason = row.failure.as_ref().map_or(0, |failure| failure.kind);
        let is_letter = row.state() == TimerState::Failed && row.redrive() == RedriveState::Unspecified;
        is_letter && (self.reason == 0 || i64::from(reason) == i64::from(self.reason))
    }

    fn letter(&self, row: TimerRow, failed: i64) -> DeadLetter {
        DeadLetter {
            event_id: id::fired_event_id(self.tenant, row.id(), row.version),
            timer_id: row.id().to_owned(),
            state_version: row.version,
            fail_time: convert::timestamp(failed),
            failure: convert::failure(&row),
            attempts: row.delivery.map_or(0, |delivery| delivery.attempts),
            due_time: convert::timestamp(row.due()),
            timer_name: row.spec.map(|spec| spec.name).unwrap_or_default(),
        }
    }
}
