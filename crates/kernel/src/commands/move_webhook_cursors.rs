//! Moves the cursors of endpoints in their tenant's log, and stores undelivered events as dead letters. A cursor only
//! moves forward, and never beyond the log. It moves in the same entry that stores the undelivered events before it.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{EventLetter, MoveWebhookCursors, WebhookCursor, WebhookRow},
    limits::{EVENT_LETTERS_MAX, WEBHOOK_RECORDS_MAX},
    reply::{Reject, Reply},
    tables::{self, event_letter},
};

pub(super) fn run(context: &mut Context<'_>, command: &MoveWebhookCursors) -> Result<Reply, Failure> {
    let letters = |cursor: &WebhookCursor| cursor.letters.len() + cursor.ended.len();
    let records = command.cursors.iter().map(|cursor| 1 + letters(cursor));
    if records.sum::<usize>() > WEBHOOK_RECORDS_MAX {
        return rejected(Reject::Empty);
    }
    for cursor in &command.cursors {
        advance(context, cursor)?;
    }
    Ok(Reply::Done)
}

fn advance(context: &mut Context<'_>, cursor: &WebhookCursor) -> Result<(), Failure> {
    let (tenant, webhook) = (cursor.tenant.as_str(), cursor.webhook.as_str());
    let Some(before) = tables::webhook::get(context.tables, tenant, webhook)? else {
        return Ok(());
    };
    if before.made_version != cursor.made_version {
        return Ok(());
    }
    let mut row = before.clone();
    for letter in &cursor.letters {
        keep(context, (tenant, webhook), &mut row, letter)?;
    }
    for sequence in &cursor.ended {
        if event_letter::get(context.tables, tenant, webhook, *sequence)?.is_some() {
            event_letter::delete(context.tables, tenant, webhook, *sequence);
            row.letters -= 1;
        }
    }
    if cursor.next > row.next_event && cursor.next <= context.tenant(tenant)?.next_sequence {
        row.next_event = cursor.next;
    }
    if row != before {
        tables::webhook::put(context.tables, tenant, webhook, &row);
    }
    Ok(())
}

/// Stores an undelivered event, if it is still in the log. Removes the oldest one if there are too many.
fn keep(
    context: &mut Context<'_>,
    (tenant, webhook): (&str, &str),
    row: &mut WebhookRow,
    letter: &EventLetter,
) -> Result<(), Failure> {
    let Some(kept) = &letter.row else { return Ok(()) };
    if tables::event::get(context.tables, tenant, letter.sequence)?.is_none() {
        return Ok(());
    }
    let is_known = event_letter::get(context.tables, tenant, webhook, letter.sequence)?.is_some();
    if !is_known && row.letters >= EVENT_LETTERS_MAX {
        let (from, until) = event_letter::range(tenant, webhook);
        let oldest = context.tables.scan(&from, &until, 1)?;
        for oldest in &oldest {
            let oldest = event_letter::read(oldest)?;
            event_letter::delete(context.tables, tenant, webhook, oldest.sequence);
            row.letters -= 1;
            row.letters_forgotten += 1;
        }
    }
    event_letter::put(context.tables, tenant, webhook, letter.sequence, kept);
    row.letters += u64::from(!is_known);
    Ok(())
}
