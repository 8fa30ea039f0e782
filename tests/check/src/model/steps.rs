//! Sorts the known facts about a timer by their index in the log.

use std::collections::{BTreeMap, BTreeSet};

use super::requests::Repeats;
use super::{Seen, Step};
use crate::index::{Index, Op};
use crate::record::{Answer, Call, Commit, Create, Created, Outcome, Withdraw, Withdrawn};

/// A timer's name.
pub type Name = (String, String);

/// A step with its index.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// The entry; for a read, the index that it reflects.
    pub index: u64,
    /// Reads come after all steps of their entry.
    pub is_read: bool,
    /// The position inside the entry, if known.
    pub position: Option<u32>,
    /// The step.
    pub step: Step<'a>,
    /// The lines of the records.
    pub lines: [usize; 2],
}

/// A step at an unknown index between two bounds.
#[derive(Clone, Debug)]
pub struct Floating<'a> {
    /// The lower bound.
    pub floor: u64,
    /// The upper bound.
    pub ceiling: u64,
    /// The step.
    pub step: Step<'a>,
    /// The lines of the records.
    pub lines: [usize; 2],
}

/// The known facts about one timer.
#[derive(Clone, Debug, Default)]
pub struct Object<'a> {
    /// The steps in order of index.
    pub placed: Vec<Placed<'a>>,
    /// Refusals, whose index is unknown. They change nothing.
    pub refusals: Vec<Floating<'a>>,
    /// Calls with unknown outcomes: each may happen above its floor, or never.
    pub possible: Vec<Floating<'a>>,
}

/// Collects the known facts, by timer.
pub fn collect<'a>(index: &Index<'a>, repeats: &Repeats<'a>) -> BTreeMap<Name, Object<'a>> {
    let mut collector = Collector {
        objects: BTreeMap::new(),
        commits_known: index.run.knows.commits,
        delivered: delivered(index),
        nameless: Vec::new(),
    };
    for op in &index.ops {
        collector.add(op, repeats);
    }
    for (name, found) in repeats.found() {
        collector.objects.entry(name).or_default().placed.push(found);
    }
    for fact in &index.facts {
        let name = (
            fact.record.occurrence.tenant.clone(),
            fact.record.occurrence.timer.clone(),
        );
        collector.objects.entry(name).or_default().placed.push(Placed {
            index: fact.record.idx,
            is_read: false,
            position: fact.record.pos,
            step: Step::Fact(fact.record),
            lines: [fact.line; 2],
        });
    }
    let Collector {
        mut objects, nameless, ..
    } = collector;
    for object in objects.values_mut().filter(|object| !object.is_begun()) {
        object.possible.extend(nameless.iter().cloned());
    }
    add_omissions(index, &mut objects);
    for object in objects.values_mut() {
        object
            .placed
            .sort_by_key(|placed| (placed.index, placed.is_read, placed.position));
    }
    objects
}

fn delivered<'a>(index: &Index<'a>) -> BTreeSet<(&'a str, &'a str)> {
    let received = index
        .deliveries
        .iter()
        .map(|at| (at.record.event_id.as_str(), at.record.fence.as_str()));
    let released = index
        .releases
        .iter()
        .map(|at| (at.record.event_id.as_str(), at.record.fence.as_str()));
    received.chain(released).collect()
}

/// Adds the statement of a whole list about the timers that are not in it.
fn add_omissions<'a>(index: &Index<'a>, objects: &mut BTreeMap<Name, Object<'a>>) {
    for op in &index.ops {
        let (
            Call::List(list),
            Some((
                at,
                Answer::Timers {
                    timers,
                    last_page: true,
                },
            )),
        ) = (op.call, op.ok())
        else {
            continue;
        };
        if !list.first_page {
            continue;
        }
        let listed: BTreeSet<&str> = timers.iter().map(|timer| timer.id.as_str()).collect();
        let of_tenant = objects.iter_mut().filter(|((tenant, _), _)| *tenant == list.tenant);
        for (_, object) in of_tenant.filter(|((_, id), _)| !listed.contains(id.as_str())) {
            object.placed.push(Placed {
                index: at,
                is_read: true,
                position: None,
                step: Step::Unlisted(list),
                lines: [op.line, op.answer_line],
            });
        }
    }
}

struct Collector<'a> {
    objects: BTreeMap<Name, Object<'a>>,
    commits_known: bool,
    delivered: BTreeSet<(&'a str, &'a str)>,
    /// Creates whose ids and results are unknown, and which may have made any timer.
    nameless: Vec<Floating<'a>>,
}

impl Object<'_> {
    /// Whether the create that made it is known.
    fn is_begun(&self) -> bool {
        let made = |placed: &Placed<'_>| matches!(&placed.step, Step::Create { seen: Seen::Answer(created), .. } if !created.existing);
        self.placed.iter().any(made)
    }
}

impl<'a> Collector<'a> {
    fn add(&mut self, op: &Op<'a>, repeats: &Repeats<'a>) {
        match op.call {
            Call::Create(create) => self.add_create(op, create),
            Call::BatchCreate(creates) => self.add_batch(op, creates),
            Call::Cancel(Withdraw { tenant, id, version }) => {
                let step = |seen| Step::Withdraw {
                    version: *version,
                    moved: None,
                    seen,
                };
                self.write(op, tenant, id, step(withdrawn(op)), step(Seen::Nothing));
            }
            Call::Reschedule(call) if !repeats.explains(op) => {
                let (version, moved) = (call.version, Some(call));
                let step = |seen| Step::Withdraw { version, moved, seen };
                self.write(op, &call.tenant, &call.id, step(withdrawn(op)), step(Seen::Nothing));
            }
            Call::Reschedule(_) => {}
            Call::Get(get) => match (op.ok(), op.refused()) {
                (Some((at, Answer::Timer(view))), _) => self.read(op, at, &get.tenant, &get.id, Step::View(view)),
                (_, Some("TIMER")) if !get.local => self.refusal(op, &get.tenant, &get.id, Step::Missing),
                _ => {}
            },
            Call::List(list) => {
                if let Some((at, Answer::Timers { timers, .. })) = op.ok() {
                    for view in timers {
                        self.read(op, at, &list.tenant, &view.id, Step::View(view));
                    }
                }
            }
            Call::Ack(_) | Call::Nack(_) | Call::Extend(_) => self.add_delivery(op),
        }
    }

    fn add_create(&mut self, op: &Op<'a>, create: &'a Create) {
        let answer = op.ok().and_then(|(_, answer)| match answer {
            Answer::Created(created) => Some(created),
            _ => None,
        });
        self.add_one(op, create, answer);
    }

    fn add_one(&mut self, op: &Op<'a>, create: &'a Create, answer: Option<&'a Created>) {
        let unseen = Step::Create {
            create,
            seen: Seen::Nothing,
        };
        let Some(id) = answer.map(|created| &created.id).or(create.id.as_ref()) else {
            return self.add_nameless(op, unseen);
        };
        let seen = seen(op, answer);
        self.write(op, &create.tenant, id, Step::Create { create, seen }, unseen);
    }

    fn add_nameless(&mut self, op: &Op<'a>, step: Step<'a>) {
        if op.is_unknown() {
            self.nameless.push(Floating {
                floor: op.floor,
                ceiling: u64::MAX,
                step,
                lines: [op.line, op.answer_line],
            });
        }
    }

    fn add_batch(&mut self, op: &Op<'a>, creates: &'a [Create]) {
        // A refusal concerns one of the creates, and does not say which.
        if op.refused().is_some() {
            return;
        }
        let answers = op.ok().and_then(|(_, answer)| match answer {
            Answer::Batch(created) => Some(created),
            _ => None,
        });
        for (at, create) in creates.iter().enumerate() {
            self.add_one(op, create, answers.and_then(|created| created.get(at)));
        }
    }

    fn add_delivery(&mut self, op: &Op<'a>) {
        let answer = op.ok().map(|(_, answer)| answer);
        let (event_id, fence) = match op.call {
            Call::Ack(named) | Call::Extend(named) => (named.event_id.as_str(), named.fence.as_str()),
            Call::Nack(named) => (named.event_id.as_str(), named.fence.as_str()),
            _ => return,
        };
        let Some((tenant, id, version)) = occurrence_of(event_id) else {
            return;
        };
        let delivered = self.delivered.contains(&(event_id, fence));
        let (step, unseen) = match op.call {
            Call::Ack(_) => {
                let outcome = answer.and_then(|answer| match answer {
                    Answer::Acked(outcome) => Some(*outcome),
                    _ => None,
                });
                let step = |seen| Step::Ack {
                    version,
                    delivered,
                    seen,
                };
                (step(seen(op, outcome)), step(Seen::Nothing))
            }
            Call::Nack(_) => {
                let ended = answer.and_then(|answer| match answer {
                    Answer::Nacked { attempts, retry_time } => Some((*attempts, retry_time.is_some())),
                    _ => None,
                });
                let step = |seen| Step::Nack { version, fence, seen };
                (step(seen(op, ended)), step(Seen::Nothing))
            }
            _ => {
                let step = |seen| Step::Extend { version, fence, seen };
                (step(seen(op, answer.map(|_| ()))), step(Seen::Nothing))
            }
        };
        self.write(op, tenant, id, step, unseen);
    }

    /// Adds a write at its index if that is known, or else within its bounds. Other entries of the call in the log may
    /// have had their effect, too.
    fn write(&mut self, op: &Op<'a>, tenant: &str, id: &str, step: Step<'a>, unseen: Step<'a>) {
        let object = self.objects.entry((tenant.into(), id.into())).or_default();
        let lines = [op.line, op.answer_line];
        let place = |index, position, step| Placed {
            index,
            is_read: false,
            position,
            step,
            lines,
        };
        let answered = match op.outcome {
            Outcome::Ok { idx, .. } => Some(*idx),
            Outcome::Err { .. } => op.commits.last().map(|commit| commit.record.idx),
            Outcome::Unknown => None,
        };
        let is_answered = |commit: &&Commit| Some(commit.idx) == answered;
        let (mut its, others): (Vec<&Commit>, Vec<&Commit>) =
            op.commits.iter().map(|at| at.record).partition(is_answered);
        object.placed.extend(
            others
                .iter()
                .map(|commit| place(commit.idx, commit.pos, unseen.clone())),
        );
        let position = its.pop().and_then(|commit| commit.pos);
        if let Some(index) = answered {
            return object.placed.push(place(index, position, step));
        }
        let (floor, ceiling) = (op.floor, op.ceiling);
        if op.refused().is_some() {
            object.refusals.push(Floating {
                floor,
                ceiling,
                step,
                lines,
            });
        } else if !self.commits_known {
            object.possible.push(Floating {
                floor,
                ceiling: u64::MAX,
                step,
                lines,
            });
        }
    }

    fn read(&mut self, op: &Op<'a>, index: u64, tenant: &str, id: &str, step: Step<'a>) {
        let object = self.objects.entry((tenant.into(), id.into())).or_default();
        object.placed.push(Placed {
            index,
            is_read: true,
            position: None,
            step,
            lines: [op.line, op.answer_line],
        });
    }

    fn refusal(&mut self, op: &Op<'a>, tenant: &str, id: &str, step: Step<'a>) {
        let object = self.objects.entry((tenant.into(), id.into())).or_default();
        object.refusals.push(Floating {
            floor: op.floor,
            ceiling: op.ceiling,
            step,
            lines: [op.line, op.answer_line],
        });
    }
}

fn seen<'a, A>(op: &Op<'a>, answer: Option<A>) -> Seen<'a, A> {
    match (answer, op.refused()) {
        (Some(answer), _) => Seen::Answer(answer),
        (None, Some(reason)) => Seen::Refused(reason),
        (None, None) => Seen::Nothing,
    }
}

fn withdrawn<'a>(op: &Op<'a>) -> Seen<'a, Withdrawn> {
    let answer = op.ok().and_then(|(_, answer)| match answer {
        Answer::Withdrawn(withdrawn) => Some(withdrawn.clone()),
        _ => None,
    });
    seen(op, answer)
}

/// Parses tenant, timer and version from the id of a `timer.fired`.
pub fn occurrence_of(event_id: &str) -> Option<(&str, &str, u64)> {
    let mut parts = event_id.strip_prefix("timer:")?.split(':');
    let (tenant, id, version) = (parts.next()?, parts.next()?, parts.next()?);
    let version = version.parse().ok()?;
    parts.next().is_none().then_some((tenant, id, version))
}
