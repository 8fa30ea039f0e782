//! The settings of logs, metrics and traces of processes beside a node.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use clap::Args;
use minoots_terminal::errors::Failure;

#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
use super::LogFormat;
use super::{Setting, Sources};

/// The default log filter of processes beside a node. The Slack app reports refused requests at `info`.
#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
const LOG_LEVEL: &str = "warn,minoots_slack_app=info";

/// The address of `/metrics`, `/livez` and `/readyz`; `None` serves none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetricsAddress(pub Option<SocketAddr>);

impl FromStr for MetricsAddress {
    type Err = String;

    /// Parses an address and a port, or a port of this machine.
    fn from_str(text: &str) -> Result<Self, String> {
        let port = text.parse::<u16>().map(|port| (Ipv4Addr::LOCALHOST, port).into());
        let address = port.or_else(|_| super::address(text));
        let rule = |rule| format!("{rule}; a port alone, such as 9464, is of 127.0.0.1");
        address.map(|address| Self(Some(address))).map_err(rule)
    }
}

impl fmt::Display for MetricsAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |address| address.fmt(formatter))
    }
}

/// The flag of the address of metrics.
#[derive(Args, Clone, Debug, Default)]
pub struct MetricsArguments {
    /// Address and port of /metrics, /livez and /readyz of an orchestrator, an MCP server or a Slack app; a port alone
    /// is of 127.0.0.1 [env: MINOOTS_METRICS_ADDR] [default: none]
    #[arg(long, value_name = "ADDRESS")]
    pub metrics_addr: Option<MetricsAddress>,
}

/// The flags of processes beside a node.
#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
#[derive(Args, Clone, Debug, Default)]
pub struct TelemetryArguments {
    #[command(flatten)]
    pub metrics: MetricsArguments,
    /// URL of an OpenTelemetry collector (OTLP over gRPC) for traces and metrics [env: MINOOTS_OTLP_ENDPOINT] [default:
    /// none]
    #[arg(long, value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// Log level, or a filter such as `info,minoots_client=debug` [env: MINOOTS_LOG_LEVEL] [default:
    /// warn,minoots_slack_app=info]
    #[arg(long, value_name = "FILTER")]
    pub log_level: Option<String>,
    /// Format of log lines: text or json [env: MINOOTS_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub log_format: Option<LogFormat>,
}

/// Looks up the address of metrics.
pub fn metrics_address(sources: &Sources, flags: &MetricsArguments) -> Result<Setting<MetricsAddress>, Failure> {
    let file = super::node::parsed("metrics-addr", sources.file.metrics_addr.as_deref())?;
    sources.pick("metrics-addr", flags.metrics_addr, file, MetricsAddress::default())
}

/// The settings of processes beside a node.
#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
#[derive(Clone, Debug)]
pub struct TelemetrySettings {
    /// The address of metrics.
    pub metrics_addr: Setting<MetricsAddress>,
    /// The OpenTelemetry collector; empty for none.
    pub otlp_endpoint: Setting<String>,
    /// The log filter.
    pub log_level: Setting<String>,
    /// The log format.
    pub log_format: Setting<LogFormat>,
}

#[cfg(any(feature = "mcp", feature = "orchestrator", feature = "slack"))]
impl TelemetrySettings {
    /// Looks up every setting.
    pub fn resolve(flags: TelemetryArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        Ok(Self {
            metrics_addr: metrics_address(sources, &flags.metrics)?,
            otlp_endpoint: sources.pick(
                "otlp-endpoint",
                flags.otlp_endpoint,
                file.otlp_endpoint.clone(),
                String::new(),
            )?,
            log_level: sources.pick(
                "log-level",
                flags.log_level,
                file.log_level.clone(),
                LOG_LEVEL.to_owned(),
            )?,
            log_format: sources.pick("log-format", flags.log_format, file.log_format()?, LogFormat::Text)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_of_this_machine() {
        let parsed = |text: &str| text.parse::<MetricsAddress>().map(|address| address.to_string());
        assert_eq!(parsed("9464").as_deref(), Ok("127.0.0.1:9464"));
        assert_eq!(parsed("[::]:1").as_deref(), Ok("[::]:1"));
        for wrong in ["", "localhost:1", "70000", "1.2.3.4"] {
            assert!(parsed(wrong).is_err_and(|error| error.contains("9464")), "{wrong}");
        }
    }
}
