//! A summary of the events since the last report, and of the work that waits for a person: pure.
//!
//! Each report is computed from the previous one and the events since then. `reports.rs` reads the events and stores
//! the report.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the stored format. It grows when the meaning of stored data changes.
pub const FORMAT: u32 = 1;
/// Executions and agents of each kind that a report names. A report says when there are more.
pub const NAMED_MAX: usize = 300;
/// Characters of the reason for each of them.
const REASON_CHARACTERS_MAX: usize = 80;
/// Event types that are counted separately. Further types are counted together.
const TYPES_MAX: usize = 200;
const OTHERS: &str = "other";
/// Orders that are remembered to detect repeats.
const ORDERS_MAX: usize = 256;

/// A stored report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Report {
    /// The format of this record: 1.
    pub format: u32,
    /// The report's number, from 1.
    pub number: u64,
    /// The position up to which the event log was read.
    pub cursor: String,
    /// The time of the first event, RFC 3339; empty if there was none.
    pub from: String,
    /// The time of the last event, RFC 3339; empty if there was none.
    pub to: String,
    /// The number of events.
    pub events: u64,
    /// The number of events by type.
    pub types: BTreeMap<String, u64>,
    /// The limit of events for one report was reached. The next report continues there.
    pub more: bool,
    /// Some events since the last report were compacted.
    pub gap: bool,
    /// Executions that have started and not ended.
    pub running: u64,
    /// Blocked executions, with the reason.
    pub blocked: BTreeMap<String, String>,
    /// Executions that await an approval, with the person or group that is asked.
    pub awaiting: BTreeMap<String, String>,
    /// Agents that are unresponsive or quarantined, with the state.
    pub agents: BTreeMap<String, String>,
    /// The last orders that were executed.
    pub orders: VecDeque<String>,
}

impl Report {
    /// The state before the first report.
    pub fn none() -> Self {
        Self {
            format: FORMAT,
            number: 0,
            cursor: String::new(),
            from: String::new(),
            to: String::new(),
            events: 0,
            types: BTreeMap::new(),
            more: false,
            gap: false,
            running: 0,
            blocked: BTreeMap::new(),
            awaiting: BTreeMap::new(),
            agents: BTreeMap::new(),
            orders: VecDeque::new(),
        }
    }

    /// Starts the next report from this one, before any new event is added.
    #[must_use]
    pub fn next(&self, order: &str) -> Self {
        let mut orders = self.orders.clone();
        orders.push_back(order.to_owned());
        while orders.len() > ORDERS_MAX {
            orders.pop_front();
        }
        Self {
            number: self.number + 1,
            cursor: self.cursor.clone(),
            running: self.running,
            blocked: self.blocked.clone(),
            awaiting: self.awaiting.clone(),
            agents: self.agents.clone(),
            orders,
            ..Self::none()
        }
    }

    /// Whether this order was executed.
    pub fn has(&self, order: &str) -> bool {
        self.orders.iter().any(|known| known == order)
    }

    /// Adds an event; `data` is its content.
    pub fn add(&mut self, (kind, subject, time): (&str, &str, &str), data: &Value) {
        self.events += 1;
        let kind_counted = match self.types.len() < TYPES_MAX || self.types.contains_key(kind) {
            true => kind,
            false => OTHERS,
        };
        *self.types.entry(kind_counted.to_owned()).or_default() += 1;
        if self.from.is_empty() {
            time.clone_into(&mut self.from);
        }
        time.clone_into(&mut self.to);
        if let Some(execution) = subject.strip_prefix("workflows/") {
            self.execution(kind, execution, data);
        } else if let Some(agent) = subject.strip_prefix("agents/") {
            self.agent(kind, agent);
        }
    }

    fn execution(&mut self, kind: &str, execution: &str, data: &Value) {
        let word = |field: &str| data[field].as_str().unwrap_or_default().to_owned();
        match kind {
            "workflow.started" => self.running += 1,
            "workflow.completed" | "workflow.failed" | "workflow.cancelled" => {
                self.running = self.running.saturating_sub(1);
                self.blocked.remove(execution);
                self.awaiting.remove(execution);
            }
            "workflow.paused" if data["blocked"] == true => name(&mut self.blocked, execution, word("reason")),
            "workflow.resumed" => {
                self.goes_on(data);
                self.blocked.remove(execution);
            }
            "workflow.rewound" => {
                self.goes_on(data);
                self.blocked.remove(execution);
                self.awaiting.remove(execution);
            }
            "workflow.phase_regressed" => {
                self.blocked.remove(execution);
                self.awaiting.remove(execution);
            }
            "approval.requested" | "approval.escalated" => name(&mut self.awaiting, execution, word("from")),
            // A halted execution asks again after it is resumed.
            "approval.timed_out" if data["outcome"] == "HALTED" => {}
            "approval.decided" | "approval.timed_out" => {
                self.awaiting.remove(execution);
            }
            _ => {}
        }
    }

    /// Counts an execution as running again, if it had failed.
    fn goes_on(&mut self, data: &Value) {
        if data["was"] == "FAILED" {
            self.running += 1;
        }
    }

    fn agent(&mut self, kind: &str, agent: &str) {
        match kind {
            "agent.unresponsive" => name(&mut self.agents, agent, "not heard of".to_owned()),
            "agent.quarantined" => name(&mut self.agents, agent, "in quarantine".to_owned()),
            "agent.registered" | "agent.recovered" | "agent.released" | "agent.retired" => {
                self.agents.remove(agent);
            }
            _ => {}
        }
    }

    /// Formats the report as Markdown.
    pub fn text(&self, name: &str) -> String {
        let mut text = format!("# {name}: report {}\n\n", self.number);
        let _ = match self.events {
            0 => writeln!(text, "Nothing has happened since the last one."),
            1 => writeln!(text, "One event, at {}.", self.from),
            events => writeln!(text, "{events} events, from {} to {}.", self.from, self.to),
        };
        if self.gap {
            text.push_str("\nSome of what happened before is not kept any more, and is not in it.\n");
        }
        if self.more {
            text.push_str("\nMore had happened by then: the next report goes on after this one.\n");
        }
        let count = |kind: &str| self.types.get(kind).copied().unwrap_or_default();
        let _ = write!(
            text,
            "\n| executions | |\n|---|---|\n| started | {} |\n| completed | {} |\n| failed | {} |\n| cancelled | {} |\n| not ended | {} |\n",
            count("workflow.started"),
            count("workflow.completed"),
            count("workflow.failed"),
            count("workflow.cancelled"),
            self.running,
        );
        section(&mut text, "Blocked", &self.blocked);
        section(&mut text, "Somebody has to decide", &self.awaiting);
        section(&mut text, "Agents", &self.agents);
        if !self.types.is_empty() {
            text.push_str("\n## Events\n\n| type | times |\n|---|---|\n");
            for (kind, times) in &self.types {
                let _ = writeln!(text, "| {kind} | {times} |");
            }
        }
        text
    }
}

/// Adds a name, unless [`NAMED_MAX`] is reached.
fn name(of: &mut BTreeMap<String, String>, who: &str, what: String) {
    if of.len() < NAMED_MAX || of.contains_key(who) {
        let characters = what
            .chars()
            .map(|character| if character.is_control() { ' ' } else { character });
        of.insert(who.to_owned(), characters.take(REASON_CHARACTERS_MAX).collect());
    }
}

fn section(text: &mut String, title: &str, of: &BTreeMap<String, String>) {
    if of.is_empty() {
        return;
    }
    let _ = write!(text, "\n## {title}\n\n");
    for (who, what) in of {
        let _ = writeln!(text, "- `{who}`: {what}");
    }
    if of.len() >= NAMED_MAX {
        let _ = writeln!(text, "- no more than {NAMED_MAX} are named");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    fn told(report: &mut Report, events: &[(&str, &str, Value)]) {
        for (second, (kind, subject, data)) in (10..).zip(events) {
            report.add((kind, subject, &format!("2026-11-24T08:00:{second}Z")), data);
        }
    }

    #[test]
    fn open_items_are_carried_into_later_reports() {
        let mut first = Report::none().next("order-1");
        told(
            &mut first,
            &[
                ("workflow.started", "workflows/a", json!({})),
                ("workflow.started", "workflows/b", json!({})),
                ("approval.requested", "workflows/a", json!({ "from": "lead" })),
                (
                    "workflow.paused",
                    "workflows/b",
                    json!({ "blocked": true, "reason": "no attempt\nis left" }),
                ),
                ("agent.unresponsive", "agents/x", json!({})),
                ("timer.fired", "timers/t", json!({})),
            ],
        );
        assert_eq!((first.number, first.events, first.running), (1, 6, 2));
        let text = first.text("daily");
        for line in [
            "6 events, from 2026-11-24T08:00:10Z to 2026-11-24T08:00:15Z.",
            "| started | 2 |",
            "| not ended | 2 |",
            "- `b`: no attempt is left",
            "- `a`: lead",
            "- `x`: not heard of",
            "| timer.fired | 1 |",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
        let mut second = first.next("order-2");
        assert!(second.has("order-1") && second.has("order-2") && !second.has("order-3"));
        told(
            &mut second,
            &[
                ("approval.decided", "workflows/a", json!({})),
                ("workflow.completed", "workflows/a", json!({})),
                (
                    "workflow.paused",
                    "workflows/c",
                    json!({ "blocked": false, "reason": "lunch" }),
                ),
                ("agent.recovered", "agents/x", json!({})),
            ],
        );
        assert_eq!((second.number, second.events, second.running), (2, 4, 1));
        assert_eq!(second.blocked.keys().collect::<Vec<_>>(), ["b"]);
        assert!(second.awaiting.is_empty() && second.agents.is_empty());
        let third = second.next("order-3");
        assert!(third.text("daily").contains("Nothing has happened since the last one."));
    }

    #[test]
    fn a_report_is_bounded_however_many_wait() {
        let mut report = Report::none();
        let reason = "r".repeat(4_096);
        for number in 0..2_000 {
            let subject = format!("workflows/{number:080}");
            report = report.next(&format!("timer:tenant:{number:080}"));
            report.add(
                ("workflow.paused", &subject, ""),
                &json!({ "blocked": true, "reason": reason }),
            );
            report.add(("approval.requested", &subject, ""), &json!({ "from": reason }));
            report.add(("agent.unresponsive", &format!("agents/{number:080}"), ""), &json!({}));
        }
        for number in 0..10_000 {
            report.add((&format!("{number:0128}"), "x", ""), &json!({}));
        }
        assert_eq!((report.blocked.len(), report.orders.len()), (NAMED_MAX, ORDERS_MAX));
        assert_eq!(report.types.values().sum::<u64>(), report.events);
        let checkpoint_bytes_max = 256 * 1024;
        let stored = serde_json::to_string(&report).unwrap().len();
        assert!(stored < checkpoint_bytes_max, "{stored}");
        let text = report.text("daily").len();
        assert!(text < checkpoint_bytes_max, "{text}");
    }
}
