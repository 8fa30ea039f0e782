//! `minoots doctor`: examines this machine, the files of a node and its cluster, and says what to improve.

use std::path::PathBuf;

use clap::Args;
use minoots_terminal::clock::wall_ns;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table};
use serde::Serialize;
use serde_json::{Value, json};

use super::backup::StoreArguments;
use super::node::absolute;
use crate::client_arguments::ClientArguments;
use crate::settings::{NodeArguments, NodeSettings, Sources, TlsArguments, TlsSettings};

mod backups;
mod certificates;
mod cluster;
mod disk;
mod machine;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// Arguments of `minoots doctor`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Data directory whose disk is examined; the node may run [env: MINOOTS_DATA] [default: ./minoots-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Place of backups, or directory of places, whose newest backup is examined [default: none]
    #[arg(long, value_name = "PLACE")]
    backup: Option<String>,
    #[command(flatten)]
    store: StoreArguments,
    /// Examine this machine only, and ask no server
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// The verdict about one examined thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Good,
    Improvable,
    Bad,
}

/// One examined thing.
#[derive(Clone, Debug, Serialize)]
struct Finding {
    check: &'static str,
    verdict: Verdict,
    /// The measured value.
    found: String,
    /// The improvement; empty if nothing is to be done.
    #[serde(skip_serializing_if = "String::is_empty")]
    advice: String,
}

impl Finding {
    fn good(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Good,
            found: found.into(),
            advice: String::new(),
        }
    }

    fn improvable(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Improvable,
            found: found.into(),
            advice: advice.into(),
        }
    }

    fn bad(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Bad,
            ..Self::improvable(check, found, advice)
        }
    }
}

/// Examines everything and prints the findings. Fails if one of them is bad.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let findings = examine(&arguments).await?;
    print(output, &findings)?;
    match findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Bad)
        .count()
    {
        0 => Ok(()),
        1 => Err(Failure::failed("1 finding is bad")),
        bad => Err(Failure::failed(format!("{bad} findings are bad"))),
    }
}

/// The findings about this machine, and unless `offline` about the cluster of a client's flags, as JSON.
pub async fn findings(client: &ClientArguments, data: Option<PathBuf>, offline: bool) -> Result<Value, Failure> {
    let arguments = Arguments {
        data,
        backup: None,
        store: StoreArguments::default(),
        offline,
        client: client.clone(),
        output: OutputArguments::default(),
    };
    Ok(json!({ "findings": examine(&arguments).await? }))
}

async fn examine(arguments: &Arguments) -> Result<Vec<Finding>, Failure> {
    let sources = Sources::load(&arguments.client.file)?;
    let node = NodeArguments {
        data: arguments.data.clone(),
        ..NodeArguments::default()
    };
    let settings = NodeSettings::resolve(node, &sources)?;
    let tls = TlsSettings::resolve(TlsArguments::default(), &sources)?;
    let data = absolute(&settings.data.value)?;
    let mut findings = disk::examine(&data, &settings);
    findings.extend(machine::examine(&settings)?);
    let now_s = wall_ns().div_euclid(NANOS_PER_SECOND);
    findings.extend(certificates::examine(&data, &tls, now_s));
    if let Some(place) = &arguments.backup {
        findings.push(backups::examine(place, &arguments.store, now_s).await?);
    }
    if !arguments.offline {
        findings.extend(cluster::examine(&arguments.client).await);
    }
    Ok(findings)
}

fn print(output: Output, findings: &[Finding]) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&json!({ "findings": findings }));
    }
    output.table(&table(findings))?;
    for finding in findings.iter().filter(|finding| !finding.advice.is_empty()) {
        output.line(&format!("{}: {}", finding.check, finding.advice))?;
    }
    Ok(())
}

fn table(findings: &[Finding]) -> Table {
    let mut table = Table::with_headers(&["CHECK", "VERDICT", "FOUND"]);
    for finding in findings {
        let verdict = match finding.verdict {
            Verdict::Good => "good",
            Verdict::Improvable => "improvable",
            Verdict::Bad => "bad",
        };
        table.row([finding.check.to_owned(), verdict.to_owned(), finding.found.clone()]);
    }
    table
}

/// A number of seconds in whole units that people use.
fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_a_table_and_their_advice_follows() {
        let findings = [
            Finding::good("disk space", "80 GiB free of 252 GiB"),
            Finding::bad("backup", "3 days old", "make one"),
        ];
        assert_eq!(
            table(&findings).render(false),
            "CHECK       VERDICT  FOUND\ndisk space  good     80 GiB free of 252 GiB\nbackup      bad      3 days old\n"
        );
        let shown = serde_json::to_value(&findings[1]).unwrap_or_default();
        let expected = json!({"check": "backup", "verdict": "bad", "found": "3 days old", "advice": "make one"});
        assert_eq!(shown, expected);
    }

    #[test]
    fn spans_are_in_units_of_people() {
        let spans = [1, 119, 120, 7_199, 7_200, 172_800].map(span);
        assert_eq!(spans, ["1 s", "119 s", "2 min", "119 min", "2 h", "2 days"]);
    }
}
