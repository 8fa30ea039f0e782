//! `minoots workflow`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1::{
    ApplyDefinitionRequest, CancelExecutionRequest, CompletePhaseRequest, Execution, GetDefinitionRequest,
    GetExecutionRequest, GetTimelineRequest, PauseExecutionRequest, RegressPhaseRequest, RetryExecutionRequest,
    SignalExecutionRequest, StartExecutionRequest,
};

use crate::client_arguments::ClientArguments;
use crate::file;
use crate::value::PriorityArgument;

mod approve;
mod arrive;
mod bundled;
mod fail;
mod list;
mod recover;
mod resume;
mod show;
mod spawn;

/// What to do with workflows, and where.
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
    /// Make a definition, or its next version
    Apply(Apply),
    /// Print a definition as it was applied
    Definition(Definition),
    /// List or print the definitions that come with the program
    Bundled(bundled::Bundled),
    /// Print the JSON Schema of definitions, for editors
    Schema,
    /// Start an execution
    Start(Start),
    /// Show an execution
    Get(Named),
    /// List executions
    List(list::List),
    /// List definitions
    Definitions(list::Definitions),
    /// The work of its phase is done: the next one begins, or somebody is asked
    Complete(Complete),
    /// Its attempt has failed
    Fail(fail::Fail),
    /// Choose a fix for the failure that it is blocked by
    Resolve(recover::Resolve),
    /// Say how far something is that has to be done before a fix can help
    Command(recover::Command),
    /// Show how often the fixes of a definition have helped
    Recovery(recover::Counts),
    /// Decide: it goes on, or with --deny it does not
    Approve(approve::Approve),
    /// Fall back to an earlier phase
    Regress(Regress),
    /// Tell those who work on it something
    Signal(Signal),
    /// Stop it for a while
    Pause(Reasoned),
    /// Go on after a pause or a block, from where it is or from an earlier state
    Resume(resume::Resume),
    /// Begin the attempts of its phase anew, also of one that has failed
    Retry(Named),
    /// Stop it for good, and all that it discovered
    Cancel(Reasoned),
    /// More work was discovered: start it as a child
    Spawn(spawn::Spawn),
    /// Come to a phase that waits for somebody
    Arrive(arrive::Arrive),
    /// Show what happened in an execution and why, each record signed
    Timeline(Named),
}

/// Which execution.
#[derive(Args, Debug)]
struct Named {
    /// The execution's id
    id: String,
}

/// Which execution, and why.
#[derive(Args, Debug)]
struct Reasoned {
    /// The execution's id
    id: String,
    /// Why, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// The definition.
#[derive(Args, Debug)]
struct Apply {
    /// YAML or JSON; - reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
    /// Only judge it
    #[arg(long)]
    dry_run: bool,
}

/// Which definition.
#[derive(Args, Debug)]
struct Definition {
    /// Its name
    name: String,
    /// Which version [default: the current one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    version: u64,
}

/// The execution to start.
#[derive(Args, Debug)]
struct Start {
    /// The definition's name
    #[arg(long, value_name = "NAME")]
    definition: String,
    /// Which version of it [default: the current one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    definition_version: u64,
    /// The execution's id [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    id: String,
    /// JSON that every attempt gets
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    input: String,
    /// Of its work in queues, and of its turn in phases that take only so many
    #[arg(long, value_enum, default_value_t = PriorityArgument::Next)]
    priority: PriorityArgument,
    /// The phase in which it begins [default: where its definition says]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
}

/// What was done.
#[derive(Args, Debug)]
struct Complete {
    /// The execution's id
    id: String,
    /// Which phase [default: the one it is in]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
    /// Which attempt, as its message says [default: the one at work]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// An item of the checklist that is done; repeatable
    #[arg(long = "done", value_name = "ITEM")]
    checklist: Vec<String>,
    /// Something that was made; repeatable
    #[arg(long = "artifact", value_name = "NAME")]
    artifacts: Vec<String>,
    /// How good it is, 0 to 1
    #[arg(long, value_name = "SCORE")]
    score: Option<f64>,
    /// What the next attempt should know if the score is too low
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    feedback: String,
    /// The phase that is to follow [default: the first that may]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    to: String,
    /// Tokens that the attempt used
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    tokens: u64,
    /// Money that the attempt used, in millionths
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    money_micros: u64,
}

/// Where to.
#[derive(Args, Debug)]
struct Regress {
    /// The execution's id
    id: String,
    /// The earlier phase
    #[arg(long, value_name = "PHASE")]
    to: String,
    /// The attempt that is given up [default: the one at work]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Why, at most 255 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// What to tell.
#[derive(Args, Debug)]
struct Signal {
    /// The execution's id
    id: String,
    /// What it is called
    #[arg(long, value_name = "NAME")]
    name: String,
    /// JSON
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    data: String,
    /// A repeat under the same id counts once [default: a new one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    signal_id: String,
}

/// Makes a call that may be repeated, and keeps its answer.
macro_rules! call {
    ($client:expr, $method:ident, $request:expr) => {{
        let workflows = $client.workflows().await?;
        let request = $request;
        unary(|| {
            let (mut workflows, request) = (workflows.clone(), request.clone());
            async move { workflows.$method(request).await }
        })
        .await
    }};
}
use call;

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Apply(arguments) => apply(arguments, &client, output).await,
        Action::Approve(arguments) => approve::run(arguments, &client, output).await,
        Action::Definition(arguments) => definition(arguments, &client, output).await,
        Action::Bundled(arguments) => bundled::run(&arguments, output),
        Action::Schema => bundled::schema(output),
        Action::Timeline(arguments) => timeline(arguments, &client, output).await,
        Action::List(arguments) => list::executions(arguments, &client, output).await,
        Action::Definitions(arguments) => list::definitions(arguments, &client, output).await,
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

/// What ends with showing an execution.
async fn change(action: Action, client: &ClientArguments) -> Result<Execution, Failure> {
    let execution = match action {
        Action::Apply(_)
        | Action::Approve(_)
        | Action::Bundled(_)
        | Action::Definition(_)
        | Action::Definitions(_)
        | Action::List(_)
        | Action::Recovery(_)
        | Action::Schema
        | Action::Timeline(_) => None,
        Action::Start(arguments) => start(arguments, client).await?,
        Action::Get(Named { id }) => call!(client, get_execution, GetExecutionRequest { id })?.execution,
        Action::Complete(arguments) => complete(arguments, client).await?,
        Action::Fail(arguments) => fail::run(arguments, client).await?,
        Action::Resolve(arguments) => recover::resolve(arguments, client).await?,
        Action::Command(arguments) => recover::command(arguments, client).await?,
        Action::Regress(Regress { id, to, fence, reason }) => {
            let request = RegressPhaseRequest { id, to, fence, reason };
            call!(client, regress_phase, request)?.execution
        }
        Action::Signal(arguments) => signal(arguments, client).await?,
        Action::Pause(Reasoned { id, reason }) => {
            call!(client, pause_execution, PauseExecutionRequest { id, reason })?.execution
        }
        Action::Resume(arguments) => resume::run(arguments, client).await?,
        Action::Retry(Named { id }) => call!(client, retry_execution, RetryExecutionRequest { id })?.execution,
        Action::Cancel(Reasoned { id, reason }) => {
            call!(client, cancel_execution, CancelExecutionRequest { id, reason })?.execution
        }
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
    let answer = call!(client, apply_definition, request)?;
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
    let answer = call!(client, get_definition, GetDefinitionRequest { name, version })?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(answer.definition.unwrap_or_default().document.trim_end())
}

async fn start(arguments: Start, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = StartExecutionRequest {
        id: match arguments.id.as_str() {
            // Chosen here, so that a repeat starts one.
            "" => crate::value::new_id(),
            id => id.to_owned(),
        },
        definition: arguments.definition,
        definition_version: arguments.definition_version,
        input: arguments.input.into_bytes().into(),
        priority: Priority::from(arguments.priority).into(),
        phase: arguments.phase,
    };
    let started = call!(client, start_execution, request.clone());
    let started = started.map_err(|failure| crate::value::name_the_id(failure, "--id", &request.id))?;
    Ok(started.execution)
}

async fn complete(arguments: Complete, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = CompletePhaseRequest {
        id: arguments.id,
        phase: arguments.phase,
        fence: arguments.fence,
        checklist: arguments.checklist,
        artifacts: arguments.artifacts,
        score: arguments.score,
        feedback: arguments.feedback,
        to: arguments.to,
        tokens: arguments.tokens,
        money_micros: arguments.money_micros,
    };
    Ok(call!(client, complete_phase, request)?.execution)
}

async fn signal(arguments: Signal, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = SignalExecutionRequest {
        id: arguments.id,
        signal_id: match arguments.signal_id.as_str() {
            "" => crate::value::new_id(),
            id => id.to_owned(),
        },
        name: arguments.name,
        data: arguments.data.into_bytes().into(),
    };
    Ok(call!(client, signal_execution, request)?.execution)
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
