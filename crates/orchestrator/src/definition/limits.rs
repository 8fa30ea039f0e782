//! How large definitions and what they make may be.

use std::time::Duration;

/// Of a document.
pub const DOCUMENT_BYTES_MAX: usize = 200 * 1024;
/// Phases of a definition.
pub const PHASES_MAX: usize = 1_000;
/// Phases that an execution may enter, where nothing is said: rounds that nobody ends do not go on for ever.
pub const STEPS_DEFAULT: u64 = 10_000;
/// Phases that may follow one, or that one may fall back to.
pub const NEXT_MAX: usize = 256;
/// Items of a checklist, artifacts of a gate.
pub const GATE_ITEMS_MAX: usize = 100;
/// Of an item, an artifact, or somebody who is asked.
pub const WORD_BYTES_MAX: usize = 255;
/// Of a name or an id of a phase.
pub const NAME_BYTES_MAX: usize = 64;
/// Of a description.
pub const DESCRIPTION_BYTES_MAX: usize = 4_096;
/// Who is asked one after the other.
pub const ESCALATION_MAX: usize = 8;
/// Attempts of a phase.
pub const ATTEMPTS_MAX: u32 = 100;
/// Children of an execution.
pub const CHILDREN_MAX: u32 = 1_000;
/// Generations of executions.
pub const DEPTH_MAX: u32 = 32;
/// Executions below the first one, in all generations together.
pub const DESCENDANTS_MAX: u32 = 10_000;
/// Until a risk is raised for an execution that is blocked, where nothing is said.
pub const BLOCKED_AFTER_DEFAULT: Duration = Duration::from_secs(1_800);
/// Phases that only wait, one right after the other: all of them may be gone through in one entry.
pub const WAITS_IN_ROW_MAX: usize = 16;
/// Of a phase and of an execution; timers reach 100 years, plans hardly that far.
pub const TIME_MAX: Duration = Duration::from_secs(366 * 24 * 3600);
/// Of an approval: a second to a month.
pub const APPROVAL_MIN: Duration = Duration::from_secs(1);
/// See [`APPROVAL_MIN`].
pub const APPROVAL_MAX: Duration = Duration::from_secs(31 * 24 * 3600);
/// Of an approval that says none.
pub const APPROVAL_DEFAULT: Duration = Duration::from_secs(1_800);
/// Executions that a phase may take at a time, where it is limited.
pub const WIP_MAX: u32 = 256;
/// Visits of a phase, where they are limited.
pub const VISITS_MAX: u32 = 10_000;
/// Failures in a row after which a phase takes nobody for a while.
pub const BREAKER_FAILURES_MAX: u32 = 100;
/// That while.
pub const BREAKER_PAUSE_MIN: Duration = Duration::from_secs(1);
/// See [`BREAKER_PAUSE_MIN`].
pub const BREAKER_PAUSE_MAX: Duration = Duration::from_secs(24 * 3600);
/// Who may have come to phases of an execution that have not been left.
pub const ARRIVALS_MAX: usize = 256;
/// Of a handoff.
pub const HANDOFF_MIN: Duration = Duration::from_secs(1);
/// See [`HANDOFF_MIN`].
pub const HANDOFF_MAX: Duration = Duration::from_secs(24 * 3600);
/// Of a handoff that says none.
pub const HANDOFF_DEFAULT: Duration = Duration::from_secs(60);
/// Who votes on a handoff.
pub const VOTERS_MAX: usize = 16;
/// Rules that say what failures are.
pub const CLASSIFY_MAX: usize = 64;
/// Fixes of a definition.
pub const FIXES_MAX: usize = 32;
/// Fixes that are applied to one failure, where nothing is said.
pub const FIX_ROUNDS_DEFAULT: u32 = 3;
/// Of what a fix tells the next attempt.
pub const HINT_BYTES_MAX: usize = 4_096;
/// Outcomes of a fix that were counted elsewhere.
pub const KNOWN_MAX: u64 = 1_000_000;
/// Of a recovery command.
pub const COMMAND_MAX: Duration = Duration::from_secs(24 * 3600);
/// Of a recovery command that says none.
pub const COMMAND_DEADLINE_DEFAULT: Duration = Duration::from_secs(600);
/// Until somebody has said that it has arrived, where nothing is said.
pub const COMMAND_ACKNOWLEDGE_DEFAULT: Duration = Duration::from_secs(60);
/// Schemas within a schema.
pub const SCHEMA_DEPTH_MAX: usize = 16;
/// Between attempts.
pub const BACKOFF_MAX: Duration = Duration::from_secs(24 * 3600);
