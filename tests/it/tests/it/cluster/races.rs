//! Cancels and reschedules near their timers' due instants while leaders are killed. Responses match the effects, and
//! calls without a response are repeated until they have one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns, sleep_until};
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::is_long;
use minoots_it::random::Random;
use minoots_it::tail::{id, kind};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{
    CancelOutcome, CancelTimerRequest, ListTimersRequest, RescheduleOutcome, RescheduleTimerRequest, TimerStatus,
};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::{PAUSE, patiently, until};
use crate::load::{World, all_events, consume_all, is_unknown};
use crate::support::event_id;

const BATCH: usize = 200;

/// The number of due instants per second.
const RATE: usize = 100;

/// The timers of a round, two thirds of them raced. The test has rounds, so that a slow machine has created the timers
/// before they are due.
const TIMERS: usize = 450;

const ROUNDS: usize = 2;
const ROUNDS_LONG: usize = 20;

/// The delay of a rescheduled timer.
const LATER_NS: i64 = 2 * SECOND;

/// The operation on a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Try {
    Nothing,
    Cancel,
    Reschedule,
}

#[derive(Clone, Debug)]
struct Racer {
    id: String,
    due_ns: i64,
    version: u64,
    tries: Try,
    send_ns: i64,
}

/// The result of a race.
#[derive(Clone, Debug)]
enum End {
    Cancelled,
    /// Rescheduled, to this version.
    Rescheduled(u64),
    /// Too late: this event was or will be delivered.
    TooLate(String),
    /// No operation was tried.
    Left,
}

/// Creates timers with successive due instants, and draws the operation on each and its time: mostly around arming.
async fn racers(client: &Client, random: &mut Random, round: usize) -> Vec<Racer> {
    let first_ns = now_ns() + 3 * SECOND;
    let mut racers = Vec::new();
    for at in 0..TIMERS {
        let due_ns = first_ns + i64::try_from(at * 1_000_000_000 / RATE).unwrap();
        racers.push(Racer {
            id: format!("r{round:02}-{at:03}"),
            due_ns,
            version: 0,
            tries: [Try::Nothing, Try::Cancel, Try::Reschedule][at % 3],
            send_ns: due_ns - early_ns(random),
        });
    }
    for batch in racers.chunks_mut(BATCH) {
        let requests = batch.iter().map(|racer| {
            let request = timer(&racer.id).fire_at(racer.due_ns);
            request.ack_within(Duration::from_secs(1))
        });
        let requests: Vec<_> = requests.collect();
        let made = patiently(|| client.create_batch(requests.clone())).await;
        for (racer, made) in batch.iter_mut().zip(made.results) {
            racer.version = made.state_version;
        }
    }
    racers
}

/// Returns the time before due at which a request is sent: mostly around arming, some early enough on the busiest
/// machine.
fn early_ns(random: &mut Random) -> i64 {
    match random.below(4) {
        0 => random.between(SECOND, 3 * SECOND),
        _ => random.between(-30 * MS, 400 * MS),
    }
}

/// The nodes for requests; when one does not answer, the next is called.
#[derive(Clone)]
struct Callers(Vec<Client>);

impl Callers {
    /// Repeats a call, at another node each time, until its outcome is known.
    async fn ask<T, F>(&self, begin: usize, call: impl Fn(Client) -> F) -> T
    where
        F: Future<Output = Result<T, tonic::Status>>,
    {
        for attempt in begin.. {
            match call(self.0[attempt % self.0.len()].clone()).await {
                Ok(answer) => return answer,
                Err(status) if is_unknown(&status) => tokio::time::sleep(PAUSE).await,
                Err(status) => panic!("{status:?}"),
            }
        }
        unreachable!("attempts do not end")
    }

    async fn cancel(&self, begin: usize, racer: &Racer) -> End {
        let answer = self
            .ask(begin, |client| async move { client.cancel(&racer.id).await })
            .await;
        assert_eq!(answer.state_version, racer.version, "{racer:?}");
        match answer.outcome() {
            CancelOutcome::Cancelled => End::Cancelled,
            CancelOutcome::TooLate => End::TooLate(answer.event_id),
            other => panic!("{racer:?}: {other:?}"),
        }
    }

    async fn reschedule(&self, begin: usize, racer: &Racer) -> End {
        let request = RescheduleTimerRequest {
            request_id: format!("move-{}", racer.id),
            id: racer.id.clone(),
            state_version: racer.version,
            fire_time: Some(instant::to_proto(racer.due_ns + LATER_NS)),
            ..RescheduleTimerRequest::default()
        };
        let call = |client: Client| {
            let request = request.clone();
            async move { client.reschedule_with(request).await }
        };
        let answer = self.ask(begin, call).await;
        match answer.outcome() {
            RescheduleOutcome::Rescheduled => {
                assert!(answer.state_version > racer.version, "{racer:?}");
                self.check_superseded(begin, racer, answer.state_version).await;
                End::Rescheduled(answer.state_version)
            }
            RescheduleOutcome::TooLate => End::TooLate(answer.event_id),
            other => panic!("{racer:?}: {other:?}"),
        }
    }

    /// Requires that a cancel of the old version reports the current one.
    async fn check_superseded(&self, begin: usize, racer: &Racer, current: u64) {
        let request = CancelTimerRequest {
            id: racer.id.clone(),
            state_version: racer.version,
            ..CancelTimerRequest::default()
        };
        let call = |client: Client| {
            let request = request.clone();
            async move { client.cancel_with(request).await }
        };
        let answer = self.ask(begin, call).await;
        assert_eq!(
            (answer.outcome(), answer.state_version),
            (CancelOutcome::Superseded, current),
            "{racer:?}"
        );
    }
}

/// Sends every request at its instant.
fn race(callers: &Callers, racers: &[Racer]) -> JoinSet<(Racer, End)> {
    let mut racing = JoinSet::new();
    for (begin, racer) in racers.iter().cloned().enumerate() {
        let callers = callers.clone();
        racing.spawn(async move {
            sleep_until(racer.send_ns).await;
            let end = match racer.tries {
                Try::Nothing => End::Left,
                Try::Cancel => callers.cancel(begin, &racer).await,
                Try::Reschedule => callers.reschedule(begin, &racer).await,
            };
            (racer, end)
        });
    }
    racing
}

/// Kills one leader after another until the last instant has passed.
async fn kill_leaders(
    cluster: &mut Cluster,
    endpoints: &watch::Sender<Vec<String>>,
    random: &mut Random,
    last_ns: i64,
) -> usize {
    let mut kills = 0;
    while now_ns() < last_ns {
        tokio::time::sleep(Duration::from_millis(200 + random.below(600))).await;
        let leader = cluster.leader().await.unwrap();
        cluster.kill(leader).unwrap();
        endpoints.send_replace(cluster.endpoints());
        kills += 1;
        cluster.leader().await.unwrap();
        cluster.restart(leader).await.unwrap();
        endpoints.send_replace(cluster.endpoints());
    }
    kills
}

/// Returns the final event of each racer that was not cancelled.
fn expected(ends: &[(Racer, End)]) -> BTreeMap<String, i64> {
    let event = |(racer, end): &(Racer, End)| match end {
        End::Cancelled => None,
        End::Rescheduled(version) => Some((event_id(&racer.id, *version), racer.due_ns + LATER_NS)),
        End::TooLate(event) => {
            assert_eq!(*event, event_id(&racer.id, racer.version), "{racer:?}");
            Some((event.clone(), racer.due_ns))
        }
        End::Left => Some((event_id(&racer.id, racer.version), racer.due_ns)),
    };
    ends.iter().filter_map(event).collect()
}

/// Requires that the deliveries, the log and the timers agree.
async fn judge(client: &Client, world: &World, ends: &[(Racer, End)]) {
    let expected = expected(ends);
    let wanted: BTreeSet<&str> = expected.keys().map(String::as_str).collect();
    world.know(|known| {
        let delivered: BTreeSet<&str> = known.deliveries.ids().collect();
        assert_eq!(delivered, wanted, "delivered");
        for (event, due_ns) in &expected {
            assert_eq!(known.deliveries.get(event).unwrap().due_ns, *due_ns, "{event}");
        }
    });
    let events = all_events(client).await;
    let mut fired: Vec<&str> = events
        .iter()
        .filter(|event| kind(event) == "timer.fired")
        .map(id)
        .collect();
    fired.sort_unstable();
    assert!(fired.iter().copied().eq(wanted), "fired, each once, and nothing else");
    let request = ListTimersRequest {
        page_size: 1_000,
        ..ListTimersRequest::default()
    };
    let timers = patiently(|| client.list(request.clone())).await;
    let stands: BTreeMap<String, TimerStatus> = timers.iter().map(|timer| (timer.id.clone(), timer.status())).collect();
    for (racer, end) in ends {
        let status = match end {
            End::Cancelled => TimerStatus::Cancelled,
            _ => TimerStatus::Settled,
        };
        assert_eq!(stands[&racer.id], status, "{racer:?}: {end:?}");
    }
}

fn check_enough_happened(ends: &[(Racer, End)], kills: usize) {
    let count = |is: fn(&End) -> bool| ends.iter().filter(|(_, end)| is(end)).count();
    let cancelled = count(|end| matches!(end, End::Cancelled));
    let rescheduled = count(|end| matches!(end, End::Rescheduled(_)));
    let too_late = count(|end| matches!(end, End::TooLate(_)));
    eprintln!("{kills} kills, {cancelled} cancelled, {rescheduled} rescheduled, {too_late} too late");
    assert!(kills > 1 && cancelled > 10 && rescheduled > 10 && too_late > 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancels_and_reschedules_racing_their_due_instants_across_kills_of_the_leader_mean_what_they_answer() {
    let mut random = Random::from_environment("cluster races", 20_261_122);
    let mut cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    let mut callers = Callers(Vec::new());
    for node in 1..=3 {
        callers.0.push(cluster.client(node).await.unwrap());
    }
    let (endpoints, receiver) = watch::channel(cluster.endpoints());
    // A busy machine may delay a follower for longer than the leader keeps its streams.
    let world = World::new(receiver);
    let consume = |_| tokio::spawn(consume_all(world.clone(), random.fork()));
    let consumers: Vec<JoinHandle<()>> = (0..2).map(consume).collect();
    let (mut ends, mut kills, mut last_ns) = (Vec::new(), 0, 0);
    for round in 0..if is_long() { ROUNDS_LONG } else { ROUNDS } {
        let racers = racers(&callers.0[0], &mut random, round).await;
        let racing = race(&callers, &racers);
        last_ns = racers.last().unwrap().due_ns;
        kills += kill_leaders(&mut cluster, &endpoints, &mut random, last_ns).await;
        ends.extend(racing.join_all().await);
    }
    check_enough_happened(&ends, kills);

    // The wait covers deliveries that must not happen, too.
    sleep_until(last_ns + LATER_NS + SECOND).await;
    let expected = expected(&ends);
    let is_settled = || async {
        assert!(!consumers.iter().any(JoinHandle::is_finished), "a consumer gave up");
        world.know(|known| expected.keys().all(|event| known.settled.contains(event)))
    };
    until("everything that fires is settled", is_settled).await;
    consumers.iter().for_each(JoinHandle::abort);
    judge(&callers.0[0], &world, &ends).await;
    cluster.check_sound().unwrap();
}
