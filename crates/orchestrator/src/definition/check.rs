//! Checks that a document is a valid definition.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde_saphyr::Spanned;

use super::limits::{
    ATTEMPTS_MAX, BACKOFF_MAX, BLOCKED_AFTER_DEFAULT, CHILDREN_MAX, DESCRIPTION_BYTES_MAX, GATE_ITEMS_MAX, NEXT_MAX,
    PHASES_MAX, STEPS_DEFAULT, TIME_MAX, VISITS_MAX, WIP_MAX,
};
use super::problem::{Problem, Rule};
use super::source::{self, Document, Text};
use super::text::{name, time, word};
use super::{Budgets, Definition, Gate, OnFailure, OnTimeout, Phase, Retry, Visits};

mod approval;
mod breaker;
mod exits;
mod handoff;
mod join;
mod output;
mod recovery;

const RETRIES_DEFAULT: u32 = 3;
const BACKOFF_INITIAL_DEFAULT: Duration = Duration::from_secs(1);
const BACKOFF_MAX_DEFAULT: Duration = Duration::from_secs(10);
const MULTIPLIER_DEFAULT: f64 = 2.0;
const MULTIPLIER_MAX: f64 = 10.0;
const JITTER_DEFAULT: f64 = 0.2;
const MICROS: f64 = 1e6;
const MONEY_MAX: f64 = 1e12;
const MILLISECOND: Duration = Duration::from_millis(1);

/// Phases by their ids.
struct Index(BTreeMap<String, usize>);

impl Index {
    fn of(phases: &[source::Phase]) -> Result<Self, Problem> {
        let mut index = BTreeMap::new();
        for (position, phase) in phases.iter().enumerate() {
            let id = name(&phase.id, "id")?;
            if let Some(earlier) = index.insert(id, position) {
                let message = format!(
                    "phase {:?} is there twice, first as number {}: give one of them another id",
                    phase.id.value,
                    earlier + 1
                );
                return Err(Problem::at(Rule::Duplicate, phase.id.referenced, message));
            }
        }
        Ok(Self(index))
    }

    fn find(&self, id: &Text, field: &str) -> Result<usize, Problem> {
        self.0.get(&id.value).copied().ok_or_else(|| {
            let message = format!("{field}: there is no phase {:?}; define it, or name another", id.value);
            Problem::at(Rule::UnknownPhase, id.referenced, message)
        })
    }

    fn find_all(&self, ids: &[Text], field: &str) -> Result<Vec<usize>, Problem> {
        at_most(ids, NEXT_MAX, field)?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let position = self.find(id, field)?;
            if found.contains(&position) {
                let message = format!("{field}: {:?} is there twice", id.value);
                return Err(Problem::at(Rule::Duplicate, id.referenced, message));
            }
            found.push(position);
        }
        Ok(found)
    }
}

/// Checks a document.
pub(super) fn definition(document: Document) -> Result<Definition, Problem> {
    if document.phases.is_empty() {
        let message = "phases: there is none; a definition has at least one";
        return Err(Problem::at(Rule::Invalid, document.name.referenced, message));
    }
    if document.phases.len() > PHASES_MAX {
        let message = format!(
            "phases: {} of them; at most {PHASES_MAX} are allowed: move parts into definitions of child executions",
            document.phases.len()
        );
        return Err(Problem::nowhere(Rule::TooLarge, message));
    }
    let index = Index::of(&document.phases)?;
    let start = document.start.as_ref().map(|id| index.find(id, "start")).transpose()?;
    let phases = document.phases.iter().map(|phase| self::phase(phase, &index));
    let definition = Definition {
        name: name(&document.name, "name")?,
        description: description(document.description.as_ref())?,
        phases: phases.collect::<Result<_, _>>()?,
        start: start.unwrap_or(0),
        budgets: budgets(&document.budgets)?,
        on_failure: on_failure(document.on_failure.as_ref())?,
        recovery: document
            .recovery
            .as_ref()
            .map(|recovery| recovery::rules(recovery, &index))
            .transpose()?,
        children_max: children_max(document.children_max.as_ref())?,
        blocked_after: blocked_after(document.blocked_after.as_ref())?,
    };
    exits::check(&definition, &document.phases)?;
    join::check_rounds(&definition, &document.phases)?;
    Ok(definition)
}

fn description(text: Option<&Text>) -> Result<String, Problem> {
    let Some(text) = text else { return Ok(String::new()) };
    if text.value.len() > DESCRIPTION_BYTES_MAX {
        let message = format!("description: at most {DESCRIPTION_BYTES_MAX} bytes are allowed");
        return Err(Problem::at(Rule::TooLarge, text.referenced, message));
    }
    Ok(text.value.clone())
}

fn phase(phase: &source::Phase, index: &Index) -> Result<Phase, Problem> {
    let optional_time = |text: &Option<Text>, field: &str, least| {
        let read = text.as_ref().map(|text| time(text, field, least, TIME_MAX));
        read.transpose()
    };
    let deadline = optional_time(&phase.deadline, "deadline", MILLISECOND)?;
    let grace = optional_time(&phase.grace, "grace", Duration::ZERO)?.unwrap_or_default();
    if let (None, Some(text)) = (deadline, &phase.grace) {
        let message = "grace: is what comes after a deadline, and there is none; add one, or leave grace out";
        return Err(Problem::at(Rule::Invalid, text.referenced, message));
    }
    if let (None, Some(text)) = (deadline, &phase.on_timeout) {
        let message = "on_timeout: is for a deadline, and there is none; add one, or leave on_timeout out";
        return Err(Problem::at(Rule::Invalid, text.referenced, message));
    }
    let checked = Phase {
        id: phase.id.value.clone(),
        queue: phase.queue.as_ref().map(|queue| name(queue, "queue")).transpose()?,
        deadline,
        grace,
        on_timeout: on_timeout(phase.on_timeout.as_ref(), index)?,
        entry: entry(&phase.entry)?,
        exit: gate(&phase.exit, "exit")?,
        approval: phase.approval.as_ref().map(approval::rule).transpose()?,
        join: phase
            .join
            .as_ref()
            .map(|join| join::rule(join, &phase.id, index))
            .transpose()?,
        wip: within(phase.wip.as_ref(), "wip", 1..=WIP_MAX)?,
        breaker: phase.breaker.as_ref().map(breaker::rule).transpose()?,
        visits: visits(phase.visits.as_ref())?,
        children_max: children_max(phase.children_max.as_ref())?,
        handoff: phase.handoff.as_ref().map(handoff::rule).transpose()?,
        output: output::rule(phase.output.as_ref())?,
        needs: output::needs(&phase.needs, phase.queue.is_some(), index)?,
        retry: retry(&phase.retry)?,
        to: index.find_all(&phase.to, "to")?,
        regress: index.find_all(&phase.regress, "regress")?,
    };
    if let (true, Some(wip)) = (checked.has_no_work(), &phase.wip) {
        let message =
            "wip: limits who is at work, and nothing is to be done here; add a queue, an exit gate or an approval";
        return Err(Problem::at(Rule::Invalid, wip.referenced, message));
    }
    if let Some(written) = &phase.breaker {
        breaker::check(&checked, written)?;
    }
    Ok(checked)
}

fn visits(written: Option<&Spanned<source::Visits>>) -> Result<Visits, Problem> {
    let Some(Spanned {
        value: written,
        referenced,
        ..
    }) = written
    else {
        return Ok(Visits::default());
    };
    if written.most.is_none() && written.in_a_row.is_none() {
        let message = "visits: bounds nothing; say most, in_a_row or both, or leave it out";
        return Err(Problem::at(Rule::Invalid, *referenced, message));
    }
    Ok(Visits {
        most: within(written.most.as_ref(), "visits.most", 1..=VISITS_MAX)?,
        in_a_row: within(written.in_a_row.as_ref(), "visits.in_a_row", 1..=VISITS_MAX)?,
    })
}

fn on_timeout(text: Option<&Text>, index: &Index) -> Result<OnTimeout, Problem> {
    let Some(text) = text else { return Ok(OnTimeout::Retry) };
    if let Some(id) = text.value.strip_prefix("go ") {
        let id = Text::new(id.trim().to_owned(), text.referenced, text.defined);
        return index.find(&id, "on_timeout").map(OnTimeout::Go);
    }
    match text.value.as_str() {
        "retry" => Ok(OnTimeout::Retry),
        "block" => Ok(OnTimeout::Block),
        "fail" => Ok(OnTimeout::Fail),
        other => Err(not_one_of(text, "on_timeout", other, "retry, block, fail, or go PHASE")),
    }
}

fn on_failure(text: Option<&Text>) -> Result<OnFailure, Problem> {
    let Some(text) = text else { return Ok(OnFailure::Block) };
    match text.value.as_str() {
        "block" => Ok(OnFailure::Block),
        "fail" => Ok(OnFailure::Fail),
        other => Err(not_one_of(text, "on_failure", other, "block or fail")),
    }
}

fn not_one_of(text: &Text, field: &str, value: &str, of: &str) -> Problem {
    let message = format!("{field}: {value:?} is not known; use {of}");
    Problem::at(Rule::Invalid, text.referenced, message)
}

/// Checks an entry gate. It has no `each_visit`, since its evidence always precedes the visit.
fn entry(written: &source::Gate) -> Result<Gate, Problem> {
    if let Some(each_visit) = &written.each_visit {
        let message = "entry.each_visit: is of exits; put the items into the exit of this phase or of the one before";
        return Err(Problem::at(Rule::Invalid, each_visit.referenced, message));
    }
    gate(written, "entry")
}

fn gate(gate: &source::Gate, field: &str) -> Result<Gate, Problem> {
    let words = |texts: &[Text], name: &str| {
        let field = format!("{field}.{name}");
        at_most(texts, GATE_ITEMS_MAX, &field)?;
        texts
            .iter()
            .map(|text| word(text, &field))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(Gate {
        checklist: words(&gate.checklist, "checklist")?,
        artifacts: words(&gate.artifacts, "artifacts")?,
        score: within(gate.score.as_ref(), &format!("{field}.score"), 0.0..=1.0)?,
        each_visit: gate.each_visit.as_ref().is_some_and(|each| each.value),
    })
}

fn retry(retry: &source::Retry) -> Result<Retry, Problem> {
    let attempts = within(retry.attempts.as_ref(), "retry.attempts", 1..=ATTEMPTS_MAX)?;
    let read = |text: &Option<Text>, field, default| match text {
        None => Ok(default),
        Some(text) => time(text, field, MILLISECOND, BACKOFF_MAX),
    };
    let initial = read(&retry.initial, "retry.initial", BACKOFF_INITIAL_DEFAULT)?;
    let max = read(&retry.max, "retry.max", BACKOFF_MAX_DEFAULT.max(initial))?;
    if let (true, Some(text)) = (max < initial, &retry.max) {
        let message = "retry.max: must not be less than retry.initial";
        return Err(Problem::at(Rule::Invalid, text.referenced, message));
    }
    Ok(Retry {
        attempts: attempts.unwrap_or(RETRIES_DEFAULT),
        initial,
        max,
        multiplier: within(retry.multiplier.as_ref(), "retry.multiplier", 1.0..=MULTIPLIER_MAX)?
            .unwrap_or(MULTIPLIER_DEFAULT),
        jitter: within(retry.jitter.as_ref(), "retry.jitter", 0.0..=1.0)?.unwrap_or(JITTER_DEFAULT),
    })
}

fn within<N: PartialOrd + Display + Copy>(
    number: Option<&Spanned<N>>,
    field: &str,
    range: RangeInclusive<N>,
) -> Result<Option<N>, Problem> {
    let Some(number) = number else { return Ok(None) };
    if range.contains(&number.value) {
        return Ok(Some(number.value));
    }
    let message = format!(
        "{field}: {} is not allowed; it must be {} to {}",
        number.value,
        range.start(),
        range.end()
    );
    Err(Problem::at(Rule::Invalid, number.referenced, message))
}

fn budgets(budgets: &source::Budgets) -> Result<Budgets, Problem> {
    let positive = |number: &Option<Spanned<u64>>, field: &str| match number {
        Some(number) if number.value == 0 => {
            let message = format!("{field}: 0 would allow nothing; leave it out for no limit");
            Err(Problem::at(Rule::Invalid, number.referenced, message))
        }
        other => Ok(other.as_ref().map(|number| number.value)),
    };
    let time = budgets.time.as_ref();
    let money = within(budgets.money.as_ref(), "budgets.money", 1.0 / MICROS..=MONEY_MAX)?;
    Ok(Budgets {
        time: time.map(time_of).transpose()?,
        steps: positive(&budgets.steps, "budgets.steps")?.or(Some(STEPS_DEFAULT)),
        tokens: positive(&budgets.tokens, "budgets.tokens")?,
        // The value is at most 1e18, so it fits.
        money_micros: money.map(|money| (money * MICROS).round() as u64),
    })
}

fn time_of(text: &Text) -> Result<Duration, Problem> {
    time(text, "budgets.time", MILLISECOND, TIME_MAX)
}

fn blocked_after(text: Option<&Text>) -> Result<Duration, Problem> {
    let read = text.map(|text| time(text, "blocked_after", MILLISECOND, TIME_MAX));
    read.unwrap_or(Ok(BLOCKED_AFTER_DEFAULT))
}

fn children_max(number: Option<&Spanned<u32>>) -> Result<u32, Problem> {
    match number {
        None => Ok(CHILDREN_MAX),
        Some(number) if number.value <= CHILDREN_MAX => Ok(number.value),
        Some(number) => {
            let message = format!("children_max: {} is not allowed; at most {CHILDREN_MAX}", number.value);
            Err(Problem::at(Rule::TooLarge, number.referenced, message))
        }
    }
}

fn at_most(texts: &[Text], most: usize, field: &str) -> Result<(), Problem> {
    match texts.get(most) {
        None => Ok(()),
        Some(first) => {
            let message = format!("{field}: {} of them; at most {most} are allowed", texts.len());
            Err(Problem::at(Rule::TooLarge, first.referenced, message))
        }
    }
}
