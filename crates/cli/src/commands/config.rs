//! `minoots config`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table};
use minoots_wire::shown_url::shown_url;
use serde_json::{Map, Value, json};

use crate::client_arguments::ClientArguments;
use crate::settings::{
    self, ApiKeyText, ClusterArguments, ClusterSettings, ConsensusArguments, ConsensusSettings, DevArguments,
    DevSettings, FileArguments, MetricsArguments, NodeArguments, NodeChoice, NodeSettings, Setting, Sources,
    TlsArguments, TlsSettings, metrics_address,
};

/// Arguments of `minoots config`: the flags whose effect is shown.
#[derive(Args, Debug, Default)]
pub struct Arguments {
    /// URL of a server for client commands [env: MINOOTS_ENDPOINT] [default: http://127.0.0.1:7411]
    #[arg(long, value_name = "URL")]
    endpoint: Vec<String>,
    /// API key of client commands [env: MINOOTS_API_KEY]
    #[arg(long, value_name = "KEY")]
    api_key: Option<ApiKeyText>,
    #[command(flatten)]
    node: NodeArguments,
    #[command(flatten)]
    metrics: MetricsArguments,
    #[command(flatten)]
    dev: DevArguments,
    #[command(flatten)]
    cluster: ClusterArguments,
    #[command(flatten)]
    tls: TlsArguments,
    #[command(flatten)]
    consensus: ConsensusArguments,
    #[command(flatten)]
    file: FileArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Prints every setting with its value and origin.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    print(output, &rows(arguments)?)
}

/// Every setting with its value and origin, as JSON, for these flags of a client.
pub fn effective(client: &ClientArguments) -> Result<Value, Failure> {
    let arguments = Arguments {
        endpoint: client.endpoint.clone(),
        api_key: client.api_key.clone(),
        file: client.file.clone(),
        ..Arguments::default()
    };
    Ok(Value::Object(object(&rows(arguments)?)))
}

fn rows(arguments: Arguments) -> Result<Vec<Row>, Failure> {
    let sources = Sources::load(&arguments.file)?;
    let endpoints = settings::endpoints(&sources, arguments.endpoint)?;
    let api_key = settings::api_key(&sources, arguments.api_key)?;
    let mut rows = vec![
        urls("endpoint", &endpoints, |endpoints| json!(endpoints.0), text),
        row("api-key", &api_key, |key| match key.0 {
            Some(_) => json!("(set)"),
            None => Value::Null,
        }),
    ];
    rows.extend(node_rows(&NodeSettings::resolve(arguments.node, &sources)?));
    rows.push(row(
        "metrics-addr",
        &metrics_address(&sources, &arguments.metrics)?,
        text,
    ));
    rows.extend(dev_rows(&DevSettings::resolve(&arguments.dev, &sources)?));
    rows.extend(cluster_rows(&ClusterSettings::resolve(arguments.cluster, &sources)?));
    rows.extend(tls_rows(&TlsSettings::resolve(arguments.tls, &sources)?));
    rows.extend(consensus_rows(&ConsensusSettings::resolve(
        &arguments.consensus,
        &sources,
    )?));
    Ok(rows)
}

/// A setting.
#[derive(Clone, Debug)]
pub struct Row {
    /// The name of its flag.
    pub name: &'static str,
    /// The value, to compare settings. It may contain a password.
    pub value: Value,
    /// The value as people may see it.
    shown: Value,
    origin: String,
}

impl Row {
    /// A setting without secrets.
    pub fn new(name: &'static str, value: Value, origin: String) -> Self {
        let shown = value.clone();
        Self {
            name,
            value,
            shown,
            origin,
        }
    }
}

fn row<T>(name: &'static str, setting: &Setting<T>, value: impl FnOnce(&T) -> Value) -> Row {
    Row::new(name, value(&setting.value), setting.origin.to_string())
}

/// A setting with URLs, which may have users and passwords.
fn urls<T>(
    name: &'static str,
    setting: &Setting<T>,
    value: impl FnOnce(&T) -> Value,
    shown: impl FnOnce(&T) -> Value,
) -> Row {
    Row {
        shown: shown(&setting.value),
        ..row(name, setting, value)
    }
}

/// The settings of a node of a cluster.
pub fn server_rows(
    node: &NodeSettings,
    cluster: &ClusterSettings,
    tls: &TlsSettings,
    consensus: &ConsensusSettings,
) -> Vec<Row> {
    let rows = [
        node_rows(node),
        cluster_rows(cluster),
        tls_rows(tls),
        consensus_rows(consensus),
    ];
    rows.concat()
}

/// Converts a text; an empty one becomes null.
fn text(value: &impl ToString) -> Value {
    match value.to_string() {
        value if value.is_empty() => Value::Null,
        value => json!(value),
    }
}

fn node_rows(node: &NodeSettings) -> Vec<Row> {
    let mut rows = vec![
        row("data", &node.data, |data| json!(data)),
        row("listen", &node.listen, |listen| json!(listen)),
        row("root-key-file", &node.root_key_file, |path| text(&path.display())),
        row("engine", &node.engine, text),
        row("log-level", &node.log_level, text),
        row("log-format", &node.log_format, text),
        urls("otlp-endpoint", &node.otlp_endpoint, text, |url| text(&shown_url(url))),
        row("cors-origins", &node.cors_origins, text),
        row("disk-reserve-bytes", &node.disk_reserve_bytes, |bytes| json!(bytes.0)),
        row("secrets-key", &node.secrets_key, |file| text(&file.display())),
        row("orchestrator-keys", &node.orchestrator_keys, |file| {
            text(&file.display())
        }),
        row("webhook-ca", &node.webhook_ca, |file| text(&file.display())),
        row("webhook-private", &node.webhook_private, text),
        row("webhook-answers", &node.webhook_answers, text),
        row("oidc-issuer", &node.oidc_issuer, text),
    ];
    let bounds = node.bounds.rows().into_iter();
    rows.extend(bounds.map(|(name, setting)| row(name, setting, |value| json!(value))));
    rows
}

fn dev_rows(dev: &DevSettings) -> Vec<Row> {
    vec![
        row("no-demo", &dev.no_demo, |on| json!(on)),
        row("ephemeral", &dev.ephemeral, |on| json!(on)),
    ]
}

fn cluster_rows(cluster: &ClusterSettings) -> Vec<Row> {
    vec![
        row("node", &cluster.node, |node| match node {
            NodeChoice::Unset => Value::Null,
            NodeChoice::Id(node) => json!(node),
            NodeChoice::Auto => text(node),
        }),
        row("rejoin", &cluster.rejoin, |on| json!(on)),
        row("peer-listen", &cluster.peer_listen, |listen| json!(listen)),
        row("advertise", &cluster.advertise, text),
        row("peers", &cluster.peers, text),
        row("insecure", &cluster.insecure, |on| json!(on)),
    ]
}

fn tls_rows(tls: &TlsSettings) -> Vec<Row> {
    let files = [
        ("tls-cert", &tls.tls_cert),
        ("tls-key", &tls.tls_key),
        ("ca-file", &tls.ca_file),
        ("peer-ca", &tls.peer_ca),
        ("peer-cert", &tls.peer_cert),
        ("peer-key", &tls.peer_key),
        ("peer-ca-key", &tls.peer_ca_key),
        ("join-token-file", &tls.join_token_file),
    ];
    let files = files.into_iter();
    let mut rows: Vec<Row> = files
        .map(|(name, setting)| row(name, setting, |path| text(&path.display())))
        .collect();
    rows.push(row("peer-cert-life-s", &tls.peer_cert_life_s, |value| json!(value)));
    rows
}

fn consensus_rows(consensus: &ConsensusSettings) -> Vec<Row> {
    [
        ("heartbeat-interval-ms", &consensus.heartbeat_interval_ms),
        ("election-timeout-ms-min", &consensus.election_timeout_ms_min),
        ("election-timeout-ms-max", &consensus.election_timeout_ms_max),
        ("snapshot-interval-entries", &consensus.snapshot_interval_entries),
        ("log-keep-entries", &consensus.log_keep_entries),
        ("comparison-interval-s", &consensus.comparison_interval_s),
    ]
    .map(|(name, setting)| row(name, setting, |value| json!(value)))
    .into()
}

fn object(rows: &[Row]) -> Map<String, Value> {
    let entry = |row: &Row| (row.name.to_owned(), json!({ "value": row.shown, "origin": row.origin }));
    rows.iter().map(entry).collect()
}

fn print(output: Output, rows: &[Row]) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&object(rows));
    }
    let mut table = Table::with_headers(&["SETTING", "VALUE", "ORIGIN"]);
    for row in rows {
        let shown = match &row.shown {
            Value::Null => "(none)".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        table.row([row.name.to_owned(), shown, row.origin.clone()]);
    }
    output.table(&table)
}
