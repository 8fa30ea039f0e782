//! A node under test, its sink, and entries for it.

use std::fs;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use bytes::Bytes;
use minoots_kernel::internal::command::Command as Kind;
use minoots_kernel::internal::{Bootstrap, Caller, Command, CreateTimers, NewTimer};
use minoots_kernel::{Effect, Entry, Reply, tables};
use minoots_raft::{HandOver, Hooks, RaftNode, RaftOptions, StartError};
use minoots_sequencer::consensus::{
    Committed, Consensus, EffectSink, Leadership, Moment, Position, Proposal, ProposeError,
};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::time::timeout;

pub const TENANT: &str = "acme";
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Records its calls, and can block the apply thread.
#[derive(Default)]
pub struct Sink {
    pub told: Mutex<Vec<Told>>,
    gate: Mutex<Gate>,
    opened: Condvar,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: Position,
    pub moment: Moment,
    pub effects: Vec<Effect>,
}

#[derive(Default)]
struct Gate {
    /// Entries of this term and later ones block.
    closed_from_term: Option<u64>,
    holding: bool,
}

impl Sink {
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    pub fn close_from(&self, term: u64) {
        self.gate.lock().unwrap().closed_from_term = Some(term);
    }

    pub fn open(&self) {
        self.gate.lock().unwrap().closed_from_term = None;
        self.opened.notify_all();
    }

    pub fn is_holding(&self) -> bool {
        self.gate.lock().unwrap().holding
    }
}

impl EffectSink for Sink {
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        let mut gate = self.gate.lock().unwrap();
        while gate.closed_from_term.is_some_and(|term| at.term >= term) {
            gate.holding = true;
            gate = self.opened.wait(gate).unwrap();
        }
        drop(gate);
        self.told.lock().unwrap().push(Told {
            at,
            moment,
            effects: effects.to_vec(),
        });
    }
}

/// The calls of the hand-over hook: `None` for each start, then its outcome.
#[derive(Default)]
pub struct HandOvers(pub Mutex<Vec<Option<bool>>>);

impl HandOver for HandOvers {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.lock().unwrap().push(None);
        Box::pin(std::future::ready(()))
    }

    fn end(&self, handed_over: bool) {
        self.0.lock().unwrap().push(Some(handed_over));
    }
}

/// A node and its environment.
pub struct Harness {
    pub node: RaftNode,
    pub sink: Arc<Sink>,
    pub fatal: Arc<Mutex<Vec<String>>>,
    #[allow(dead_code, reason = "a node that is alone has nobody to hand over to")]
    pub hand_overs: Arc<HandOvers>,
}

impl Harness {
    pub async fn start(directory: &Path) -> Self {
        Self::start_with(options(directory), Arc::default()).await.unwrap()
    }

    pub async fn start_with(options: RaftOptions, sink: Arc<Sink>) -> Result<Self, StartError> {
        let fatal = Arc::<Mutex<Vec<String>>>::default();
        let hand_overs = Arc::<HandOvers>::default();
        let hooks = Hooks {
            hand_over: hand_overs.clone(),
            ..hooks(&fatal)
        };
        let node = RaftNode::start(options, sink.clone(), hooks).await?;
        Ok(Self {
            node,
            sink,
            fatal,
            hand_overs,
        })
    }

    /// Waits until the node may act as leader. Returns the term and its first entry.
    pub async fn leads(&self) -> (u64, u64) {
        let mut leadership = self.node.leadership();
        let leads = leadership.wait_for(|now| matches!(now, Leadership::Leading { .. }));
        let now = *timeout(PATIENCE, leads).await.expect("nobody leads").unwrap();
        let Leadership::Leading { term, since } = now else {
            unreachable!()
        };
        (term, since)
    }

    pub fn propose(&self, entry: Entry) -> oneshot::Receiver<Result<Committed, ProposeError>> {
        let bytes = Bytes::from(entry.to_bytes());
        self.propose_as(entry, bytes)
    }

    pub fn propose_as(&self, entry: Entry, bytes: Bytes) -> oneshot::Receiver<Result<Committed, ProposeError>> {
        let (sender, receiver) = oneshot::channel();
        let done = Box::new(move |result| sender.send(result).unwrap_or_default());
        self.node.propose(
            Proposal {
                entry: Arc::new(entry),
                bytes,
            },
            done,
        );
        receiver
    }

    pub async fn commit(&self, entry: Entry) -> Committed {
        let result = timeout(PATIENCE, self.propose(entry)).await.expect("no answer");
        result.expect("the answer was dropped").expect("refused")
    }

    /// Creates timers `0..count`, all concurrently.
    pub async fn create_timers(&self, count: u64) {
        let answers: Vec<_> = (0..count).map(|number| self.propose(create(number))).collect();
        for answer in answers {
            let committed = timeout(PATIENCE, answer).await.expect("no answer").unwrap().unwrap();
            assert!(matches!(&committed.replies[..], [Reply::Created(timers)] if timers.len() == 1));
        }
    }

    pub fn has_timer(&self, number: u64) -> bool {
        let view = self.node.view().unwrap();
        tables::timer::get(&Dyn(&*view), TENANT, &timer_id(number))
            .unwrap()
            .is_some()
    }

    pub async fn stop(self) {
        self.node.shutdown().await.unwrap();
        assert_eq!(*self.fatal.lock().unwrap(), Vec::<String>::new());
    }
}

/// A view as a sized type, for the kernel's readers.
struct Dyn<'a>(&'a dyn minoots_sequencer::consensus::View);

impl tables::Read for Dyn<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, minoots_kernel::Failure> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<tables::Row>, minoots_kernel::Failure> {
        self.0.scan(from, until, limit)
    }
}

pub fn hooks(fatal: &Arc<Mutex<Vec<String>>>) -> Hooks {
    let fatal = Arc::clone(fatal);
    let tell: Arc<dyn Fn(&str) + Send + Sync> = Arc::new(move |why| fatal.lock().unwrap().push(why.to_owned()));
    Hooks {
        on_fatal: Arc::clone(&tell),
        on_over: tell,
        thread_start: Arc::new(|_| {}),
        hand_over: Arc::new(()),
    }
}

pub fn options(directory: &Path) -> RaftOptions {
    let mut options = RaftOptions::new(1, directory);
    options.log.segment_bytes = 64 << 10;
    options
}

/// A copy of the files without a clean stop, as a crash would leave them, taken while no entry is being written.
/// Background work may remove a file during the copy. Then the image is inconsistent, and another is taken.
pub fn image_of(directory: &Path) -> TempDir {
    loop {
        let image = tempfile::tempdir().unwrap();
        match copy(directory, image.path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => {
                copied.unwrap();
                return image;
            }
        }
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

pub fn bootstrap() -> Entry {
    entry(
        1,
        Kind::Bootstrap(Bootstrap {
            cluster_id: "cluster".to_owned(),
            level: 0,
        }),
    )
}

pub fn timer_id(number: u64) -> String {
    format!("timer-{number:06}")
}

/// Creates one timer, due in the far future.
pub fn create(number: u64) -> Entry {
    let time = 1_000 + number as i64;
    let timer = NewTimer {
        id: timer_id(number),
        create_time: time,
        fire_time: i64::MAX / 2,
        payload: vec![7; 100],
        digest: vec![1; 32],
        digest_encoding: 1,
        ..NewTimer::default()
    };
    let caller = Caller {
        tenant: TENANT.to_owned(),
        actor: "test".to_owned(),
        request_id: String::new(),
        ..Caller::default()
    };
    entry(
        time,
        Kind::CreateTimers(CreateTimers {
            caller: Some(caller),
            timers: vec![timer],
        }),
    )
}

fn entry(time: i64, kind: Kind) -> Entry {
    Entry {
        time,
        arm_before: time,
        commands: vec![Command { command: Some(kind) }],
    }
}
