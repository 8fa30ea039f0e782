//! What has happened since the last time, and what waits for somebody: made of the event log, pure.
//!
//! A report is made of the one before it and of the events since then. `reports.rs` reads them, and
//! stores it.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Grows when the meaning of what is stored changes.
pub const FORMAT: u32 = 1;
/// Executions and agents of each kind that a report names; it says so when there are more.
pub const NAMED_MAX: usize = 300;
/// Of what is said of each.
const REASON_CHARACTERS_MAX: usize = 80;
/// Types of events that are counted each; what is beyond is counted together.
const TYPES_MAX: usize = 200;
const OTHERS: &str = "other";
/// Orders for reports whose repeats are known.
const ORDERS_MAX: usize = 256;

/// A report, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Report {
    /// Of what is stored: 1.
    pub format: u32,
    /// From 1.
    pub number: u64,
    /// The event log was read up to here.
    pub cursor: String,
    /// Of the first and the last event that it is about, RFC 3339; empty if there was none.
    pub from: String,
    /// See `from`.
    pub to: String,
    /// Events that it is about.
    pub events: u64,
    /// Those by type.
    pub types: BTreeMap<String, u64>,
    /// More had happened than one report reads: the next one goes on there.
    pub more: bool,
    /// Some of what happened since the last report is not kept any more.
    pub gap: bool,
    /// Executions that have started and not ended.
    pub running: u64,
    /// Executions that wait for somebody, and why.
    pub blocked: BTreeMap<String, String>,
    /// Executions whose work somebody has to decide on, and who.
    pub awaiting: BTreeMap<String, String>,
    /// Agents that are not heard of, or are in quarantine, and which of these.
    pub agents: BTreeMap<String, String>,
    /// Orders that were followed, the last ones.
    pub orders: VecDeque<String>,
}

impl Report {
    /// The one before the first.
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

    /// The next one, of which nothing is known yet but what was so before.
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

    /// Whether this order was followed.
    pub fn has(&self, order: &str) -> bool {
        self.orders.iter().any(|known| known == order)
    }

    /// Something has happened: `data` is the event's.
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
            // One that is halted asks again once it is resumed.
            "approval.timed_out" if data["outcome"] == "HALTED" => {}
            "approval.decided" | "approval.timed_out" => {
                self.awaiting.remove(execution);
            }
            _ => {}
        }
    }

    /// One that had failed may go on.
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

    /// For people, in Markdown.
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

/// Names it, unless so many are named already.
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
    fn what_waits_for_somebody_is_carried_on_until_it_does_not() {
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
