//! Waits for a timer.
//!
//! A wait is a long read, so every node answers it itself. It needs no leader while nothing happens, and a change of
//! leader ends no wait on another node. Once the first read was fresh, any later applied state suffices to report that
//! the timer has reached the awaited state. A timeout is reported only after a second read as fresh as the first, so
//! that a node that was cut off meanwhile does not report it.

use super::get::found;
use crate::queries::timers::armed_since;
use crate::{access::Principal, app::App, convert, policies, refusal, state::State, validate, waits::Waiting};
use minoots_kernel::internal::TimerState;
use minoots_policy::facts::Verb;
use minoots_sequencer::clock;
use minoots_wire::timer::v1::{ReadInfo, Timer, WaitOutcome, WaitTimerRequest, WaitTimerResponse, WaitUntil};
use std::time::Duration;
use tonic::{Request, Status};

/// The interval of reads without a wake-up, because an installed snapshot causes none.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// The first of doubling pauses after log time has reached the due instant of a timer that has not fired: a sweep is in
/// progress, or a restore holds the timer.
const LOOK_AGAIN_OVERDUE: Duration = Duration::from_millis(20);

pub(super) async fn run(app: &App, request: Request<WaitTimerRequest>) -> Result<WaitTimerResponse, Status> {
    let allowed = validate::caller_deadline(request.metadata());
    let (who, request) = Principal::admitted(request)?;
    let timeout = validate::wait(request.timeout.as_ref(), allowed);
    let mut wait = Wait {
        app,
        who: &who,
        // Registers before the first read, so that no change after it is missed.
        waiting: app.waits.register(who.tenant(), &request.id)?,
        request: &request,
    };
    let over = clock::instant() + timeout;
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let mut seen = wait.look(&state)?;
    drop(state);
    let mut answer = read;
    tokio::select! {
        reached = wait.until_reached(&mut seen, &mut answer) => reached?,
        () = tokio::time::sleep_until(over.into()) => {}
        () = app.standing.stopped() => return Err(refusal::shutting_down()),
        refused = app.access.ended(&who) => return Err(refused),
    }
    if !seen.reached {
        let (state, read) = app.reader.read(request.read.as_ref()).await?;
        (seen, answer) = (wait.look(&state)?, read);
    }
    let outcome = if seen.reached {
        WaitOutcome::Reached
    } else {
        WaitOutcome::TimedOut
    };
    Ok(WaitTimerResponse {
        outcome: outcome.into(),
        timer: Some(seen.timer),
        read: Some(answer),
    })
}

/// The timer at one read.
struct Seen {
    timer: Timer,
    reached: bool,
    /// The instant at which time alone brings it to the awaited state.
    due: Option<i64>,
}

struct Wait<'a> {
    app: &'a App,
    who: &'a Principal,
    waiting: Waiting,
    request: &'a WaitTimerRequest,
}

impl Wait<'_> {
    /// Reads the timer again and again until it reaches the awaited state.
    async fn until_reached(&mut self, seen: &mut Seen, read: &mut ReadInfo) -> Result<(), Status> {
        let (mut overdue, mut pause) = (false, LOOK_AGAIN_OVERDUE);
        while !seen.reached {
            self.waiting.at(seen.due.filter(|_| !overdue));
            let again = if overdue { pause } else { LOOK_AGAIN };
            // A wake-up and a timeout both lead to the next read.
            let _ = tokio::time::timeout(again, self.waiting.told()).await;
            let state = self.app.reader.state()?;
            *seen = self.look(&state)?;
            read.index = state.index();
            let shard = state.shard()?;
            overdue = seen.due.is_some_and(|due| due <= shard.time);
            pause = if overdue {
                (pause * 2).min(LOOK_AGAIN)
            } else {
                LOOK_AGAIN_OVERDUE
            };
        }
        Ok(())
    }

    fn look(&self, state: &State) -> Result<Seen, Status> {
        let Wait { app, who, request, .. } = self;
        let tenant = who.tenant();
        let row = found(state, tenant, (&request.id, &request.partition_key))?;
        // Evaluated at each read, because the policy may have changed since the wait began.
        app.judge
            .allow_each(who, || policies::of_timer(Verb::Wait, &row, None))?;
        let reached = match request.until() {
            WaitUntil::Terminal => row.is_terminal(),
            WaitUntil::Fired | WaitUntil::Unspecified => row.state() != TimerState::Pending,
        };
        let armed = state.look(|view| armed_since(view, tenant, &row))?;
        let due = (row.state() == TimerState::Pending).then(|| row.due());
        Ok(Seen {
            timer: convert::timer(tenant, app.opener.opened(tenant, row)?, armed),
            reached,
            due,
        })
    }
}
