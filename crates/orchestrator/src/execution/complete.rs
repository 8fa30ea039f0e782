//! Completion of attempts.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::At;
use super::approval::{PendingApproval, Shown};
use super::effect::Step;
use super::enter::{enter, missing, not_allowed, over_budget, tell_over};
use super::fail::not_good_enough;
use super::input::Completion;
use super::output;
use super::recover;
use super::refusal::Refusal;
use super::state::{LastDone, RunStatus, Status, TimerKind};
use crate::definition::{Definition, Phase};
use crate::repeat;

pub(super) fn complete(
    definition: &Definition,
    mut step: Step,
    completion: &Completion,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    if is_repeat(&step, completion)? {
        return Ok(None);
    }
    step.check_running()?;
    let Some((position, phase)) = at_work(definition, &step, &completion.phase, completion.fence)? else {
        return Ok(None);
    };
    let next = match completion.to.as_str() {
        "" => phase.to.first().copied(),
        to => {
            let next = definition.phase(to).map(|(position, _)| position);
            let next = next.filter(|next| phase.to.contains(next));
            Some(next.ok_or_else(|| not_allowed(definition, phase.id.clone(), to, &phase.to))?)
        }
    };
    show(definition, &mut step, completion);
    check_gates(definition, &step, (position, next), completion.score)?;
    output::check(phase, &completion.output)?;
    let over = used(definition, &mut step, completion.tokens, completion.money_micros);
    let stopped = |step: Step| match over {
        Some(over) if step.state.status == Status::Running => over_budget(step, over, at),
        _ => step,
    };
    if let (Some(least), Some(score)) = (phase.exit.score, completion.score)
        && score < least
    {
        let told = (score, least, completion.feedback.as_str());
        return Ok(Some(stopped(not_good_enough(definition, phase, step, told, at))));
    }
    let next_id = next
        .and_then(|next| definition.phases.get(next))
        .map(|next| next.id.clone());
    let next_id = next_id.unwrap_or_default();
    if let Some(run) = &mut step.state.run {
        run.done = digest(completion);
    }
    let mut told = output::store(&mut step, &phase.id, &completion.output);
    if let Some(approval) = &phase.approval {
        let asked = PendingApproval {
            who: approval.from.clone(),
            escalations: 0,
            next: next_id,
            worker: completion.principal.clone(),
            shown: Shown::of(completion),
            since_ms: at.now_ms,
            ..PendingApproval::default()
        };
        return Ok(Some(stopped(super::approve::ask(phase, step, (asked, told), at))));
    }
    // Completed work stays completed. An exhausted budget stops the next phase; if there is none, it is only reported.
    if let (Some(over), None) = (over, next) {
        step = tell_over(step, over, at);
    }
    told["score"] = json!(completion.score);
    Ok(Some(proceed(definition, step, &next_id, (None, told), at)))
}

/// Returns the phase at work, if it is the named one. Without a running attempt, the input is refused.
pub(super) fn at_work<'a>(
    definition: &'a Definition,
    step: &Step,
    phase: &str,
    fence: u64,
) -> Result<Option<(usize, &'a Phase)>, Refusal> {
    let Some(run) = &step.state.run else {
        return Ok(None);
    };
    if !phase.is_empty() && phase != run.phase {
        return Err(Refusal::NotInPhase {
            current: run.phase.clone(),
            asked: phase.to_owned(),
        });
    }
    run.check_fence(fence)?;
    let phase = run.phase.clone();
    let waits = match run.status {
        RunStatus::Working => return Ok(definition.phase(&run.phase)),
        RunStatus::Joining => return Err(Refusal::Joining { phase }),
        RunStatus::Queued => return Err(Refusal::Queued { phase }),
        RunStatus::BackingOff => "the next one begins when its pause is over; wait for its message",
        RunStatus::AwaitingApproval => "its work is done and waits for a decision; approve it, or deny it",
        RunStatus::Recovering => {
            "a fix of its failure is looked for or prepared; wait for it, or choose one by resolve"
        }
    };
    Err(Refusal::NotAtWork {
        phase,
        fence: run.fence,
        waits,
    })
}

/// Stores the checklist items and artifacts that some gate requires, and drops all others.
fn show(definition: &Definition, step: &mut Step, completion: &Completion) {
    let gates = || definition.phases.iter().flat_map(|phase| [&phase.entry, &phase.exit]);
    let items = completion.checklist.iter();
    let asked = items.filter(|item| gates().any(|gate| gate.checklist.contains(item)));
    step.state.checklist.extend(asked.cloned());
    let artifacts = completion.artifacts.iter();
    let asked = artifacts.filter(|artifact| gates().any(|gate| gate.artifacts.contains(artifact)));
    step.state.artifacts.extend(asked.cloned());
}

/// A digest of a completion. A repeat has the same digest.
fn digest(completion: &Completion) -> String {
    let items: BTreeSet<&String> = completion.checklist.iter().collect();
    let artifacts: BTreeSet<&String> = completion.artifacts.iter().collect();
    let mut told = vec![
        json!(items),
        json!(artifacts),
        json!(completion.score),
        json!(completion.feedback),
        json!(completion.tokens),
        json!(completion.money_micros),
    ];
    // Digests without an output stay those of states that know none.
    if !completion.output.is_empty() {
        told.push(json!(completion.output));
    }
    repeat::digest(&json!(told))
}

/// Whether the same completion was made before.
fn is_repeat(step: &Step, completion: &Completion) -> Result<bool, Refusal> {
    let run = step.state.run.as_ref();
    let is_same = |done: &str, next: &str| {
        let goes_there = completion.to.is_empty() || completion.to == next;
        goes_there && repeat::matches(done, &digest(completion))
    };
    // The completed attempt that awaits its approval.
    let asked = run.and_then(|run| Some((run, run.asked.as_ref()?)));
    if let Some((run, asked)) = asked.filter(|(run, _)| {
        let is_named = completion.phase.is_empty() || completion.phase == run.phase;
        let is_meant = completion.fence == run.fence || (completion.fence == 0 && is_named);
        run.status == RunStatus::AwaitingApproval && is_meant
    }) {
        return match is_same(&run.done, &asked.next) {
            true => Ok(true),
            false => Err(Refusal::Done {
                phase: run.phase.clone(),
            }),
        };
    }
    let Some(done) = &step.state.last_done else {
        return Ok(false);
    };
    let is_named = match completion.fence {
        0 => !completion.phase.is_empty() && completion.phase == done.phase,
        fence => fence == done.fence,
    };
    let is_at_it = run.is_some_and(|run| run.phase == completion.phase);
    match is_named && !is_at_it {
        false => Ok(false),
        true if is_same(&done.done, &done.next) => Ok(true),
        true => Err(Refusal::Done {
            phase: done.phase.clone(),
        }),
    }
}

fn check_gates(
    definition: &Definition,
    step: &Step,
    (position, next): (usize, Option<usize>),
    score: Option<f64>,
) -> Result<(), Refusal> {
    let phase = &definition.phases[position];
    let not_met = |which, phase: &Phase, missing| Refusal::GateNotMet {
        which,
        phase: phase.id.clone(),
        missing,
    };
    if let Some(missing) = missing(&phase.exit, &step.state) {
        return Err(not_met("exit", phase, missing));
    }
    if phase.exit.score.is_some() && score.is_none() {
        return Err(not_met(
            "exit",
            phase,
            "a score is asked for, and none was given".to_owned(),
        ));
    }
    let Some(next) = next.and_then(|next| definition.phases.get(next)) else {
        return Ok(());
    };
    if let Some(missing) = missing(&next.entry, &step.state) {
        return Err(not_met("entry", next, missing));
    }
    match next.entry.score {
        Some(least) if score.is_none_or(|score| score < least) => {
            Err(not_met("entry", next, format!("a score of {least} is asked for")))
        }
        _ => Ok(()),
    }
}

/// Adds usage, and returns the name of an exhausted budget.
pub(super) fn used(definition: &Definition, step: &mut Step, tokens: u64, money: u64) -> Option<&'static str> {
    step.state.tokens = step.state.tokens.saturating_add(tokens);
    step.state.money_micros = step.state.money_micros.saturating_add(money);
    let budgets = &definition.budgets;
    let (forgiven_tokens, forgiven_money) = step.state.forgiven.unwrap_or_default();
    let tokens = step.state.tokens.saturating_sub(forgiven_tokens);
    let money = step.state.money_micros.saturating_sub(forgiven_money);
    if budgets.tokens.is_some_and(|most| tokens > most) {
        return Some("tokens");
    }
    if budgets.money_micros.is_some_and(|most| money > most) {
        return Some("money");
    }
    None
}

/// Renews exhausted budgets of tokens, money and time when a person continues the execution. An execution that had
/// ended gets the rest of its time.
pub(super) fn forgive(definition: &Definition, step: &mut Step, at: &At) {
    if used(definition, step, 0, 0).is_some() {
        step.state.forgiven = Some((step.state.tokens, step.state.money_micros));
    }
    if !step.state.timers.contains_key(&TimerKind::Execution) {
        wait_for_the_end(definition, step, at);
    }
}

/// Starts the timer for the execution's time limit, if it has one. The timer runs for the remaining time. It runs for
/// the full time if none remains, or if it never ran.
pub(super) fn wait_for_the_end(definition: &Definition, step: &mut Step, at: &At) {
    let Some(time) = definition.budgets.time else { return };
    let left = step.state.over_ms.map(|over| over.saturating_sub(at.now_ms));
    let left = left.and_then(|left| u64::try_from(left).ok()).filter(|left| *left > 0);
    step.wait(TimerKind::Execution, left.map_or(time, Duration::from_millis), at);
    let timer = step.state.timers.get(&TimerKind::Execution);
    step.state.over_ms = timer.map(|timer| timer.due_ms);
}

/// Leaves the phase: the next one begins, or the execution ends.
pub(super) fn proceed(
    definition: &Definition,
    mut step: Step,
    next: &str,
    (decision, more): (Option<bool>, serde_json::Value),
    at: &At,
) -> Step {
    recover::done(&mut step, at);
    let Some(run) = &mut step.state.run else {
        return step;
    };
    run.asked = None;
    // A phase that only waited has no completed attempt.
    if run.attempt > 0 {
        step.state.last_done = Some(LastDone {
            phase: run.phase.clone(),
            fence: run.fence,
            next: next.to_owned(),
            decision,
            done: run.done.clone(),
            record: 0,
            principal: String::new(),
        });
        // A completed attempt ends the rows of visits of all other phases.
        let done = run.phase.clone();
        step.state.in_a_row.retain(|phase, _| *phase == done);
    }
    step.emit("workflow.phase_completed", at, more);
    step.forget(TimerKind::Deadline);
    match definition.phase(next) {
        Some((position, _)) => enter(definition, step, position, at),
        None => step.end(Status::Completed, "", at),
    }
}
