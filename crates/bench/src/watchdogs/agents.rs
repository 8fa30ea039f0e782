//! Agents that touch, each at its own instant of the interval, through the processes that supervise them.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use hdrhistogram::Histogram;
use minoots_client::{Client, Touch, Touched, Toucher};
use minoots_terminal::clock;
use minoots_terminal::connect::{connect, timers};
use minoots_terminal::consumer::stream_ended;
use minoots_terminal::errors::Failure;
use minoots_terminal::id::new_id;
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::touch_stream_response::Answer;
use minoots_wire::timer::v1::{
    CreateTimerRequest, NewWatchdog, Target, TouchOutcome, TouchStreamRequest, TouchStreamResponse, WatchdogTouch,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Streaming;

use crate::batches::Batches;
use crate::samples::new_histogram;
use crate::template::Timers;

/// The time to live of a watchdog in intervals, as documented.
pub const TTL_TIMES: u32 = 3;
const BATCH: u32 = 500;

/// The agents, and the interval of their touches.
pub struct Plan {
    pub queue: String,
    agents: u32,
    pub every: Duration,
    /// Of this many agents one falls silent.
    silent_of: u32,
    silence: AtomicBool,
    /// For each agent, the fire time in its last answer, in nanoseconds UTC; 0 before the first.
    fires: Vec<AtomicI64>,
    sent: AtomicU64,
}

impl Plan {
    /// A plan with new ids.
    pub fn new(agents: u32, every: Duration, silent_of: u32) -> Self {
        Self {
            queue: format!("bench-{}", new_id()),
            agents,
            every,
            silent_of,
            silence: AtomicBool::new(false),
            fires: (0..agents).map(|_| AtomicI64::new(0)).collect(),
            sent: AtomicU64::new(0),
        }
    }

    /// The time to live of a watchdog without a touch.
    pub fn ttl(&self) -> Duration {
        self.every * TTL_TIMES
    }

    /// Stops the touches of the agents that are to fall silent.
    pub fn fall_silent(&self) {
        self.silence.store(true, Ordering::Relaxed);
    }

    /// Whether an agent is silent now.
    pub fn is_silent(&self, agent: u32) -> bool {
        agent.is_multiple_of(self.silent_of) && self.silence.load(Ordering::Relaxed)
    }

    /// The watchdog of an agent.
    fn id(&self, agent: u32) -> String {
        format!("{}-{agent}", self.queue)
    }

    /// Records the answer to a touch that was sent at `at`, with the fire time if it was accepted.
    fn answered(&self, answers: &Mutex<Answers>, agent: u32, at: Instant, fires: Option<i64>) {
        let took = u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.latency.saturating_record(took);
        match fires {
            None => answers.refused += 1,
            Some(fires) => self
                .fires
                .get(agent as usize)
                .into_iter()
                .for_each(|known| known.store(fires, Ordering::Relaxed)),
        }
    }

    /// The number of agents that fall silent.
    pub fn silent_count(&self) -> u32 {
        self.agents.div_ceil(self.silent_of)
    }

    /// The agent of an event (`timer:<tenant>:<id>:<state version>`), and the fire time of its watchdog in the last
    /// answer.
    pub fn agent_of(&self, event_id: &str) -> Option<(u32, i64)> {
        let timer = event_id.rsplit(':').nth(1)?;
        let agent: u32 = timer.strip_prefix(&self.queue)?.strip_prefix('-')?.parse().ok()?;
        let fires = self.fires.get(agent as usize)?.load(Ordering::Relaxed);
        Some((agent, fires))
    }

    /// Creates the watchdogs.
    pub async fn create(self: &Arc<Self>, endpoint: &str) -> Result<(), Failure> {
        Batches::of(BATCH).create(endpoint, self, 0..self.agents).await?;
        Ok(())
    }
}

impl Timers for Plan {
    fn request(&self, index: u32) -> CreateTimerRequest {
        let ttl = i64::try_from(self.ttl().as_nanos()).unwrap_or(i64::MAX);
        CreateTimerRequest {
            id: self.id(index),
            name: "bench".to_owned(),
            delay: Some(duration::to_proto(ttl)),
            watchdog: Some(NewWatchdog::default()),
            target: Some(Target {
                target: Some(TargetKind::Queue(self.queue.clone())),
            }),
            ..CreateTimerRequest::default()
        }
    }
}

/// The answers to the touches.
pub struct Answers {
    /// From the sending of a touch to its answer, nanoseconds.
    pub latency: Histogram<u64>,
    /// Answers with another outcome than touched.
    pub refused: u64,
}

/// The running agents.
pub struct Load {
    plan: Arc<Plan>,
    answers: Arc<Mutex<Answers>>,
    streams: tokio::sync::Mutex<JoinSet<Result<(), Failure>>>,
}

/// The processes that supervise the agents.
#[derive(Clone, Copy)]
pub struct Hosts {
    pub count: u32,
    /// Batches touches of the same 100 ms, as the client library does; otherwise each is sent by itself, over a stream.
    pub gather: bool,
}

/// Opens the connections and starts the touches of each agent.
pub async fn start(endpoint: &str, plan: &Arc<Plan>, hosts: Hosts) -> Result<Load, Failure> {
    let answers = Arc::new(Mutex::new(Answers {
        latency: new_histogram()?,
        refused: 0,
    }));
    let count = hosts.count.min(plan.agents);
    let begin = clock::monotonic();
    let mut running = JoinSet::new();
    for host in 0..count {
        let agents: Vec<u32> = (host..plan.agents).step_by(count as usize).collect();
        let (plan, answers) = (Arc::clone(plan), Arc::clone(&answers));
        if hosts.gather {
            let toucher = Client::builder().endpoint(endpoint).build()?.toucher();
            running.spawn(async move {
                let send = |agent| {
                    drop(tokio::spawn(touched(
                        Arc::clone(&plan),
                        Arc::clone(&answers),
                        toucher.clone(),
                        agent,
                    )));
                };
                touch(&plan, &agents, begin, send).await
            });
            continue;
        }
        let mut client = timers(connect(endpoint).await?);
        let (requests, receiver) = mpsc::unbounded_channel();
        let responses = client.touch_stream(UnboundedReceiverStream::new(receiver)).await?;
        let (sent, times) = mpsc::unbounded_channel();
        running.spawn(receive(Arc::clone(&plan), answers, responses.into_inner(), times));
        running.spawn(async move {
            let send = |agent| {
                let touch = WatchdogTouch {
                    id: plan.id(agent),
                    ..WatchdogTouch::default()
                };
                // If the receiver is dropped, its task reports the reason.
                let _ = sent.send((agent, clock::monotonic()));
                let _ = requests.send(TouchStreamRequest { touch: Some(touch) });
            };
            touch(&plan, &agents, begin, send).await
        });
    }
    Ok(Load {
        plan: Arc::clone(plan),
        answers,
        streams: tokio::sync::Mutex::new(running),
    })
}

impl Load {
    /// The number of touches sent.
    pub fn sent(&self) -> u64 {
        self.plan.sent.load(Ordering::Relaxed)
    }

    /// Waits, and fails if a stream ends meanwhile.
    pub async fn goes_on_for(&self, span: Duration) -> Result<(), Failure> {
        let mut streams = self.streams.lock().await;
        match timeout(span, streams.join_next()).await {
            Err(_) => Ok(()),
            Ok(Some(ended)) => Err(ended
                .map_err(|error| Failure::failed(error.to_string()))?
                .err()
                .unwrap_or_else(stream_ended)),
            Ok(None) => Err(stream_ended()),
        }
    }

    /// Stops all touches, and returns the answers.
    pub async fn finish(self) -> Result<Answers, Failure> {
        self.streams.lock().await.shutdown().await;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = Answers {
            latency: new_histogram()?,
            refused: 0,
        };
        Ok(std::mem::replace(&mut *answers, empty))
    }
}

/// Touches the agents of one host in turn, all of them within one interval.
async fn touch(plan: &Plan, agents: &[u32], begin: Instant, send: impl Fn(u32)) -> Result<(), Failure> {
    for round in 0_u32.. {
        for agent in agents {
            let phase = plan.every.mul_f64(f64::from(*agent) / f64::from(plan.agents));
            sleep_until((begin + plan.every * round + phase).into()).await;
            if plan.is_silent(*agent) {
                continue;
            }
            send(*agent);
            plan.sent.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}

/// Touches through the client library.
async fn touched(plan: Arc<Plan>, answers: Arc<Mutex<Answers>>, toucher: Toucher, agent: u32) {
    let at = clock::monotonic();
    let answer = toucher.touch(plan.id(agent), Touch::default()).await;
    let until = match answer {
        Ok(Touched::Until(instant)) => Some(instant),
        _ => None,
    };
    let since_1970 = until.and_then(|instant| instant.duration_since(UNIX_EPOCH).ok());
    let fires = since_1970.and_then(|since| i64::try_from(since.as_nanos()).ok());
    plan.answered(&answers, agent, at, fires);
}

/// Receives answers, which arrive in the order of the touches.
async fn receive(
    plan: Arc<Plan>,
    answers: Arc<Mutex<Answers>>,
    mut responses: Streaming<TouchStreamResponse>,
    mut times: mpsc::UnboundedReceiver<(u32, Instant)>,
) -> Result<(), Failure> {
    loop {
        let answer = responses.message().await?.ok_or_else(stream_ended)?.answer;
        let (agent, at) = times.recv().await.ok_or_else(stream_ended)?;
        let result = match answer {
            Some(Answer::Result(result)) if result.outcome() == TouchOutcome::Touched => result.fire_time,
            _ => None,
        };
        let fires = result.and_then(|time| instant::from_proto(&time).ok());
        plan.answered(&answers, agent, at, fires);
    }
}
