//! `minoots backup`.

use clap::{Args, Subcommand};
use minoots_backup::{Error, Place, PlaceError, S3Options};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::time::instant;

use crate::client_arguments::ClientArguments;

mod keep;
mod list;
mod prune;
mod run;
mod ship;
mod take;
mod verify;

/// Arguments of `minoots backup`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    /// Directory or s3://BUCKET/PREFIX for the backups of this cluster; only chunks that it lacks are written
    #[arg(long, value_name = "PLACE", required = true)]
    to: Option<String>,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    source: take::SourceArguments,
    #[command(flatten)]
    keep: keep::KeepArguments,
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the backups of a place, oldest first, and the instants that can be restored
    List(list::Arguments),
    /// Read every chunk of the backups of a place and of its log, and compare it with its checksum
    Verify(verify::Arguments),
    /// Remove the backups that no rule keeps, and the chunks and the log that only they need
    Prune(prune::Arguments),
    /// Take a backup at an interval, and prune after each; runs until a signal ends it
    Run(run::Arguments),
    /// Copy committed log entries beside the backups every few seconds, for restores at an instant
    Ship(ship::Arguments),
}

/// The access to an object store. Credentials come from the standard `AWS_*` variables.
#[derive(Args, Clone, Debug, Default)]
pub struct StoreArguments {
    /// Endpoint of an S3-compatible store other than Amazon's [env: AWS_ENDPOINT_URL]
    #[arg(long, value_name = "URL")]
    s3_endpoint: Option<String>,
}

impl StoreArguments {
    /// Resolves the location that a flag names.
    pub fn place(&self, text: &str) -> Result<Place, Failure> {
        let options = S3Options {
            endpoint: self.s3_endpoint.clone(),
        };
        Place::parse(text, &options).map_err(|error| Failure::usage(error.to_string()))
    }
}

/// An existing place of backups.
#[derive(Args, Clone, Debug)]
pub struct PlaceArguments {
    /// Directory or s3://BUCKET/PREFIX that holds the backups
    #[arg(long, value_name = "PLACE")]
    from: String,
    #[command(flatten)]
    store: StoreArguments,
}

impl PlaceArguments {
    /// Resolves it.
    pub fn place(&self) -> Result<Place, Failure> {
        self.store.place(&self.from)
    }
}

/// Converts the error of a backup or restore into a failure of the command.
pub fn backup_failure(error: Error) -> Failure {
    let exit = match &error {
        Error::Exists { .. } | Error::Busy { .. } | Error::LockLost { .. } => Exit::Conflict,
        Error::Incomplete { .. } | Error::NotFound { .. } | Error::NoneBefore { .. } => Exit::NotFound,
        Error::Place(PlaceError::Store { .. }) | Error::Stream(_) => Exit::Unavailable,
        Error::Place(PlaceError::Invalid { .. }) => Exit::Usage,
        Error::Place(PlaceError::Directory { .. })
        | Error::Checksum { .. }
        | Error::NewerFormat { .. }
        | Error::LogGap { .. }
        | Error::LogEnds { .. }
        | Error::Output(_) => Exit::Failed,
    };
    let failure = Failure::new(exit, message(&error));
    match &error {
        Error::Exists { .. } => failure.hint("choose another place for the backups of this cluster"),
        Error::NoneBefore { .. } | Error::LogGap { .. } | Error::LogEnds { .. } => failure
            .hint("`minoots backup list` shows the instants that can be restored; without --at everything is restored that is there"),
        Error::NotFound { .. } => failure.hint("`minoots backup list` shows the backups of a place"),
        Error::Checksum { .. } => {
            failure.hint("use another backup (`minoots backup verify`); nothing was restored or removed")
        }
        Error::Busy { .. } => failure.hint("repeat it once the other process has ended; nothing was removed"),
        Error::LockLost { .. } => failure.hint("repeat the backup"),
        _ => failure,
    }
}

/// The text of an error, with instants as people read them.
fn message(error: &Error) -> String {
    let shown = |ns: &Option<i64>| ns.map_or_else(|| "an unknown instant".to_owned(), instant::format);
    match error {
        Error::NoneBefore {
            place,
            instant_ns,
            earliest_ns,
        } => {
            let (at, earliest) = (instant::format(*instant_ns), shown(earliest_ns));
            format!("BACKUP_NOT_FOUND: {place} holds no backup taken before {at}; the first is of {earliest}")
        }
        Error::LogGap {
            place,
            first,
            last,
            complete_ns: Some(complete),
        } => {
            let complete = instant::format(*complete);
            format!("LOG_GAP: the log in {place} lacks entries {first} to {last}; it is complete up to {complete}")
        }
        Error::LogGap { place, first, last, .. } => {
            format!("LOG_GAP: the log in {place} lacks entries {first} to {last}")
        }
        Error::LogEnds {
            place,
            instant_ns,
            from_ns,
            complete_ns,
        } => {
            let (at, from) = (instant::format(*instant_ns), shown(from_ns));
            match complete_ns {
                Some(complete) => {
                    let complete = instant::format(*complete);
                    format!("LOG_ENDS: {place} leads to instants from {from} to {complete}, and {at} is later")
                }
                None => {
                    format!("LOG_ENDS: no log was shipped to {place} after the backup of {from}, and {at} is later")
                }
            }
        }
        error => error.to_string(),
    }
}

/// Refuses a place that holds a single backup of an earlier release.
pub(super) async fn check_shared(place: &Place) -> Result<(), Failure> {
    match minoots_backup::manifest_at(place, None).await {
        Ok(newest) if newest.is_alone() => Err(backup_failure(Error::alone(place))),
        _ => Ok(()),
    }
}

/// Takes a backup, or runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    match arguments.action {
        None => {
            let to = arguments
                .to
                .ok_or_else(|| Failure::usage("--to: name a place for the backup"))?;
            let place = arguments.store.place(&to)?;
            take::round(&arguments.client, &arguments.source, arguments.keep, &place, output).await
        }
        Some(Action::List(action)) => list::run(&action, output).await,
        Some(Action::Verify(action)) => verify::run(&action, output).await,
        Some(Action::Prune(action)) => prune::run(&action, output).await,
        Some(Action::Run(action)) => run::run(&action, &arguments.client, output).await,
        Some(Action::Ship(action)) => ship::run(&action, &arguments.client, output).await,
    }
}
