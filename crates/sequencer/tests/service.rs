#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The sequencer's thread, over a log in memory that commits at once or on demand.

use minoots_kernel::{
    Failure, Reply, apply,
    internal::{Caller, CancelTimer, CreateTimers, NewTimer, TimerState, command::Command},
    memory::MemoryTables,
    tables::{self, Read, Row},
};
use minoots_sequencer::{
    Answer, Callers, Hooks, Options, Priority, Proposer, Refused, Running, Sequencer,
    clock::{self, Clock, Gate},
    consensus::{
        Committed, Consensus, EffectSink, Leadership, Moment, Position, Proposal, ProposeDone, ProposeError,
        QuorumTime, ReadIndex, Standing, View,
    },
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;

#[derive(Clone, Default)]
struct Snapshot {
    tables: MemoryTables,
    index: u64,
}

impl Read for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tables.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.tables.scan(from, until, limit)
    }
}

impl View for Snapshot {
    fn index(&self) -> u64 {
        self.index
    }
}

#[derive(Default)]
struct Log {
    state: Mutex<Snapshot>,
    /// Holds proposals back while it is present.
    held: Mutex<Option<Vec<(Proposal, ProposeDone)>>>,
    sink: Mutex<Option<Arc<Sequencer>>>,
    /// Whether no quorum answers.
    unheard: AtomicBool,
    /// The lead of the quorum's clocks over this node's, in nanoseconds.
    quorum_ahead: AtomicI64,
    abdications: AtomicUsize,
}

impl Log {
    fn hold(&self) {
        *self.held.lock().unwrap() = Some(Vec::new());
    }

    fn let_go(&self) {
        let held = self.held.lock().unwrap().take().unwrap_or_default();
        for (proposal, done) in held {
            self.commit(&proposal, done);
        }
    }

    fn lose(&self) {
        let held = self.held.lock().unwrap().take().unwrap_or_default();
        for (_, done) in held {
            done(Err(ProposeError::OutcomeUnknown));
        }
    }

    fn commit(&self, proposal: &Proposal, done: ProposeDone) {
        let mut state = self.state.lock().unwrap();
        state.index += 1;
        let index = state.index;
        let applied = apply(&mut state.tables, index, &proposal.entry).unwrap();
        drop(state);
        let at = Position { index, term: 1 };
        let moment = Moment {
            time: applied.time,
            unfinished: applied.unfinished,
            next_deadline: applied.next_deadline,
        };
        let sink = self.sink.lock().unwrap().clone().unwrap();
        sink.applied(at, moment, &applied.effects);
        done(Ok(Committed {
            at,
            replies: applied.replies,
        }));
    }
}

impl Consensus for Log {
    fn propose(&self, proposal: Proposal, done: ProposeDone) {
        if let Some(held) = &mut *self.held.lock().unwrap() {
            return held.push((proposal, done));
        }
        self.commit(&proposal, done);
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        watch::channel(Leadership::Following { leader: None }).1
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        Ok(Box::new(self.state.lock().unwrap().clone()))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        watch::channel(0).1
    }

    fn read_index(&self) -> ReadIndex {
        unreachable!("the sequencer reads for no client");
    }

    fn standing(&self) -> Standing {
        let reading = Clock::default().now() + self.quorum_ahead.load(Ordering::Relaxed);
        let quorum_time = Some(QuorumTime {
            reached: reading,
            not_passed: reading,
            at: clock::instant(),
        });
        Standing {
            leased: !self.unheard.load(Ordering::Relaxed),
            term: 1,
            voters: 3,
            quorum_time,
        }
    }

    fn abdicate(&self) {
        self.abdications.fetch_add(1, Ordering::Relaxed);
    }
}

const LEADING: Leadership = Leadership::Leading { term: 1, since: 0 };

fn start(options: Options, leadership: Leadership) -> (Arc<Log>, Proposer, Running) {
    let (log, sequencer) = (Arc::new(Log::default()), Arc::new(Sequencer::new(options)));
    *log.sink.lock().unwrap() = Some(sequencer.clone());
    let hooks = Hooks {
        thread_start: Arc::new(|| {}),
        on_commit: Arc::new(|_| {}),
        callers: Arc::new(Callers::default),
        tell: Arc::new(|tell| tell()),
        on_failure: Arc::new(|failure| panic!("{failure}")),
    };
    let clock = Clock::default();
    let gate = Gate::new(log.clone(), clock.clone());
    let running = sequencer.start(log.clone(), clock, gate, hooks).unwrap();
    sequencer.set_leadership(leadership);
    (log, sequencer.proposer(), running)
}

fn caller() -> Option<Caller> {
    Some(Caller {
        tenant: "t".into(),
        ..Caller::default()
    })
}

fn create(id: &str, delay: i64) -> Command {
    let now = Clock::default().now();
    let timer = NewTimer {
        id: id.into(),
        create_time: now,
        fire_time: now + delay,
        ..NewTimer::default()
    };
    Command::CreateTimers(CreateTimers {
        caller: caller(),
        timers: vec![timer],
    })
}

fn cancel(id: &str) -> Command {
    Command::CancelTimer(CancelTimer {
        caller: caller(),
        id: id.into(),
        ..CancelTimer::default()
    })
}

#[tokio::test]
async fn a_command_is_answered_with_what_the_log_made_of_it() {
    let (_log, proposer, _running) = start(Options::default(), LEADING);
    let answer = proposer
        .propose(create("a", 3_600_000_000_000), Priority::Normal)
        .await
        .unwrap();
    assert!(
        matches!(&answer, Answer::Applied(_, Reply::Created(created)) if created[0].row.version == 1),
        "{answer:?}"
    );
}

#[tokio::test]
async fn g22_nothing_is_stamped_by_a_clock_that_a_quorum_does_not_share_and_leadership_is_handed_over() {
    let (log, proposer, _running) = start(Options::default(), LEADING);
    for ahead in [3_600_000_000_000, -3_600_000_000_000] {
        log.quorum_ahead.store(ahead, Ordering::Relaxed);
        let before = log.abdications.load(Ordering::Relaxed);
        let waiting = proposer
            .submit(create(&format!("a{ahead}"), 0), Priority::Normal)
            .unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let stamped = log.state.lock().unwrap().index;
        assert!(
            log.abdications.load(Ordering::Relaxed) > before,
            "nothing was handed over"
        );
        log.quorum_ahead.store(0, Ordering::Relaxed);
        // The command's instants may come from the wrong clock, so the caller must send it again.
        assert_eq!(waiting.await.unwrap(), Answer::NotLeader { leader: None });
        // The entry that begins a leadership may have waited, too; no entry contains the command.
        let made = tables::timer::get(&log.state.lock().unwrap().tables, "t", &format!("a{ahead}"));
        assert!(
            made.unwrap().is_none(),
            "a command was stamped that a wrong clock dated"
        );
        let mut answer = Answer::NotLeader { leader: None };
        while answer == (Answer::NotLeader { leader: None }) {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let again = create(&format!("a{ahead}"), 0);
            answer = proposer.propose(again, Priority::Normal).await.unwrap();
        }
        assert!(
            matches!(answer, Answer::Applied(at, _) if at.index > stamped),
            "{answer:?} after {stamped}"
        );
    }
}

#[tokio::test]
async fn entries_are_not_stamped_without_a_quorum() {
    let (log, proposer, _running) = start(Options::default(), LEADING);
    log.unheard.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let before = log.state.lock().unwrap().index;
    let waiting = proposer.submit(create("a", 0), Priority::Normal).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(log.state.lock().unwrap().index, before);
    log.unheard.store(false, Ordering::Relaxed);
    assert!(matches!(waiting.await.unwrap(), Answer::Applied(..)));
    assert_eq!(
        log.abdications.load(Ordering::Relaxed),
        0,
        "a silent quorum is no reason to hand over"
    );
}

#[tokio::test]
async fn a_timer_is_armed_and_fired_without_being_asked() {
    let (log, proposer, _running) = start(Options::default(), LEADING);
    proposer
        .propose(create("a", 60_000_000), Priority::Normal)
        .await
        .unwrap();
    let state = || {
        let view = log.state.lock().unwrap().clone();
        tables::timer::get(&view, "t", "a").unwrap().unwrap().state()
    };
    assert_eq!(state(), TimerState::Pending);
    for _ in 0..500 {
        if state() == TimerState::Settled {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never fired");
}

#[tokio::test]
async fn a_follower_says_who_leads() {
    let (_log, proposer, _running) = start(Options::default(), Leadership::Following { leader: Some(3) });
    // The first command may arrive before the thread knows any leader.
    proposer.propose(cancel("a"), Priority::Urgent).await.unwrap();
    let answer = proposer.propose(cancel("a"), Priority::Urgent).await.unwrap();
    assert_eq!(answer, Answer::NotLeader { leader: Some(3) });
}

#[tokio::test]
async fn a_full_queue_refuses_what_adds_work_and_still_takes_what_is_urgent() {
    let options = Options {
        waiting_commands_max: 2,
        ..Options::default()
    };
    let (log, proposer, _running) = start(options, LEADING);
    proposer.propose(cancel("a"), Priority::Urgent).await.unwrap();
    log.hold();
    let waiting = ["a", "b"].map(|id| proposer.submit(create(id, 1), Priority::Normal).unwrap());
    let refused = proposer.submit(create("c", 1), Priority::Normal).unwrap_err();
    assert!(matches!(refused, Refused::Overloaded { .. }));
    let urgent = proposer.submit(cancel("a"), Priority::Urgent).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    log.let_go();
    for answer in waiting.into_iter().chain([urgent]) {
        assert!(matches!(answer.await.unwrap(), Answer::Applied(..)));
    }
    assert!(proposer.submit(create("c", 1), Priority::Normal).is_ok());
}

#[tokio::test]
async fn lost_entries_have_an_unknown_outcome_and_free_the_queue() {
    let options = Options {
        waiting_commands_max: 1,
        ..Options::default()
    };
    let (log, proposer, _running) = start(options, LEADING);
    proposer.propose(cancel("a"), Priority::Urgent).await.unwrap();
    log.hold();
    let lost = proposer.submit(create("a", 1), Priority::Normal).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    log.lose();
    assert_eq!(lost.await.unwrap(), Answer::OutcomeUnknown);
    let answer = proposer.propose(create("b", 1), Priority::Normal).await.unwrap();
    assert!(matches!(answer, Answer::Applied(..)));
}

#[tokio::test]
async fn a_sequencer_that_stops_takes_nothing_more() {
    let (_log, proposer, running) = start(Options::default(), LEADING);
    drop(running);
    let refused = proposer.submit(cancel("a"), Priority::Urgent).unwrap_err();
    assert_eq!(refused, Refused::ShuttingDown);
}
