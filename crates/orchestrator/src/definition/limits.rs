//! Limits of definitions and of their executions.

use std::time::Duration;

/// Bytes of a document.
pub const DOCUMENT_BYTES_MAX: usize = 200 * 1024;
/// Phases of a definition.
pub const PHASES_MAX: usize = 1_000;
/// Default limit of the phases that an execution may enter, so that an endless cycle stops.
pub const STEPS_DEFAULT: u64 = 10_000;
/// Phases that may follow one, or that one may fall back to.
pub const NEXT_MAX: usize = 256;
/// Items of a checklist, artifacts of a gate.
pub const GATE_ITEMS_MAX: usize = 100;
/// Bytes of an item, an artifact or an approver's name.
pub const WORD_BYTES_MAX: usize = 255;
/// Bytes of a name, or of a phase's id.
pub const NAME_BYTES_MAX: usize = 64;
/// Bytes of a description.
pub const DESCRIPTION_BYTES_MAX: usize = 4_096;
/// Approvers of an escalation, asked one after the other.
pub const ESCALATION_MAX: usize = 8;
/// Phases whose outputs one phase needs.
pub const NEEDS_MAX: usize = 64;
/// Bytes of the outputs that an attempt's message contains. Workers load the others.
pub const NEEDS_BYTES_MAX: usize = 128 << 10;
/// Attempts of a phase.
pub const ATTEMPTS_MAX: u32 = 100;
/// Children of an execution.
pub const CHILDREN_MAX: u32 = 1_000;
/// Generations of executions in a tree.
pub const DEPTH_MAX: u32 = 32;
/// Executions below the root of a tree, over all generations.
pub const DESCENDANTS_MAX: u32 = 10_000;
/// Default time until a blocked execution raises a risk.
pub const BLOCKED_AFTER_DEFAULT: Duration = Duration::from_secs(1_800);
/// Phases in a row that only wait. One entry may run through all of them.
pub const WAITS_IN_ROW_MAX: usize = 16;
/// Longest time of a phase or an execution. Timers reach 100 years, but plans rarely do.
pub const TIME_MAX: Duration = Duration::from_secs(366 * 24 * 3600);
/// Shortest deadline of an approval.
pub const APPROVAL_MIN: Duration = Duration::from_secs(1);
/// Longest deadline of an approval.
pub const APPROVAL_MAX: Duration = Duration::from_secs(31 * 24 * 3600);
/// Default deadline of an approval.
pub const APPROVAL_DEFAULT: Duration = Duration::from_secs(1_800);
/// Largest WIP limit of a phase.
pub const WIP_MAX: u32 = 256;
/// Largest visit limit of a phase.
pub const VISITS_MAX: u32 = 10_000;
/// Largest number of failures in a row that opens a circuit breaker.
pub const BREAKER_FAILURES_MAX: u32 = 100;
/// Shortest pause of a circuit breaker.
pub const BREAKER_PAUSE_MIN: Duration = Duration::from_secs(1);
/// Longest pause of a circuit breaker.
pub const BREAKER_PAUSE_MAX: Duration = Duration::from_secs(24 * 3600);
/// Stored arrivals of an execution, at phases that it has not left.
pub const ARRIVALS_MAX: usize = 256;
/// Shortest time of a handoff.
pub const HANDOFF_MIN: Duration = Duration::from_secs(1);
/// Longest time of a handoff.
pub const HANDOFF_MAX: Duration = Duration::from_secs(24 * 3600);
/// Default time of a handoff.
pub const HANDOFF_DEFAULT: Duration = Duration::from_secs(60);
/// Voters on a handoff.
pub const VOTERS_MAX: usize = 16;
/// Rules that classify failures.
pub const CLASSIFY_MAX: usize = 64;
/// Fixes of a definition.
pub const FIXES_MAX: usize = 32;
/// Default limit of the fixes that are applied to one failure.
pub const FIX_ROUNDS_DEFAULT: u32 = 3;
/// Bytes of a fix's hint for the next attempt.
pub const HINT_BYTES_MAX: usize = 4_096;
/// Outcomes of a fix that were counted elsewhere.
pub const KNOWN_MAX: u64 = 1_000_000;
/// Longest time of a recovery command.
pub const COMMAND_MAX: Duration = Duration::from_secs(24 * 3600);
/// Default deadline of a recovery command.
pub const COMMAND_DEADLINE_DEFAULT: Duration = Duration::from_secs(600);
/// Default time until a recovery command must be acknowledged.
pub const COMMAND_ACKNOWLEDGE_DEFAULT: Duration = Duration::from_secs(60);
/// Nesting depth of schemas.
pub const SCHEMA_DEPTH_MAX: usize = 16;
/// Longest delay between attempts.
pub const BACKOFF_MAX: Duration = Duration::from_secs(24 * 3600);
