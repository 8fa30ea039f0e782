//! `minoots workflow`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1::{
    ApplyDefinitionRequest, CancelExecutionRequest, Execution, GetDefinitionRequest, GetExecutionRequest,
    GetTimelineRequest, PauseExecutionRequest, RegressPhaseRequest, RetryExecutionRequest, SignalExecutionRequest,
    StartExecutionRequest,
};

use crate::client_arguments::ClientArguments;
use crate::file;
use crate::value::{Label, PriorityArgument, labels};

mod approvals;
mod approve;
mod arrive;
mod board;
#[cfg(feature = "orchestrator")]
mod bundled;
mod complete;
mod fail;
mod list;
mod outputs;
mod recover;
mod resume;
mod show;
mod spawn;
mod update;

/// Arguments of `minoots workflow`.
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
    /// Create a definition, or its next version
    Apply(Apply),
    /// Print a definition as it was applied
    Definition(Definition),
    /// List or print the definitions that come with the program
    #[cfg(feature = "orchestrator")]
    Bundled(bundled::Bundled),
    /// Print the JSON Schema of definitions, for editors
    #[cfg(feature = "orchestrator")]
    Schema,
    /// Start an execution
    Start(Start),
    /// Show an execution
    Get(Named),
    /// List executions
    List(list::List),
    /// Show the executions of a definition by phase, with counts
    Board(board::Board),
    /// Change title, labels or priority of an execution
    Update(update::Update),
    /// Record the worker that holds the current attempt, for people
    Claim(update::Claim),
    /// List definitions
    Definitions(list::Definitions),
    /// Complete the work of the current phase; the next phase starts, or an approval is requested
    Complete(complete::Complete),
    /// Report a failed attempt
    Fail(fail::Fail),
    /// Choose a fix for the failure that blocks an execution
    Resolve(recover::Resolve),
    /// Report the status of a recovery command
    Command(recover::Command),
    /// Show the success counts of a definition's fixes
    Recovery(recover::Counts),
    /// Approve a pending approval, or deny it with --deny
    Approve(approve::Approve),
    /// Deny a pending approval
    Deny(approve::Decision),
    /// List the pending approvals with what is decided
    Approvals(approvals::Approvals),
    /// Ask another person or group for a pending decision
    Delegate(approvals::Delegate),
    /// Add a comment to an execution
    Comment(approvals::Comment),
    /// Return to an earlier phase
    Regress(Regress),
    /// Send a signal to the workers of an execution
    Signal(Signal),
    /// Pause an execution
    Pause(Reasoned),
    /// Resume a paused or blocked execution, from its current or an earlier state
    Resume(resume::Resume),
    /// Restart the attempts of the current phase, also of a failed execution
    Retry(Named),
    /// Cancel an execution and its children
    Cancel(Reasoned),
    /// Start a child execution for discovered work
    Spawn(spawn::Spawn),
    /// Record an arrival at a join
    Arrive(arrive::Arrive),
    /// List the outputs of an execution's phases, or of its children
    Outputs(outputs::Outputs),
    /// Show the events of an execution with their causes, each signed
    Timeline(Named),
}

/// The execution to act on.
#[derive(Args, Debug)]
struct Named {
    /// Execution's id
    id: String,
}

/// The execution to act on, and the reason.
#[derive(Args, Debug)]
struct Reasoned {
    /// Execution's id
    id: String,
    /// Reason, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// Arguments of `minoots workflow apply`.
#[derive(Args, Debug)]
struct Apply {
    /// File with the definition, YAML or JSON, at most 200 KiB; - reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
    /// Validate the definition without applying it
    #[arg(long)]
    dry_run: bool,
}

/// Arguments of `minoots workflow definition`.
#[derive(Args, Debug)]
struct Definition {
    /// Definition's name
    name: String,
    /// Version of the definition [default: the current one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    version: u64,
}

/// Arguments of `minoots workflow start`.
#[derive(Args, Debug)]
struct Start {
    /// Definition's name
    #[arg(long, value_name = "NAME")]
    definition: String,
    /// Version of the definition [default: the current one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    definition_version: u64,
    /// Execution's id [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    id: String,
    /// Input as JSON, at most 16 KiB; every attempt receives it
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    input: String,
    /// Priority of the work in queues and of the turn for `wip` slots
    #[arg(long, value_enum, default_value_t = PriorityArgument::Next)]
    priority: PriorityArgument,
    /// First phase [default: that of the definition]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
    /// Title, for people, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    title: String,
    /// Label; repeatable
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
}

/// Arguments of `minoots workflow regress`.
#[derive(Args, Debug)]
struct Regress {
    /// Execution's id
    id: String,
    /// Earlier phase to return to
    #[arg(long, value_name = "PHASE")]
    to: String,
    /// Fence of the attempt to give up [default: the current attempt]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Reason, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// Arguments of `minoots workflow signal`.
#[derive(Args, Debug)]
struct Signal {
    /// Execution's id
    id: String,
    /// Signal's name, 1 to 255 bytes
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Signal's data as JSON, at most 16 KiB
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    data: String,
    /// Idempotency key: a signal counts once [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    signal_id: Option<String>,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Apply(arguments) => apply(arguments, &client, output).await,
        Action::Approve(arguments) => approve::run(arguments, &client, output).await,
        Action::Definition(arguments) => definition(arguments, &client, output).await,
        #[cfg(feature = "orchestrator")]
        Action::Bundled(arguments) => bundled::run(&arguments, output),
        #[cfg(feature = "orchestrator")]
        Action::Schema => bundled::schema(output),
        Action::Timeline(arguments) => timeline(arguments, &client, output).await,
        Action::List(arguments) => list::executions(arguments, &client, output).await,
        Action::Definitions(arguments) => list::definitions(arguments, &client, output).await,
        Action::Deny(decision) => approve::decide(decision, false, &client, output).await,
        Action::Approvals(arguments) => approvals::list(arguments, &client, output).await,
        Action::Board(arguments) => board::run(arguments, &client, output).await,
        Action::Outputs(arguments) => outputs::run(arguments, &client, output).await,
        Action::Recovery(arguments) => recover::counts(arguments, &client, output).await,
        action => {
            let execution = change(action, &client).await?;
            if output.is_json() {
                return output.json(&execution);
            }
            output.table(&show::execution(&execution))
        }
    }
}

/// Runs the actions that end with showing an execution.
async fn change(action: Action, client: &ClientArguments) -> Result<Execution, Failure> {
    let execution = match action {
        Action::Apply(_)
        | Action::Approvals(_)
        | Action::Approve(_)
        | Action::Board(_)
        | Action::Definition(_)
        | Action::Definitions(_)
        | Action::Deny(_)
        | Action::List(_)
        | Action::Outputs(_)
        | Action::Recovery(_)
        | Action::Timeline(_) => None,
        #[cfg(feature = "orchestrator")]
        Action::Bundled(_) | Action::Schema => None,
        Action::Start(arguments) => start(arguments, client).await?,
        Action::Get(Named { id }) => client.call(&GetExecutionRequest { id }).await?.execution,
        Action::Complete(arguments) => complete::run(arguments, client).await?,
        Action::Fail(arguments) => fail::run(arguments, client).await?,
        Action::Resolve(arguments) => recover::resolve(arguments, client).await?,
        Action::Command(arguments) => recover::command(arguments, client).await?,
        Action::Regress(Regress { id, to, fence, reason }) => {
            let request = RegressPhaseRequest { id, to, fence, reason };
            client.call(&request).await?.execution
        }
        Action::Signal(arguments) => signal(arguments, client).await?,
        Action::Pause(Reasoned { id, reason }) => client.call(&PauseExecutionRequest { id, reason }).await?.execution,
        Action::Resume(arguments) => resume::run(arguments, client).await?,
        Action::Retry(Named { id }) => client.call(&RetryExecutionRequest { id }).await?.execution,
        Action::Cancel(Reasoned { id, reason }) => client.call(&CancelExecutionRequest { id, reason }).await?.execution,
        Action::Delegate(arguments) => approvals::delegate(arguments, client).await?,
        Action::Comment(arguments) => approvals::comment(arguments, client).await?,
        Action::Update(arguments) => update::run(arguments, client).await?,
        Action::Claim(arguments) => update::claim(arguments, client).await?,
        Action::Arrive(arguments) => arrive::run(arguments, client).await?,
        Action::Spawn(arguments) => spawn::run(arguments, client).await?,
    };
    execution.ok_or_else(|| Failure::failed("the server's answer has no execution"))
}

async fn apply(arguments: Apply, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ApplyDefinitionRequest {
        document: file::text("--file", &arguments.file)?,
        dry_run: arguments.dry_run,
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    let definition = answer.definition.unwrap_or_default();
    output.line(&match (arguments.dry_run, answer.existing) {
        (true, _) => format!("{} is sound", definition.name),
        (false, true) => format!("{} is at version {} already", definition.name, definition.version),
        (false, false) => format!("{} is at version {} now", definition.name, definition.version),
    })
}

async fn definition(arguments: Definition, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let Definition { name, version } = arguments;
    let answer = client.call(&GetDefinitionRequest { name, version }).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(answer.definition.unwrap_or_default().document.trim_end())
}

async fn start(arguments: Start, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = StartExecutionRequest {
        id: match arguments.id.as_str() {
            // The id is chosen here, so that a repeat starts one execution.
            "" => crate::value::new_id(),
            id => id.to_owned(),
        },
        definition: arguments.definition,
        definition_version: arguments.definition_version,
        input: arguments.input.into_bytes().into(),
        priority: Priority::from(arguments.priority).into(),
        phase: arguments.phase,
        title: arguments.title,
        labels: labels(arguments.labels)?,
    };
    let started = client.call(&request).await;
    let started = started.map_err(|failure| crate::value::name_the_id(failure, "--id", &request.id))?;
    Ok(started.execution)
}

async fn signal(arguments: Signal, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = SignalExecutionRequest {
        id: arguments.id,
        signal_id: arguments.signal_id.unwrap_or_else(crate::value::new_id),
        name: arguments.name,
        data: arguments.data.into_bytes().into(),
    };
    let sent = client.call(&request).await;
    let sent = sent.map_err(|failure| crate::value::name_the_id(failure, "--signal-id", &request.signal_id))?;
    Ok(sent.execution)
}

async fn timeline(arguments: Named, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let mut workflows = client.workflows().await?;
    let answer = workflows.get_timeline(GetTimelineRequest { id: arguments.id }).await;
    let mut entries = answer.map_err(Failure::from)?.into_inner();
    let mut all = Vec::new();
    while let Some(answer) = entries.message().await.map_err(Failure::from)? {
        all.extend(answer.entry);
    }
    if output.is_json() {
        return all.iter().try_for_each(|entry| output.json(&show::Record::of(entry)));
    }
    output.table(&show::timeline(&all))
}
