//! `minoots dev`: one node in this process, for this machine only.

use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io, process, thread};

use clap::Args;
use minoots_server::telemetry::Error;
use minoots_server::{Node, Options, StartError};
use tempfile::TempDir;

use crate::errors::{Exit, Failure};
use crate::output::{Output, OutputArguments};
use crate::settings::{FileArguments, LogFormat, NodeArguments, NodeSettings, Sources};

mod banner;
mod demo;
mod ready_file;
mod signals;

pub use ready_file::Ready;
use signals::Signals;

/// What a shell reports for a process ended by the second Ctrl-C.
const INTERRUPTED: i32 = 130;
/// How often a temporary directory is tried to be removed, and how long between.
const REMOVALS_MAX: u32 = 40;
const REMOVAL_INTERVAL: Duration = Duration::from_millis(50);

/// How to run the node.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(flatten)]
    file: FileArguments,
    /// Write {"endpoint","dataDir","pid"} to this file once ready
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// Serves until a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = NodeSettings::resolve(arguments.node, &Sources::load(&arguments.file)?)?;
    let listen = settings.listen.value;
    if !listen.ip().is_loopback() {
        let message = format!(
            "listen: {listen} is reachable from other machines ({})",
            settings.listen.origin
        );
        return Err(Failure::usage(message).hint("a dev node asks for no credentials; use a loopback address"));
    }
    let mut signals = Signals::install()?;
    let directory = DataDirectory::of(&settings)?;
    if let Some(file) = &arguments.ready_file {
        ready_file::remove(file)?;
    }
    let node = tokio::select! {
        node = start(&settings, &directory) => node?,
        () = signals.next() => return Ok(()),
    };
    let served = serve(&node, &settings, &directory, arguments.ready_file, &mut signals).await;
    stop(node, signals).await?;
    directory.remove_if_temporary()?;
    served
}

async fn start(settings: &NodeSettings, directory: &DataDirectory) -> Result<Node, Failure> {
    let options = Options {
        data: directory.path.clone(),
        listen: settings.listen.value,
        otlp_endpoint: Some(settings.otlp_endpoint.value.clone()).filter(|endpoint| !endpoint.is_empty()),
        log_filter: Some(settings.log_level.value.clone()),
        log_json: settings.log_format.value == LogFormat::Json,
        disk_reserve_bytes: settings.disk_reserve_bytes.value.0,
    };
    Node::start(options).await.map_err(|error| did_not_start(&error))
}

fn did_not_start(error: &StartError) -> Failure {
    let exit = match error {
        StartError::NotLoopback(_) | StartError::Telemetry(Error::LogFilter(_) | Error::Endpoint(_)) => Exit::Usage,
        _ => Exit::Failed,
    };
    let failure = Failure::new(exit, format!("the node did not start: {error}"));
    match error {
        StartError::Listen { .. } => failure.hint("choose another address with --listen; port 0 takes a free port"),
        _ if failure.message.contains("DATA_IN_USE") => {
            failure.hint("stop the other process, or choose another directory with --data or --ephemeral")
        }
        _ => failure,
    }
}

/// Announces the node, runs the demo beside it, and returns at the first signal or when the node dies.
async fn serve(
    node: &Node,
    settings: &NodeSettings,
    directory: &DataDirectory,
    ready_file: Option<PathBuf>,
    signals: &mut Signals,
) -> Result<(), Failure> {
    let endpoint = node.endpoint();
    if let Some(file) = ready_file {
        ready_file::write(&file, &endpoint, &directory.path)?;
    }
    let output = Output::new(OutputArguments { output: None });
    // A node serves whether or not anyone reads what it says.
    let _ = banner::print(output, &endpoint, &directory.path);
    let demo = async {
        if !settings.no_demo.value {
            demo::run(output, &endpoint).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = signals.next() => Ok(()),
        reason = node.failed() => Err(Failure::failed(format!("the node has failed: {reason}"))),
        () = demo => Ok(()),
    }
}

/// Stops cleanly; another signal ends the process at once.
async fn stop(node: Node, mut signals: Signals) -> Result<(), Failure> {
    tokio::select! {
        stopped = node.stop() => {
            stopped.map_err(|error| Failure::failed(format!("the node did not stop cleanly: {error}")))
        }
        () = signals.next() => process::exit(INTERRUPTED),
    }
}

/// Where the node keeps its data; a temporary one does not outlive it.
struct DataDirectory {
    path: PathBuf,
    /// Removes what is left when the node did not start.
    temporary: Option<TempDir>,
}

impl DataDirectory {
    fn of(settings: &NodeSettings) -> Result<Self, Failure> {
        if settings.ephemeral.value {
            let temporary = tempfile::Builder::new().prefix("minoots-").tempdir();
            let temporary = temporary.map_err(|error| Failure::io("cannot make a temporary directory", &error))?;
            return Ok(Self {
                path: temporary.path().to_owned(),
                temporary: Some(temporary),
            });
        }
        let data = &settings.data.value;
        let path = std::path::absolute(data)
            .map_err(|error| Failure::new(Exit::Usage, format!("data: {}: {error}", data.display())))?;
        Ok(Self { path, temporary: None })
    }

    /// Removes a temporary directory, again if a file appeared in it meanwhile.
    fn remove_if_temporary(self) -> Result<(), Failure> {
        if self.temporary.is_none() {
            return Ok(());
        }
        let mut removals_left = REMOVALS_MAX;
        loop {
            removals_left -= 1;
            match fs::remove_dir_all(&self.path) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) if removals_left == 0 => {
                    return Err(Failure::io(format!("cannot remove {}", self.path.display()), &error));
                }
                Err(_) => thread::sleep(REMOVAL_INTERVAL),
            }
        }
    }
}
