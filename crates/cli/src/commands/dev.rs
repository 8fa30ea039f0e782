//! `minoots dev`: one node in this process, for this machine only.

use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io, thread};

use clap::Args;
use minoots_server::{Node, Options, WebhookReach};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_terminal::ready_file;
use tempfile::TempDir;

use super::node::{self, Signals};
use crate::orchestration::{self, KeyFile, Whose};
use crate::settings::{DevArguments, DevSettings, FileArguments, NodeArguments, NodeSettings, Sources};

mod banner;
mod demo;

use banner::Asked;

/// The maximum number of attempts to remove a temporary directory, and the pause between them.
const REMOVALS_MAX: u32 = 40;
const REMOVAL_INTERVAL: Duration = Duration::from_millis(50);

/// Arguments of `minoots dev`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(flatten)]
    dev: DevArguments,
    #[command(flatten)]
    file: FileArguments,
    /// File to write {"endpoint","dataDir","pid"} to once the node is ready
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// Serves until a signal ends the node.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let sources = Sources::load(&arguments.file)?;
    let settings = NodeSettings::resolve(arguments.node, &sources)?;
    let dev = DevSettings::resolve(&arguments.dev, &sources)?;
    let listen = settings.listen.value;
    if !listen.ip().is_loopback() {
        let message = format!(
            "listen: {listen} is reachable from other machines ({})",
            settings.listen.origin
        );
        return Err(
            Failure::usage(message).hint("a dev node is for this machine; use a loopback address, or minoots server")
        );
    }
    let keys = KeyFile::of(&settings.orchestrator_keys)?;
    let mut signals = Signals::install()?;
    let directory = DataDirectory::of(&settings, &dev)?;
    if let Some(file) = &arguments.ready_file {
        ready_file::remove(file)?;
    }
    let node = tokio::select! {
        node = node::start(options(&settings, &directory)) => node?,
        () = signals.next() => return Ok(()),
    };
    let asked = if settings.root_key_file.value.as_os_str().is_empty() {
        Asked::Nothing
    } else {
        Asked::Key
    };
    let whose = match (keys, asked) {
        (Some(file), _) => Whose::Keys(file),
        (None, Asked::Nothing) => Whose::Everyone,
        (None, Asked::Key) => Whose::Nobody,
    };
    let served = tokio::select! {
        served = serve(&node, &dev, &directory, (arguments.ready_file, asked), &mut signals) => served,
        failed = orchestration::act(node.inside(), whose) => failed,
    };
    node::stop(node, &mut signals).await?;
    directory.remove_if_temporary()?;
    served
}

fn options(settings: &NodeSettings, directory: &DataDirectory) -> Options {
    Options {
        data: directory.path.clone(),
        mounts: orchestration::mounts(),
        webhook_reach: settings.webhook_reach(WebhookReach::open()),
        ..settings.options()
    }
}

/// Announces the node and runs the demo beside it. Returns at the first signal, or when the node fails.
async fn serve(
    node: &Node,
    dev: &DevSettings,
    directory: &DataDirectory,
    (ready_file, asked): (Option<PathBuf>, Asked),
    signals: &mut Signals,
) -> Result<(), Failure> {
    let endpoint = node.endpoint();
    if let Some(file) = ready_file {
        ready_file::write(&file, &endpoint, &directory.path, None)?;
    }
    let output = Output::new(OutputArguments { output: None });
    // The node serves even if its standard output is closed.
    let _ = banner::print(output, &endpoint, &directory.path, asked);
    let demo = async {
        // The demo has no credential, so it runs only where none is required.
        if !dev.no_demo.value && asked == Asked::Nothing {
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

/// The node's data directory. A temporary one is removed at the end.
struct DataDirectory {
    path: PathBuf,
    /// Removes the remaining files if the node did not start.
    temporary: Option<TempDir>,
}

impl DataDirectory {
    fn of(settings: &NodeSettings, dev: &DevSettings) -> Result<Self, Failure> {
        if dev.ephemeral.value {
            let temporary = tempfile::Builder::new().prefix("minoots-").tempdir();
            let temporary = temporary.map_err(|error| Failure::io("cannot make a temporary directory", &error))?;
            return Ok(Self {
                path: temporary.path().to_owned(),
                temporary: Some(temporary),
            });
        }
        let path = node::absolute(&settings.data.value)?;
        Ok(Self { path, temporary: None })
    }

    /// Removes a temporary directory. Retries if a file appeared in it meanwhile.
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
