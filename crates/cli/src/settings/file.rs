//! The settings file: flat TOML with the names of the flags. Unknown names are refused.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use minoots_server::{EngineChoice, Origins};
use minoots_terminal::errors::Failure;
use serde::Deserialize;

use super::{LogFormat, NodeChoice};
use crate::file::{FileKind, bounded_text};

const DEFAULT_PATH: &str = "minoots.toml";
/// The maximum size of a settings file. One with every setting has less than 10 KB.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// The maximum length of a name that an error repeats.
const NAME_BYTES_MAX: usize = 40;

/// The content of a settings file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SettingsFile {
    pub endpoint: Option<String>,
    pub data: Option<PathBuf>,
    pub listen: Option<SocketAddr>,
    engine: Option<String>,
    pub root_key_file: Option<PathBuf>,
    pub no_demo: Option<bool>,
    pub ephemeral: Option<bool>,
    pub log_level: Option<String>,
    log_format: Option<String>,
    pub otlp_endpoint: Option<String>,
    pub metrics_addr: Option<String>,
    cors_origins: Option<String>,
    pub disk_reserve_bytes: Option<u64>,
    pub secrets_key: Option<PathBuf>,
    pub orchestrator_keys: Option<PathBuf>,
    pub webhook_ca: Option<PathBuf>,
    pub webhook_private: Option<String>,
    pub webhook_answers: Option<String>,
    pub oidc_issuer: Option<String>,
    pub node: Option<NodeChoice>,
    pub rejoin: Option<bool>,
    pub peer_listen: Option<SocketAddr>,
    pub advertise: Option<String>,
    pub peers: Option<String>,
    pub insecure: Option<bool>,
    pub tls_cert: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    pub peer_ca: Option<PathBuf>,
    pub peer_cert: Option<PathBuf>,
    pub peer_key: Option<PathBuf>,
    pub peer_ca_key: Option<PathBuf>,
    pub peer_cert_life_s: Option<u64>,
    pub join_token_file: Option<PathBuf>,
    pub heartbeat_interval_ms: Option<u64>,
    pub election_timeout_ms_min: Option<u64>,
    pub election_timeout_ms_max: Option<u64>,
    pub snapshot_interval_entries: Option<u64>,
    pub log_keep_entries: Option<u64>,
    pub comparison_interval_s: Option<u64>,
    pub connections_max: Option<u64>,
    pub connections_per_address_max: Option<u64>,
    pub streams_per_connection_max: Option<u64>,
    pub key_calls_max: Option<u64>,
    pub key_streams_max: Option<u64>,
    pub tenant_streams_max: Option<u64>,
    pub header_bytes_max: Option<u64>,
    pub resets_pending_max: Option<u64>,
    pub local_resets_max: Option<u64>,
    pub handshake_timeout_ms: Option<u64>,
    pub first_request_timeout_ms: Option<u64>,
    pub header_timeout_ms: Option<u64>,
    pub message_timeout_ms: Option<u64>,
    pub answer_timeout_ms: Option<u64>,
    pub keepalive_interval_ms: Option<u64>,
    pub keepalive_timeout_ms: Option<u64>,
    pub connection_age_max_ms: Option<u64>,
    pub connection_age_grace_ms: Option<u64>,
}

impl SettingsFile {
    /// The storage engine, in the form of its flag.
    pub fn engine(&self) -> Result<Option<EngineChoice>, Failure> {
        let parse = |text: &String| {
            text.parse()
                .map_err(|error| Failure::usage(format!("engine: {text:?}: {error}")))
        };
        self.engine.as_ref().map(parse).transpose()
    }

    /// The allowed web origins, in the form of their flag.
    pub fn cors_origins(&self) -> Result<Option<Origins>, Failure> {
        let parse = |text: &String| {
            text.parse()
                .map_err(|error| Failure::usage(format!("cors-origins: {error}")))
        };
        self.cors_origins.as_ref().map(parse).transpose()
    }

    /// The log format, in the form of its flag.
    pub fn log_format(&self) -> Result<Option<LogFormat>, Failure> {
        let parse = |text: &String| {
            text.parse()
                .map_err(|error| Failure::usage(format!("log-format: {error}")))
        };
        self.log_format.as_ref().map(parse).transpose()
    }
}

/// Reads the named file, or the default one if it exists. Paths in it are relative to the file.
///
/// # Errors
/// The file cannot be read, has more than [`FILE_BYTES_MAX`] bytes or a wrong line, or is not of this kind.
pub fn load(named: Option<PathBuf>, kind: FileKind) -> Result<(PathBuf, SettingsFile), Failure> {
    let required = named.is_some();
    let path = named.unwrap_or_else(|| DEFAULT_PATH.into());
    match bounded_text(&path, kind, FILE_BYTES_MAX) {
        Ok(text) => parse(&text, &path).map(|file| (path, file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !required => Ok((path, SettingsFile::default())),
        Err(error) => Err(Failure::usage(format!("settings file {}: {error}", path.display()))),
    }
}

/// Parses the text of a settings file at `path`. An error names the line and the rule, and never repeats the line,
/// which may contain a secret.
pub fn parse(text: &str, path: &Path) -> Result<SettingsFile, Failure> {
    let mut file: SettingsFile = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(String::new(), |before| {
            format!(" line {}:", before.matches('\n').count() + 1)
        });
        let rule = rule(error.message());
        Failure::usage(format!("settings file {}:{line} {rule}", path.display()))
            .hint("docs/cli.md lists the settings and their forms")
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let paths = [
        &mut file.data,
        &mut file.tls_cert,
        &mut file.tls_key,
        &mut file.ca_file,
        &mut file.peer_ca,
        &mut file.peer_cert,
        &mut file.peer_key,
        &mut file.peer_ca_key,
        &mut file.join_token_file,
        &mut file.webhook_ca,
        &mut file.orchestrator_keys,
    ];
    for path in paths.into_iter().flatten() {
        *path = folder.join(&*path);
    }
    if let (Some(key), Some(folder)) = (&file.secrets_key, path.parent()) {
        file.secrets_key = Some(folder.join(key));
    }
    Ok(file)
}

/// The rule that a line violates: the parser's message without texts of the file. A name stays if it has the form of
/// a setting.
fn rule(message: &str) -> String {
    let is_setting = |name: &str| {
        let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'-' | b'_');
        name.len() <= NAME_BYTES_MAX && name.bytes().all(is_plain)
    };
    let quoted = message.split_once('`').and_then(|(_, rest)| rest.split_once('`'));
    let (found, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let found = match (found.split_once(" field `"), quoted) {
        (Some((kind, _)), Some((name, _))) if is_setting(name) => format!("{kind} setting {name}"),
        (Some((kind, _)), _) => format!("{kind} setting"),
        (None, _) => found
            .split([':', '`', '"', '\''])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    };
    match expected {
        "" => found,
        expected => format!("{found}, expected {expected}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_wrong_line_is_named_and_not_repeated() {
        for (line, expected) in [
            ("node = \"hunter2\"", "a node is a number from 1, or auto"),
            ("node = -1 # hunter2", "a node is a number from 1, or auto"),
            ("disk-reserve-bytes = \"hunter2\"", "invalid type, expected u64"),
            ("listen = \"hunter2\"", "invalid socket address"),
            ("otlp-endpoint = http://ann:hunter2@h", ""),
            ("otlp-endpoint = \"http://ann:hunter2@h", ""),
            ("hunter2", ""),
            ("\"hunter2\" = 1", "unknown setting, expected one of"),
            ("HUNTER2 = 1", "unknown setting, expected one of"),
            ("key-call-max = 7", "unknown setting key-call-max, expected one of"),
            ("node = 'hunter2", ""),
            ("node = hunter2", ""),
            ("node = 1\nnode = 2", ""),
            ("insecure = [\"hunter2\"]", "invalid type, expected a boolean"),
        ] {
            let failure = parse(&format!("# one\n{line}\n# three\n"), Path::new("a.toml")).unwrap_err();
            let said = failure.to_string();
            assert!(!said.to_lowercase().contains("hunter2"), "{line}: {said}");
            assert!(
                said.contains("a.toml: line ") && said.contains(expected),
                "{line}: {said}"
            );
        }
    }

    #[test]
    fn a_file_that_is_read_again_is_regular_and_small() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |path: &Path, kind| load(Some(path.to_owned()), kind).unwrap_err().to_string();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        for path in [&*pipe, Path::new("/dev/zero"), folder.path()] {
            let said = refused(path, FileKind::Regular);
            assert!(said.contains("not a regular file"), "{said}");
        }
        assert!(refused(Path::new("/dev/zero"), FileKind::Any).contains("more than 1048576 bytes"));
        let large = folder.path().join("large.toml");
        std::fs::write(&large, "#".repeat(FILE_BYTES_MAX as usize + 1)).unwrap();
        assert!(refused(&large, FileKind::Regular).contains("more than 1048576 bytes"));
        std::fs::write(&large, "#".repeat(FILE_BYTES_MAX as usize)).unwrap();
        assert!(load(Some(large), FileKind::Regular).is_ok());
    }
}
