//! The load: timers scheduled ahead at a steady rate, and others that are created and cancelled at the last moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::connect::timers;
use minoots_terminal::errors::Failure;
use minoots_terminal::id::new_id;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, CancelOutcome, CancelTimerRequest, CreateTimerRequest, Target,
};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::calls::Calls;
use super::ledger::Ledger;

/// The period of a slot. Timers of the steady rate are created one slot at a time.
const SLOT_NS: i64 = 250_000_000;
const SLOTS_PER_SECOND: u32 = 4;
/// The time between the creation of a slot and its due instants, so that no loss of a leader leaves a moment without
/// due timers.
const LEAD_NS: i64 = 15_000_000_000;
/// The lead of the first timers: a few slots have been created by then.
const FIRST_LEAD_NS: i64 = 3_000_000_000;
/// Timers per batch.
const BATCH: usize = 250;
const POLL_INTERVAL: Duration = Duration::from_millis(10);
/// The interval of single creates; every second timer is cancelled.
const CHURN_INTERVAL: Duration = Duration::from_millis(20);
const MILLISECOND_NS: i64 = 1_000_000;

/// A running load.
pub struct Load {
    tasks: JoinSet<Result<(), Failure>>,
    stop: Arc<AtomicBool>,
}

/// The context of the load's tasks.
#[derive(Clone)]
struct Books {
    ledger: Arc<Ledger>,
    calls: Arc<Calls>,
    stop: Arc<AtomicBool>,
}

impl Load {
    /// Starts a load of `rate` timers per second.
    pub fn start(ledger: &Arc<Ledger>, calls: &Arc<Calls>, rate: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let books = Books {
            ledger: Arc::clone(ledger),
            calls: Arc::clone(calls),
            stop: Arc::clone(&stop),
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(books.clone().schedule_ahead((rate / SLOTS_PER_SECOND) as usize));
        tasks.spawn(books.churn());
        Self { tasks, stop }
    }

    /// Waits until the load fails, and returns the reason.
    pub async fn failed(&mut self) -> Failure {
        match self.tasks.join_next().await {
            Some(Ok(Err(failure))) => failure,
            Some(Err(error)) => Failure::failed(format!("the load ended: {error}")),
            _ => Failure::failed("the load ended"),
        }
    }

    /// Stops creating, and waits for the pending answers.
    pub async fn finish(mut self) -> Result<(), Failure> {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(task) = self.tasks.join_next().await {
            task.map_err(|error| Failure::failed(format!("the load ended: {error}")))??;
        }
        Ok(())
    }
}

impl Books {
    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// Keeps every slot of the next seconds full.
    async fn schedule_ahead(self, per_slot: usize) -> Result<(), Failure> {
        let mut slot_ns = clock::wall_ns() + FIRST_LEAD_NS;
        while self.goes_on() {
            let now_ns = clock::wall_ns();
            if slot_ns > now_ns + LEAD_NS {
                sleep(POLL_INTERVAL).await;
                continue;
            }
            // Skip the timers that an outage longer than the lead prevented.
            slot_ns = slot_ns.max(now_ns);
            let step_ns = SLOT_NS / i64::try_from(per_slot.max(1)).unwrap_or(SLOT_NS);
            let due: Vec<i64> = (0_i64..)
                .take(per_slot)
                .map(|index| slot_ns + index * step_ns)
                .collect();
            for due in due.chunks(BATCH) {
                self.create_batch(due).await?;
            }
            slot_ns += SLOT_NS;
        }
        Ok(())
    }

    async fn create_batch(&self, due: &[i64]) -> Result<(), Failure> {
        let entries: Vec<(usize, CreateTimerRequest)> = due.iter().map(|due_ns| self.enter(*due_ns)).collect();
        let batch = BatchCreateTimersRequest {
            requests: entries.iter().map(|(_, request)| request.clone()).collect(),
        };
        let answer = self.calls.call(|channel| {
            let (mut client, batch) = (timers(channel), batch.clone());
            async move { client.batch_create_timers(batch).await }
        });
        if answer.await?.is_some() {
            let answered_ns = clock::wall_ns();
            let created = entries.iter().map(|(index, _)| *index);
            created.for_each(|index| self.ledger.created(index, answered_ns));
        }
        Ok(())
    }

    fn enter(&self, due_ns: i64) -> (usize, CreateTimerRequest) {
        let index = self.ledger.enter(due_ns);
        let request = CreateTimerRequest {
            id: self.ledger.id(index),
            name: "bench".to_owned(),
            fire_time: Some(instant::to_proto(due_ns)),
            target: Some(Target {
                target: Some(TargetKind::Queue(self.ledger.queue.clone())),
            }),
            ..CreateTimerRequest::default()
        };
        (index, request)
    }

    /// Creates single timers, and cancels every second one around its due instant.
    async fn churn(self) -> Result<(), Failure> {
        let mut ticks = interval(CHURN_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut callers = JoinSet::new();
        let mut number = 0;
        while self.goes_on() {
            ticks.tick().await;
            number += 1;
            callers.spawn(self.clone().create_and_cancel(number));
            while let Some(caller) = callers.try_join_next() {
                ended(caller)?;
            }
        }
        while let Some(caller) = callers.join_next().await {
            ended(caller)?;
        }
        Ok(())
    }

    async fn create_and_cancel(self, number: i64) -> Result<(), Failure> {
        let due_ns = clock::wall_ns() + (500 + number * 7_919 % 2_000) * MILLISECOND_NS;
        let (index, request) = self.enter(due_ns);
        let answer = self.calls.call(|channel| {
            let (mut client, request) = (timers(channel), request.clone());
            async move { client.create_timer(request).await }
        });
        if answer.await?.is_none() {
            return Ok(());
        }
        self.ledger.created(index, clock::wall_ns());
        if number % 2 == 0 {
            return Ok(());
        }
        let cancel_ns = due_ns + (number * 104_729 % 1_600 - 1_500) * MILLISECOND_NS;
        let wait_ns = u64::try_from(cancel_ns - clock::wall_ns()).unwrap_or_default();
        sleep(Duration::from_nanos(wait_ns)).await;
        self.cancel(index).await
    }

    async fn cancel(&self, index: usize) -> Result<(), Failure> {
        let request = CancelTimerRequest {
            request_id: new_id(),
            id: self.ledger.id(index),
            ..CancelTimerRequest::default()
        };
        self.ledger.cancel_asked(index);
        let answer = self.calls.call(|channel| {
            let (mut client, request) = (timers(channel), request.clone());
            async move { client.cancel_timer(request).await }
        });
        if let Some(answer) = answer.await? {
            self.ledger
                .cancel_answered(index, answer.outcome() == CancelOutcome::Cancelled, clock::wall_ns());
        }
        Ok(())
    }
}

fn ended(caller: Result<Result<(), Failure>, tokio::task::JoinError>) -> Result<(), Failure> {
    caller.map_err(|error| Failure::failed(format!("a caller ended: {error}")))?
}
