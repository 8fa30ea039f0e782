//! Evaluates the tenant's policy for a request, before anything is read, streamed or proposed.

use super::{
    reader::StateReader,
    writer::{CommandWriter, answered, settle},
};
use crate::{
    access::{self, Permission, Principal},
    policies::{Known, Policies},
    refusal,
    state::State,
};
use minoots_kernel::{Reject, Reply, internal::command::Command};
use minoots_policy::{
    Denial, Policy,
    facts::{Facts, FactsError, ResourceKind, Verb},
};
use minoots_sequencer::{Answer, Priority, consensus::Position};
use minoots_wire::error::Reason;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::oneshot;
use tonic::Status;

/// The number of evaluations of one command, where the policy changes while the command is in flight.
pub(crate) const ATTEMPTS_MAX: usize = 4;
/// The longest interval between two evaluations of the policy for an open stream.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);
/// The largest number of facts that the calling task evaluates itself; more go to a blocking thread.
const AT_ONCE_MAX: usize = 8;

/// The freshness of the view from which the facts of a request are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// The state that is applied here: the request itself contains the facts.
    Anything,
    /// All writes acknowledged before: a timer that is absent from this view has no label to hide.
    Everything,
}

/// The basis of a decision: the version of the policy, for the log entry; 0 if the tenant has no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub policy_version: u64,
}

impl Judged {
    const BY_NONE: Judged = Judged { policy_version: 0 };

    fn by(policy: &Policy) -> Judged {
        Judged {
            policy_version: policy.version(),
        }
    }
}

/// The reason for which the policy denies a request.
enum Refusal {
    Denied(Denial),
    Facts(FactsError),
}

/// Evaluates the policies of tenants.
#[derive(Clone)]
pub(crate) struct PolicyJudge {
    pub(crate) policies: Arc<Policies>,
    pub(crate) reader: StateReader,
    pub(crate) writer: CommandWriter,
}

impl PolicyJudge {
    fn policy(&self, who: &Principal) -> Result<Option<Arc<Policy>>, Status> {
        match self
            .policies
            .of(who.tenant())
            .map_err(|failure| self.reader.fail(failure))?
        {
            Known::None => Ok(None),
            Known::Policy(policy) => Ok(Some(policy)),
            Known::Unreadable(version) => Err(refusal::unjudged(
                version,
                "it was written by a newer version of the fabric than this node",
            )),
        }
    }

    /// The decision where the tenant has no policy. `None` if the tenant has one, or may have one.
    pub(crate) fn allowed_by_none(&self, who: &Principal) -> Option<Judged> {
        matches!(self.policy(who), Ok(None)).then_some(Judged::BY_NONE)
    }

    /// Checks one request against the tenant's policy. Calls `asked` only if the tenant has a policy.
    pub(crate) fn allow(&self, who: &Principal, asked: impl FnOnce() -> Facts) -> Result<Judged, Status> {
        self.allow_each(who, || vec![asked()])
    }

    /// Like [`PolicyJudge::allow`], for a few facts: it allows all of them or none.
    pub(crate) fn allow_each(&self, who: &Principal, asked: impl FnOnce() -> Vec<Facts>) -> Result<Judged, Status> {
        match self.policy(who)? {
            None => Ok(Judged::BY_NONE),
            Some(policy) => {
                judge(&policy, who, asked()).map_err(|refusal| refused(&policy, who, refusal))?;
                Ok(Judged::by(&policy))
            }
        }
    }

    /// Like [`PolicyJudge::allow`], for any number of facts: it allows all of them or none.
    pub(crate) async fn allow_all(
        &self,
        who: &Principal,
        look: Freshness,
        asked: impl FnOnce(&State) -> Result<Vec<Facts>, Status>,
    ) -> Result<Judged, Status> {
        match self.policy(who)? {
            None => Ok(Judged::BY_NONE),
            // Boxed, so that the caller's future does not reserve room for this one across its later awaits.
            Some(policy) => Box::pin(self.judge_all(&policy, who, look, asked)).await,
        }
    }

    async fn judge_all(
        &self,
        policy: &Arc<Policy>,
        who: &Principal,
        look: Freshness,
        asked: impl FnOnce(&State) -> Result<Vec<Facts>, Status>,
    ) -> Result<Judged, Status> {
        let facts = {
            let state = match look {
                Freshness::Anything => self.reader.state()?,
                Freshness::Everything => self.reader.read(None).await?.0,
            };
            asked(&state)?
        };
        let outcome = if facts.len() <= AT_ONCE_MAX {
            judge(policy, who, facts)
        } else {
            let (policy, who) = (policy.clone(), who.clone());
            let judged = tokio::task::spawn_blocking(move || judge(&policy, &who, facts)).await;
            judged.map_err(|_| refusal::shutting_down())?
        };
        outcome.map_err(|refusal| refused(policy, who, refusal))?;
        Ok(Judged::by(policy))
    }

    /// Proposes a command that the tenant's policy allows. The policy version must still be current when the command is
    /// applied.
    ///
    /// Without a policy, the command is handed in before this function returns. The returned future then holds no copy
    /// of the command.
    pub(crate) fn propose_allowed(
        &self,
        who: &Principal,
        (mut command, priority): (Command, Priority),
        look: Freshness,
        asked: impl Fn(&Command, &State) -> Result<Vec<Facts>, Status> + Send + Sync,
    ) -> impl Future<Output = Result<(Position, Reply), Status>> + Send {
        let begun = self.policy(who).and_then(|policy| match policy {
            None if !who.is_judged_as(Judged::BY_NONE.policy_version) => Err(refusal::rejected(&Reject::PolicyChanged)),
            Some(_) => Ok(Begun::Judging(Box::pin(self.propose_judged(
                who,
                (command, priority),
                look,
                asked,
            )))),
            None => {
                judged_by(&mut command, Judged::BY_NONE);
                Ok(Begun::Waiting(self.writer.hand_in(command, priority)?))
            }
        });
        async {
            match begun? {
                Begun::Judging(proposed) => proposed.await,
                Begun::Waiting(answer) => settle(answered(answer).await),
            }
        }
    }

    async fn propose_judged(
        &self,
        who: &Principal,
        (mut command, priority): (Command, Priority),
        look: Freshness,
        asked: impl Fn(&Command, &State) -> Result<Vec<Facts>, Status> + Send + Sync,
    ) -> Result<(Position, Reply), Status> {
        for _ in 0..ATTEMPTS_MAX {
            let judged = self.allow_all(who, look, |state| asked(&command, state)).await?;
            if !who.is_judged_as(judged.policy_version) {
                break;
            }
            judged_by(&mut command, judged);
            let answer = self.writer.hand_in(command.clone(), priority)?;
            match answered(answer).await {
                Answer::Applied(_, Reply::Rejected(Reject::PolicyChanged)) => {}
                answer => return settle(answer),
            }
        }
        Err(refusal::rejected(&Reject::PolicyChanged))
    }

    /// Resolves when the tenant's policy denies the request that opened a stream.
    pub(crate) async fn forbidden(&self, who: &Principal, asked: impl Fn() -> Facts) -> Status {
        let mut changes = self.policies.changes();
        loop {
            if let Err(status) = self.allow(who, &asked) {
                return status;
            }
            // A dropped sender means that the node stops, which ends streams by itself.
            let _ = tokio::time::timeout(LOOK_INTERVAL, changes.changed()).await;
        }
    }
}

/// The state of a command after the lookup of its tenant's policy.
enum Begun<J> {
    /// The tenant has no policy, and the command is in flight.
    Waiting(oneshot::Receiver<Answer>),
    /// The tenant has a policy, which is evaluated first.
    Judging(J),
}

/// Writes into a command the policy version that allowed it.
fn judged_by(command: &mut Command, judged: Judged) {
    if let Some(caller) = command.caller_mut() {
        caller.set_policy_version(judged.policy_version);
    }
}

/// Allows all facts or none. Each fact needs one role that permits it under the policy.
fn judge(policy: &Policy, who: &Principal, asked: Vec<Facts>) -> Result<(), Refusal> {
    for mut facts in asked {
        facts.principal = who.identity().actor.clone();
        let mut refusal = None;
        for role in roles(who, &facts) {
            facts.role = role.to_owned();
            let evaluation = policy.evaluate(&facts).map_err(Refusal::Facts)?;
            match evaluation.enforce() {
                Ok(()) => {
                    refusal = None;
                    break;
                }
                Err(denial) => drop(refusal.get_or_insert(denial)),
            }
        }
        if let Some(denial) = refusal {
            return Err(Refusal::Denied(denial));
        }
    }
    Ok(())
}

fn refused(policy: &Policy, who: &Principal, refusal: Refusal) -> Status {
    match refusal {
        Refusal::Denied(denial) => {
            who.denied(Reason::PolicyDenied, &denial.rule);
            refusal::denied(&denial)
        }
        Refusal::Facts(error) => refusal::unjudged(policy.version(), &error.to_string()),
    }
}

/// The roles under which the policy is evaluated: those that permit the action. If no role does, all roles; the handler
/// then rejects the call.
fn roles<'a>(who: &'a Principal, facts: &Facts) -> Vec<&'a str> {
    let roles = &who.identity().roles;
    let permission = permission(facts.verb, facts.kind);
    match who.has(permission) {
        true => access::roles_with(roles, permission),
        false => roles.iter().map(String::as_str).collect(),
    }
}

/// The permission that a role must have for an action.
fn permission(verb: Verb, kind: ResourceKind) -> Permission {
    match verb {
        Verb::View => match kind {
            ResourceKind::Timer => Permission::TimerRead,
            ResourceKind::Log => Permission::EventRead,
            ResourceKind::Queue => Permission::QueueRead,
            ResourceKind::Webhook => Permission::WebhookRead,
            ResourceKind::Lease | ResourceKind::Budget => Permission::LeaseRead,
            ResourceKind::Checkpoint | ResourceKind::Definition | ResourceKind::Execution | ResourceKind::Agent => {
                Permission::CheckpointRead
            }
        },
        Verb::Change => match kind {
            ResourceKind::Timer => Permission::TimerWrite,
            ResourceKind::Log => Permission::EventWrite,
            ResourceKind::Queue => Permission::QueueManage,
            ResourceKind::Webhook => Permission::WebhookManage,
            ResourceKind::Lease => Permission::LeaseWrite,
            ResourceKind::Budget => Permission::LeaseManage,
            ResourceKind::Checkpoint | ResourceKind::Definition | ResourceKind::Execution | ResourceKind::Agent => {
                Permission::CheckpointWrite
            }
        },
        Verb::Decide => Permission::ApprovalDecide,
        Verb::Create => Permission::TimerWrite,
        Verb::Reschedule => Permission::TimerManage,
        Verb::Cancel => Permission::TimerCancel,
        Verb::Read | Verb::List | Verb::Wait => Permission::TimerRead,
        Verb::Consume | Verb::Settle => Permission::EventConsume,
        Verb::Pause | Verb::Purge => Permission::QueueManage,
        Verb::Redrive => Permission::EventManage,
        Verb::Tail => Permission::EventRead,
        Verb::Emit => Permission::EventWrite,
    }
}
