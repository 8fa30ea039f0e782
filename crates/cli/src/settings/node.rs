//! The settings of every node, for development or as a server.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use minoots_server::{EngineChoice, IssuerList, Networks, NetworksError, Options, Origins, WebhookReach};
use minoots_terminal::errors::Failure;

use super::{BoundArguments, BoundSettings, Setting, Sources};

/// The default port.
const PORT: u16 = 7411;
const DATA: &str = "minoots-data";
/// The default log filter. The consensus library warns of each vote that it loses to itself at a start, which is no
/// problem.
const LOG_LEVEL: &str = "warn,openraft=error,lsm_tree=off";

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// One JSON object a line.
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
    /// Data directory [env: MINOOTS_DATA] [default: ./minoots-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free port [env: MINOOTS_LISTEN] [default: 127.0.0.1:7411]
    #[arg(long, value_name = "ADDRESS", value_parser = super::address)]
    pub listen: Option<SocketAddr>,
    /// File with the root key; every caller then needs an API key [env: MINOOTS_ROOT_KEY_FILE] [default: none]
    #[arg(long, value_name = "FILE")]
    pub root_key_file: Option<PathBuf>,
    /// Storage engine of a new data directory: lsm or sled; an existing one keeps its engine [env: MINOOTS_ENGINE]
    /// [default: lsm]
    #[arg(long, value_name = "ENGINE")]
    pub engine: Option<EngineChoice>,
    /// Log level, or a filter such as `info,minoots_raft=debug` [env: MINOOTS_LOG_LEVEL] [default:
    /// warn,openraft=error,lsm_tree=off]
    #[arg(long, value_name = "FILTER")]
    pub log_level: Option<String>,
    /// Format of log lines: text or json [env: MINOOTS_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub log_format: Option<LogFormat>,
    /// URL of an OpenTelemetry collector (OTLP over gRPC) for traces and metrics [env: MINOOTS_OTLP_ENDPOINT] [default:
    /// none]
    #[arg(long, value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// Origins of web pages that may call from a browser, such as `https://app.example.com`, separated by commas [env:
    /// MINOOTS_CORS_ORIGINS] [default: none]
    #[arg(long, value_name = "ORIGINS")]
    pub cors_origins: Option<Origins>,
    /// Free disk space in bytes below which the node rejects writes that grow its data [env:
    /// MINOOTS_DISK_RESERVE_BYTES] [default: 5 % of the disk, at least 1.25 GiB (192 MiB of a disk below 4 GiB), at
    /// most 4 GiB]
    #[arg(long, value_name = "BYTES")]
    pub disk_reserve_bytes: Option<ReserveBytes>,
    /// File with the key that encrypts stored secrets, the same on every node [env: MINOOTS_SECRETS_KEY] [default:
    /// keys/secrets.key in the data of a single node]
    #[arg(long, value_name = "FILE")]
    pub secrets_key: Option<PathBuf>,
    /// File with API keys, one a line, of the tenants whose executions this node acts on; it is read again when it
    /// changes [env: MINOOTS_ORCHESTRATOR_KEYS] [default: none]
    #[arg(long, value_name = "FILE")]
    pub orchestrator_keys: Option<PathBuf>,
    /// Recreate keys that are missing in a used data directory; data encrypted with the old keys is lost
    #[arg(long)]
    pub new_keys: bool,
    /// Certificate authorities of webhook receivers, PEM, in addition to the system's [env: MINOOTS_WEBHOOK_CA]
    /// [default: none]
    #[arg(long, value_name = "FILE")]
    pub webhook_ca: Option<PathBuf>,
    /// Private networks to which webhooks may be sent, such as 127.0.0.0/8,10.0.0.0/8, or deny [env:
    /// MINOOTS_WEBHOOK_PRIVATE] [default: deny; all for dev]
    #[arg(long, value_name = "deny|NETS")]
    pub webhook_private: Option<PrivateNetworks>,
    /// Storage of the first 1 KiB of receivers' responses: hide or show [env: MINOOTS_WEBHOOK_ANSWERS] [default: hide;
    /// show for dev]
    #[arg(long, value_name = "hide|show")]
    pub webhook_answers: Option<Answers>,
    /// Issuer whose tokens are exchanged for keys; repeatable [env: MINOOTS_OIDC_ISSUER] [default: none]
    #[arg(long, value_name = "ISSUER")]
    pub oidc_issuer: Vec<String>,
    #[command(flatten)]
    pub bounds: BoundArguments,
}

/// The free disk space to reserve, in bytes; `None` means a share of the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReserveBytes(pub Option<u64>);

impl FromStr for ReserveBytes {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|bytes| Self(Some(bytes)))
    }
}

/// The private networks to which webhooks may be sent; `None` means the command's default.
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

/// Whether receivers' responses are shown; `None` means the command's default.
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

/// Parses a text of the settings file in the form of its flag.
pub(super) fn parsed<T: FromStr<Err: fmt::Display>>(name: &str, text: Option<&str>) -> Result<Option<T>, Failure> {
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
    /// The origins of web pages that may call from a browser.
    pub cors_origins: Setting<Origins>,
    /// The disk reserve.
    pub disk_reserve_bytes: Setting<ReserveBytes>,
    /// The file of the key that encrypts secrets; empty for none.
    pub secrets_key: Setting<PathBuf>,
    /// The file of keys of the tenants whose executions the node acts on; empty for none.
    pub orchestrator_keys: Setting<PathBuf>,
    /// Whether missing keys are recreated. It applies to one start, so it has neither a variable nor a line in the
    /// file.
    pub new_keys: bool,
    /// The additional certificate authorities of webhook receivers; empty for none.
    pub webhook_ca: Setting<PathBuf>,
    /// The private networks to which webhooks may be sent.
    pub webhook_private: Setting<PrivateNetworks>,
    /// Whether receivers' responses are shown.
    pub webhook_answers: Setting<Answers>,
    /// The issuers whose tokens are exchanged for keys.
    pub oidc_issuer: Setting<IssuerList>,
    /// The limits of clients.
    pub bounds: BoundSettings,
}

impl NodeSettings {
    /// Looks up every setting.
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

    /// The addresses that webhook endpoints may reach, and the visibility of responses. Unset parts are taken from
    /// `usual`.
    pub fn webhook_reach(&self, usual: WebhookReach) -> WebhookReach {
        WebhookReach {
            private: self.webhook_private.value.0.clone().unwrap_or(usual.private),
            shows_answers: self.webhook_answers.value.0.unwrap_or(usual.shows_answers),
        }
    }

    /// The server options without a cluster.
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

/// Looks up the file of an orchestrator's keys.
pub fn orchestrator_keys(sources: &Sources, flag: Option<PathBuf>) -> Result<Setting<PathBuf>, Failure> {
    let file = sources.file.orchestrator_keys.clone();
    sources.pick("orchestrator-keys", flag, file, PathBuf::new())
}

/// Looks up the issuers. An empty list of flags means that none was given.
fn issuers(sources: &Sources, flags: &[String]) -> Result<Setting<IssuerList>, Failure> {
    let parse = |text: &str| {
        text.parse::<IssuerList>()
            .map_err(|error| Failure::usage(format!("oidc-issuer: {error}")))
    };
    let flag = (!flags.is_empty()).then(|| parse(&flags.join(","))).transpose()?;
    let file = sources.file.oidc_issuer.as_deref().map(parse).transpose()?;
    sources.pick("oidc-issuer", flag, file, IssuerList::default())
}
