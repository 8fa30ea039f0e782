//! Settings from flags, `MINOOTS_*` variables, the TOML file and defaults, in this order, each with its origin.
//!
//! All lookups are in this module, so that `minoots config` shows the values that the other commands use.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::COMMON_OPTIONS;
use minoots_wire::credential::{Credential, NoCredential};
use minoots_wire::shown_url::shown_url;

use crate::file::FileKind;

mod bounds;
mod cluster;
mod consensus;
mod dev;
mod file;
mod node;
mod telemetry;
mod tls;

pub use bounds::{BoundArguments, BoundSettings};
pub use cluster::{ClusterArguments, ClusterSettings, NodeChoice, host_and_port};
pub use consensus::{ConsensusArguments, ConsensusSettings};
pub use dev::{DevArguments, DevSettings};
use file::SettingsFile;
#[cfg(feature = "orchestrator")]
pub use node::orchestrator_keys;
pub use node::{LogFormat, NodeArguments, NodeSettings};
pub use telemetry::{MetricsArguments, metrics_address};
#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
pub use telemetry::{TelemetryArguments, TelemetrySettings};
pub use tls::{TlsArguments, TlsSettings, ca_file, given};

const ENDPOINT: &str = "http://127.0.0.1:7411";

/// The flag of the settings file.
#[derive(Args, Clone, Debug, Default)]
pub struct FileArguments {
    /// Settings file [env: MINOOTS_CONFIG] [default: ./minoots.toml if there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = COMMON_OPTIONS)]
    pub config: Option<PathBuf>,
}

/// The origin of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag, by name.
    Flag(&'static str),
    /// An environment variable, by name.
    Environment(String),
    /// The settings file.
    File(PathBuf),
    /// The default.
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
    /// The effective value.
    pub value: T,
    /// The origin of the value.
    pub origin: Origin,
}

/// The servers that client commands call, in the order of attempts. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints(pub Vec<String>);

impl FromStr for Endpoints {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let urls: Vec<String> = text.split(',').map(|url| url.trim().to_owned()).collect();
        if urls.iter().any(String::is_empty) {
            return Err("an endpoint between commas is empty");
        }
        Ok(Self(urls))
    }
}

/// Without users and passwords.
impl fmt::Display for Endpoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> = self.0.iter().map(|url| shown_url(url)).collect();
        formatter.write_str(&shown.join(","))
    }
}

/// Looks up the servers for client commands. An empty list of flags means that none was given.
pub fn endpoints(sources: &Sources, flags: Vec<String>) -> Result<Setting<Endpoints>, Failure> {
    let parse = |text: &str| {
        text.parse::<Endpoints>()
            .map_err(|error| Failure::usage(format!("endpoint: {:?}: {error}", shown_url(text))))
    };
    let flag = match flags.as_slice() {
        [] => None,
        urls => Some(parse(&urls.join(","))?),
    };
    let file = sources.file.endpoint.as_deref().map(parse).transpose()?;
    sources.pick("endpoint", flag, file, Endpoints(vec![ENDPOINT.to_owned()]))
}

/// The API key of client commands, if one is given. It is never printed.
#[derive(Clone, Debug, Default)]
pub struct ApiKeyText(pub Option<Credential>);

impl FromStr for ApiKeyText {
    type Err = NoCredential;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Credential::bearer(text).map(|credential| Self(Some(credential)))
    }
}

/// Looks up the API key of client commands.
pub fn api_key(sources: &Sources, flag: Option<ApiKeyText>) -> Result<Setting<ApiKeyText>, Failure> {
    sources.pick_secret("api-key", flag, ApiKeyText::default())
}

/// A lookup of environment variables.
type Environment = Box<dyn Fn(&str) -> Option<String>>;

/// The sources below the flags: the environment and the settings file.
pub struct Sources {
    environment: Environment,
    file: SettingsFile,
    path: PathBuf,
}

/// Parses a listen address. A host name is refused, because it may stand for several addresses.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "is an IP address and a port, such as 127.0.0.1:7411 or [::1]:7411; 0.0.0.0 is every address of this machine".to_owned()
    })
}

impl Sources {
    /// Reads the settings file and this process's environment. The file may be a pipe, such as `<(...)` of a shell.
    pub fn load(arguments: &FileArguments) -> Result<Self, Failure> {
        Self::read(arguments, FileKind::Any)
    }

    /// Reads the sources of a running node again. The file must be a regular one: nobody writes into a pipe again.
    ///
    /// # Errors
    /// As [`Sources::load`], or the file is not a regular one.
    pub fn load_again(arguments: &FileArguments) -> Result<Self, Failure> {
        Self::read(arguments, FileKind::Regular)
    }

    fn read(arguments: &FileArguments, kind: FileKind) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        let named = arguments
            .config
            .clone()
            .or_else(|| environment("MINOOTS_CONFIG").map(PathBuf::from));
        let (path, file) = file::load(named, kind)?;
        Ok(Self {
            environment: Box::new(environment),
            file,
            path,
        })
    }

    /// Picks the first value of flag, environment, file and default. An empty variable counts as unset.
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
                .map_err(|error| Failure::usage(format!("{variable}: {:?}: {error}", shown_url(&text))))?;
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

    /// Picks a secret. The settings file has no secrets, and messages omit their text.
    fn pick_secret<T>(&self, name: &'static str, flag: Option<T>, default: T) -> Result<Setting<T>, Failure>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let variable = variable(name);
        let environment = (self.environment)(&variable).filter(|text| !text.is_empty());
        let (value, origin) = match (flag, environment) {
            (Some(value), _) => (value, Origin::Flag(name)),
            (None, Some(text)) => {
                let value = text
                    .parse()
                    .map_err(|error| Failure::usage(format!("{variable}: {error}")))?;
                (value, Origin::Environment(variable))
            }
            (None, None) => (default, Origin::Default),
        };
        Ok(Setting { value, origin })
    }

    /// Picks a switch, which is off by default. Its flag can only turn it on.
    fn switch(&self, name: &'static str, flag: bool, file: Option<bool>) -> Result<Setting<bool>, Failure> {
        let picked = self.pick(name, flag.then_some(Switch(true)), file.map(Switch), Switch(false))?;
        Ok(Setting {
            value: picked.value.0,
            origin: picked.origin,
        })
    }
}

/// The variable of a flag: `MINOOTS_` and the flag's name in capitals.
fn variable(flag: &str) -> String {
    format!("MINOOTS_{}", flag.replace('-', "_").to_ascii_uppercase())
}

/// A switch in an environment variable.
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
