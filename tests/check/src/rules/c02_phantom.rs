//! C2: nothing exists, fires or is in the event log without a client's request (G2).

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::Findings;
use crate::index::{Index, Op};
use crate::model::steps::occurrence_of;
use crate::options::Options;
use crate::record::{Answer, Call, Create, Occurrence, Status, What};
use crate::report::Rule;

pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    if index.run.knows.callers {
        let mut asked = Asked::new(index);
        for (line, occurrence, what) in sightings(index) {
            let what = if what == Shows::Cancelled && index.holds.cancelled(&occurrence) {
                Shows::Timer
            } else {
                what
            };
            asked.check(line, &occurrence, what, findings);
        }
    }
    if index.run.knows.releases {
        let released: BTreeSet<&str> = index.releases.iter().map(|at| at.record.fence.as_str()).collect();
        for at in index
            .deliveries
            .iter()
            .filter(|at| !released.contains(at.record.fence.as_str()))
        {
            findings.report(Rule::C2, 2, [at.line], || {
                format!("nobody released {}", at.record.fence)
            });
        }
    }
}

/// The statement of a sighting: the timer exists, or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Timer,
    Cancelled,
    Settled,
}

/// Returns every occurrence that appears outside of a response; C8 judges responses with the log.
fn sightings(index: &Index<'_>) -> Vec<(usize, Occurrence, Shows)> {
    let mut seen = Vec::new();
    seen.extend(
        index
            .deliveries
            .iter()
            .map(|at| (at.line, at.record.occurrence.clone(), Shows::Timer)),
    );
    seen.extend(
        index
            .releases
            .iter()
            .map(|at| (at.line, at.record.occurrence.clone(), Shows::Timer)),
    );
    seen.extend(index.facts.iter().map(|at| {
        let shows = match at.record.what {
            What::Cancelled => Shows::Cancelled,
            What::Settled => Shows::Settled,
            _ => Shows::Timer,
        };
        (at.line, at.record.occurrence.clone(), shows)
    }));
    seen.extend(index.events().filter_map(|at| {
        let shows = match at.record.kind.as_str() {
            "timer.cancelled" => Shows::Cancelled,
            "timer.settled" => Shows::Settled,
            _ => Shows::Timer,
        };
        Some((at.line, at.record.occurrence.clone()?, shows))
    }));
    for at in &index.finals {
        seen.extend(at.record.dump.iter().flatten().map(|dumped| {
            let shows = match dumped.timer.status {
                Status::Cancelled => Shows::Cancelled,
                Status::Settled => Shows::Settled,
                _ => Shows::Timer,
            };
            (at.line, dumped.occurrence(), shows)
        }));
    }
    seen
}

/// The requests of clients for one timer that were not refused.
#[derive(Default)]
struct Wishes {
    created: bool,
    targetless: bool,
    cancelled: bool,
    acknowledged: bool,
    versions: BTreeSet<u64>,
    /// The version of some call is unknown.
    any_version: bool,
}

struct Asked {
    timers: BTreeMap<(String, String), Wishes>,
    /// The number of creates with unknown ids: each accounts for one timer without another request.
    nameless: usize,
    vouched: BTreeSet<(String, String)>,
}

impl Asked {
    fn new(index: &Index<'_>) -> Self {
        let mut asked = Self {
            timers: BTreeMap::new(),
            nameless: 0,
            vouched: BTreeSet::new(),
        };
        for op in index.ops.iter().filter(|op| op.refused().is_none()) {
            asked.add(op);
        }
        asked
    }

    fn wishes(&mut self, tenant: &str, id: &str) -> &mut Wishes {
        self.timers.entry((tenant.into(), id.into())).or_default()
    }

    fn add(&mut self, op: &Op<'_>) {
        let answer = op.ok().map(|(_, answer)| answer);
        match (op.call, answer) {
            (Call::Create(call), Some(Answer::Created(created))) => {
                self.create(call, Some((&created.id, created.version)))
            }
            (Call::Create(call), _) => self.create(call, None),
            (Call::BatchCreate(calls), Some(Answer::Batch(all))) => {
                for (call, created) in calls.iter().zip(all) {
                    self.create(call, Some((&created.id, created.version)));
                }
            }
            (Call::BatchCreate(calls), _) => calls.iter().for_each(|call| self.create(call, None)),
            (Call::Cancel(call), _) => self.wishes(&call.tenant, &call.id).cancelled = true,
            (Call::Reschedule(call), answer) => {
                let wishes = self.wishes(&call.tenant, &call.id);
                match answer {
                    Some(Answer::Withdrawn(answer)) => drop(wishes.versions.insert(answer.version)),
                    _ => wishes.any_version = true,
                }
            }
            (Call::Ack(call), _) => {
                if let Some((tenant, id, _)) = occurrence_of(&call.event_id) {
                    self.wishes(tenant, id).acknowledged = true;
                }
            }
            _ => {}
        }
    }

    fn create(&mut self, call: &Create, answer: Option<(&String, u64)>) {
        let Some(id) = answer.map(|(id, _)| id).or(call.id.as_ref()) else {
            self.nameless += 1;
            return;
        };
        let wishes = self.wishes(&call.tenant, id);
        wishes.created = true;
        wishes.targetless |= call.queue.is_none();
        match answer {
            Some((_, version)) => drop(wishes.versions.insert(version)),
            None => wishes.any_version = true,
        }
    }

    fn check(&mut self, line: usize, occurrence: &Occurrence, shows: Shows, findings: &mut Findings) {
        let Occurrence { tenant, timer, version } = occurrence;
        let name = (tenant.clone(), timer.clone());
        let complaint = match self.timers.get(&name).filter(|wishes| wishes.created) {
            Some(wishes) => wishes.lack(*version, shows),
            None => {
                if self.vouched.len() < self.nameless {
                    self.vouched.insert(name.clone());
                }
                (!self.vouched.contains(&name)).then_some("nobody asked for this timer")
            }
        };
        if let Some(complaint) = complaint {
            findings.report(Rule::C2, 2, [line], || {
                format!("{tenant}/{timer}, version {version}: {complaint}")
            });
        }
    }
}

impl Wishes {
    /// Returns the missing request, if there is one.
    fn lack(&self, version: u64, shows: Shows) -> Option<&'static str> {
        let drawn = self.any_version || self.versions.contains(&version);
        match shows {
            _ if !drawn => Some("nobody asked for this version"),
            Shows::Cancelled if !self.cancelled => Some("nobody asked to cancel it"),
            Shows::Settled if !self.acknowledged && !self.targetless => Some("nobody acknowledged it"),
            _ => None,
        }
    }
}
