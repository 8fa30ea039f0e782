//! Random steps about endpoints: four names, two of each tenant.

use super::resolve::{TENANTS, caller};
use crate::model::Model;
use minoots_kernel::{
    internal::{
        Attempt, AttemptRow, DeleteWebhook, EventLetter, EventLetterRow, MoveWebhookCursors, PutWebhook,
        RecordAttempts, WebhookCursor, WebhookRow, WebhookSpec, command::Command as Kind,
    },
    limits::EVENT_RETENTION,
};

const HOUR: u64 = 3_600_000_000_000;

fn name(pick: u8) -> (&'static str, String) {
    (TENANTS[usize::from(pick / 3)], format!("h{}", pick % 2))
}

fn standing<'m>(model: &'m Model, tenant: &str, id: &str) -> Option<&'m WebhookRow> {
    let mut all = model.webhooks.iter();
    all.find(|(owner, known, _)| owner == tenant && known == id)
        .map(|(_, _, row)| row)
}

/// Usually the current version; sometimes none, one behind, one ahead.
fn version(row: Option<&WebhookRow>, pick: u8) -> u64 {
    let current = row.map_or(0, |row| row.version);
    match pick {
        0 | 1 => current,
        2 => 0,
        3 => current.saturating_sub(1),
        _ => current + 1,
    }
}

pub(super) fn put(model: &Model, pick: u8, version_pick: u8, body: u8) -> Kind {
    let (tenant, id) = name(pick);
    let url = format!("https://example.com/{}", body % 2);
    let types = (body % 4 == 3).then(|| "timer.failed".to_string());
    Kind::PutWebhook(Box::new(PutWebhook {
        caller: caller(tenant, "r"),
        version: version(standing(model, tenant, &id), version_pick),
        enable: body > 3,
        spec: Some(WebhookSpec {
            digest: vec![0xD0, body % 2],
            types: types.into_iter().collect(),
            disable_after: u64::from(body) * HOUR,
            url,
            ..WebhookSpec::default()
        }),
        id,
    }))
}

pub(super) fn delete(model: &Model, pick: u8, version_pick: u8) -> Kind {
    let (tenant, id) = name(pick);
    Kind::DeleteWebhook(DeleteWebhook {
        caller: caller(tenant, ""),
        version: version(standing(model, tenant, &id), version_pick),
        id,
    })
}

pub(super) fn attempts(model: &Model, picks: &[(u8, u8, u8)], now: i64) -> Kind {
    let one = |(pick, version_pick, outcome): &(u8, u8, u8)| {
        let (tenant, id) = name(*pick);
        Attempt {
            tenant: tenant.to_string(),
            version: version(standing(model, tenant, &id), *version_pick),
            webhook: id,
            row: Some(AttemptRow {
                time: now,
                event_id: "e".to_string(),
                number: 1,
                // Delivered, retry, failed, gone, test; failures more often.
                outcome: [2, 1, 2, 3, 4 + i32::from(*version_pick > 2)][usize::from(*outcome)],
                ..AttemptRow::default()
            }),
        }
    };
    Kind::RecordAttempts(RecordAttempts {
        attempts: picks.iter().map(one).collect(),
    })
}

pub(super) fn cursors(model: &Model, picks: &[(u8, u8, u8)], now: i64) -> Kind {
    let one = |(pick, made, ahead): &(u8, u8, u8)| {
        let (tenant, id) = name(*pick);
        let row = standing(model, tenant, &id);
        // The newest event of the log, while it is held, or a future one.
        let newest = model.events.iter().rfind(|(owner, _)| owner == tenant);
        let is_kept = newest.is_some_and(|(_, event)| event.time + EVENT_RETENTION > now);
        let next_event = 1 + model.events.iter().filter(|(owner, _)| owner == tenant).count() as u64;
        let letter = EventLetter {
            sequence: next_event - u64::from(is_kept),
            row: Some(EventLetterRow {
                fail_time: now,
                attempts: u32::from(*ahead) + 1,
                refused: *ahead % 2 == 0,
                ..EventLetterRow::default()
            }),
        };
        WebhookCursor {
            tenant: tenant.to_string(),
            webhook: id,
            made_version: row.map_or(0, |row| row.made_version) + u64::from(*made == 4),
            next: row.map_or(0, |row| row.next_event) + u64::from(*ahead),
            letters: Vec::from_iter((*made < 3).then_some(letter)),
            ended: Vec::from_iter((*made == 3).then_some(next_event - 1)),
        }
    };
    Kind::MoveWebhookCursors(MoveWebhookCursors {
        cursors: picks.iter().map(one).collect(),
    })
}
