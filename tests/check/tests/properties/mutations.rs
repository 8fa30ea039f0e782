//! Single changes of a legal history, each of which violates a guarantee.

use std::collections::{BTreeMap, BTreeSet};

use minoots_check::record::{
    AckOutcome, Answer, Call, Created, Delivery, Dumped, Fact, Outcome, Record, Release, Return, Status, What,
    WithdrawOutcome,
};

use super::log::occurrence;
use super::random::Random;
use super::world::Sight;

pub struct Mutation {
    pub name: &'static str,
    /// One of these rules must report it.
    pub rules: &'static [&'static str],
    /// The mutation requires this sight.
    pub sight: Option<Sight>,
    /// Returns `None` if the history has nothing to change.
    pub change: fn(&mut Vec<Record>, &mut Random) -> Option<()>,
}

const fn any(name: &'static str, rules: &'static [&'static str], change: Change) -> Mutation {
    Mutation {
        name,
        rules,
        sight: None,
        change,
    }
}

const fn inside(name: &'static str, rules: &'static [&'static str], change: Change) -> Mutation {
    Mutation {
        name,
        rules,
        sight: Some(Sight::Simulator),
        change,
    }
}

type Change = fn(&mut Vec<Record>, &mut Random) -> Option<()>;

pub const ALL: &[Mutation] = &[
    any("released early", &["C3"], |r, x| {
        pick(r, x, delivery).map(|delivery| delivery.release_time = delivery.due - 1)
    }),
    any("another payload", &["C6"], |r, x| {
        pick(r, x, delivery).map(|delivery| delivery.payload_hash.push('!'))
    }),
    any("a signature that fails", &["C14"], |r, x| {
        pick(r, x, delivery).map(|delivery| delivery.sig_ok = false)
    }),
    any("a fence of another delivery", &["C6"], |r, x| {
        let fence = pick(r, x, delivery)?.fence.clone();
        let other = |record: &mut Record| delivery(record).is_some_and(|delivery| delivery.fence != fence);
        let at = place(r, x, other)?;
        delivery(&mut r[at]).map(|delivery| delivery.fence = fence)
    }),
    any("two deliveries of one stream in another order", &["C6"], |r, x| {
        let (first, second) = *x.pick(&repeated_deliveries(r))?;
        r.swap(first, second);
        Some(())
    }),
    any("a cancelled timer is delivered", &["C7"], |r, x| {
        let (id, version) = cancelled(r, x)?;
        let copy = pick(r, x, delivery)?.clone();
        let occurrence = occurrence(&id, version);
        r.push(Record::Dlv(Delivery {
            event_id: occurrence.event_id(),
            occurrence,
            ..copy
        }));
        Some(())
    }),
    any("a refused cancel claims success", &["C7", "C8", "C1"], |r, x| {
        let too_late = |record: &mut Record| {
            answer(record).is_some_and(|a| matches!(a, Answer::Withdrawn(w) if w.outcome == WithdrawOutcome::TooLate))
        };
        let at = place(r, x, too_late)?;
        let Answer::Withdrawn(answer) = answer(&mut r[at])? else {
            return None;
        };
        (answer.outcome, answer.event_id) = (WithdrawOutcome::Cancelled, None);
        Some(())
    }),
    any("an acknowledged create is lost", &["C1"], |r, x| {
        let name = pick(r, x, created)?.id.clone();
        finals(r).for_each(|dump| dump.retain(|dumped| dumped.timer.id != name));
        Some(())
    }),
    any("a timer nobody asked for", &["C2"], |r, _| {
        // If the id of a lost create is unknown, this timer may be the one.
        let lost = lost_creates(r);
        finals(r).for_each(|dump| {
            if let Some(mut phantom) = dump.first().cloned() {
                phantom.timer.id = "phantom".into();
                dump.push(phantom);
            }
        });
        (lost == 0 && finals(r).any(|dump| !dump.is_empty())).then_some(())
    }),
    any("due and never fired", &["C4", "C1"], |r, x| {
        let created = pick(r, x, fresh)?;
        let name = occurrence(&created.id, created.version);
        let ends = |what: &What| matches!(what, What::Settled | What::Failed);
        r.retain(|record| !matches!(record, Record::Fact(fact) if ends(&fact.what) && fact.occurrence == name));
        r.retain(|record| !matches!(record, Record::Evt(event) if event.occurrence.as_ref() == Some(&name)));
        let mut changed = 0;
        for dumped in finals(r).flatten().filter(|dumped| dumped.occurrence() == name) {
            changed += usize::from(dumped.timer.status != Status::Cancelled);
            dumped.timer.status = Status::Scheduled;
        }
        (changed > 0).then_some(())
    }),
    any("an index from before the call", &["C8"], |r, x| {
        let (at, floor) = *x.pick(&bounded_writes(r))?;
        let Record::Ret(Return {
            outcome: Outcome::Ok { idx, .. },
            ..
        }) = &mut r[at]
        else {
            return None;
        };
        *idx = floor;
        Some(())
    }),
    any("a version drawn twice", &["C5", "C8"], |r, x| {
        let version = pick(r, x, fresh)?.version;
        let at = place(r, x, |record| {
            fresh(record).is_some_and(|created| created.version != version)
        })?;
        fresh(&mut r[at]).map(|created| created.version = version)
    }),
    any("a read of another version", &["C8", "C1"], |r, x| {
        let view = |record: &mut Record| matches!(answer(record), Some(Answer::Timer(_)));
        let at = place(r, x, view)?;
        let Answer::Timer(view) = answer(&mut r[at])? else {
            return None;
        };
        view.version += 1_000;
        Some(())
    }),
    any("settled twice", &["C8"], |r, x| {
        // Two responses about one event, where the first is not lost.
        let acks = acknowledgements(r);
        let settled = |event_id: &str| {
            acks.iter()
                .any(|(_, outcome, id)| *outcome == AckOutcome::Settled && id == event_id)
        };
        let second = acks
            .iter()
            .filter(|(_, outcome, id)| *outcome == AckOutcome::AlreadySettled && settled(id));
        let places: Vec<usize> = second.map(|(at, ..)| *at).collect();
        *answer(&mut r[*x.pick(&places)?])? = Answer::Acked(AckOutcome::Settled);
        Some(())
    }),
    any("an existing timer passes for a new one", &["C8", "C5"], |r, x| {
        let id = pick(r, x, fresh)?.id.clone();
        let again = |record: &mut Record| created(record).is_some_and(|created| created.existing && created.id == id);
        let at = place(r, x, again)?;
        created(&mut r[at]).map(|created| created.existing = false)
    }),
    any("an event skipped", &["C10"], |r, x| {
        let first = |record: &mut Record| matches!(record, Record::Evt(event) if event.sequence > 1);
        let at = place(r, x, first)?;
        let Record::Evt(gone) = r.remove(at) else { return None };
        // A reader does not miss the last event that it got.
        let more = |record: &Record| matches!(record, Record::Evt(event) if event.reader == gone.reader && event.sequence > gone.sequence);
        r.iter().any(more).then_some(())
    }),
    any("an event that two readers see differently", &["C10", "C6"], |r, x| {
        let at = place(r, x, |record| matches!(record, Record::Evt(_)))?;
        let Record::Evt(event) = &mut r[at] else { return None };
        event.hash.push('!');
        Some(())
    }),
    any("a replica that differs", &["C13"], |r, _| {
        let last = r.iter_mut().rev().find_map(|record| match record {
            Record::Final(state) => state.state_hash.as_mut(),
            _ => None,
        });
        last.map(|hash| hash.push('!'))
    }),
    inside("armed twice", &["C5"], |r, x| {
        let at = place(r, x, |record| {
            matches!(
                record,
                Record::Fact(Fact {
                    what: What::Armed { .. },
                    ..
                })
            )
        })?;
        let again = r[at].clone();
        r.insert(at + 1, again);
        Some(())
    }),
    inside("a firing without its arming", &["C17"], |r, x| {
        let at = place(r, x, |record| {
            matches!(
                record,
                Record::Fact(Fact {
                    what: What::Armed { .. },
                    ..
                })
            )
        })?;
        let Record::Fact(gone) = r.remove(at) else { return None };
        let fired = |record: &Record| matches!(record, Record::Fact(fact) if fact.what == What::Fired && fact.occurrence == gone.occurrence);
        r.iter().any(fired).then_some(())
    }),
    inside("a leader that acts too soon", &["C16"], |r, x| {
        pick(r, x, release).map(|release| release.applied_term = Some(release.term - 1))
    }),
    inside("a write that is nowhere in the log", &["C1"], |r, x| {
        let (at, _) = *x.pick(&bounded_writes(r))?;
        let Record::Ret(Return { op, .. }) = r[at] else {
            return None;
        };
        r.retain(|record| !matches!(record, Record::Commit(commit) if commit.op == op));
        Some(())
    }),
    inside("a delivery nobody released", &["C2"], |r, x| {
        let fence = pick(r, x, delivery)?.fence.clone();
        r.retain(|record| !matches!(record, Record::Rel(release) if release.fence == fence));
        Some(())
    }),
    inside("a cancel that fires", &["C17", "C7", "C8"], |r, x| {
        let at = place(r, x, |record| {
            matches!(
                record,
                Record::Fact(Fact {
                    what: What::Cancelled,
                    ..
                })
            )
        })?;
        if let Record::Fact(fact) = &mut r[at] {
            fact.what = What::Fired;
        }
        Some(())
    }),
];

/// Returns the position of a random record with a property.
fn place(records: &mut [Record], random: &mut Random, has: impl Fn(&mut Record) -> bool) -> Option<usize> {
    let places: Vec<usize> = (0..records.len()).filter(|at| has(&mut records[*at])).collect();
    random.pick(&places).copied()
}

/// Returns a part of a random record that has it.
fn pick<'r, T>(records: &'r mut [Record], random: &mut Random, part: Part<T>) -> Option<&'r mut T> {
    let at = place(records, random, |record| part(record).is_some())?;
    part(&mut records[at])
}

type Part<T> = for<'a> fn(&'a mut Record) -> Option<&'a mut T>;

fn delivery(record: &mut Record) -> Option<&mut Delivery> {
    match record {
        Record::Dlv(delivery) => Some(delivery),
        _ => None,
    }
}

fn release(record: &mut Record) -> Option<&mut Release> {
    match record {
        Record::Rel(release) => Some(release),
        _ => None,
    }
}

fn answer(record: &mut Record) -> Option<&mut Answer> {
    match record {
        Record::Ret(Return {
            outcome: Outcome::Ok { answer, .. },
            ..
        }) => Some(answer),
        _ => None,
    }
}

fn created(record: &mut Record) -> Option<&mut Created> {
    match answer(record) {
        Some(Answer::Created(created)) => Some(created),
        _ => None,
    }
}

fn fresh(record: &mut Record) -> Option<&mut Created> {
    created(record).filter(|created| !created.existing)
}

fn finals(records: &mut [Record]) -> impl Iterator<Item = &mut Vec<Dumped>> {
    records.iter_mut().filter_map(|record| match record {
        Record::Final(state) => state.dump.as_mut(),
        _ => None,
    })
}

/// Returns the timer and version of a random successful cancel.
fn cancelled(records: &mut [Record], random: &mut Random) -> Option<(String, u64)> {
    let done = |record: &mut Record| match answer(record) {
        Some(Answer::Withdrawn(answer)) => answer.outcome == WithdrawOutcome::Cancelled,
        _ => false,
    };
    let at = place(records, random, done)?;
    let version = match answer(&mut records[at]) {
        Some(Answer::Withdrawn(answer)) => answer.version,
        _ => return None,
    };
    let Record::Ret(Return { op, .. }) = records[at] else {
        return None;
    };
    let id = records.iter().find_map(|record| match record {
        Record::Inv(call) if call.op == op => match &call.call {
            Call::Cancel(call) => Some(call.id.clone()),
            Call::Reschedule(call) => Some(call.id.clone()),
            _ => None,
        },
        _ => None,
    });
    Some((id?, version))
}

/// Returns the responses to writes that began after another response: their positions, and the largest index in an
/// earlier response.
fn bounded_writes(records: &[Record]) -> Vec<(usize, u64)> {
    let (mut largest, mut floors, mut found) = (0, BTreeMap::new(), Vec::new());
    for (at, record) in records.iter().enumerate() {
        match record {
            Record::Inv(call) if !matches!(call.call, Call::Get(_) | Call::List(_)) => {
                floors.insert(call.op, largest);
            }
            Record::Ret(Return {
                op,
                outcome: Outcome::Ok { idx, .. },
                ..
            }) => {
                found.extend(floors.get(op).filter(|floor| **floor > 0).map(|floor| (at, *floor)));
                largest = largest.max(*idx);
            }
            _ => {}
        }
    }
    found
}

/// Returns the answered acknowledgements: position, outcome, event.
fn acknowledgements(records: &[Record]) -> Vec<(usize, AckOutcome, String)> {
    let (mut asked, mut found) = (BTreeMap::new(), Vec::new());
    for (at, record) in records.iter().enumerate() {
        match record {
            Record::Inv(call) => {
                if let Call::Ack(ack) = &call.call {
                    asked.insert(call.op, ack.event_id.clone());
                }
            }
            Record::Ret(Return {
                op,
                outcome:
                    Outcome::Ok {
                        answer: Answer::Acked(outcome),
                        ..
                    },
                ..
            }) => {
                found.extend(asked.get(op).map(|event_id| (at, *outcome, event_id.clone())));
            }
            _ => {}
        }
    }
    found
}

/// Counts the creates without an id that were not answered.
fn lost_creates(records: &[Record]) -> usize {
    let answered: BTreeSet<u64> = records.iter().filter_map(answered_ok).collect();
    let nameless = |call: &Call| match call {
        Call::Create(create) => create.id.is_none(),
        Call::BatchCreate(creates) => creates.iter().any(|create| create.id.is_none()),
        _ => false,
    };
    let lost =
        |record: &&Record| matches!(record, Record::Inv(call) if nameless(&call.call) && !answered.contains(&call.op));
    records.iter().filter(lost).count()
}

fn answered_ok(record: &Record) -> Option<u64> {
    match record {
        Record::Ret(Return {
            op,
            outcome: Outcome::Ok { .. },
            ..
        }) => Some(*op),
        _ => None,
    }
}

/// Returns the positions of two deliveries of one occurrence on one stream, the second with the larger fence.
fn repeated_deliveries(records: &[Record]) -> Vec<(usize, usize)> {
    let (mut last, mut pairs) = (BTreeMap::new(), Vec::new());
    for (at, record) in records.iter().enumerate() {
        if let Record::Dlv(delivery) = record
            && let Some(first) = last.insert((&delivery.occurrence, delivery.receiver), at)
        {
            pairs.push((first, at));
        }
    }
    pairs
}
