//! Recoveries from failures after which no retry follows by itself.

use super::super::{Choice, CommandStatus, CommandWord, Counted, RecoveryStatus};
use super::*;
use crate::outcome::{self, Ended, Outcome};

const PIPELINE: &str = r#"
name: n
on_failure: fail
phases:
- { id: draft, queue: d, retry: { attempts: 1 }, to: [check] }
- { id: check, queue: c, retry: { attempts: 1 } }
recovery:
  classify:
  - { when: { contains: Not Found, types: [tool_error] }, class: transient, type: hallucination }
  fixes:
  - { id: ask-twice, hint: ask twice }
  - { id: quote, hint: quote a source, when: { types: [hallucination] }, known: { tried: 8, succeeded: 8 } }
  - { id: redo, go: draft, when: { phases: [check] }, known: { tried: 3, succeeded: 2 } }
  - { id: wipe, hint: begin with nothing, risk: high, when: { signature: state.* }, known: { tried: 98, succeeded: 98 } }
"#;

const RESTART: &str = r#"
name: n
phases:
- { id: a, queue: q, retry: { attempts: 1 } }
recovery:
  automatic: 0.5
  fixes:
  - { id: restart, hint: it was restarted, command: { queue: ops, deadline: 3m, acknowledge: 1m } }
  - { id: wait, hint: take your time, known: { tried: 8, succeeded: 3 } }
"#;

/// The outcome of a fix, and the end of its recovery.
type Told<'a> = (Option<(&'a str, bool)>, Option<Ended>);

impl Play {
    /// Answers the last request for counts.
    #[track_caller]
    fn counted(&mut self, outcomes: &outcome::State) {
        let asked = self.told.iter().rev().find_map(|message| match message {
            Message::CountFixes { ticket } => Some(*ticket),
            _ => None,
        });
        let ticket = asked.unwrap_or_else(|| panic!("nobody asks"));
        let outcomes = outcomes.clone();
        self.goes(Input::Counted(Counted { ticket, outcomes }));
    }

    #[track_caller]
    fn resolved(&mut self, fix: &str) {
        self.goes(choice(fix));
    }

    fn recovery(&self) -> RecoveryStatus {
        self.state.recovery.as_ref().unwrap().status
    }

    fn suggested(&self) -> Vec<(&str, u32)> {
        let recovery = self.state.recovery.as_ref().unwrap();
        let suggestions = recovery.suggestions.iter();
        suggestions
            .map(|suggestion| (suggestion.fix.as_str(), suggestion.confidence_micros))
            .collect()
    }

    /// The reported outcomes of fixes and ends of recoveries.
    fn outcomes(&self) -> Vec<Told<'_>> {
        let told = self.told.iter().filter_map(|message| match message {
            Message::CountOutcome { outcome, ended } => Some((
                outcome
                    .as_ref()
                    .map(|outcome| (outcome.fix.as_str(), outcome.succeeded)),
                *ended,
            )),
            _ => None,
        });
        told.collect()
    }

    fn command(&self) -> String {
        let command = self.state.recovery.as_ref().unwrap().command.as_ref().unwrap();
        command.id.clone()
    }

    fn says(&self, status: CommandStatus, note: &str) -> Input {
        Input::Command(CommandWord {
            command: self.command(),
            status,
            by: "ops-1".to_owned(),
            note: note.to_owned(),
        })
    }

    fn recoveries(&self) -> Vec<&'static str> {
        let told = self.events.iter().copied();
        told.filter_map(|kind| kind.strip_prefix("recovery.")).collect()
    }
}

fn choice(fix: &str) -> Input {
    Input::Resolve(Choice {
        fix: fix.to_owned(),
        fence: 0,
        by: "ann".to_owned(),
        why: "seen before".to_owned(),
    })
}

fn nothing() -> outcome::State {
    outcome::State::new()
}

fn hallucinated() -> Input {
    Input::Fail(Failure {
        fence: 0,
        class: FailureClass::Permanent,
        failure_type: FailureType::ToolError,
        signature: "page".to_owned(),
        message: "the page was not found".to_owned(),
        tokens: 0,
        money_micros: 0,
    })
}

#[test]
fn a_failure_that_would_be_given_up_asks_for_a_fix_and_the_attempt_that_follows_is_told_it() {
    let mut play = Play::of(PIPELINE);
    play.goes(hallucinated());
    assert_eq!(play.run_status(), Some(RunStatus::Recovering));
    assert!(play.waiting.is_empty());
    play.counted(&nothing());
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Blocked, RecoveryStatus::Asked)
    );
    // (8 + 1) / (8 + 2) and 1 / 2; the other fixes do not match this failure.
    assert_eq!(play.suggested(), [("quote", 900_000), ("ask-twice", 500_000)]);
    let failure = play.state.last_failure.clone().unwrap();
    assert_eq!(
        (failure.class, failure.failure_type),
        (FailureClass::Transient, FailureType::Hallucination)
    );

    play.resolved("quote");
    let told = &play.sent[1]["feedback"];
    assert_eq!(
        (told["fix"]["hint"].as_str(), told["message"].as_str()),
        (Some("quote a source"), Some("the page was not found"))
    );
    assert_eq!(play.sent[1]["attempt"].as_u64(), Some(1));
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Running, RecoveryStatus::Applied)
    );
    assert_eq!(play.does(choice("quote")), Ok(false), "said twice");
    play.goes(done());
    assert_eq!((play.phase(), play.recovery()), ("check", RecoveryStatus::Succeeded));
    assert_eq!(play.outcomes(), [(Some(("quote", true)), Some(Ended::ByChoice))]);
    assert_eq!(
        play.recoveries(),
        ["started", "suggested", "applied", "helped", "succeeded"]
    );
}

#[test]
fn counted_outcomes_add_to_the_defined_ones() {
    let mut play = Play::of(PIPELINE);
    play.goes(hallucinated());
    let mut known = nothing();
    let counted = |fix: &str, failure_type, succeeded| Outcome {
        fix: fix.to_owned(),
        failure_type,
        succeeded,
    };
    for _ in 0..10 {
        known.count(Some(&counted("quote", FailureType::Hallucination, false)), None);
        known.count(Some(&counted("ask-twice", FailureType::Hallucination, true)), None);
        known.count(Some(&counted("ask-twice", FailureType::Timeout, false)), None);
    }
    play.counted(&known);
    // 11 of 12, and 9 of 20.
    assert_eq!(play.suggested(), [("ask-twice", 916_666), ("quote", 450_000)]);
}

#[test]
fn a_likely_fix_is_applied_by_itself_unless_it_is_risky_or_nobody_knows_what_was_done() {
    let automatic = format!("{PIPELINE}  automatic: 0.9\n");
    let mut play = Play::of(&automatic);
    play.goes(hallucinated());
    play.counted(&nothing());
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Running, RecoveryStatus::Applied)
    );
    play.goes(done());
    assert_eq!(play.outcomes(), [(Some(("quote", true)), Some(Ended::Automatically))]);

    // 99 of 100, and 1 of 2.
    let mut play = Play::of(&automatic);
    play.goes(failed(FailureClass::Permanent, "state.lost"));
    play.counted(&nothing());
    assert_eq!(play.suggested(), [("wipe", 990_000), ("ask-twice", 500_000)]);
    assert_eq!(play.state.status, Status::Blocked);

    let mut play = Play::of(&format!("{PIPELINE}  automatic: 0\n"));
    play.goes(failed(FailureClass::Indeterminate, ""));
    play.counted(&nothing());
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Blocked, RecoveryStatus::Asked)
    );
}

#[test]
fn each_fix_is_applied_once_and_without_one_the_definition_is_followed() {
    let mut play = Play::of(&format!("{PIPELINE}  automatic: 0\n"));
    play.goes(hallucinated());
    play.counted(&nothing());
    // The signature repeats, so the fix has not helped.
    play.goes(hallucinated());
    assert_eq!(play.recovery(), RecoveryStatus::Looking);
    play.counted(&nothing());
    assert_eq!(play.sent[2]["feedback"]["fix"]["id"], "ask-twice");
    play.goes(hallucinated());
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Failed, RecoveryStatus::Failed)
    );
    assert_eq!(
        play.outcomes(),
        [
            (Some(("quote", false)), None),
            (Some(("ask-twice", false)), None),
            (None, Some(Ended::Failed))
        ]
    );
    assert!(play.waiting.is_empty());

    // At most `rounds` fixes are applied.
    let mut play = Play::of(&format!("{PIPELINE}  automatic: 0\n  rounds: 1\n"));
    play.goes(hallucinated());
    play.counted(&nothing());
    play.goes(hallucinated());
    assert_eq!(play.state.status, Status::Failed);
}

#[test]
fn a_fix_that_goes_back_has_helped_when_the_work_that_failed_is_done() {
    let mut play = Play::of(&format!("{PIPELINE}  automatic: 0.6\n"));
    play.goes(done());
    play.goes(failed(FailureClass::Permanent, "one"));
    play.counted(&nothing());
    assert_eq!((play.phase(), play.recovery()), ("draft", RecoveryStatus::Applied));
    assert_eq!(play.sent[2]["feedback"]["fix"]["id"], "redo");
    play.goes(done());
    assert_eq!((play.phase(), play.recovery()), ("check", RecoveryStatus::Applied));
    play.goes(done());
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Completed, RecoveryStatus::Succeeded)
    );
    assert_eq!(play.outcomes(), [(Some(("redo", true)), Some(Ended::Automatically))]);

    // Another phase fails: a recovery of its own begins.
    let mut play = Play::of(&format!("{PIPELINE}  automatic: 0.6\n"));
    play.goes(done());
    play.goes(failed(FailureClass::Permanent, "one"));
    play.counted(&nothing());
    play.goes(failed(FailureClass::Permanent, "two"));
    assert_eq!(
        play.outcomes(),
        [(Some(("redo", false)), None), (None, Some(Ended::Failed))]
    );
    assert_eq!((play.phase(), play.recovery()), ("draft", RecoveryStatus::Looking));
}

#[test]
fn a_command_is_sent_until_somebody_has_it_and_its_note_goes_to_the_next_attempt() {
    let mut play = Play::of(RESTART);
    play.goes(failed(FailureClass::Permanent, "one"));
    play.counted(&nothing());
    assert_eq!(
        (play.recovery(), play.run_status()),
        (RecoveryStatus::Commanded, Some(RunStatus::Recovering))
    );
    assert_eq!(
        (play.sent[1]["kind"].as_str(), play.sent[1]["sent"].as_u64()),
        (Some("command"), Some(1))
    );
    assert_eq!(play.sent[1]["failure"]["message"], "no");
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Resend, 60_000));
    assert_eq!(
        (play.sent[2]["command"].clone(), play.sent[2]["sent"].as_u64()),
        (play.sent[1]["command"].clone(), Some(2))
    );
    play.goes(play.says(CommandStatus::Acknowledged, ""));
    assert_eq!(play.waiting.len(), 1, "only its deadline");
    play.goes(play.says(CommandStatus::InProgress, "one of three"));
    play.goes(play.says(CommandStatus::InProgress, "two of three"));
    assert_eq!(
        play.does(play.says(CommandStatus::Acknowledged, "")),
        Ok(false),
        "it was on its way for long"
    );
    play.goes(play.says(CommandStatus::Completed, "three of three"));
    assert!(play.waiting.is_empty());
    let fix = &play.sent[3]["feedback"]["fix"];
    assert_eq!(
        (fix["hint"].as_str(), fix["note"].as_str()),
        (Some("it was restarted"), Some("three of three"))
    );
    assert_eq!(
        play.does(play.says(CommandStatus::Completed, "three of three")),
        Ok(false),
        "said twice"
    );
    let other = play.does(play.says(CommandStatus::Completed, "none of three"));
    assert!(matches!(other, Err(Refusal::CommandOver { .. })));
    let over = play.does(play.says(CommandStatus::Failed, ""));
    assert!(matches!(
        over,
        Err(Refusal::CommandOver {
            status: CommandStatus::Completed,
            ..
        })
    ));
    play.goes(done());
    assert_eq!(play.outcomes(), [(Some(("restart", true)), Some(Ended::Automatically))]);
}

#[test]
fn a_command_that_is_late_has_failed_and_one_that_is_cancelled_says_nothing_of_its_fix() {
    let mut play = Play::of(RESTART);
    play.goes(failed(FailureClass::Permanent, "one"));
    play.counted(&nothing());
    play.goes(play.says(CommandStatus::InProgress, ""));
    assert_eq!((play.fires(), play.now_ms), (TimerKind::Command, 180_000));
    assert_eq!(play.outcomes(), [(Some(("restart", false)), None)]);
    play.counted(&nothing());
    // 4 of 10 is below the required confidence.
    assert_eq!(
        (play.suggested(), play.state.status),
        (vec![("wait", 400_000)], Status::Blocked)
    );

    let mut play = Play::of(RESTART);
    play.goes(failed(FailureClass::Permanent, "one"));
    play.counted(&nothing());
    play.goes(play.says(CommandStatus::Cancelled, "not now"));
    assert_eq!((play.outcomes().len(), play.recovery()), (0, RecoveryStatus::Looking));
    play.counted(&nothing());
    play.resolved("wait");
    play.goes(done());
    assert_eq!(play.outcomes(), [(Some(("wait", true)), Some(Ended::ByChoice))]);
}

#[test]
fn every_attempt_with_a_fix_is_told_it() {
    let retried = PIPELINE.replace(
        "queue: d, retry: { attempts: 1 }",
        "queue: d, retry: { attempts: 3, initial: 1s, jitter: 0 }",
    );
    let mut play = Play::of(&retried);
    play.goes(hallucinated());
    play.fires();
    play.goes(hallucinated());
    play.counted(&nothing());
    play.resolved("quote");
    // A different failure.
    play.goes(failed(FailureClass::Transient, "network"));
    assert_eq!(play.fires(), TimerKind::Retry);
    let told = &play.sent.last().unwrap()["feedback"];
    assert_eq!(
        (told["fix"]["id"].as_str(), told["signature"].as_str()),
        (Some("quote"), Some("network"))
    );
    play.goes(done());
    assert_eq!(play.recovery(), RecoveryStatus::Succeeded);
}

#[test]
fn a_pause_holds_a_recovery() {
    let pause = || Input::Pause {
        reason: "lunch".to_owned(),
    };
    let mut play = Play::of(RESTART);
    play.goes(failed(FailureClass::Permanent, "one"));
    play.goes(pause());
    let Some(Message::CountFixes { ticket }) = play.told.last().cloned() else {
        panic!("it looks");
    };
    let early = Input::Counted(Counted {
        ticket,
        outcomes: nothing(),
    });
    assert_eq!(play.does(early.clone()), Ok(false));
    play.goes(Input::Resume);
    assert_eq!(play.does(early), Ok(false), "it was asked again");
    play.counted(&nothing());
    assert_eq!(play.recovery(), RecoveryStatus::Commanded);

    play.goes(pause());
    assert!(play.waiting.is_empty());
    assert!(matches!(
        play.does(play.says(CommandStatus::Completed, "")),
        Err(Refusal::NotRunning { .. })
    ));
    play.goes(Input::Resume);
    assert_eq!(play.waiting.len(), 2);
    play.goes(play.says(CommandStatus::Completed, ""));
    assert_eq!(play.recovery(), RecoveryStatus::Applied);
}

#[test]
fn manual_control_withdraws_a_recovery() {
    let mut play = Play::of(PIPELINE);
    play.goes(hallucinated());
    play.counted(&nothing());
    play.goes(Input::Resume);
    assert_eq!(
        (play.state.status, play.recovery()),
        (Status::Running, RecoveryStatus::Withdrawn)
    );
    assert_eq!(play.outcomes(), [(None, Some(Ended::Withdrawn))]);

    let mut play = Play::of(RESTART);
    play.goes(failed(FailureClass::Permanent, "one"));
    play.counted(&nothing());
    play.goes(Input::Cancel {
        reason: "enough".to_owned(),
    });
    assert_eq!((play.recovery(), play.waiting.len()), (RecoveryStatus::Withdrawn, 0));
    let recovery = play.state.recovery.clone().unwrap();
    assert_eq!(recovery.command.unwrap().status, CommandStatus::Cancelled);
}

#[test]
fn a_choice_is_of_what_waits_for_one() {
    let mut play = Play::of(PIPELINE);
    assert_eq!(play.does(choice("quote")), Err(Refusal::NothingToResolve));
    play.goes(hallucinated());
    assert_eq!(play.does(choice("quote")), Err(Refusal::NothingToResolve));
    play.counted(&nothing());
    let Err(Refusal::NoFix { known, .. }) = play.does(choice("nothing")) else {
        panic!("there is none");
    };
    assert_eq!(known, "ask-twice, quote, redo, wipe");
    let Input::Resolve(mut stale) = choice("quote") else {
        panic!("a choice");
    };
    stale.fence = 7;
    assert!(matches!(
        play.does(Input::Resolve(stale)),
        Err(Refusal::StaleFence { .. })
    ));
    // A person may choose a fix that is not suggested.
    play.resolved("wipe");
    assert_eq!(play.does(choice("wipe")), Ok(false));
    let Input::Resolve(mut other) = choice("wipe") else {
        panic!("a choice");
    };
    other.why = "another reason".to_owned();
    assert_eq!(play.does(Input::Resolve(other)), Err(Refusal::NothingToResolve));
    assert_eq!(play.sent[1]["feedback"]["fix"]["hint"], "begin with nothing");
    let unknown = Input::Command(CommandWord {
        command: "c9".to_owned(),
        status: CommandStatus::Completed,
        by: "ops".to_owned(),
        note: String::new(),
    });
    assert_eq!(play.does(unknown), Err(Refusal::Command { id: "c9".to_owned() }));
}
