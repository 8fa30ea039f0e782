//! What every node is told, whether for development or as a server.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use minoots_server::{EngineChoice, IssuerList, Networks, NetworksError, Options, Origins, WebhookReach};
use minoots_terminal::errors::Failure;

use super::{BoundArguments, BoundSettings, Setting, Sources};

/// The port a node listens on unless told otherwise.
const PORT: u16 = 7411;
const DATA: &str = "minoots-data";
/// The consensus library warns of every vote it loses to itself at a start, which says nothing to anyone here.
const LOG_LEVEL: &str = "warn,openraft=error,lsm_tree=off";

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        ValueEnum::from_str(text, true).map_err(|_| "text and json are the formats there are".to_owned())
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if *self == Self::Text { "text" } else { "json" })
    }
}

/// The flags of a node.
#[derive(Args, Clone, Debug, Default)]
pub struct NodeArguments {
    /// Where data is kept [env: MINOOTS_DATA] [default: ./minoots-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one [env: MINOOTS_LISTEN] [default: 127.0.0.1:7411]
    #[arg(long, value_name = "ADDRESS", value_parser = super::address)]
    pub listen: Option<SocketAddr>,
    /// File with the root key; with one, every caller needs an API key [env: MINOOTS_ROOT_KEY_FILE]
    #[arg(long, value_name = "FILE")]
    pub root_key_file: Option<PathBuf>,
    /// Storage engine of new data, lsm or sled; data remembers its own [env: MINOOTS_ENGINE] [default: lsm]
    #[arg(long, value_name = "ENGINE")]
    pub engine: Option<EngineChoice>,
    /// What to log, as a level or a filter such as `info,minoots_raft=debug` [env: MINOOTS_LOG_LEVEL] [default: warn,openraft=error,lsm_tree=off]
    #[arg(long, value_name = "FILTER")]
    pub log_level: Option<String>,
    /// How log lines look: text or json [env: MINOOTS_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub log_format: Option<LogFormat>,
    /// OpenTelemetry collector (OTLP over gRPC) for traces and metrics [env: MINOOTS_OTLP_ENDPOINT]
    #[arg(long, value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// Web pages that may call from a browser, such as `https://app.example.com`, with commas between [env: MINOOTS_CORS_ORIGINS] [default: none]
    #[arg(long, value_name = "ORIGINS")]
    pub cors_origins: Option<Origins>,
    /// Refuse new work when less than this is free on the disk [env: MINOOTS_DISK_RESERVE_BYTES] [default: 5 % of it, at least 1.25 GiB (192 MiB below 4 GiB), at most 4 GiB]
    #[arg(long, value_name = "BYTES")]
    pub disk_reserve_bytes: Option<ReserveBytes>,
    /// Key that secrets are kept sealed by, the same on every node [env: MINOOTS_SECRETS_KEY] [default: keys/secrets.key in the data of a node that is alone]
    #[arg(long, value_name = "FILE")]
    pub secrets_key: Option<PathBuf>,
    /// API keys, one a line, of the tenants whose executions this node acts on; read again when it changes [env: MINOOTS_ORCHESTRATOR_KEYS] [default: none]
    #[arg(long, value_name = "FILE")]
    pub orchestrator_keys: Option<PathBuf>,
    /// Make keys anew that are missing in a data directory that was used; what was sealed by them is lost
    #[arg(long)]
    pub new_keys: bool,
    /// Certificates of authorities that webhooks' receivers may have, beside the system's [env: MINOOTS_WEBHOOK_CA]
    #[arg(long, value_name = "FILE")]
    pub webhook_ca: Option<PathBuf>,
    /// Private networks that webhooks may be sent into, such as 127.0.0.0/8,10.0.0.0/8, or deny [env: MINOOTS_WEBHOOK_PRIVATE] [default: deny; all for dev]
    #[arg(long, value_name = "deny|NETS")]
    pub webhook_private: Option<PrivateNetworks>,
    /// Whether the first 1 KiB of receivers' answers is kept and shown: hide or show [env: MINOOTS_WEBHOOK_ANSWERS] [default: hide; show for dev]
    #[arg(long, value_name = "hide|show")]
    pub webhook_answers: Option<Answers>,
    /// Issuer whose tokens are exchanged for keys; may be repeated [env: MINOOTS_OIDC_ISSUER] [default: none]
    #[arg(long, value_name = "ISSUER")]
    pub oidc_issuer: Vec<String>,
    #[command(flatten)]
    pub bounds: BoundArguments,
}

/// Bytes of the disk that stay free; none given means a share of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReserveBytes(pub Option<u64>);

impl FromStr for ReserveBytes {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|bytes| Self(Some(bytes)))
    }
}

/// Private networks that webhooks may be sent into; none given means that the command decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrivateNetworks(pub Option<Networks>);

impl FromStr for PrivateNetworks {
    type Err = NetworksError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|networks| Self(Some(networks)))
    }
}

impl fmt::Display for PrivateNetworks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |networks| networks.fmt(formatter))
    }
}

/// Whether receivers' answers are shown; none given means that the command decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub Option<bool>);

impl FromStr for Answers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "show" => Ok(Self(Some(true))),
            "hide" => Ok(Self(Some(false))),
            _ => Err("hide and show are the values there are".to_owned()),
        }
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            None => "",
            Some(true) => "show",
            Some(false) => "hide",
        })
    }
}

/// A text of the settings file, read as a flag's is.
fn parsed<T: FromStr<Err: fmt::Display>>(name: &str, text: Option<&str>) -> Result<Option<T>, Failure> {
    let parse = |text: &str| text.parse().map_err(|error| Failure::usage(format!("{name}: {error}")));
    text.map(parse).transpose()
}

/// The settings of a node.
#[derive(Clone, Debug)]
pub struct NodeSettings {
    /// The data directory.
    pub data: Setting<PathBuf>,
    /// The address of the API.
    pub listen: Setting<SocketAddr>,
    /// The file of the root key; empty for none.
    pub root_key_file: Setting<PathBuf>,
    /// The storage engine of the tables.
    pub engine: Setting<EngineChoice>,
    /// The log filter.
    pub log_level: Setting<String>,
    /// The log format.
    pub log_format: Setting<LogFormat>,
    /// The OpenTelemetry collector; empty for none.
    pub otlp_endpoint: Setting<String>,
    /// Web pages that may call from a browser.
    pub cors_origins: Setting<Origins>,
    /// What stays free on the disk.
    pub disk_reserve_bytes: Setting<ReserveBytes>,
    /// The file of the key that secrets are kept by; empty for none.
    pub secrets_key: Setting<PathBuf>,
    /// The file of keys of the tenants whose executions it acts on; empty for none.
    pub orchestrator_keys: Setting<PathBuf>,
    /// Whether keys that are missing are made anew. Of one start, so neither a variable nor a file says it.
    pub new_keys: bool,
    /// Authorities of webhooks' receivers; empty for none beside the system's.
    pub webhook_ca: Setting<PathBuf>,
    /// Private networks that webhooks may be sent into.
    pub webhook_private: Setting<PrivateNetworks>,
    /// Whether receivers' answers are shown.
    pub webhook_answers: Setting<Answers>,
    /// Issuers whose tokens are exchanged for keys.
    pub oidc_issuer: Setting<IssuerList>,
    /// What clients may take.
    pub bounds: BoundSettings,
}

impl NodeSettings {
    /// Looks every setting up.
    pub fn resolve(flags: NodeArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
        Ok(Self {
            data: sources.pick("data", flags.data, file.data.clone(), DATA.into())?,
            listen: sources.pick("listen", flags.listen, file.listen, listen)?,
            root_key_file: sources.pick(
                "root-key-file",
                flags.root_key_file,
                file.root_key_file.clone(),
                PathBuf::new(),
            )?,
            engine: sources.pick("engine", flags.engine, file.engine()?, EngineChoice::default())?,
            log_level: sources.pick(
                "log-level",
                flags.log_level,
                file.log_level.clone(),
                LOG_LEVEL.to_owned(),
            )?,
            log_format: sources.pick("log-format", flags.log_format, file.log_format()?, LogFormat::Text)?,
            otlp_endpoint: sources.pick(
                "otlp-endpoint",
                flags.otlp_endpoint,
                file.otlp_endpoint.clone(),
                String::new(),
            )?,
            cors_origins: sources.pick(
                "cors-origins",
                flags.cors_origins,
                file.cors_origins()?,
                Origins::default(),
            )?,
            disk_reserve_bytes: sources.pick(
                "disk-reserve-bytes",
                flags.disk_reserve_bytes,
                file.disk_reserve_bytes.map(|bytes| ReserveBytes(Some(bytes))),
                ReserveBytes::default(),
            )?,
            secrets_key: sources.pick(
                "secrets-key",
                flags.secrets_key,
                file.secrets_key.clone(),
                PathBuf::new(),
            )?,
            orchestrator_keys: orchestrator_keys(sources, flags.orchestrator_keys)?,
            new_keys: flags.new_keys,
            webhook_ca: sources.pick("webhook-ca", flags.webhook_ca, file.webhook_ca.clone(), PathBuf::new())?,
            webhook_private: sources.pick(
                "webhook-private",
                flags.webhook_private,
                parsed("webhook-private", file.webhook_private.as_deref())?,
                PrivateNetworks::default(),
            )?,
            webhook_answers: sources.pick(
                "webhook-answers",
                flags.webhook_answers,
                parsed("webhook-answers", file.webhook_answers.as_deref())?,
                Answers::default(),
            )?,
            oidc_issuer: issuers(sources, &flags.oidc_issuer)?,
            bounds: BoundSettings::resolve(&flags.bounds, sources)?,
        })
    }

    /// Addresses that owners of webhook endpoints may reach, and answers that they may see; what is not set is as `usual`.
    pub fn webhook_reach(&self, usual: WebhookReach) -> WebhookReach {
        WebhookReach {
            private: self.webhook_private.value.0.clone().unwrap_or(usual.private),
            shows_answers: self.webhook_answers.value.0.unwrap_or(usual.shows_answers),
        }
    }

    /// What the server is started with, on its own.
    pub fn options(&self) -> Options {
        Options {
            data: self.data.value.clone(),
            listen: self.listen.value,
            root_key_file: Some(self.root_key_file.value.clone()).filter(|path| !path.as_os_str().is_empty()),
            engine: self.engine.value,
            otlp_endpoint: Some(self.otlp_endpoint.value.clone()).filter(|endpoint| !endpoint.is_empty()),
            log_filter: Some(self.log_level.value.clone()),
            log_json: self.log_format.value == LogFormat::Json,
            cors_origins: self.cors_origins.value.clone(),
            disk_reserve_bytes: self.disk_reserve_bytes.value.0,
            secrets_key: Some(self.secrets_key.value.clone()).filter(|file| !file.as_os_str().is_empty()),
            new_keys: self.new_keys,
            webhook_ca: Some(self.webhook_ca.value.clone()).filter(|file| !file.as_os_str().is_empty()),
            oidc_issuers: self.oidc_issuer.value.clone(),
            webhook_reach: self.webhook_reach(WebhookReach::default()),
            listener: self.bounds.listener(),
            keys: self.bounds.keys(),
            ..Options::default()
        }
    }
}

/// The file of keys of whom an orchestrator acts for.
pub fn orchestrator_keys(sources: &Sources, flag: Option<PathBuf>) -> Result<Setting<PathBuf>, Failure> {
    let file = sources.file.orchestrator_keys.clone();
    sources.pick("orchestrator-keys", flag, file, PathBuf::new())
}

/// No flag means that none was given.
fn issuers(sources: &Sources, flags: &[String]) -> Result<Setting<IssuerList>, Failure> {
    let parse = |text: &str| {
        text.parse::<IssuerList>()
            .map_err(|error| Failure::usage(format!("oidc-issuer: {error}")))
    };
    let flag = (!flags.is_empty()).then(|| parse(&flags.join(","))).transpose()?;
    let file = sources.file.oidc_issuer.as_deref().map(parse).transpose()?;
    sources.pick("oidc-issuer", flag, file, IssuerList::default())
}
