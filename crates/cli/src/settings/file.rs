//! The settings file: flat TOML with the names of the flags. Unknown names are refused.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use minoots_server::{EngineChoice, Origins};
use minoots_terminal::errors::Failure;
use serde::Deserialize;

use super::{LogFormat, NodeChoice};

const DEFAULT_PATH: &str = "minoots.toml";

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
pub fn load(named: Option<PathBuf>) -> Result<(PathBuf, SettingsFile), Failure> {
    let required = named.is_some();
    let path = named.unwrap_or_else(|| DEFAULT_PATH.into());
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text, &path).map(|file| (path, file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !required => Ok((path, SettingsFile::default())),
        Err(error) => Err(Failure::usage(format!("settings file {}: {error}", path.display()))),
    }
}

/// Parses the text of a settings file at `path`.
pub fn parse(text: &str, path: &Path) -> Result<SettingsFile, Failure> {
    let mut file: SettingsFile = toml::from_str(text).map_err(|error| {
        Failure::usage(format!(
            "settings file {}: {}",
            path.display(),
            error.to_string().trim_end()
        ))
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
