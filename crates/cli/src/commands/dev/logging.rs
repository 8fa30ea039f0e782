//! The node's log, on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::errors::Failure;
use crate::settings::{LogFormat, NodeSettings};

/// Starts logging for the whole process.
pub fn start(settings: &NodeSettings) -> Result<(), Failure> {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter(&settings.log_level.value)?)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()));
    let started = match settings.log_format.value {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    started.map_err(|error| Failure::failed(format!("cannot log: {error}")))
}

fn filter(text: &str) -> Result<EnvFilter, Failure> {
    EnvFilter::try_new(text).map_err(|error| {
        Failure::usage(format!("log-level: {text:?}: {error}"))
            .hint("use error, warn, info, debug or trace, or a filter such as info,minoots_raft=debug")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_and_a_filter_are_understood_and_nonsense_is_refused() {
        assert!(filter("info").is_ok());
        assert!(filter("info,minoots_raft=debug").is_ok());
        assert!(filter("minoots=loud").is_err());
    }
}
