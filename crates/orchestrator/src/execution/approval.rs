//! The stored data of approvals.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::input::{Completion, Decision};
use super::state::is_default;
use crate::repeat;

/// The bytes of checklist items and of artifacts that an approval shows, each.
const SHOWN_BYTES_MAX: usize = 4 << 10;
/// The characters of a vote's reason that the state keeps. Its event has all.
const WHY_CHARACTERS_MAX: usize = 120;

/// A pending approval.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PendingApproval {
    /// The current approver.
    pub who: String,
    /// The number of escalations so far.
    pub escalations: u32,
    /// The phase after an approval; empty means the end.
    pub next: String,
    /// The principal whose key completed the work; empty without a key.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub worker: String,
    /// The evidence of the completion.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shown: Shown,
    /// The instant of the first request, in milliseconds since 1970; 0 in states of older releases.
    #[serde(default, skip_serializing_if = "is_default")]
    pub since_ms: i64,
    /// Whether the time has passed. The execution is blocked then, and can still be decided.
    #[serde(default, skip_serializing_if = "is_default")]
    pub late: bool,
    /// The votes so far, if more than one is needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<Vote>,
}

/// A decision about the work of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DecidedAttempt {
    /// The phase.
    pub phase: String,
    /// The attempt's fence.
    pub fence: u64,
    /// The verdict.
    pub approved: bool,
    /// The principal that decided, as records name it; empty if the approval's deadline decided.
    pub principal: String,
    /// A digest of the decision's texts; empty if the approval's deadline decided.
    pub digest: String,
    /// The number of the decision's event.
    pub record: u64,
    /// The votes, if several were needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<CountedVote>,
}

/// The evidence of a completion, which deciders see.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Shown {
    /// The reported checklist items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<String>,
    /// The reported artifacts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<String>,
    /// The reported score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The tokens of the completed attempt.
    pub tokens: u64,
    /// The money of the completed attempt, in millionths.
    pub money_micros: u64,
    /// The number of items and artifacts that are left out.
    #[serde(skip_serializing_if = "is_default")]
    pub omitted: u32,
}

impl Shown {
    pub(super) fn of(completion: &Completion) -> Self {
        let (checklist, artifacts) = (first(&completion.checklist), first(&completion.artifacts));
        let reported = completion.checklist.len() + completion.artifacts.len();
        let omitted = reported - checklist.len() - artifacts.len();
        Self {
            checklist,
            artifacts,
            omitted: u32::try_from(omitted).unwrap_or(u32::MAX),
            score: completion.score,
            tokens: completion.tokens,
            money_micros: completion.money_micros,
        }
    }
}

/// The first texts, as far as there is room.
fn first(texts: &[String]) -> Vec<String> {
    let mut room = SHOWN_BYTES_MAX;
    let fits = |text: &&String| {
        let rest = room.checked_sub(text.len());
        room = rest.unwrap_or_default();
        rest.is_some()
    };
    texts.iter().take_while(fits).cloned().collect()
}

/// A vote on an approval that needs several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Vote {
    /// The voter, who has one vote: a principal, or a name.
    pub voter: String,
    /// The author, as the caller named it.
    pub by: String,
    /// The principal that voted, as records name it.
    pub principal: String,
    /// The verdict.
    pub approved: bool,
    /// The beginning of the reason.
    pub why: String,
    /// A digest of the vote's texts.
    pub digest: String,
    /// The number of the vote's event.
    pub record: u64,
}

/// A vote on an approval that was decided, to recognise its repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CountedVote {
    /// A digest of the vote.
    pub digest: String,
    /// The number of the vote's event.
    pub record: u64,
}

impl CountedVote {
    /// Whether a decision repeats this vote.
    pub(super) fn is(&self, decision: &Decision) -> bool {
        self.digest
            == whole_digest(
                decision.approved,
                &decision.principal,
                &super::approve::digest(decision),
            )
    }
}

impl From<&Vote> for CountedVote {
    fn from(vote: &Vote) -> Self {
        Self {
            digest: whole_digest(vote.approved, &vote.principal, &vote.digest),
            record: vote.record,
        }
    }
}

fn whole_digest(approved: bool, principal: &str, texts: &str) -> String {
    repeat::digest(&json!([approved, principal, texts]))
}

fn shown(symbol: char) -> char {
    if symbol.is_control() { ' ' } else { symbol }
}

impl Vote {
    /// The vote of a decision whose event is the last one.
    pub(super) fn of(decision: &Decision, voter: &str, record: u64) -> Self {
        Self {
            voter: voter.to_owned(),
            by: decision.by.clone(),
            principal: decision.principal.clone(),
            approved: decision.approved,
            // A control character takes more room in JSON.
            why: decision.why.chars().take(WHY_CHARACTERS_MAX).map(shown).collect(),
            digest: super::approve::digest(decision),
            record,
        }
    }

    /// Whether a decision repeats this vote.
    pub(super) fn is(&self, decision: &Decision) -> bool {
        (self.approved, &self.principal) == (decision.approved, &decision.principal)
            && repeat::matches(&self.digest, &super::approve::digest(decision))
    }
}
