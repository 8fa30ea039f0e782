//! `minoots verify`.
//!
//! Reads the output of `event consume` and `event tail`. A line passes if its signature covers exactly its payload
//! bytes and its decoded fields equal the payload's. The command passes if there is at least one line and every line
//! passes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::envelope::{KeySet, Verifier, VerifyError};
use serde::Deserialize;
use serde_json::json;

use crate::record::Attributes;

mod fetch;

/// The maximum length of a line: the largest payload, escaped, in base64, with a margin.
pub const LINE_BYTES_MAX: u64 = 16 << 20;

/// Arguments of `minoots verify`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// JWKS with the trusted keys: a file, or the URL of a server's /.well-known/jwks.json
    #[arg(long, value_name = "FILE|URL")]
    keys: String,
    /// File with lines of `event consume` or `event tail` [default: standard input]
    file: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Verifies every line.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let verifier = Verifier::new(load_keys(&arguments.keys).await?);
    let (name, mut lines) = open(arguments.file)?;
    let mut failed = Vec::new();
    let verified = check_lines(&verifier, &mut lines, |number, problem| failed.push((number, problem)))
        .map_err(|error| Failure::io(format!("cannot read {name}"), &error))?;
    report(output, verified, &failed)
}

pub async fn load_keys(source: &str) -> Result<KeySet, Failure> {
    let jwks = if source.contains("://") {
        fetch::get(source).await?.to_vec()
    } else {
        std::fs::read(source).map_err(|error| Failure::usage(format!("keys: cannot read {source}: {error}")))?
    };
    let keys = KeySet::parse(&jwks)
        .map_err(|error| Failure::failed(format!("keys: {source}: {}: {error}", error.reason())))?;
    if keys.is_empty() {
        return Err(Failure::failed(format!(
            "keys: {source}: there is no Ed25519 key in it"
        )));
    }
    Ok(keys)
}

pub fn open(file: Option<PathBuf>) -> Result<(String, Box<dyn BufRead>), Failure> {
    let Some(path) = file.filter(|path| path.as_os_str() != "-") else {
        return Ok(("standard input".to_owned(), Box::new(BufReader::new(io::stdin()))));
    };
    let name = path.display().to_string();
    let file = File::open(&path).map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))?;
    Ok((name, Box::new(BufReader::new(file))))
}

/// Returns the number of verified lines, and passes each other line to `failed`, with its number from 1. Blank lines do
/// not count.
fn check_lines(verifier: &Verifier, lines: &mut dyn BufRead, mut failed: impl FnMut(u64, Problem)) -> io::Result<u64> {
    let (mut number, mut verified) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.take(LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            return Ok(verified);
        }
        number += 1;
        if line.len() as u64 == LINE_BYTES_MAX && !line.ends_with(b"\n") {
            failed(
                number,
                Problem::Malformed(format!("longer than {LINE_BYTES_MAX} bytes")),
            );
            return Ok(verified);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match check(verifier, &line) {
            Ok(()) => verified += 1,
            Err(problem) => failed(number, problem),
        }
    }
}

/// The checked fields of a line. Other fields are not signed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    payload: String,
    signature: String,
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    subject: Option<String>,
    time: Option<String>,
    dedupe_key: Option<String>,
    payload_shredded: Option<bool>,
}

/// A line of the data of server-sent events.
#[derive(Deserialize)]
struct LogLine {
    envelope: Option<Line>,
}

/// The cause for which a line does not pass.
#[derive(Debug, PartialEq, Eq)]
enum Problem {
    Malformed(String),
    Unsigned,
    Refused(VerifyError),
    /// The line shows another value than the signed payload.
    Differs(&'static str),
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(formatter, "MALFORMED: {what}"),
            Self::Unsigned => formatter.write_str("SIGNATURE_INVALID: the event is unsigned"),
            Self::Refused(error) => write!(formatter, "{}: {error}", error.reason()),
            Self::Differs(field) => write!(formatter, "FIELD_DIFFERS: {field} is not what the signed payload says"),
        }
    }
}

fn check(verifier: &Verifier, line: &[u8]) -> Result<(), Problem> {
    let of_log = serde_json::from_slice::<LogLine>(line)
        .ok()
        .and_then(|line| line.envelope);
    let line: Line = match of_log {
        Some(line) => line,
        None => serde_json::from_slice(line)
            .map_err(|error| Problem::Malformed(format!("not a line of `event consume` or `event tail`: {error}")))?,
    };
    let payload = STANDARD
        .decode(&line.payload)
        .map_err(|_| Problem::Malformed("payload is not standard base64".to_owned()))?;
    if line.signature.is_empty() {
        return Err(Problem::Unsigned);
    }
    verifier.verify(&payload, &line.signature).map_err(Problem::Refused)?;
    compare(&line, &payload)
}

/// Compares the decoded fields with the signed payload, because scripts read the decoded fields.
fn compare(line: &Line, payload: &[u8]) -> Result<(), Problem> {
    let shown = [&line.id, &line.dedupe_key, &line.kind, &line.subject, &line.time];
    if shown.iter().all(|field| field.is_none()) {
        return Ok(());
    }
    let is_signed = |signed: &Attributes| line.payload_shredded.is_none_or(|shown| shown == signed.is_shredded());
    let signed: Attributes = serde_json::from_slice(payload)
        .map_err(|error| Problem::Malformed(format!("payload is not a CloudEvent: {error}")))?;
    let pairs = [
        ("id", &line.id, Some(&signed.id)),
        ("dedupeKey", &line.dedupe_key, Some(&signed.id)),
        ("type", &line.kind, Some(&signed.kind)),
        ("subject", &line.subject, signed.subject.as_ref()),
        ("time", &line.time, signed.time.as_ref()),
    ];
    match pairs
        .iter()
        .find(|(_, shown, signed)| shown.is_some() && shown.as_ref() != *signed)
    {
        Some((field, ..)) => Err(Problem::Differs(field)),
        None if !is_signed(&signed) => Err(Problem::Differs("payloadShredded")),
        None => Ok(()),
    }
}

fn report(output: Output, verified: u64, failed: &[(u64, Problem)]) -> Result<(), Failure> {
    if output.is_json() {
        let failures = failed
            .iter()
            .map(|(number, problem)| json!({ "line": number, "reason": problem.to_string() }));
        output.json(&json!({ "verified": verified, "failed": failures.collect::<Vec<_>>() }))?;
    } else {
        for (number, problem) in failed {
            output.line(&format!("line {number}: {problem}"))?;
        }
        output.line(&format!("{verified} verified, {} failed", failed.len()))?;
    }
    match (verified, failed.len()) {
        (0, 0) => {
            Err(Failure::failed("there was no event to verify").hint("pipe `minoots event tail -o json` into it"))
        }
        (_, 0) => Ok(()),
        (_, count) => Err(Failure::failed(format!(
            "{count} of {} events did not verify",
            verified + count as u64
        ))),
    }
}

#[cfg(test)]
mod tests;
