//! `minoots config`.

use clap::Args;
use serde_json::{Map, Value, json};

use crate::errors::Failure;
use crate::output::{Output, OutputArguments, Table};
use crate::settings::{self, FileArguments, NodeArguments, NodeSettings, Setting, Sources};

/// The flags whose effect is shown.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The server that client commands call [env: MINOOTS_ENDPOINT] [default: http://127.0.0.1:7411]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    #[command(flatten)]
    node: NodeArguments,
    #[command(flatten)]
    file: FileArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Prints every setting with its value and origin.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let sources = Sources::load(&arguments.file)?;
    let endpoint = settings::endpoint(&sources, arguments.endpoint)?;
    let node = NodeSettings::resolve(arguments.node, &sources)?;
    print(output, &rows(&endpoint, &node))
}

/// Name, value and origin.
type Row = (&'static str, Value, String);

fn rows(endpoint: &Setting<String>, node: &NodeSettings) -> Vec<Row> {
    let text = |setting: &Setting<String>| match setting.value.as_str() {
        "" => Value::Null,
        value => json!(value),
    };
    vec![
        ("endpoint", text(endpoint), endpoint.origin.to_string()),
        ("data", json!(node.data.value), node.data.origin.to_string()),
        ("listen", json!(node.listen.value), node.listen.origin.to_string()),
        ("no-demo", json!(node.no_demo.value), node.no_demo.origin.to_string()),
        (
            "ephemeral",
            json!(node.ephemeral.value),
            node.ephemeral.origin.to_string(),
        ),
        ("log-level", text(&node.log_level), node.log_level.origin.to_string()),
        (
            "log-format",
            json!(node.log_format.value.to_string()),
            node.log_format.origin.to_string(),
        ),
        (
            "otlp-endpoint",
            text(&node.otlp_endpoint),
            node.otlp_endpoint.origin.to_string(),
        ),
        (
            "disk-reserve-bytes",
            json!(node.disk_reserve_bytes.value.0),
            node.disk_reserve_bytes.origin.to_string(),
        ),
    ]
}

fn print(output: Output, rows: &[Row]) -> Result<(), Failure> {
    if output.is_json() {
        let entry = |(name, value, origin): &Row| ((*name).to_owned(), json!({ "value": value, "origin": origin }));
        return output.json(&rows.iter().map(entry).collect::<Map<_, _>>());
    }
    let mut table = Table::with_headers(&["SETTING", "VALUE", "ORIGIN"]);
    for (name, value, origin) in rows {
        let shown = match value {
            Value::Null => "(none)".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        table.row([(*name).to_owned(), shown, origin.clone()]);
    }
    output.table(&table)
}
