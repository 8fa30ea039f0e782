//! Endpoints and attempts as tables.

use minoots_terminal::clock::floor_us;
use minoots_terminal::output::Table;
use minoots_wire::time::duration;
use minoots_wire::webhook::v1::{Webhook, WebhookAttempt};
use minoots_wire::well_known::{Duration, Timestamp};

use crate::record::{milliseconds, text_of};

fn time(time: &Option<Timestamp>) -> String {
    time.as_ref().and_then(text_of).unwrap_or_default()
}

fn nanoseconds(span: &Option<Duration>) -> Option<i64> {
    duration::from_proto(span.as_ref()?).ok()
}

fn state(webhook: &Webhook) -> &'static str {
    if webhook.disabled {
        webhook
            .disabled_reason()
            .as_str_name()
            .trim_start_matches("DISABLED_REASON_")
    } else {
        ""
    }
}

/// Formats one endpoint, a field a row; unset fields are left out.
pub fn webhook(webhook: &Webhook) -> Table {
    let mut table = Table::of_fields();
    table.field("id", &webhook.id);
    table.field("url", &webhook.url);
    table.field("events", webhook.event_types.join(" "));
    table.field("headers", webhook.header_names.join(" "));
    if let Some(rate) = &webhook.rate {
        let rate = format!(
            "{} a second, {} at once, {} under way",
            rate.per_second, rate.burst, rate.concurrency
        );
        table.field("rate", rate);
    }
    table.field("private", if webhook.allow_private { "allowed" } else { "" });
    table.field("disabled", state(webhook));
    table.field("disabled at", time(&webhook.disable_time));
    table.field("failing since", time(&webhook.failing_since));
    table.field(
        "disabled after",
        nanoseconds(&webhook.disable_after)
            .map(duration::format)
            .unwrap_or_default(),
    );
    let counts = [
        ("dead events", webhook.dead_events),
        ("forgotten", webhook.dead_events_forgotten),
    ];
    for (name, count) in counts.into_iter().filter(|(_, count)| *count != 0) {
        table.field(name, count.to_string());
    }
    table.field("created", time(&webhook.create_time));
    for pair in &webhook.signing_pairs {
        let until = pair.end_time.map(|_| format!(", until {}", time(&pair.end_time)));
        table.field(
            "public key",
            format!("{}{}", pair.public_key, until.unwrap_or_default()),
        );
    }
    table.field("state version", webhook.state_version.to_string());
    table
}

/// Formats endpoints, one a row.
pub fn webhooks(webhooks: &[Webhook]) -> Table {
    let mut table = Table::with_headers(&["ID", "DISABLED", "EVENTS", "URL"]);
    for webhook in webhooks {
        table.row([
            webhook.id.clone(),
            state(webhook).to_owned(),
            webhook.event_types.join(" "),
            webhook.url.clone(),
        ]);
    }
    table
}

/// Formats attempts, one a row.
pub fn attempts(attempts: &[WebhookAttempt]) -> Table {
    let mut table = Table::with_headers(&["TIME", "EVENT", "ATTEMPT", "OUTCOME", "STATUS", "TOOK", "FAILURE"]);
    for attempt in attempts {
        table.row([
            time(&attempt.time),
            attempt.event_id.clone(),
            attempt.number.to_string(),
            attempt
                .outcome()
                .as_str_name()
                .trim_start_matches("WEBHOOK_ATTEMPT_OUTCOME_")
                .to_owned(),
            match attempt.status {
                0 => String::new(),
                status => status.to_string(),
            },
            nanoseconds(&attempt.duration)
                .map(|ns| milliseconds(floor_us(ns)))
                .unwrap_or_default(),
            attempt.failure.clone(),
        ]);
    }
    table
}
