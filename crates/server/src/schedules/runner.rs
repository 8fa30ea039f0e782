//! The leader's task, which decides instants shortly before they come, many schedules in one entry.
//!
//! Between rounds it remembers only which schedules cannot run here. Each round reads the applied state, so a new
//! leader continues where the last one stopped.

use super::{change, zones::Yields};
use crate::{
    app::{App, CommandWriter, answered},
    telemetry::Metrics,
};
use minoots_kernel::{
    Effect, Failure, Reply,
    internal::{RunSchedules, ScheduleRow, ScheduleRun, command::Command},
};
use minoots_schedules::{
    Zones, anew,
    plan::{self, Left, Unplanned, When},
    round::{self, Round, RoundInputs},
};
use minoots_sequencer::{
    Answer, Priority, clock,
    consensus::{EffectSink, Moment, Position, View},
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{sync::Notify, task::JoinHandle, time::timeout};
use tonic::Status;

/// Schedules by tenant, id and version.
type Known = HashSet<(String, String, u64)>;

/// The pause before a rejected command is proposed again.
const AGAIN: Duration = Duration::from_millis(100);

/// Notifies the task that a schedule was made, changed, run or removed. Counts instants that made no timer.
pub(crate) struct Bell {
    ring: Notify,
    metrics: Metrics,
}

impl Bell {
    pub(crate) fn new(metrics: Metrics) -> Self {
        Self {
            ring: Notify::default(),
            metrics,
        }
    }
}

impl EffectSink for Bell {
    fn applied(&self, _: Position, _: Moment, effects: &[Effect]) {
        if effects.contains(&Effect::Schedules) {
            self.ring.notify_one();
        }
        for effect in effects {
            if let Effect::Missed { count, reason } = effect {
                self.metrics.schedule_missed(*count, reason);
            }
        }
    }
}

/// The running task; ends when dropped.
pub(crate) struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts the task.
pub(crate) fn start(app: &App, bell: Arc<Bell>) -> Running {
    Running(tokio::spawn(reigns(app.clone(), bell)))
}

async fn reigns(app: App, bell: Arc<Bell>) {
    let mut reigning = app.standing.reigning.clone();
    let mut yields = Yields::default();
    while reigning.wait_for(|reigning| *reigning).await.is_ok() {
        tokio::select! {
            _ = reigning.wait_for(|reigning| !reigning) => {}
            result = reign(&app, &bell, &mut yields) => if let Err(failure) = result {
                (app.reader.on_failure)(failure);
                return;
            }
        }
        app.metrics.schedules_stuck.record(0, &[]);
    }
}

/// Runs due instants first. Between two rounds it checks a portion of the schedules, until all use this node's zone
/// data.
async fn reign(app: &App, bell: &Bell, yields: &mut Yields) -> Result<(), Failure> {
    let mut stuck = Known::new();
    let mut last = Vec::new();
    let mut unread = Some(anew::begin());
    loop {
        let round = aside(app, |app, view| {
            let makes = app.disk.growth_allowed();
            let (now, zones) = (app.clock.now(), Zones::bundled());
            round::look(view, RoundInputs { now, makes, zones })
        });
        let round = round.await?;
        stuck = note_stuck(app, &round, &stuck);
        let is_older = |stuck: &round::Stuck| matches!(stuck.why, Unplanned::NewerZones(_));
        if round.stuck.iter().any(is_older) && yields.is_time(clock::instant()) {
            app.reader.consensus.abdicate();
        }
        let has_run = !round.runs.is_empty();
        if has_run {
            // Runs that changed nothing are not proposed again at once.
            let is_new = round.runs != last;
            last.clone_from(&round.runs);
            if !propose(&app.writer, round.runs).await || !is_new {
                tokio::time::sleep(AGAIN).await;
            }
        }
        if let Some(from) = unread.take() {
            unread = compute_anew(app, from).await?;
        } else if !has_run {
            match round.wait {
                None => bell.ring.notified().await,
                // After a notification or the timeout, the next round reads the state.
                Some(wait) => drop(timeout(wait, bell.ring.notified()).await),
            }
        }
    }
}

/// Logs due schedules that cannot run here, once for each version.
fn note_stuck(app: &App, round: &Round, known: &Known) -> Known {
    app.metrics.schedules_stuck.record(round.stuck.len() as u64, &[]);
    let mut stuck = Known::with_capacity(round.stuck.len());
    for one in &round.stuck {
        let name = (one.tenant.clone(), one.id.clone(), one.version);
        if !known.contains(&name) {
            let (tenant, schedule, error) = (&one.tenant, &one.id, &one.why);
            tracing::error!(tenant, schedule, %error, "a schedule does not run on this node");
        }
        stuck.insert(name);
    }
    stuck
}

/// Reads and computes on a blocking thread.
async fn aside<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App, &dyn View) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let app = app.clone();
    let done = tokio::task::spawn_blocking(move || {
        let view = app.reader.consensus.view()?;
        work(&app, view.as_ref())
    });
    match done.await {
        Ok(result) => result,
        // The node stops, and this task with it.
        Err(error) if error.is_cancelled() => std::future::pending().await,
        Err(_) => Err(Failure::Corrupt("schedules cannot be read".to_owned())),
    }
}

/// Returns whether the log accepted the runs.
async fn propose(writer: &CommandWriter, runs: Vec<ScheduleRun>) -> bool {
    let command = Command::RunSchedules(RunSchedules {
        runs,
        by_fire_time: true,
    });
    let Ok(answer) = writer.proposer.submit(command, Priority::Urgent) else {
        return false;
    };
    matches!(answered(answer).await, Answer::Applied(_, Reply::Done))
}

/// Decides the past instants of one schedule, given the state that a caller read. Returns whether there were any. It
/// does so even if the disk reserve is touched: a caller that pauses or removes a schedule ends its growth.
pub(super) async fn decide(app: &App, tenant: &str, id: &str, row: &ScheduleRow) -> Result<bool, Status> {
    let now = app.clock.now();
    let shard = app.reader.state()?.shard()?;
    let at = When {
        now,
        until: now,
        held_until: shard.held_until,
        zones: Zones::bundled(),
    };
    let (of, named, row) = (tenant.to_owned(), id.to_owned(), row.clone());
    let run = super::aside(move || plan::run(&of, &named, &row, at, &mut Left::default())).await?;
    match run.map_err(|error| change::unplanned(&error))? {
        Some(run) => {
            propose(&app.writer, vec![run]).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Computes a portion of the schedules anew, and returns the start of the next one.
async fn compute_anew(app: &App, from: Vec<u8>) -> Result<Option<Vec<u8>>, Failure> {
    let found = aside(app, move |_, view| anew::look(view, &from, Zones::bundled())).await?;
    if !found.runs.is_empty() {
        let (schedules, zone_data) = (found.runs.len(), Zones::bundled().version());
        tracing::warn!(schedules, zone_data, "schedules are computed from newer zone data");
        // A schedule whose change was rejected is computed anew when it runs.
        propose(&app.writer, found.runs).await;
    }
    Ok(found.rest)
}
