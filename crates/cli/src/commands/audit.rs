//! `minoots audit`.
//!
//! `verify` does not trust the server: it reads the lines of an export, from a file or from the server, computes every
//! link and checks every signature in this process.

use std::fs::OpenOptions;
use std::io::{BufRead, BufWriter, Read as _, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use minoots_audit::{Report, Verifier};
use minoots_terminal::connect::call;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table};
use minoots_wire::admin::v1::{
    AuditChain, AuditRecord, ExportAuditRequest, ExportAuditResponse, ListAuditRecordsRequest,
};
use minoots_wire::time::instant;
use serde_json::json;
use tonic::Streaming;

use super::verify::{LINE_BYTES_MAX, load_keys, open};
use crate::client_arguments::ClientArguments;
use crate::value::Moment;

/// Arguments of `minoots audit`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

/// The tenant and the chain of the records.
#[derive(Args, Debug)]
struct Which {
    /// Tenant of the records; another tenant requires a cluster administrator who may read records [default: the
    /// caller's tenant]
    #[arg(long, default_value = "", hide_default_value = true)]
    tenant: String,
    /// Select denied requests instead of changes
    #[arg(long)]
    denials: bool,
}

impl Which {
    fn chain(&self) -> AuditChain {
        if self.denials {
            AuditChain::Denials
        } else {
            AuditChain::Events
        }
    }

    /// Checks that the verified records are the requested ones, because a file may be of any tenant and chain.
    fn expect(&self, verified: &Report) -> Result<(), Failure> {
        let Report { tenant, chain, .. } = verified;
        let is_begun = !tenant.is_empty();
        if is_begun && !self.tenant.is_empty() && *tenant != self.tenant {
            return Err(Failure::failed(format!(
                "this is the audit of tenant {tenant}, and --tenant names {}",
                self.tenant
            )));
        }
        if is_begun && self.denials && chain != "denials" {
            return Err(Failure::failed(format!(
                "this is the chain of {chain}, and --denials asks for that of denials"
            )));
        }
        Ok(())
    }

    fn export(&self) -> ExportAuditRequest {
        ExportAuditRequest {
            tenant: self.tenant.clone(),
            chain: self.chain().into(),
        }
    }
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List audit records, newest first
    List(ListArguments),
    /// Export all retained records to a file that can be verified without a server
    Export {
        #[command(flatten)]
        which: Which,
        /// New file to write; an existing file is refused [default: standard output]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Verify an exported file or the server's audit, and report removed, altered, moved and missing records
    Verify(VerifyArguments),
}

#[derive(Args, Debug)]
struct ListArguments {
    #[command(flatten)]
    which: Which,
    /// List only records at or after this instant (RFC 3339)
    #[arg(long, value_name = "INSTANT")]
    since: Option<Moment>,
    /// List only records before this instant (RFC 3339)
    #[arg(long, value_name = "INSTANT")]
    until: Option<Moment>,
    /// List only records of this actor, such as key:0123456789AB
    #[arg(long, default_value = "", hide_default_value = true)]
    actor: String,
    /// Maximum number of records
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

#[derive(Args, Debug)]
struct VerifyArguments {
    /// Exported file; - reads standard input [default: the server's export]
    file: Option<PathBuf>,
    /// Trusted keys: a JWKS file, or the URL of a server's /.well-known/jwks.json [default: the keys in the export,
    /// which prove only that nobody without a key changed it since]
    #[arg(long, value_name = "FILE|URL")]
    keys: Option<String>,
    #[command(flatten)]
    which: Which,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::List(arguments) => list(arguments, &client, output).await,
        Action::Export { which, to } => export(&which, to, &client).await,
        Action::Verify(arguments) => verify(arguments, &client, output).await,
    }
}

async fn list(arguments: ListArguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let mut request = ListAuditRecordsRequest {
        tenant: arguments.which.tenant.clone(),
        chain: arguments.which.chain().into(),
        since: arguments.since.map(Moment::to_proto),
        until: arguments.until.map(Moment::to_proto),
        actor: arguments.actor,
        ..ListAuditRecordsRequest::default()
    };
    let channel = client.connect().await?;
    let mut all: Vec<AuditRecord> = Vec::new();
    while all.len() < arguments.limit {
        let left = arguments.limit.saturating_sub(all.len()).min(1_000);
        request.page_size = i32::try_from(left).unwrap_or(1_000);
        let answer = call(&channel, &request).await?;
        all.extend(answer.records);
        request.page_token = answer.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    if output.is_json() {
        return output.json(&json!({ "records": all }));
    }
    output.table(&if arguments.which.denials {
        denials(all)
    } else {
        changes(all)
    })
}

fn denials(records: Vec<AuditRecord>) -> Table {
    let mut table = Table::with_headers(&["TIME", "REASON", "METHOD", "OBJECT", "ACTOR", "SOURCE", "COUNT"]);
    for record in records {
        table.row([
            time(&record),
            record.reason,
            record.method,
            record.subject,
            record.actor,
            record.source,
            record.count.to_string(),
        ]);
    }
    table
}

fn changes(records: Vec<AuditRecord>) -> Table {
    let mut table = Table::with_headers(&["TIME", "TYPE", "SUBJECT", "ACTOR", "SOURCE", "REASON"]);
    for record in records {
        table.row([
            time(&record),
            record.r#type,
            record.subject,
            record.actor,
            record.source,
            record.reason,
        ]);
    }
    table
}

fn time(record: &AuditRecord) -> String {
    record.time.as_ref().map_or_else(String::new, |time| {
        instant::from_proto(time).map_or_else(|_| String::new(), instant::format)
    })
}

async fn export(which: &Which, to: Option<PathBuf>, client: &ClientArguments) -> Result<(), Failure> {
    let parts = client.audit().await?.export_audit(which.export()).await?;
    let mut parts = parts.into_inner();
    let (name, mut file): (String, Box<dyn Write>) = match to {
        None => (
            "standard output".to_owned(),
            Box::new(BufWriter::new(std::io::stdout())),
        ),
        Some(path) => {
            let name = path.display().to_string();
            let made = OpenOptions::new().write(true).create_new(true).open(&path);
            let file = made.map_err(|error| Failure::usage(format!("cannot make {name}: {error}")))?;
            (name, Box::new(BufWriter::new(file)))
        }
    };
    let broken = |error: std::io::Error| Failure::io(format!("cannot write {name}"), &error);
    while let Some(part) = parts.message().await? {
        for line in part.lines {
            writeln!(file, "{line}").map_err(broken)?;
        }
    }
    file.flush().map_err(broken)
}

async fn verify(arguments: VerifyArguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let keys = match &arguments.keys {
        None => None,
        Some(source) => Some(load_keys(source).await?),
    };
    let pinned = keys.is_some();
    let mut verifier = Verifier::new(keys);
    if arguments.file.is_some() {
        let (name, mut lines) = open(arguments.file)?;
        read(&mut verifier, &mut lines).map_err(|error| Failure::io(format!("cannot read {name}"), &error))?;
    } else {
        let parts = client.audit().await?.export_audit(arguments.which.export()).await?;
        receive(&mut verifier, parts.into_inner()).await?;
    }
    let verified = verifier.finish();
    arguments.which.expect(&verified)?;
    report(&verified, pinned, output)
}

fn read(verifier: &mut Verifier, lines: &mut dyn BufRead) -> std::io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.take(LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        verifier.line(&String::from_utf8_lossy(&line));
    }
}

async fn receive(verifier: &mut Verifier, mut parts: Streaming<ExportAuditResponse>) -> Result<(), Failure> {
    while let Some(part) = parts.message().await? {
        part.lines.iter().for_each(|line| verifier.line(line));
    }
    Ok(())
}

fn report(report: &Report, pinned: bool, output: Output) -> Result<(), Failure> {
    if output.is_json() {
        output.json(&as_json(report, pinned))?;
    } else if report.holds() {
        output.line(&held(report))?;
        if !pinned {
            let kids = report.kids.join(", ");
            output.line(&format!(
                "signed by {kids}, as the export itself says: give --keys to say which keys are trusted"
            ))?;
        }
    } else {
        for finding in &report.findings {
            output.line(&finding.to_string())?;
        }
    }
    match report.wrong {
        0 => Ok(()),
        1 => Err(Failure::failed("the audit does not hold: 1 thing is wrong".to_owned())),
        wrong => Err(Failure::failed(format!(
            "the audit does not hold: {wrong} things are wrong"
        ))),
    }
}

fn held(report: &Report) -> String {
    let Report {
        tenant,
        chain,
        first,
        last,
        exported,
        ..
    } = report;
    let records = match report.records {
        0 => return format!("tenant {tenant} has no records of {chain}: signed at {exported}"),
        1 => format!("record {first} of the {chain} of tenant {tenant} is as it was written"),
        _ => format!("records {first} to {last} of the {chain} of tenant {tenant} are whole and as they were written"),
    };
    let heads = match report.heads {
        1 => "1 signed head".to_owned(),
        heads => format!("{heads} signed heads"),
    };
    format!("{records}: {heads}, and signed as a whole at {exported}")
}

fn as_json(report: &Report, pinned: bool) -> serde_json::Value {
    let findings = report.findings.iter().map(|finding| {
        json!({
            "line": finding.line,
            "what": finding.what.name(),
            "message": finding.message,
        })
    });
    json!({
        "holds": report.holds(),
        "tenant": report.tenant,
        "chain": report.chain,
        "first": report.first,
        "last": report.last,
        "records": report.records,
        "heads": report.heads,
        "exported": report.exported,
        "kids": report.kids,
        "keysGiven": pinned,
        "wrong": report.wrong,
        "findings": findings.collect::<Vec<_>>(),
    })
}
