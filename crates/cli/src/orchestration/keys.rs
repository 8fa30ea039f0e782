//! The tenants of an orchestrator: a file of API keys, one per tenant, which may change at run time.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use minoots_client::Credential;
use minoots_orchestrator::Connections;
use minoots_terminal::errors::Failure;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::file::{FileKind, apart, bounded_text};
use crate::notice;
use crate::settings::{Setting, given};

/// The interval at which the file is checked.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The maximum number of keys in a file. Each key is a consumer of its tenant's workflow queue.
const KEYS_MAX: usize = 256;
/// The maximum size of the file: all keys, with room for comments.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// The mode bits of group and others.
const SHARED: u32 = 0o077;

/// A file of keys, one a line. Empty lines and lines that begin with `#` are ignored.
#[derive(Clone, Debug)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// Opens the file that a setting names, if it names one.
    pub fn of(setting: &Setting<PathBuf>) -> Result<Option<Self>, Failure> {
        given(setting).map(Self::open).transpose()
    }

    /// Opens a file, which must be valid now.
    fn open(path: PathBuf) -> Result<Self, Failure> {
        let file = Self(path);
        file.read().map_err(Failure::usage)?;
        if let Ok(about) = fs::metadata(&file.0)
            && about.permissions().mode() & SHARED != 0
        {
            let path = file.0.display();
            warn(&format!(
                "the file of --orchestrator-keys {path} may be read or changed by others; chmod 600 it"
            ));
        }
        Ok(file)
    }

    /// Reads the keys as text.
    fn read(&self) -> Result<Vec<String>, String> {
        let path = self.0.display();
        let cannot = |error: std::io::Error| format!("orchestrator-keys: {path} cannot be read: {error}");
        // It is read again, so that it must be a regular file from the start.
        let keys = keys(&bounded_text(&self.0, FileKind::Regular, FILE_BYTES_MAX).map_err(cannot)?);
        keys.map_err(|error| format!("orchestrator-keys: {path}: {error}"))
    }
}

fn warn(message: &str) {
    notice::tell(&format!("warning: {message}"));
}

/// Parses the keys of a text, each once.
fn keys(text: &str) -> Result<Vec<String>, String> {
    let mut keys = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let key = line.trim();
        if key.is_empty() || key.starts_with('#') || keys.iter().any(|known| known == key) {
            continue;
        }
        // The message omits the line's text, which may be a mistyped key.
        Credential::bearer(key).map_err(|error| format!("line {number} is no API key: {error}"))?;
        keys.push(key.to_owned());
        if keys.len() > KEYS_MAX {
            return Err(format!(
                "it has more than {KEYS_MAX} keys; run another orchestrator for the others"
            ));
        }
    }
    Ok(keys)
}

/// A running orchestrator, with the means to stop it.
struct Worker {
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

/// Acts on executions of the tenants whose keys are in the file, and follows its changes until `stop`. While the file
/// cannot be read, the last valid keys apply.
pub async fn act_for(connections: Connections, file: KeyFile, mut stop: watch::Receiver<bool>) {
    let mut workers: BTreeMap<String, Worker> = BTreeMap::new();
    let mut told = String::new();
    loop {
        let reading = file.clone();
        let read = tokio::select! {
            read = apart(move || reading.read()) => read,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match read.unwrap_or_else(|error| Err(format!("orchestrator-keys: {error}"))) {
            Ok(keys) => {
                told.clear();
                follow(&connections, &mut workers, keys);
            }
            Err(error) if error != told => {
                warn(&format!("{error}; what it said before counts"));
                told = error;
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    for worker in workers.values() {
        // The worker has stopped already if the channel is closed.
        let _ = worker.stop.send(true);
    }
    for worker in workers.into_values() {
        let _ = worker.running.await;
    }
}

/// Starts one worker per key, and stops all others.
fn follow(connections: &Connections, workers: &mut BTreeMap<String, Worker>, keys: Vec<String>) {
    workers.retain(|key, worker| {
        let is_named = keys.contains(key);
        if !is_named {
            let _ = worker.stop.send(true);
        }
        is_named
    });
    for key in keys {
        if workers.contains_key(&key) {
            continue;
        }
        let credential = Credential::bearer(&key).ok();
        let Ok(client) = connections.client(credential) else {
            continue;
        };
        let (stop, stopping) = watch::channel(false);
        let running = tokio::spawn(minoots_orchestrator::work(client, connections.metrics(), stopping));
        workers.insert(key, Worker { stop, running });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::keys;

    #[test]
    fn keys_are_one_a_line_and_count_once() {
        let text = "# of acme\nmnt_a\n\n  mnt_b  \nmnt_a\n";
        assert_eq!(keys(text).unwrap(), ["mnt_a", "mnt_b"]);
        assert!(keys("").unwrap().is_empty());
    }

    #[test]
    fn a_line_that_is_no_key_is_told_by_its_number_and_not_shown() {
        let error = keys("mnt_a\nmnt_b mnt_secret\n").unwrap_err();
        assert!(error.contains("line 2") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn there_are_so_many_at_most() {
        let text: String = (0..257).map(|number| format!("mnt_{number}\n")).collect();
        assert!(keys(&text).unwrap_err().contains("256"));
    }
}
