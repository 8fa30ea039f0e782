//! Requests against policies: before anything is read, streamed or proposed.

use super::{App, answered, settle};
use crate::{
    access::{self, Permission, Principal},
    policies::Known,
    refusal,
};
use minoots_kernel::{
    Reject, Reply,
    internal::{Caller, command::Command},
};
use minoots_policy::{
    Denial, Policy,
    facts::{Facts, FactsError, ResourceKind, Verb},
};
use minoots_sequencer::{
    Answer, Priority,
    consensus::{Position, View},
};
use minoots_wire::error::Reason;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::oneshot;
use tonic::Status;

/// How often a command is judged anew because the policy changed while it was under way.
pub(crate) const ATTEMPTS_MAX: usize = 4;
/// A stream looks again at the policy no later than this.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);
/// More requests than this at once are judged aside.
const AT_ONCE_MAX: usize = 8;

/// What has to be looked at to say what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Whatever is applied here: the request says enough by itself.
    Anything,
    /// All that was acknowledged before: a timer that is not there then has no label to hide.
    Everything,
}

/// What a judgement rests on: the version of the policy plus one, for the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub policy_plus_one: u64,
}

impl Judged {
    const BY_NONE: Judged = Judged { policy_plus_one: 1 };

    fn by(policy: &Policy) -> Judged {
        Judged {
            policy_plus_one: policy.version().saturating_add(1),
        }
    }
}

/// Why it is not let through.
enum Refusal {
    Denied(Denial),
    Facts(FactsError),
}

impl App {
    fn policy(&self, who: &Principal) -> Result<Option<Arc<Policy>>, Status> {
        match self.policies.of(who.tenant()).map_err(|failure| self.fail(failure))? {
            Known::None => Ok(None),
            Known::Policy(policy) => Ok(Some(policy)),
            Known::Unreadable(version) => Err(refusal::unjudged(
                version,
                "it was written by a newer version of the fabric than this node",
            )),
        }
    }

    /// What its tenant has no policy for, so that nobody need be asked. `None` if there is one, or may be.
    pub(crate) fn allowed_by_none(&self, who: &Principal) -> Option<Judged> {
        matches!(self.policy(who), Ok(None)).then_some(Judged::BY_NONE)
    }

    /// Whether the tenant's policy lets this through. `asked` is looked at only where there is one.
    pub(crate) fn allow(&self, who: &Principal, asked: impl FnOnce() -> Facts) -> Result<Judged, Status> {
        self.allow_each(who, || vec![asked()])
    }

    /// The same, of a few things: all of them, or none.
    pub(crate) fn allow_each(&self, who: &Principal, asked: impl FnOnce() -> Vec<Facts>) -> Result<Judged, Status> {
        match self.policy(who)? {
            None => Ok(Judged::BY_NONE),
            Some(policy) => {
                judge(&policy, who, asked()).map_err(|refusal| refused(&policy, who, refusal))?;
                Ok(Judged::by(&policy))
            }
        }
    }

    /// The same, of several things: all of them, or none.
    pub(crate) async fn allow_all(
        &self,
        who: &Principal,
        look: Look,
        asked: impl FnOnce(&dyn View) -> Result<Vec<Facts>, Status>,
    ) -> Result<Judged, Status> {
        match self.policy(who)? {
            None => Ok(Judged::BY_NONE),
            // Boxed: whoever waits for anything afterwards would have room for this all the time.
            Some(policy) => Box::pin(self.judge_all(&policy, who, look, asked)).await,
        }
    }

    async fn judge_all(
        &self,
        policy: &Arc<Policy>,
        who: &Principal,
        look: Look,
        asked: impl FnOnce(&dyn View) -> Result<Vec<Facts>, Status>,
    ) -> Result<Judged, Status> {
        let facts = {
            let view = match look {
                Look::Anything => self.view()?,
                Look::Everything => self.read(None).await?.0,
            };
            asked(view.as_ref())?
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

    /// Proposes what the tenant's policy lets through, by the version that is current when it is applied.
    ///
    /// What no policy is to judge is handed in before this returns: whoever waits for its answer then has no room for the command.
    pub(crate) fn propose_allowed(
        &self,
        who: &Principal,
        (mut command, priority): (Command, Priority),
        look: Look,
        asked: impl Fn(&Command, &dyn View) -> Result<Vec<Facts>, Status> + Send + Sync,
    ) -> impl Future<Output = Result<(Position, Reply), Status>> + Send {
        let begun = self.policy(who).and_then(|policy| match policy {
            None if !who.is_judged_as(Judged::BY_NONE.policy_plus_one) => {
                Err(refusal::rejected(&Reject::PolicyChanged))
            }
            Some(_) => Ok(Begun::Judging(Box::pin(self.propose_judged(
                who,
                (command, priority),
                look,
                asked,
            )))),
            None => {
                judged_by(&mut command, Judged::BY_NONE);
                Ok(Begun::Waiting(self.hand_in(command, priority)?))
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
        look: Look,
        asked: impl Fn(&Command, &dyn View) -> Result<Vec<Facts>, Status> + Send + Sync,
    ) -> Result<(Position, Reply), Status> {
        for _ in 0..ATTEMPTS_MAX {
            let judged = self.allow_all(who, look, |view| asked(&command, view)).await?;
            if !who.is_judged_as(judged.policy_plus_one) {
                break;
            }
            judged_by(&mut command, judged);
            let answer = self.hand_in(command.clone(), priority)?;
            match answered(answer).await {
                Answer::Applied(_, Reply::Rejected(Reject::PolicyChanged)) => {}
                answer => return settle(answer),
            }
        }
        Err(refusal::rejected(&Reject::PolicyChanged))
    }

    /// Resolves when the tenant's policy is against what a stream was opened for.
    pub(crate) async fn forbidden(&self, who: &Principal, asked: impl Fn() -> Facts) -> Status {
        let mut changes = self.policies.changes();
        loop {
            if let Err(status) = self.allow(who, &asked) {
                return status;
            }
            // A sender that is gone is a node that stops, which ends streams by itself.
            let _ = tokio::time::timeout(LOOK_INTERVAL, changes.changed()).await;
        }
    }
}

/// What becomes of a command once its tenant's policy was looked for.
enum Begun<J> {
    /// There is none: it is on its way.
    Waiting(oneshot::Receiver<Answer>),
    /// There is one, which judges it first.
    Judging(J),
}

/// Has a command say what judged it.
fn judged_by(command: &mut Command, judged: Judged) {
    if let Some(caller) = caller(command) {
        caller.policy_plus_one = judged.policy_plus_one;
    }
}

/// All are let through, each in one of the roles that permit it.
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

/// The roles in which it is judged: those that permit what is asked. If none does, all: the handler refuses the call then.
fn roles<'a>(who: &'a Principal, facts: &Facts) -> Vec<&'a str> {
    let roles = &who.identity().roles;
    let permission = permission(facts.verb, facts.kind);
    match who.has(permission) {
        true => access::roles_with(roles, permission),
        false => roles.iter().map(String::as_str).collect(),
    }
}

/// What a role must have for what is asked.
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

/// Where a command says what it was judged by.
pub(crate) fn caller(command: &mut Command) -> Option<&mut Caller> {
    match command {
        Command::CreateTimers(command) => command.caller.as_mut(),
        Command::CancelTimer(command) => command.caller.as_mut(),
        Command::CancelTimers(command) => command.caller.as_mut(),
        Command::RescheduleTimer(command) => command.caller.as_mut(),
        Command::Redrive(command) => command.caller.as_mut(),
        Command::RedriveLetters(command) => command.caller.as_mut(),
        Command::PauseQueue(command) => command.caller.as_mut(),
        Command::PurgeQueue(command) => command.caller.as_mut(),
        Command::PutSchedule(command) => command.caller.as_mut(),
        Command::DeleteSchedule(command) => command.caller.as_mut(),
        Command::PauseSchedule(command) => command.caller.as_mut(),
        Command::ResumeSchedule(command) => command.caller.as_mut(),
        Command::TriggerSchedule(command) => command.caller.as_mut(),
        Command::BackfillSchedule(command) => command.caller.as_mut(),
        Command::RollBackCheckpoint(command) => command.caller.as_mut(),
        Command::Transact(command) => command.caller.as_mut(),
        Command::Emit(command) => command.caller.as_mut(),
        _ => None,
    }
}
