//! The common steps of every node in this process, for development or as a server.

use std::path::{Path, PathBuf};
use std::process;

use minoots_server::telemetry::Error;
use minoots_server::{JoinError, Node, Options, StartError};
use minoots_terminal::errors::{Exit, Failure};

mod signals;

pub use signals::{Hangups, Signals};

/// The exit code that a shell reports for a process ended by the second Ctrl-C.
const INTERRUPTED: i32 = 130;

/// The absolute path of a data directory.
pub fn absolute(data: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(data).map_err(|error| Failure::usage(format!("data: {}: {error}", data.display())))
}

/// Starts the node.
pub async fn start(options: Options) -> Result<Node, Failure> {
    Node::start(options).await.map_err(|error| did_not_start(&error))
}

fn did_not_start(error: &StartError) -> Failure {
    let exit = match error {
        StartError::Exposed(_)
        | StartError::Tls(_)
        | StartError::Join(JoinError::File { .. } | JoinError::NoToken { .. })
        | StartError::Telemetry(Error::LogFilter(_) | Error::Endpoint(_)) => Exit::Usage,
        _ => Exit::Failed,
    };
    let failure = Failure::new(exit, format!("the node did not start: {error}"));
    match error {
        StartError::Listen { .. } => failure.hint("choose another address with --listen; port 0 takes a free port"),
        StartError::Join(_) => {
            failure.hint("docs/tls.md says how a node joins, and docs/errors.md what each refusal means")
        }
        StartError::Tls(_) => {
            failure.hint("docs/tls.md says what each file holds; `minoots cluster certs` makes a set")
        }
        _ if failure.message.contains("DATA_IN_USE") => {
            failure.hint("stop the other process, or choose another directory with --data")
        }
        _ => failure,
    }
}

/// Stops the node cleanly. Another signal ends the process at once.
pub async fn stop(node: Node, signals: &mut Signals) -> Result<(), Failure> {
    tokio::select! {
        stopped = node.stop() => {
            stopped.map_err(|error| Failure::failed(format!("the node did not stop cleanly: {error}")))
        }
        () = signals.next() => process::exit(INTERRUPTED),
    }
}
