//! Checks a definition's recovery rules.

use std::time::Duration;

use super::super::limits::{
    CLASSIFY_MAX, COMMAND_ACKNOWLEDGE_DEFAULT, COMMAND_DEADLINE_DEFAULT, COMMAND_MAX, FIX_ROUNDS_DEFAULT, FIXES_MAX,
    HINT_BYTES_MAX, KNOWN_MAX,
};
use super::super::problem::{Problem, Rule};
use super::super::recovery::{Classify, Command, FailureFilter, Fix, Known, Recovery};
use super::super::source::{self, Text};
use super::super::text::{name, time, word};
use super::{Index, MICROS, not_one_of, within};
use crate::failure_kind::{FailureClass, FailureType};

const SECOND: Duration = Duration::from_secs(1);

/// Checks the values of the recovery rules.
pub(super) fn rules(recovery: &source::Recovery, index: &Index) -> Result<Recovery, Problem> {
    if let Some(rule) = recovery.classify.get(CLASSIFY_MAX) {
        let message = format!(
            "recovery.classify: {} rules; at most {CLASSIFY_MAX} are allowed",
            recovery.classify.len()
        );
        return Err(match rule.class.as_ref().or(rule.r#type.as_ref()) {
            Some(text) => Problem::at(Rule::TooLarge, text.referenced, message),
            None => Problem::nowhere(Rule::TooLarge, message),
        });
    }
    if let Some(fix) = recovery.fixes.get(FIXES_MAX) {
        let message = format!(
            "recovery.fixes: {} of them; at most {FIXES_MAX} are allowed",
            recovery.fixes.len()
        );
        return Err(Problem::at(Rule::TooLarge, fix.id.referenced, message));
    }
    let mut fixes: Vec<Fix> = Vec::with_capacity(recovery.fixes.len());
    for written in &recovery.fixes {
        let fix = fix(written, index)?;
        if fixes.iter().any(|earlier| earlier.id == fix.id) {
            let message = format!(
                "recovery.fixes: {:?} is there twice: give one of them another id",
                fix.id
            );
            return Err(Problem::at(Rule::Duplicate, written.id.referenced, message));
        }
        fixes.push(fix);
    }
    let automatic = within(recovery.automatic.as_ref(), "recovery.automatic", 0.0..=1.0)?;
    if let (Some(number), true) = (&recovery.automatic, fixes.is_empty()) {
        let message = "recovery.automatic: is about fixes, and there is none; add one, or leave it out";
        return Err(Problem::at(Rule::Invalid, number.referenced, message));
    }
    let most = u32::try_from(FIXES_MAX).unwrap_or(u32::MAX);
    Ok(Recovery {
        classify: recovery
            .classify
            .iter()
            .map(|rule| classify(rule, index))
            .collect::<Result<_, _>>()?,
        fixes,
        // The value is 0 to a million, so it fits.
        automatic: automatic.map(|share| (share * MICROS).round() as u32),
        rounds: within(recovery.rounds.as_ref(), "recovery.rounds", 1..=most)?.unwrap_or(FIX_ROUNDS_DEFAULT),
    })
}

fn classify(rule: &source::Classify, index: &Index) -> Result<Classify, Problem> {
    let class = rule
        .class
        .as_ref()
        .map(|text| class(text, "recovery.classify.class"))
        .transpose()?;
    let failure_type = rule.r#type.as_ref();
    let failure_type = failure_type.map(|text| failure_type_of(text, "recovery.classify.type"));
    let rule = Classify {
        when: when(&rule.when, "recovery.classify.when", index)?,
        class,
        failure_type: failure_type.transpose()?,
    };
    if rule.class.is_none() && rule.failure_type.is_none() {
        let message = "recovery.classify: a rule says what some failures are; give it a class, a type or both";
        return Err(Problem::nowhere(Rule::Invalid, message));
    }
    Ok(rule)
}

fn fix(fix: &source::Fix, index: &Index) -> Result<Fix, Problem> {
    let id = name(&fix.id, "recovery.fixes.id")?;
    let hint = match &fix.hint {
        Some(hint) if hint.value.len() > HINT_BYTES_MAX => {
            let message = format!("recovery.fixes.hint: at most {HINT_BYTES_MAX} bytes are allowed");
            return Err(Problem::at(Rule::TooLarge, hint.referenced, message));
        }
        Some(hint) => hint.value.clone(),
        None => String::new(),
    };
    let go = fix
        .go
        .as_ref()
        .map(|to| index.find(to, "recovery.fixes.go"))
        .transpose()?;
    let high_risk = match &fix.risk {
        None => false,
        Some(text) => match text.value.as_str() {
            "low" => false,
            "high" => true,
            other => return Err(not_one_of(text, "recovery.fixes.risk", other, "low or high")),
        },
    };
    let command = fix.command.as_ref().map(command).transpose()?;
    if hint.is_empty() && go.is_none() && command.is_none() {
        let message = format!(
            "recovery.fixes: {id:?} changes nothing; give it a hint, a command, a phase to go to, or more of these"
        );
        return Err(Problem::at(Rule::Invalid, fix.id.referenced, message));
    }
    Ok(Fix {
        when: when(&fix.when, "recovery.fixes.when", index)?,
        known: known(&fix.known)?,
        id,
        hint,
        go,
        command,
        high_risk,
    })
}

fn command(command: &source::Command) -> Result<Command, Problem> {
    let read = |text: &Option<Text>, field, most, default: Duration| match text {
        None => Ok(default.min(most)),
        Some(text) => time(text, field, SECOND, most),
    };
    let field = "recovery.fixes.command.deadline";
    let deadline = read(&command.deadline, field, COMMAND_MAX, COMMAND_DEADLINE_DEFAULT)?;
    let field = "recovery.fixes.command.acknowledge";
    Ok(Command {
        queue: name(&command.queue, "recovery.fixes.command.queue")?,
        acknowledge: read(&command.acknowledge, field, deadline, COMMAND_ACKNOWLEDGE_DEFAULT)?,
        deadline,
    })
}

fn known(known: &source::Known) -> Result<Known, Problem> {
    let field = "recovery.fixes.known.tried";
    let tried = within(known.tried.as_ref(), field, 0..=KNOWN_MAX)?.unwrap_or_default();
    let field = "recovery.fixes.known.succeeded";
    Ok(Known {
        tried,
        succeeded: within(known.succeeded.as_ref(), field, 0..=tried)?.unwrap_or_default(),
    })
}

fn when(when: &source::FailureFilterSource, field: &str, index: &Index) -> Result<FailureFilter, Problem> {
    let types = when.types.iter();
    let types = types.map(|text| failure_type_of(text, &format!("{field}.types")));
    let optional = |text: &Option<Text>, part: &str| {
        let read = text.as_ref().map(|text| word(text, &format!("{field}.{part}")));
        read.transpose()
    };
    Ok(FailureFilter {
        phases: index.find_all(&when.phases, &format!("{field}.phases"))?,
        types: types.collect::<Result<_, _>>()?,
        signature: optional(&when.signature, "signature")?,
        contains: optional(&when.contains, "contains")?,
    })
}

fn class(text: &Text, field: &str) -> Result<FailureClass, Problem> {
    match text.value.as_str() {
        "transient" => Ok(FailureClass::Transient),
        "permanent" => Ok(FailureClass::Permanent),
        "indeterminate" => Ok(FailureClass::Indeterminate),
        other => Err(not_one_of(text, field, other, "transient, permanent or indeterminate")),
    }
}

fn failure_type_of(text: &Text, field: &str) -> Result<FailureType, Problem> {
    match text.value.as_str() {
        "hallucination" => Ok(FailureType::Hallucination),
        "tool_error" => Ok(FailureType::ToolError),
        "logic_error" => Ok(FailureType::LogicError),
        "timeout" => Ok(FailureType::Timeout),
        "other" => Ok(FailureType::Other),
        other => {
            let of = "hallucination, tool_error, logic_error, timeout or other";
            Err(not_one_of(text, field, other, of))
        }
    }
}
