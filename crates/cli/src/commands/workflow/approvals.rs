//! `minoots workflow approvals`, `delegate` and `comment`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::workflow::v1::{
    AddCommentRequest, Approval, DelegateApprovalRequest, Execution, ListApprovalsRequest,
};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::record::text_of;
use crate::value::{self, Label, labels};

/// Arguments of `minoots workflow approvals`.
#[derive(Args, Debug)]
pub struct Approvals {
    /// List only executions whose id begins with this prefix
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// List only executions of this definition
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    definition: String,
    /// List only approvals that this person or group is asked for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    from: String,
    /// List only executions with this label; repeatable
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
}

/// Arguments of `minoots workflow delegate`.
#[derive(Args, Debug)]
pub struct Delegate {
    /// Execution's id
    id: String,
    /// Fence of the attempt whose work is decided [default: the pending one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Person or group to ask, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    to: String,
    /// Author of the delegation, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Reason, at most 4096 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// Arguments of `minoots workflow comment`.
#[derive(Args, Debug)]
pub struct Comment {
    /// Execution's id
    id: String,
    /// Text, 1 to 1024 bytes
    text: String,
    /// Author, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Idempotency key: a comment counts once [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    comment_id: Option<String>,
}

/// Lists the pending approvals, each with what is decided.
pub async fn list(arguments: Approvals, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListApprovalsRequest {
        id_prefix: arguments.prefix,
        definition: arguments.definition,
        from: arguments.from,
        labels: labels(arguments.labels)?,
    };
    let mut workflows = client.workflows().await?;
    let answers = workflows.list_approvals(request).await;
    let mut answers = answers.map_err(Failure::from)?.into_inner();
    let mut all = Vec::new();
    while let Some(answer) = answers.message().await.map_err(Failure::from)? {
        all.extend(answer.approval);
    }
    if output.is_json() {
        return output.json(&json!({ "approvals": all }));
    }
    if all.is_empty() {
        return output.line("no approvals are pending");
    }
    for (at, approval) in all.iter().enumerate() {
        if at > 0 {
            output.line("")?;
        }
        output.table(&shown(approval))?;
    }
    Ok(())
}

/// Formats an approval with the work that is decided, a field a row.
fn shown(approval: &Approval) -> Table {
    let mut table = Table::of_fields();
    let execution = approval.execution.clone().unwrap_or_default();
    let phase = execution.phase.clone().unwrap_or_default();
    table.field("execution", &execution.id);
    table.field("title", &execution.title);
    table.field("phase", format!("{}, fence {}", phase.id, phase.fence));
    table.field("asked", &approval.from);
    table.field(
        "leads to",
        match phase.approval_next.as_str() {
            "" => "the end",
            next => next,
        },
    );
    table.field("risk", &approval.risk);
    let instant = |time: &Option<_>| time.as_ref().and_then(text_of).unwrap_or_default();
    table.field("requested", instant(&approval.request_time));
    table.field(
        "deadline",
        match approval.late {
            true => "passed; it can still be decided".to_owned(),
            false => instant(&phase.deadline),
        },
    );
    evidence(&mut table, approval, &execution);
    if approval.quorum > 1 {
        table.field("quorum", approval.quorum.to_string());
    }
    for vote in &approval.votes {
        let verdict = if vote.approved { "approved" } else { "denied" };
        table.field("vote", format!("{} {verdict} {}", vote.by, vote.why).trim_end());
    }
    for comment in &execution.comments {
        table.field("comment", format!("{}: {}", comment.by, comment.text));
    }
    table
}

/// Adds the input and the evidence of the work.
fn evidence(table: &mut Table, approval: &Approval, execution: &Execution) {
    let phase = execution
        .phase
        .as_ref()
        .map(|phase| phase.id.as_str())
        .unwrap_or_default();
    table.field("worker", &approval.worker);
    table.field("input", String::from_utf8_lossy(&execution.input).into_owned());
    let bytes = execution
        .outputs
        .iter()
        .find(|output| output.phase == phase)
        .map(|output| output.size_bytes);
    table.field(
        "output",
        match (approval.output.is_empty(), bytes) {
            (true, Some(bytes)) => format!(
                "{bytes} bytes; see minoots workflow outputs {} --phase {}",
                execution.id, phase
            ),
            _ => String::from_utf8_lossy(&approval.output).into_owned(),
        },
    );
    table.field("done", approval.checklist.join(", "));
    table.field("artifacts", approval.artifacts.join(", "));
    if approval.omitted > 0 {
        table.field("not shown", format!("{} further items and artifacts", approval.omitted));
    }
    table.field(
        "score",
        approval.score.map(|score| score.to_string()).unwrap_or_default(),
    );
    if approval.tokens > 0 {
        table.field("tokens", approval.tokens.to_string());
    }
    if approval.money_micros > 0 {
        table.field("money", format!("{} millionths", approval.money_micros));
    }
}

/// Delegates the decision and returns the execution.
pub async fn delegate(arguments: Delegate, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = DelegateApprovalRequest {
        id: arguments.id,
        fence: arguments.fence,
        to: arguments.to,
        by: arguments.by,
        why: arguments.why,
    };
    Ok(client.call(&request).await?.execution)
}

/// Adds the comment and returns the execution.
pub async fn comment(arguments: Comment, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = AddCommentRequest {
        id: arguments.id,
        comment_id: arguments.comment_id.unwrap_or_else(value::new_id),
        by: arguments.by,
        text: arguments.text,
    };
    let added = client.call(&request).await;
    let added = added.map_err(|failure| value::name_the_id(failure, "--comment-id", &request.comment_id))?;
    Ok(added.execution)
}
