//! A check of the checker: on small histories the witness check and an exhaustive search agree about linearizability.
//!
//! The search knows no indexes. So the witness check explains a history if some order of its calls, taken as their
//! indexes in the log, passes. Every order is tried.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_check::record::{
    Answer, Call, Commit, Create, Created, Get, Invocation, Knows, Outcome, Record, Return, Run, Status, TimerView,
    Withdraw, WithdrawOutcome, Withdrawn,
};
use minoots_check::{History, Options, check};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};

/// The operations on one timer that is due in the far future.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    /// A create with one of two bodies.
    Create(u8),
    Cancel,
    Get,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ret {
    Created,
    Existing,
    Refused,
    Absent,
    Cancelled,
    CancelledBefore,
    Scheduled,
}

/// The body of its create, and whether it was cancelled.
#[derive(Clone, Copy, Debug, Default)]
struct Timer(Option<(u8, bool)>);

impl SequentialSpec for Timer {
    type Op = Op;
    type Ret = Ret;

    fn invoke(&mut self, op: &Op) -> Ret {
        match (op, self.0) {
            (Op::Create(body), None) => {
                self.0 = Some((*body, false));
                Ret::Created
            }
            (Op::Create(body), Some((first, _))) if *body == first => Ret::Existing,
            (Op::Create(_), Some(_)) => Ret::Refused,
            (Op::Cancel | Op::Get, None) => Ret::Absent,
            (Op::Cancel, Some((body, false))) => {
                self.0 = Some((body, true));
                Ret::Cancelled
            }
            (Op::Cancel, Some((_, true))) => Ret::CancelledBefore,
            (Op::Get, Some((_, false))) => Ret::Scheduled,
            (Op::Get, Some((_, true))) => Ret::Cancelled,
        }
    }
}

/// Calls of a few clients. The calls of one client are sequential; calls of different clients overlap at random.
#[derive(Clone, Debug)]
struct Calls {
    /// (client, operation, response), in order of invocation.
    calls: Vec<(usize, Op, Ret)>,
    /// Invocations and responses in order of time: (call, whether it is the response).
    moments: Vec<(usize, bool)>,
}

fn calls() -> impl Strategy<Value = Calls> {
    let op = prop_oneof![
        Just(Op::Create(0)),
        Just(Op::Create(1)),
        Just(Op::Cancel),
        Just(Op::Get)
    ];
    // The responses are those of some legal order, with at most one change.
    let order = prop::collection::vec((0..3_usize, op, any::<u8>()), 1..=5);
    (
        order,
        prop::option::of((any::<prop::sample::Index>(), 0..7_usize)),
        any::<u64>(),
    )
        .prop_map(|(order, lie, seed)| {
            let mut timer = Timer::default();
            let mut calls: Vec<_> = order
                .iter()
                .map(|&(client, op, _)| (client, op, timer.invoke(&op)))
                .collect();
            if let Some((at, other)) = lie {
                let at = at.index(calls.len());
                calls[at].2 = answer_of(calls[at].1, other);
            }
            let moments = overlap(&calls, seed);
            Calls { calls, moments }
        })
}

/// Returns a response of the right kind, which may be wrong.
fn answer_of(op: Op, choice: usize) -> Ret {
    let possible: &[Ret] = match op {
        Op::Create(_) => &[Ret::Created, Ret::Existing, Ret::Refused],
        Op::Cancel => &[Ret::Cancelled, Ret::CancelledBefore, Ret::Absent],
        Op::Get => &[Ret::Scheduled, Ret::Cancelled, Ret::Absent],
    };
    possible[choice % possible.len()]
}

/// Starts the calls in order, each client's after its last one ended, and ends them at random.
fn overlap(calls: &[(usize, Op, Ret)], mut seed: u64) -> Vec<(usize, bool)> {
    let (mut moments, mut open, mut next) = (Vec::new(), Vec::<usize>::new(), 0);
    while next < calls.len() || !open.is_empty() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let busy = |next: usize| open.iter().any(|call| calls[*call].0 == calls[next].0);
        if next < calls.len() && !busy(next) && (open.is_empty() || seed >> 63 == 0) {
            moments.push((next, false));
            open.push(next);
            next += 1;
        } else {
            let at = (seed >> 33) as usize % open.len();
            moments.push((open.remove(at), true));
        }
    }
    moments
}

fn searched(history: &Calls) -> bool {
    let mut tester = LinearizabilityTester::new(Timer::default());
    for &(call, is_answer) in &history.moments {
        let (client, op, ret) = history.calls[call];
        if is_answer {
            tester.on_return(client, ret).unwrap();
        } else {
            tester.on_invoke(client, op).unwrap();
        }
    }
    tester.is_consistent()
}

fn witnessed(history: &Calls) -> bool {
    let mut order: Vec<usize> = (0..history.calls.len()).collect();
    permutations(&mut order, 0, &mut |order| {
        let report = check(&records(history, order), &Options::default());
        report.violations.is_empty()
    })
}

/// Whether some permutation passes.
fn permutations(order: &mut [usize], from: usize, passes: &mut impl FnMut(&[usize]) -> bool) -> bool {
    if from == order.len() {
        return passes(order);
    }
    (from..order.len()).any(|at| {
        order.swap(from, at);
        let passed = permutations(order, from + 1, passes);
        order.swap(from, at);
        passed
    })
}

/// Writes the history as a producer that knows this order.
fn records(history: &Calls, order: &[usize]) -> History {
    let place = |call: usize| order.iter().position(|other| *other == call).unwrap() as u64 + 1;
    let first_cancel = order
        .iter()
        .find(|call| matches!(history.calls[**call], (_, Op::Cancel, Ret::Cancelled)));
    let first_cancel = first_cancel.map_or(u64::MAX, |call| place(*call));
    let knows = Knows {
        commits: true,
        facts: true,
        ..Knows::default()
    };
    let mut records = vec![Record::Run(Run {
        ordered: true,
        knows,
        ..Run::default()
    })];
    for (t, &(call, is_answer)) in history.moments.iter().enumerate() {
        let (op, t, idx) = (call as u64, t as i64, place(call));
        let (client, asked, ret) = history.calls[call];
        if is_answer {
            // The index of a get that found nothing is not recorded; a write's index always is.
            if asked != Op::Get {
                records.push(Record::Commit(Commit {
                    op,
                    idx,
                    pos: Some(1),
                    time: 0,
                }));
            }
            let outcome = outcome(asked, ret, idx, first_cancel);
            records.push(Record::Ret(Return { op, t, outcome }));
        } else {
            records.push(Record::Inv(Invocation {
                op,
                client: client as u64,
                t,
                call: request(asked),
            }));
        }
    }
    records.into_iter().collect()
}

fn request(op: Op) -> Call {
    let (tenant, id) = ("dev".to_owned(), "a".to_owned());
    match op {
        Op::Create(body) => Call::Create(Create {
            tenant,
            id: Some(id),
            queue: Some("q".into()),
            digest: body.to_string(),
            ..Create::default()
        }),
        Op::Cancel => Call::Cancel(Withdraw { tenant, id, version: 0 }),
        Op::Get => Call::Get(Get {
            tenant,
            id,
            ..Get::default()
        }),
    }
}

fn outcome(op: Op, ret: Ret, idx: u64, first_cancel: u64) -> Outcome {
    let (id, version) = ("a".to_owned(), 1);
    let refused = |reason: &str| Outcome::Err { reason: reason.into() };
    let view = |status| {
        Answer::Timer(TimerView {
            id: "a".into(),
            version,
            status,
            fire_time: None,
            due: None,
        })
    };
    let withdrawn = |original_idx| {
        let outcome = WithdrawOutcome::Cancelled;
        Answer::Withdrawn(Withdrawn {
            outcome,
            version,
            event_id: None,
            due: None,
            original_idx,
        })
    };
    let answer = match (op, ret) {
        (_, Ret::Absent) => return refused("TIMER"),
        (_, Ret::Refused) => return refused("TIMER_EXISTS"),
        (_, Ret::Created | Ret::Existing) => {
            let existing = ret == Ret::Existing;
            Answer::Created(Created {
                id,
                version,
                existing,
                status: None,
                due: None,
            })
        }
        (Op::Get, Ret::Scheduled) => view(Status::Scheduled),
        (Op::Get, _) => view(Status::Cancelled),
        (_, Ret::CancelledBefore) => withdrawn(Some(first_cancel)),
        _ => withdrawn(None),
    };
    Outcome::Ok { idx, answer }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_witness_check_accepts_exactly_what_can_be_linearized(history in calls()) {
        prop_assert_eq!(witnessed(&history), searched(&history));
    }
}

#[test]
fn both_verdicts_occur_often_among_such_histories() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let history = |runner: &mut _| calls().new_tree(runner).unwrap().current();
    let good = (0..500).filter(|_| searched(&history(&mut runner))).count();
    assert!((100..=450).contains(&good), "{good} of 500 can be linearized");
}
