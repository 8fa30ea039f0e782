//! C4: after the last fault, due timers are armed, offered while a consumer takes from their queue, and offered again
//! until they end (G4).
//!
//! Only facts that the records prove count: the history must have an end and a heal. A timer that a call with an
//! unknown outcome may have cancelled is judged by the state at the end.

use std::collections::{BTreeMap, BTreeSet};

use super::{Timers, timers};
use crate::findings::Findings;
use crate::index::{Due, Index};
use crate::model::steps::occurrence_of;
use crate::options::Options;
use crate::record::{Answer, Call, Occurrence, Status, What, WithdrawOutcome};
use crate::report::Rule;

pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    let Some((healed, end)) = healthy(index) else { return };
    let view = View {
        index,
        healed,
        caught_up: log_time(index, healed).max(healed),
        // Due instants are in the product's clocks, the end is in true time.
        bound: options.liveness.saturating_add(options.epsilon),
        end,
        offers: offers(index),
        over: over(index),
        doubtful: doubtful(index),
        last: last(index),
    };
    for (occurrence, due) in index.dues.iter() {
        view.judge(occurrence, due, findings);
    }
}

/// Returns the interval without faults.
fn healthy(index: &Index<'_>) -> Option<(i64, i64)> {
    let last_fault = index.faults.iter().map(|at| at.record.t).max();
    let healed = match (index.healed, last_fault) {
        (Some(healed), last) if last.is_none_or(|last| last <= healed) => healed,
        (None, None) => i64::MIN,
        _ => return None,
    };
    Some((healed, index.ended?))
}

/// Returns the largest log time recorded up to the heal. It is ahead of real time after a majority of clocks was.
fn log_time(index: &Index<'_>, healed: i64) -> i64 {
    let facts = index.facts.iter().map(|at| (at.line, at.record.time));
    let commits = index
        .ops
        .iter()
        .flat_map(|op| &op.commits)
        .map(|at| (at.line, at.record.time));
    let before = facts.chain(commits).filter(|(line, _)| *line < index.healed_line);
    before.map(|(_, time)| time).max().unwrap_or(healed)
}

struct View<'i, 'a> {
    index: &'i Index<'a>,
    healed: i64,
    /// The instant at which real time reaches the log time of the heal. Leases and backoffs that end earlier may last
    /// until then.
    caught_up: i64,
    bound: i64,
    end: i64,
    offers: BTreeMap<&'a Occurrence, Offer>,
    over: BTreeSet<Occurrence>,
    doubtful: BTreeSet<(&'a str, &'a str)>,
    last: Option<(usize, Timers<'a>)>,
}

/// The last delivery of an occurrence, and the end of its lease or of the pause after it.
#[derive(Clone, Copy, Debug, Default)]
struct Offer {
    line: usize,
    until: Option<i64>,
}

impl View<'_, '_> {
    fn judge(&self, occurrence: &Occurrence, due: &Due, findings: &mut Findings) {
        let acknowledged = due.acknowledged.unwrap_or(i64::MIN);
        let Some(at) = due.at_latest().map(|at| at.max(self.healed).max(acknowledged)) else {
            return;
        };
        // A timer held since a restore waits for an operator's decision.
        let released = match self.index.holds.of(occurrence, due) {
            Some(_) => self.index.holds.over_since(),
            None => Some(at),
        };
        let Some(at) = released.map(|released| released.max(at)) else {
            return;
        };
        if at.saturating_add(self.bound) > self.end || self.over.contains(occurrence) {
            return;
        }
        let name = (occurrence.tenant.as_str(), occurrence.timer.as_str());
        let offer = self.offers.get(occurrence);
        let taken = due
            .queue
            .as_ref()
            .is_some_and(|queue| self.is_taken(&occurrence.tenant, queue, at));
        let (line, complaint) = match &self.last {
            Some((line, last)) => match last.get(&name).filter(|timer| timer.version == occurrence.version) {
                Some(timer) => (*line, self.complaint(timer.status, offer, taken)),
                None => return,
            },
            None if self.doubtful.contains(&name) => return,
            None => (0, self.complaint(Status::Fired, offer, taken)),
        };
        let Some(complaint) = complaint else { return };
        let lines = [due.line.unwrap_or(0), line, offer.map_or(0, |offer| offer.line)];
        findings.report(Rule::C4, 4, lines, || format!("{} {complaint}", occurrence.event_id()));
    }

    fn complaint(&self, status: Status, offer: Option<&Offer>, taken: bool) -> Option<&'static str> {
        match (status, offer) {
            (Status::Scheduled, _) => Some("is due and was never armed"),
            (Status::Armed, _) => Some("is due and did not fire"),
            (Status::Fired, None) if taken => Some("is due and was never offered"),
            (Status::Fired, Some(Offer { until: Some(until), .. })) if taken => {
                let again = until.max(&self.caught_up).saturating_add(self.bound);
                (again <= self.end).then_some("was offered, did not end, and was not offered again")
            }
            _ => None,
        }
    }

    /// Whether consumers took from this queue without interruption since an instant.
    fn is_taken(&self, tenant: &str, queue: &str, from: i64) -> bool {
        let of_queue = |consumer: &&crate::record::Consumer| consumer.tenant == tenant && consumer.queue == queue;
        let mut open = BTreeMap::new();
        for consumer in self.index.consumers.iter().map(|at| at.record).filter(of_queue) {
            if consumer.open {
                open.insert(consumer.receiver, consumer.t);
            } else {
                open.remove(&consumer.receiver);
            }
        }
        // The consumer began before, and never stopped.
        open.values().any(|since| *since <= from)
    }
}

fn offers<'a>(index: &Index<'a>) -> BTreeMap<&'a Occurrence, Offer> {
    let mut offers: BTreeMap<&Occurrence, Offer> = BTreeMap::new();
    let mut pauses: BTreeMap<&str, i64> = BTreeMap::new();
    for op in &index.ops {
        let pause = match (op.call, op.ok().map(|(_, answer)| answer)) {
            (Call::Extend(call), Some(Answer::Extended { deadline })) => Some((&call.event_id, *deadline)),
            (Call::Nack(call), Some(Answer::Nacked { retry_time, .. })) => retry_time.map(|at| (&call.event_id, at)),
            _ => None,
        };
        if let Some((event_id, until)) = pause {
            let known = pauses.entry(event_id).or_insert(until);
            *known = until.max(*known);
        }
    }
    for at in &index.deliveries {
        let delivery = at.record;
        let pause = pauses.get(delivery.event_id.as_str()).copied();
        let until = delivery
            .deadline
            .map(|deadline| deadline.max(pause.unwrap_or(deadline)));
        let offer = offers.entry(&delivery.occurrence).or_default();
        *offer = Offer {
            line: at.line,
            until: offer.until.max(until),
        };
    }
    for at in &index.releases {
        let offer = offers.entry(&at.record.occurrence).or_default();
        offer.line = offer.line.max(at.line);
    }
    offers
}

/// Returns the occurrences that have ended, according to a response, a decision or an event.
fn over(index: &Index<'_>) -> BTreeSet<Occurrence> {
    let mut over = BTreeSet::new();
    for fact in index.facts.iter().map(|at| at.record) {
        if matches!(
            fact.what,
            What::Settled | What::Failed | What::Cancelled | What::Retired
        ) {
            over.insert(fact.occurrence.clone());
        }
    }
    for event in index.events().map(|at| at.record) {
        let ends = matches!(
            event.kind.as_str(),
            "timer.settled" | "timer.failed" | "timer.expired" | "timer.cancelled"
        );
        over.extend(event.occurrence.clone().filter(|_| ends));
    }
    for op in &index.ops {
        match (op.call, op.ok().map(|(_, answer)| answer)) {
            (Call::Ack(call), Some(Answer::Acked(_))) => over.extend(occurrence(&call.event_id)),
            (Call::Nack(call), Some(Answer::Nacked { retry_time: None, .. })) => {
                over.extend(occurrence(&call.event_id))
            }
            (Call::Cancel(call), Some(Answer::Withdrawn(answer))) if answer.outcome == WithdrawOutcome::Cancelled => {
                over.insert(Occurrence {
                    tenant: call.tenant.clone(),
                    timer: call.id.clone(),
                    version: answer.version,
                });
            }
            (Call::Reschedule(call), Some(Answer::Withdrawn(answer)))
                if answer.outcome == WithdrawOutcome::Rescheduled =>
            {
                let earlier = index.dues.of(&call.tenant, &call.id).map(|(known, _)| known);
                over.extend(earlier.filter(|known| known.version < answer.version).cloned());
            }
            _ => {}
        }
    }
    over
}

fn occurrence(event_id: &str) -> Option<Occurrence> {
    let (tenant, timer, version) = occurrence_of(event_id)?;
    Some(Occurrence {
        tenant: tenant.into(),
        timer: timer.into(),
        version,
    })
}

/// Returns the timers about which a call with an unknown outcome may have decided.
fn doubtful<'a>(index: &Index<'a>) -> BTreeSet<(&'a str, &'a str)> {
    let unknown = index.ops.iter().filter(|op| op.is_unknown());
    let names = unknown.filter_map(|op| match op.call {
        Call::Cancel(call) => Some((call.tenant.as_str(), call.id.as_str())),
        Call::Reschedule(call) => Some((call.tenant.as_str(), call.id.as_str())),
        Call::Ack(call) => occurrence_of(&call.event_id).map(|(tenant, timer, _)| (tenant, timer)),
        Call::Nack(call) => occurrence_of(&call.event_id).map(|(tenant, timer, _)| (tenant, timer)),
        _ => None,
    });
    names.collect()
}

/// Returns the latest state at the end, if there is one, and its line.
fn last<'a>(index: &Index<'a>) -> Option<(usize, Timers<'a>)> {
    let dumps = index.finals.iter().filter(|at| at.record.dump.is_some());
    let latest = dumps.max_by_key(|at| at.record.applied)?;
    Some((latest.line, timers(latest.record)?))
}
