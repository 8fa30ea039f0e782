//! Queues as tables.

use minoots_terminal::output::Table;
use minoots_wire::queue::v1::{Queue, QueueCounts};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::RetryPolicy;
use minoots_wire::well_known::{Duration, Timestamp};

use crate::record::text_of;

/// Formats one queue, a field a row; unset fields are left out.
pub fn queue(queue: &Queue) -> Table {
    let time = |time: &Option<Timestamp>| time.as_ref().and_then(text_of).unwrap_or_default();
    let counts = queue.counts.unwrap_or_default();
    let mut table = Table::of_fields();
    table.field("id", &queue.id);
    table.field("description", &queue.description);
    table.field("state", state(queue));
    if let Some(pause) = &queue.pause {
        table.field("paused by", &pause.by);
        table.field("paused since", time(&pause.time));
        table.field("pause reason", &pause.reason);
    }
    table.field("ready", number(counts.ready, counts.ready_exact));
    table.field("leased", number(counts.leased, counts.leased_exact));
    table.field("delayed", number(counts.delayed, counts.leased_exact));
    table.field("dead letters", number(counts.dead, counts.dead_exact));
    table.field("ack deadline", span(queue.ack_deadline.as_ref()));
    table.field("max age", span(queue.max_age.as_ref()));
    table.field(
        "retry policy",
        queue.retry_policy.as_ref().map(policy).unwrap_or_default(),
    );
    if queue.key_concurrency != 0 {
        table.field("out of one key", queue.key_concurrency.to_string());
    }
    table.field("created", time(&queue.create_time));
    table.field("updated", time(&queue.update_time));
    table.field("state version", queue.state_version.to_string());
    table
}

/// Formats queues, one a row.
pub fn queues(queues: &[Queue]) -> Table {
    let mut table = Table::with_headers(&["ID", "STATE", "READY", "LEASED", "DELAYED", "DEAD", "DESCRIPTION"]);
    for queue in queues {
        let counts: QueueCounts = queue.counts.unwrap_or_default();
        table.row([
            queue.id.clone(),
            state(queue).to_owned(),
            number(counts.ready, counts.ready_exact),
            number(counts.leased, counts.leased_exact),
            number(counts.delayed, counts.leased_exact),
            number(counts.dead, counts.dead_exact),
            queue.description.clone(),
        ]);
    }
    table
}

fn state(queue: &Queue) -> &'static str {
    match queue.pause {
        Some(_) => "PAUSED",
        None => "RUNNING",
    }
}

/// Formats a count, with a `+` if counting stopped at its bound.
fn number(count: u64, exact: bool) -> String {
    format!("{count}{}", if exact { "" } else { "+" })
}

fn span(span: Option<&Duration>) -> String {
    let ns = span.and_then(|span| duration::from_proto(span).ok());
    ns.map(duration::format).unwrap_or_default()
}

fn policy(policy: &RetryPolicy) -> String {
    format!(
        "{} attempts, {} to {} apart",
        policy.max_attempts,
        span(policy.initial_backoff.as_ref()),
        span(policy.max_backoff.as_ref())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_where_counting_stopped() {
        let counts = QueueCounts {
            ready: 1_000,
            leased: 2,
            leased_exact: true,
            dead_exact: true,
            ..QueueCounts::default()
        };
        let queue = Queue {
            id: "mail".to_owned(),
            counts: Some(counts),
            ..Queue::default()
        };
        let text = queues(&[queue]).render(false);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "ID    STATE    READY  LEASED  DELAYED  DEAD  DESCRIPTION",
                "mail  RUNNING  1000+  2       0        0"
            ]
        );
    }
}
