//! Lists dead letters: timers in the order in which they failed, then log events in log order. A page examines a
//! bounded number of rows and may be short with a token for the next.

use crate::{
    access::Principal,
    app::StateReader,
    convert,
    page::Page,
    queries::letters::{self, Letter, Search},
    refusal,
    state::State,
    validate,
};
use minoots_delivery::data;
use minoots_kernel::{
    id,
    internal::{EventKind, EventLetterRow, FailureRow, TimerRow},
};
use minoots_wire::queue::v1::{DeadLetter, ListDeadLettersRequest, ListDeadLettersResponse};
use minoots_wire::rules::Unjudged;
use tonic::Status;

pub(super) async fn run(
    reader: &StateReader,
    who: &Principal,
    request: Unjudged<ListDeadLettersRequest>,
) -> Result<ListDeadLettersResponse, Status> {
    let (request, mut violations) = request.judge();
    let (reason, since) = validate::letters(&mut violations, request.reason, request.since.as_ref());
    violations.finish()?;
    let tenant = who.tenant();
    let binding = format!("letters {tenant:?} {:?} {reason} {since}", request.id);
    let page = Page::asked(binding, request.page_size, &request.page_token)?;
    let (state, read) = reader.read_many(tenant, request.read.as_ref()).await?;
    check_known(&state, (tenant, &request.id))?;
    let search = Search {
        tenant,
        queue: &request.id,
        reason,
        since,
    };
    let (letters, last) = state.look(|view| search.walk(view, &page.portion))?;
    Ok(ListDeadLettersResponse {
        dead_letters: letters.into_iter().map(|letter| shown(tenant, letter)).collect(),
        next_page_token: page.next(last),
        read: Some(read),
    })
}

/// Rejects an unknown queue, so that a mistyped name does not look like a queue without dead letters.
pub(in crate::grpc) fn check_known(state: &State, (tenant, queue): (&str, &str)) -> Result<(), Status> {
    if state.look(|view| letters::is_known(view, tenant, queue))? {
        return Ok(());
    }
    Err(match id::webhook_of(queue) {
        Some(webhook) => refusal::webhook_not_found(webhook),
        None => refusal::queue_not_found(),
    })
}

fn shown(tenant: &str, letter: Letter) -> DeadLetter {
    match letter {
        Letter::Timer(failed, row) => timer(tenant, failed, *row),
        Letter::Event(letter) => event(letter),
    }
}

fn timer(tenant: &str, failed: i64, row: TimerRow) -> DeadLetter {
    DeadLetter {
        event_id: id::fired_event_id(tenant, row.id(), row.version),
        timer_id: row.id().to_owned(),
        state_version: row.version,
        fail_time: convert::timestamp(failed),
        failure: convert::failure(&row),
        attempts: row.delivery.map_or(0, |delivery| delivery.attempts),
        due_time: convert::timestamp(row.due()),
        timer_name: row.spec.map(|spec| spec.name).unwrap_or_default(),
        event_type: data::kind_name(EventKind::TimerFired).to_owned(),
    }
}

fn event(letter: EventLetterRow) -> DeadLetter {
    let failure = FailureRow {
        kind: letters::reason(&letter).into(),
        message: letter.detail,
        purged: false,
    };
    DeadLetter {
        event_id: letter.event_id,
        event_type: letter.event_type,
        fail_time: convert::timestamp(letter.fail_time),
        failure: Some(convert::failure_of(&failure)),
        attempts: letter.attempts,
        ..DeadLetter::default()
    }
}
