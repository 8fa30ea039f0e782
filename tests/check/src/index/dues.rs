//! The due instant of each occurrence, as far as responses and the log show it, and its creator's request.

use std::collections::BTreeMap;

use super::{Index, Op};
use crate::record::{Answer, Call, Create, Created, Occurrence, What, WithdrawOutcome};

/// Dues by occurrence.
#[derive(Clone, Debug, Default)]
pub struct Dues {
    known: BTreeMap<Occurrence, Due>,
}

/// The known facts about one due instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The exact instant, if a response or the log states it.
    pub exact: Option<i64>,
    /// The lower bound: the requested fire time.
    pub earliest: Option<i64>,
    /// The upper bound in true time while clocks are sound, computed from the end of the call.
    pub latest: Option<i64>,
    /// The queue, if the create is known; empty for target `none`.
    pub queue: Option<String>,
    /// The line of the acknowledged create.
    pub line: Option<usize>,
    /// The true time at which the create was acknowledged.
    pub acknowledged: Option<i64>,
}

impl Due {
    /// Returns the latest possible instant.
    pub fn at_latest(&self) -> Option<i64> {
        self.exact.or(self.latest)
    }

    /// Returns the earliest possible instant.
    pub fn at_earliest(&self) -> Option<i64> {
        self.exact.or(self.earliest)
    }
}

impl Dues {
    /// Collects the due instants of a history.
    pub(super) fn new(index: &Index<'_>) -> Self {
        let mut dues = Self::default();
        for op in &index.ops {
            dues.add_answers(op);
        }
        for fact in index.facts.iter().map(|at| at.record) {
            if let What::Scheduled { due } = fact.what {
                dues.known.entry(fact.occurrence.clone()).or_default().exact = Some(due);
            }
        }
        dues
    }

    /// Returns the facts about an occurrence.
    pub fn get(&self, occurrence: &Occurrence) -> Option<&Due> {
        self.known.get(occurrence)
    }

    /// Returns every known occurrence.
    pub fn iter(&self) -> impl Iterator<Item = (&Occurrence, &Due)> {
        self.known.iter()
    }

    fn add_answers(&mut self, op: &Op<'_>) {
        match (op.call, op.ok()) {
            (Call::Create(create), Some((_, Answer::Created(created)))) => self.add_created(op, create, created),
            (Call::BatchCreate(creates), Some((_, Answer::Batch(all)))) => {
                for (create, created) in creates.iter().zip(all) {
                    self.add_created(op, create, created);
                }
            }
            (Call::Reschedule(call), Some((_, Answer::Withdrawn(withdrawn))))
                if withdrawn.outcome == WithdrawOutcome::Rescheduled =>
            {
                let occurrence = |version| Occurrence {
                    tenant: call.tenant.clone(),
                    timer: call.id.clone(),
                    version,
                };
                // A replayed response is about an earlier request, whose delay counted from then.
                let fresh = withdrawn.original_idx.is_none();
                let due = Due {
                    exact: withdrawn.due,
                    earliest: call.fire_time,
                    latest: fresh.then(|| latest(op, call.fire_time, call.delay)).flatten(),
                    queue: self.queue_of(&call.tenant, &call.id),
                    line: Some(op.answer_line),
                    acknowledged: op.returned,
                };
                self.known.entry(occurrence(withdrawn.version)).or_insert(due);
            }
            _ => {}
        }
    }

    fn add_created(&mut self, op: &Op<'_>, create: &Create, created: &Created) {
        let occurrence = Occurrence {
            tenant: create.tenant.clone(),
            timer: created.id.clone(),
            version: created.version,
        };
        if created.existing {
            // The existing timer may have been rescheduled since its creation; only the response's own facts are known.
            if let Some(exact) = created.due {
                self.known.entry(occurrence).or_default().exact = Some(exact);
            }
            return;
        }
        let due = Due {
            exact: created.due,
            earliest: create.fire_time,
            latest: latest(op, create.fire_time, create.delay),
            queue: Some(create.queue.clone().unwrap_or_default()),
            line: Some(op.answer_line),
            acknowledged: op.returned,
        };
        self.known.insert(occurrence, due);
    }

    /// Returns the occurrences of one timer, by version.
    pub fn of<'s>(&'s self, tenant: &'s str, timer: &'s str) -> impl Iterator<Item = (&'s Occurrence, &'s Due)> {
        let first = Occurrence {
            tenant: tenant.into(),
            timer: timer.into(),
            version: 0,
        };
        let of_timer = move |known: &&Occurrence| known.tenant == tenant && known.timer == timer;
        self.known.range(first..).take_while(move |(known, _)| of_timer(known))
    }

    fn queue_of(&self, tenant: &str, timer: &str) -> Option<String> {
        self.of(tenant, timer).find_map(|(_, due)| due.queue.clone())
    }
}

fn latest(op: &Op<'_>, fire_time: Option<i64>, delay: Option<i64>) -> Option<i64> {
    let returned = op.returned?;
    let counted = delay.map(|delay| returned.saturating_add(delay));
    fire_time.map(|at| at.max(returned)).or(counted)
}
