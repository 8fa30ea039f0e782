//! What runs on the leader: it decides instants shortly before they come, many schedules in one entry.
//!
//! Nothing is kept between rounds but which schedules cannot be run here: a round reads what is applied, so a new leader goes on where the
//! last one stood.

use super::{
    change,
    plan::{self, Left, When},
    round,
};
use crate::app::{App, answered};
use minoots_calendar::zone;
use minoots_kernel::{
    Effect, Failure, Reply,
    internal::{RunSchedules, ScheduleRow, ScheduleRun, command::Command},
    tables::{self, Row, layout, schedule},
};
use minoots_sequencer::{
    Answer, Priority,
    consensus::{EffectSink, Moment, Position, View},
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{sync::Notify, task::JoinHandle, time::timeout};
use tonic::Status;

/// Rows of one read.
const ROWS: usize = 64;
/// Pause before what was not taken is proposed again.
const AGAIN: Duration = Duration::from_millis(100);

/// Rings when a schedule was made, changed, run or removed.
#[derive(Default)]
pub(crate) struct Bell(Notify);

impl EffectSink for Bell {
    fn applied(&self, _: Position, _: Moment, effects: &[Effect]) {
        if effects.contains(&Effect::Schedules) {
            self.0.notify_one();
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
    let mut reigning = app.reigning.clone();
    while reigning.wait_for(|reigning| *reigning).await.is_ok() {
        tokio::select! {
            _ = reigning.wait_for(|reigning| !reigning) => {}
            result = reign(&app, &bell) => if let Err(failure) = result {
                (app.on_failure)(failure);
                return;
            }
        }
    }
}

async fn reign(app: &App, bell: &Bell) -> Result<(), Failure> {
    compute_anew(app).await?;
    // By tenant, id and version.
    let mut stuck = HashSet::new();
    let mut last = Vec::new();
    loop {
        let round = aside(app, {
            let stuck = std::mem::take(&mut stuck);
            move |app, view| round::look(app, view, stuck)
        });
        let round = round.await?;
        stuck = round.stuck;
        if round.yields {
            app.consensus.abdicate();
        }
        if !round.runs.is_empty() {
            // What changed nothing is not proposed again at once.
            let is_new = round.runs != last;
            last.clone_from(&round.runs);
            if !propose(app, round.runs).await || !is_new {
                tokio::time::sleep(AGAIN).await;
            }
            continue;
        }
        match round.wait {
            None => bell.0.notified().await,
            // Whether it rang or not, there is something to look at.
            Some(wait) => drop(timeout(wait, bell.0.notified()).await),
        }
    }
}

/// Reads and computes where nothing else waits.
async fn aside<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App, &dyn View) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let app = app.clone();
    let done = tokio::task::spawn_blocking(move || {
        let view = app.consensus.view()?;
        work(&app, view.as_ref())
    });
    match done.await {
        Ok(result) => result,
        // The node stops, and this task with it.
        Err(error) if error.is_cancelled() => std::future::pending().await,
        Err(_) => Err(Failure::Corrupt("schedules cannot be read".to_owned())),
    }
}

/// Whether it was taken.
async fn propose(app: &App, runs: Vec<ScheduleRun>) -> bool {
    let command = Command::RunSchedules(RunSchedules { runs });
    let Ok(answer) = app.proposer.submit(command, Priority::Urgent) else {
        return false;
    };
    matches!(answered(answer).await, Answer::Applied(_, Reply::Done))
}

/// Decides what has come of one schedule, as a caller saw it; answers whether there was anything. It does so although the disk's reserve may be
/// touched: whoever pauses or removes a schedule ends its growth.
pub(super) async fn decide(app: &App, tenant: &str, id: &str, row: &ScheduleRow) -> Result<bool, Status> {
    let now = app.clock.now();
    let shard = tables::shard::get(app.view()?.as_ref()).map_err(|failure| app.fail(failure))?;
    let at = When {
        now,
        until: now,
        held_until: shard.held_until,
    };
    let (of, named, row) = (tenant.to_owned(), id.to_owned(), row.clone());
    let run = super::aside(app, move || plan::run(&of, &named, &row, at, &mut Left::default())).await?;
    match run.map_err(|error| change::unplanned(&error))? {
        Some(run) => {
            propose(app, vec![run]).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Computes the next instants of all schedules anew that were computed from older zone data, in bounded portions.
async fn compute_anew(app: &App) -> Result<(), Failure> {
    let (mut from, end) = schedule::next_range();
    loop {
        let (start, until) = (from.clone(), end.clone());
        let found = aside(app, move |_, view| older(view, &start, &until)).await?;
        if !found.runs.is_empty() {
            let schedules = found.runs.len();
            tracing::warn!(
                schedules,
                zone_data = zone::data_version(),
                "schedules are computed from newer zone data"
            );
            // One that was not taken is computed anew as it runs.
            propose(app, found.runs).await;
        }
        match found.last {
            Some(last) => from = layout::after(last),
            None => return Ok(()),
        }
    }
}

struct Older {
    runs: Vec<ScheduleRun>,
    /// There may be more behind this key.
    last: Option<Vec<u8>>,
}

fn older(view: &dyn View, from: &[u8], end: &[u8]) -> Result<Older, Failure> {
    let rows: Vec<Row> = view.scan(from, end, ROWS)?;
    let mut runs = Vec::new();
    for scanned in &rows {
        let (_, tenant, id) = schedule::read_next(scanned)?;
        if let Some(row) = schedule::get(view, &tenant, &id)?
            && row.zone_data.as_str() < zone::data_version()
            && let Ok(run) = plan::anew(&tenant, &id, &row)
        {
            runs.push(run);
        }
    }
    let last = rows.last().filter(|_| rows.len() == ROWS).map(|(key, _)| key.clone());
    Ok(Older { runs, last })
}
