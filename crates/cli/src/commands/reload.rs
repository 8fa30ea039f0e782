//! Settings of a running node that are read again on SIGHUP.
//!
//! Invariants:
//! - Settings with any error change nothing, and the log says what is wrong.
//! - The log names each changed setting, and whether it takes effect now or at the next start.

use minoots_server::Node;
use minoots_terminal::errors::Failure;
use serde_json::Value;

use super::config::{Row, server_rows};
use super::node::Hangups;
use crate::file;
use crate::settings::{
    ClusterArguments, ClusterSettings, ConsensusArguments, ConsensusSettings, FileArguments, NodeArguments,
    NodeSettings, Sources, TlsArguments, TlsSettings,
};

/// The setting that takes effect without a restart. Files of certificates and keys are read again by themselves.
const LOG_LEVEL: &str = "log-level";

/// The flags of a node.
#[derive(Clone, Debug)]
pub struct ServerArguments {
    pub node: NodeArguments,
    pub cluster: ClusterArguments,
    pub tls: TlsArguments,
    pub consensus: ConsensusArguments,
    pub file: FileArguments,
}

/// The settings of a node.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    pub node: NodeSettings,
    pub cluster: ClusterSettings,
    pub tls: TlsSettings,
    pub consensus: ConsensusSettings,
}

impl ServerSettings {
    /// Looks up every setting, in the file as it is now.
    ///
    /// # Errors
    /// A setting is unknown or invalid.
    pub fn resolve(arguments: &ServerArguments) -> Result<Self, Failure> {
        Self::of(arguments, &Sources::load(&arguments.file)?)
    }

    /// Looks up every setting again, on a thread of its own.
    ///
    /// # Errors
    /// As [`ServerSettings::resolve`], or the file is not a regular one.
    async fn resolve_again(arguments: ServerArguments) -> Result<Self, Failure> {
        let read = file::apart(move || {
            let sources = Sources::load_again(&arguments.file)?;
            Self::of(&arguments, &sources)
        });
        read.await.map_err(|error| Failure::io("settings", &error))?
    }

    fn of(arguments: &ServerArguments, sources: &Sources) -> Result<Self, Failure> {
        Ok(Self {
            node: NodeSettings::resolve(arguments.node.clone(), sources)?,
            cluster: ClusterSettings::resolve(arguments.cluster.clone(), sources)?,
            tls: TlsSettings::resolve(arguments.tls.clone(), sources)?,
            consensus: ConsensusSettings::resolve(&arguments.consensus, sources)?,
        })
    }

    fn rows(&self) -> Vec<Row> {
        server_rows(&self.node, &self.cluster, &self.tls, &self.consensus)
    }
}

/// Reads the settings again on each SIGHUP, for as long as the future is polled.
pub async fn on_hangup(node: &Node, arguments: &ServerArguments, started: &ServerSettings, hangups: &mut Hangups) {
    let mut log_level = started.node.log_level.value.clone();
    loop {
        hangups.next().await;
        let read = ServerSettings::resolve_again(arguments.clone()).await;
        let applied = read.map_err(|failure| failure.message);
        match applied.and_then(|read| apply(node, &read, started, &mut log_level)) {
            Ok((now, restart)) if now.is_empty() && restart.is_empty() => {
                tracing::warn!("settings were read again: nothing changed");
            }
            Ok((now, restart)) => tracing::warn!(
                in_effect = now.join(", "),
                needs_restart = restart.join(", "),
                "settings were read again"
            ),
            Err(reason) => tracing::error!(reason, "settings were not read again: nothing changed"),
        }
    }
}

/// Applies what can change now. Returns the names of the settings in effect, and of those that need a restart.
fn apply(
    node: &Node,
    read: &ServerSettings,
    started: &ServerSettings,
    log_level: &mut String,
) -> Result<(Vec<&'static str>, Vec<&'static str>), String> {
    let level = &read.node.log_level.value;
    let mut now = Vec::new();
    if level != log_level {
        node.set_log_filter(level).map_err(|error| error.to_string())?;
        log_level.clone_from(level);
        now.push(LOG_LEVEL);
    }
    Ok((now, changed(&started.rows(), &read.rows())))
}

/// The settings whose values differ, without those that take effect at once.
fn changed(before: &[Row], after: &[Row]) -> Vec<&'static str> {
    let value = |rows: &[Row], name: &str| -> Option<Value> {
        let row = rows.iter().find(|row| row.name == name)?;
        Some(row.value.clone())
    };
    let names = after.iter().map(|row| row.name);
    let names = names.filter(|name| *name != LOG_LEVEL && value(before, name) != value(after, name));
    names.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changed_settings_are_named_without_the_log_level() {
        let row = |name, value: i32| Row::new(name, json!(value), String::new());
        let before = [row(LOG_LEVEL, 1), row("listen", 1), row("node", 1)];
        let after = [row(LOG_LEVEL, 2), row("listen", 2), row("node", 1)];
        assert_eq!(changed(&before, &after), ["listen"]);
    }
}
