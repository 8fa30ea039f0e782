//! `minoots policy`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table};
use minoots_wire::admin::v1::{
    GetPolicyRequest, GetPolicyResponse, PolicyOutcome, PolicyQuery, SetPolicyRequest, TryPolicyRequest,
    TryPolicyResponse,
};
use serde_json::json;

use crate::client_arguments::ClientArguments;
use crate::file;
use crate::value::{self, Label, Span};

/// Arguments of `minoots policy`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Replace the text of the policy, or remove it
    Set(SetArguments),
    /// Show the policy; as text, only its text
    Get(OfTenant),
    /// Evaluate a policy for a hypothetical request; nothing is changed
    Try(Box<TryArguments>),
}

#[derive(Args, Debug)]
struct OfTenant {
    /// Tenant of the policy; another tenant requires a cluster administrator [default: the caller's tenant]
    #[arg(long, default_value = "", hide_default_value = true)]
    tenant: String,
}

#[derive(Args, Debug)]
#[command(group(ArgGroup::new("rules").args(["file", "remove"]).required(true)))]
struct SetArguments {
    /// File with the text; - reads standard input
    file: Option<PathBuf>,
    /// Remove the policy
    #[arg(long)]
    remove: bool,
    /// Version that must be current, 0 for none; ignored if the text is current already [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    #[command(flatten)]
    of: OfTenant,
}

#[derive(Args, Debug)]
struct TryArguments {
    /// File with the text to evaluate; - reads standard input [default: the tenant's policy]
    file: Option<PathBuf>,
    /// Action of the request, such as create, cancel, purge
    #[arg(long, value_name = "NAME")]
    action: String,
    /// Principal of the request, as records name it
    #[arg(long, value_name = "ACTOR", default_value = "", hide_default_value = true)]
    principal: String,
    /// Role of the principal
    #[arg(long, default_value = "", hide_default_value = true)]
    role: String,
    /// Kind of the resource, such as Queue, Execution, Agent [default: the first to which the action applies]
    #[arg(long, default_value = "", hide_default_value = true)]
    kind: String,
    /// Id of the resource
    #[arg(long, default_value = "", hide_default_value = true)]
    id: String,
    /// Queue of a timer
    #[arg(long, default_value = "", hide_default_value = true)]
    queue: String,
    /// Label of a timer; repeatable with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// Time until the timer is due, such as 1h; required for create and reschedule
    #[arg(long, value_name = "DURATION")]
    due_in: Option<Span>,
    /// Size of the payload in bytes; required for create
    #[arg(long, value_name = "N")]
    payload_bytes: Option<u64>,
    #[command(flatten)]
    of: OfTenant,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Set(arguments) => set(arguments, &client, output).await,
        Action::Get(of) => get(of, &client, output).await,
        Action::Try(arguments) => dry_run(*arguments, &client, output).await,
    }
}

async fn standing(tenant: &str, client: &ClientArguments) -> Result<GetPolicyResponse, Failure> {
    let tenant = tenant.to_owned();
    client.call(&GetPolicyRequest { tenant }).await
}

async fn set(arguments: SetArguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let text = match &arguments.file {
        Some(file) => file::text("policy", file)?,
        None => String::new(),
    };
    if text.is_empty() && !arguments.remove {
        let failure = Failure::usage("policy: the text is empty");
        return Err(failure.hint("take the policy away with --remove, or set a text of a comment to refuse nothing"));
    }
    let tenant = arguments.of.tenant;
    let version = match arguments.version {
        Some(version) => version,
        None => standing(&tenant, client)
            .await?
            .policy
            .map_or(0, |policy| policy.version),
    };
    let request = SetPolicyRequest { tenant, text, version };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&match answer.version {
        0 => "there is no policy any more".to_owned(),
        version => format!("the policy is version {version} now"),
    })
}

async fn get(of: OfTenant, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let answer = standing(&of.tenant, client).await?;
    let Some(policy) = answer.policy else {
        if output.is_json() {
            return output.json(&json!({}));
        }
        eprintln!("there is no policy");
        return Ok(());
    };
    if output.is_json() {
        return output.json(&policy);
    }
    eprintln!("version {}, by {}", policy.version, policy.updated_by);
    output.line(policy.text.trim_end_matches('\n'))
}

async fn dry_run(arguments: TryArguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let text = arguments
        .file
        .as_deref()
        .map(|file| file::text("policy", file))
        .transpose()?;
    let due_in = arguments.due_in.map(|due_in| due_in.to_std().as_secs());
    let request = TryPolicyRequest {
        tenant: arguments.of.tenant,
        text,
        query: Some(PolicyQuery {
            principal: arguments.principal,
            role: arguments.role,
            action: arguments.action,
            kind: arguments.kind,
            id: arguments.id,
            queue: arguments.queue,
            labels: value::labels(arguments.labels)?,
            due_in_seconds: due_in.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX)),
            payload_bytes: arguments.payload_bytes,
        }),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    show(&answer, output)
}

fn show(answer: &TryPolicyResponse, output: Output) -> Result<(), Failure> {
    output.line(&match answer.allowed {
        true => "allowed".to_owned(),
        false => format!("refused by rule {}: {}", answer.rule, answer.message),
    })?;
    if answer.rules.is_empty() {
        return Ok(());
    }
    let mut table = Table::with_headers(&["RULE", "SAYS"]);
    for rule in &answer.rules {
        let says = match rule.outcome() {
            PolicyOutcome::Forbids => "forbids it",
            PolicyOutcome::Failed => "cannot be evaluated for it",
            PolicyOutcome::Silent | PolicyOutcome::Unspecified => "",
        };
        table.row(vec![rule.rule.clone(), says.to_owned()]);
    }
    output.table(&table)
}
