//! `minoots workflow bundled` and `schema`: the definitions and the schema in the program.

use clap::Args;
use minoots_orchestrator::definition::{BUNDLED, Definition, SCHEMA};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde_json::json;

/// Arguments of `minoots workflow bundled`.
#[derive(Args, Debug)]
pub struct Bundled {
    /// Definition to print, in the form that `workflow apply --file` reads [default: list all]
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Lists the definitions that come with the program, or prints one.
pub fn run(arguments: &Bundled, output: Output) -> Result<(), Failure> {
    let Some(name) = &arguments.name else {
        return list(output);
    };
    let found = BUNDLED.iter().find(|bundled| bundled.name == name);
    let bundled = found.ok_or_else(|| {
        let known: Vec<&str> = BUNDLED.iter().map(|bundled| bundled.name).collect();
        Failure::usage(format!(
            "NAME: there is no bundled definition {name:?}; there are {}",
            known.join(", ")
        ))
    })?;
    if output.is_json() {
        return output.json(&json!({ "name": bundled.name, "document": bundled.document }));
    }
    output.line(bundled.document.trim_end())
}

fn list(output: Output) -> Result<(), Failure> {
    let described = BUNDLED.iter().map(|bundled| {
        let definition = Definition::parse(bundled.document);
        (
            bundled.name,
            definition.map(|definition| definition.description).unwrap_or_default(),
        )
    });
    if output.is_json() {
        let all: Vec<_> = described
            .map(|(name, description)| json!({ "name": name, "description": description }))
            .collect();
        return output.json(&json!({ "definitions": all }));
    }
    let mut table = Table::with_headers(&["NAME", "DESCRIPTION"]);
    for (name, description) in described {
        table.row([name.to_owned(), description]);
    }
    output.table(&table)
}

/// Prints the JSON Schema of definitions.
pub fn schema(output: Output) -> Result<(), Failure> {
    output.line(SCHEMA.trim_end())
}
