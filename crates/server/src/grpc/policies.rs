//! Sets, reads and tests tenants' policies. This needs the permission to administer the tenant. Policies do not apply
//! to it, so that no tenant locks itself out.

use super::keys::{tenant_named, tenant_of};
use crate::{
    access::Principal,
    app::{CommandWriter, StateReader},
    refusal,
    validate::{Violations, label, violation},
};
use minoots_kernel::{
    Reply, id,
    internal::{PolicyRow, PutPolicy, command::Command},
};
use minoots_policy::{
    Cause, Decision, Outcome, Policy as Checked, PolicyError, Trial,
    facts::{Facts, FactsError, ResourceKind, Verb},
};
use minoots_sequencer::Priority;
use minoots_wire::{
    admin::v1::{
        GetPolicyRequest, GetPolicyResponse, Policy, PolicyOutcome, PolicyQuery, PolicyRuleOutcome, SetPolicyRequest,
        SetPolicyResponse, TryPolicyRequest, TryPolicyResponse,
    },
    error::Reason,
    time::instant,
};
use tonic::Status;

pub(super) async fn set(
    writer: &CommandWriter,
    who: &Principal,
    request: SetPolicyRequest,
) -> Result<SetPolicyResponse, Status> {
    let tenant = tenant_named(who, &request.tenant)?;
    if !request.text.is_empty() {
        checked(0, request.text.clone()).await?;
    }
    let command = Command::PutPolicy(PutPolicy {
        caller: Some(who.caller("")),
        tenant,
        text: request.text,
        version: request.version,
    });
    let (at, reply) = writer.propose(command, Priority::Urgent).await?;
    let Reply::Policy { version } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(SetPolicyResponse {
        version,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn get(
    reader: &StateReader,
    who: &Principal,
    request: GetPolicyRequest,
) -> Result<GetPolicyResponse, Status> {
    let tenant = tenant_of(who, &request.tenant)?;
    let row = standing(reader, &tenant).await?;
    Ok(GetPolicyResponse { policy: row.map(shown) })
}

/// Named so because `try` is a keyword.
pub(super) async fn dry_run(
    reader: &StateReader,
    who: &Principal,
    request: TryPolicyRequest,
) -> Result<TryPolicyResponse, Status> {
    let tenant = tenant_of(who, &request.tenant)?;
    let facts = facts(request.query.unwrap_or_default())?;
    let (version, text) = match request.text {
        Some(text) => (0, text),
        None => match standing(reader, &tenant).await? {
            Some(row) => (row.version, row.text),
            None => (0, String::new()),
        },
    };
    let policy = checked(version, text).await?;
    policy.dry_run(&facts).map(report).map_err(|error| unfit(&error))
}

async fn standing(reader: &StateReader, tenant: &str) -> Result<Option<PolicyRow>, Status> {
    let (state, _) = reader.read(None).await?;
    state.policy(tenant)
}

/// Checks a policy on a blocking thread, because a long text takes time.
async fn checked(version: u64, text: String) -> Result<Checked, Status> {
    let checked = tokio::task::spawn_blocking(move || Checked::check(version, &text)).await;
    checked.map_err(|_| refusal::shutting_down())?.map_err(refused)
}

fn refused(errors: Vec<PolicyError>) -> Status {
    let mut violations = Violations::default();
    for error in errors {
        let reason = Reason::parse(error.reason()).unwrap_or(Reason::PolicySyntax);
        violations.add("text", reason, format!("{}: {}", error.place, error.kind));
    }
    match violations.finish() {
        Err(status) => status,
        Ok(()) => violation("text", Reason::PolicySyntax, "is no policy"),
    }
}

fn facts(query: PolicyQuery) -> Result<Facts, Status> {
    let verb = Verb::ALL.into_iter().find(|verb| verb.name() == query.action);
    let Some(verb) = verb else {
        let names = Verb::ALL.map(Verb::name).join(", ");
        return Err(violation(
            "query.action",
            Reason::PolicyQuery,
            format!("must be one of {names}"),
        ));
    };
    let kind = match query.kind.as_str() {
        "" => verb.kind(),
        name => ResourceKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| {
                let names = ResourceKind::ALL.map(ResourceKind::name).join(", ");
                violation("query.kind", Reason::PolicyQuery, format!("must be one of {names}"))
            })?,
    };
    let mut violations = Violations::default();
    for (key, value) in &query.labels {
        label(&mut violations, "query.labels", key, value);
    }
    violations.finish()?;
    Ok(Facts {
        principal: query.principal,
        role: query.role,
        verb,
        kind,
        id: query.id,
        queue: Some(query.queue).filter(|queue| !queue.is_empty()),
        labels: query.labels.into_iter().collect(),
        due_in_seconds: query.due_in_seconds,
        payload_bytes: query.payload_bytes,
    })
}

/// The rejection of facts that no request has.
fn unfit(error: &FactsError) -> Status {
    let field = match error {
        FactsError::Kind(..) => "query.kind",
        FactsError::TooLong("principal") => "query.principal",
        FactsError::TooLong("role") => "query.role",
        FactsError::TooLong("id") => "query.id",
        FactsError::TooLong("queue") | FactsError::Queue => "query.queue",
        FactsError::TooLong(_) | FactsError::TooManyLabels(_) => "query.labels",
        FactsError::Missing("due_in_seconds", _) => "query.due_in_seconds",
        FactsError::Missing(..) | FactsError::TooLarge => "query.payload_bytes",
        FactsError::Evaluator => "query",
    };
    let text = error.to_string();
    let words = text.split_once(": ").map_or(text.as_str(), |(_, words)| words);
    violation(field, Reason::PolicyQuery, words)
}

fn report(trial: Trial) -> TryPolicyResponse {
    let (allowed, rule, message) = match trial.would {
        Decision::Allow => (true, String::new(), String::new()),
        Decision::Deny(denial) => (false, denial.rule, denial.message),
    };
    let rules = trial.rules.into_iter().map(|rule| PolicyRuleOutcome {
        rule: rule.rule,
        outcome: match rule.outcome {
            Outcome::Silent => PolicyOutcome::Silent,
            Outcome::Denies(Cause::Forbids) => PolicyOutcome::Forbids,
            Outcome::Denies(Cause::Failed) => PolicyOutcome::Failed,
        }
        .into(),
    });
    TryPolicyResponse {
        version: trial.version,
        allowed,
        rule,
        message,
        rules: rules.collect(),
    }
}

fn shown(row: PolicyRow) -> Policy {
    Policy {
        text: row.text,
        version: row.version,
        digest: hex::encode(&row.digest),
        updated_by: row.updated_by,
        update_time: Some(instant::to_proto(row.update_time)),
    }
}
