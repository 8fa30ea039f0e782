//! Settings by flag, `MINOOTS_*`, TOML file and default, in that order, each with where it came from.
//!
//! A setting is looked up here and nowhere else, so that `minoots config` shows what the other commands use.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use crate::errors::Failure;
use crate::output::COMMON_OPTIONS;

mod file;

use file::SettingsFile;

/// The port a node listens on unless told otherwise.
const PORT: u16 = 7411;
const ENDPOINT: &str = "http://127.0.0.1:7411";
const DATA: &str = "minoots-data";
/// The consensus library warns of every vote it loses to itself at a start, which says nothing to anyone here.
const LOG_LEVEL: &str = "warn,openraft=error,lsm_tree=off";

/// Names the settings file.
#[derive(Args, Clone, Debug, Default)]
pub struct FileArguments {
    /// Settings file [env: MINOOTS_CONFIG] [default: ./minoots.toml if there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = COMMON_OPTIONS)]
    pub config: Option<PathBuf>,
}

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag, by name.
    Flag(&'static str),
    /// An environment variable, by name.
    Environment(String),
    /// The settings file.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(formatter, "flag --{name}"),
            Self::Environment(name) => write!(formatter, "environment {name}"),
            Self::File(path) => write!(formatter, "file {}", path.display()),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// A value and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// What holds.
    pub value: T,
    /// Who said so.
    pub origin: Origin,
}

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
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Do not run the demo timer [env: MINOOTS_NO_DEMO]
    #[arg(long)]
    pub no_demo: bool,
    /// Keep data in a temporary directory that is removed at exit [env: MINOOTS_EPHEMERAL]
    #[arg(long, conflicts_with = "data")]
    pub ephemeral: bool,
    /// What to log, as a level or a filter such as `info,minoots_raft=debug` [env: MINOOTS_LOG_LEVEL] [default: warn,openraft=error,lsm_tree=off]
    #[arg(long, value_name = "FILTER")]
    pub log_level: Option<String>,
    /// How log lines look: text or json [env: MINOOTS_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub log_format: Option<LogFormat>,
    /// OpenTelemetry collector (OTLP over gRPC) for traces and metrics [env: MINOOTS_OTLP_ENDPOINT]
    #[arg(long, value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// Refuse new work when less than this is free on the disk [env: MINOOTS_DISK_RESERVE_BYTES] [default: 5 % of it]
    #[arg(long, value_name = "BYTES")]
    pub disk_reserve_bytes: Option<ReserveBytes>,
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

/// The settings of a node.
#[derive(Clone, Debug)]
pub struct NodeSettings {
    /// The data directory.
    pub data: Setting<PathBuf>,
    /// The address of the API.
    pub listen: Setting<SocketAddr>,
    /// Whether to leave the demo out.
    pub no_demo: Setting<bool>,
    /// Whether the data directory is temporary.
    pub ephemeral: Setting<bool>,
    /// The log filter.
    pub log_level: Setting<String>,
    /// The log format.
    pub log_format: Setting<LogFormat>,
    /// The OpenTelemetry collector; empty for none.
    pub otlp_endpoint: Setting<String>,
    /// What stays free on the disk.
    pub disk_reserve_bytes: Setting<ReserveBytes>,
}

impl NodeSettings {
    /// Looks every setting up.
    pub fn resolve(flags: NodeArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
        Ok(Self {
            data: sources.pick("data", flags.data, file.data.clone(), DATA.into())?,
            listen: sources.pick("listen", flags.listen, file.listen, listen)?,
            no_demo: sources.switch("no-demo", flags.no_demo, file.no_demo)?,
            ephemeral: sources.switch("ephemeral", flags.ephemeral, file.ephemeral)?,
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
            disk_reserve_bytes: sources.pick(
                "disk-reserve-bytes",
                flags.disk_reserve_bytes,
                file.disk_reserve_bytes.map(|bytes| ReserveBytes(Some(bytes))),
                ReserveBytes::default(),
            )?,
        })
    }
}

/// The server that client commands call.
pub fn endpoint(sources: &Sources, flag: Option<String>) -> Result<Setting<String>, Failure> {
    sources.pick("endpoint", flag, sources.file.endpoint.clone(), ENDPOINT.to_owned())
}

/// Looks a variable up.
type Environment = Box<dyn Fn(&str) -> Option<String>>;

/// What is below the flags: the environment and the settings file.
pub struct Sources {
    environment: Environment,
    file: SettingsFile,
    path: PathBuf,
}

impl Sources {
    /// Reads the settings file and this process's environment.
    pub fn load(arguments: &FileArguments) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        let named = arguments
            .config
            .clone()
            .or_else(|| environment("MINOOTS_CONFIG").map(PathBuf::from));
        let (path, file) = file::load(named)?;
        Ok(Self {
            environment: Box::new(environment),
            file,
            path,
        })
    }

    /// The first of flag, environment, file and default that says something. An empty variable says nothing.
    fn pick<T>(&self, name: &'static str, flag: Option<T>, file: Option<T>, default: T) -> Result<Setting<T>, Failure>
    where
        T: FromStr<Err: fmt::Display>,
    {
        if let Some(value) = flag {
            return Ok(Setting {
                value,
                origin: Origin::Flag(name),
            });
        }
        let variable = variable(name);
        if let Some(text) = (self.environment)(&variable).filter(|text| !text.is_empty()) {
            let value = text
                .parse()
                .map_err(|error| Failure::usage(format!("{variable}: {text:?}: {error}")))?;
            return Ok(Setting {
                value,
                origin: Origin::Environment(variable),
            });
        }
        Ok(match file {
            Some(value) => Setting {
                value,
                origin: Origin::File(self.path.clone()),
            },
            None => Setting {
                value: default,
                origin: Origin::Default,
            },
        })
    }

    /// A setting that is on or off, off by default; its flag can only turn it on.
    fn switch(&self, name: &'static str, flag: bool, file: Option<bool>) -> Result<Setting<bool>, Failure> {
        let picked = self.pick(name, flag.then_some(Switch(true)), file.map(Switch), Switch(false))?;
        Ok(Setting {
            value: picked.value.0,
            origin: picked.origin,
        })
    }
}

/// `MINOOTS_` and the flag's name in capitals.
fn variable(flag: &str) -> String {
    format!("MINOOTS_{}", flag.replace('-', "_").to_ascii_uppercase())
}

/// On or off, as an environment variable says it.
struct Switch(bool);

impl FromStr for Switch {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(Self(true)),
            "0" | "false" | "no" | "off" => Ok(Self(false)),
            _ => Err("use 1 or 0, true or false"),
        }
    }
}

#[cfg(test)]
mod tests;
