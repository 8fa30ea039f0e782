//! `minoots-check FILE…`: judges histories, and the set of them. Exits with 1 if a guarantee is violated, or if the set
//! proves too little.

use std::fs::File;
use std::io::BufReader;
use std::process::ExitCode;

use minoots_check::{Coverage, Error, History, Options, check};

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: minoots-check FILE…");
        return ExitCode::from(2);
    }
    let (mut total, mut violations) = (Coverage::default(), 0);
    for file in &files {
        let history = match read(file) {
            Ok(history) => history,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        };
        let report = check(&history, &Options::default());
        for verdict in &report.violations {
            println!("{file}: {verdict}");
        }
        violations += report.violations.len();
        total.merge(&report.coverage);
    }
    print!("{total}");
    let guards = total.guards();
    for guard in &guards {
        println!("proves too little: {guard}");
    }
    println!("{violations} violations");
    if violations == 0 && guards.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn read(file: &str) -> Result<History, Error> {
    History::read(BufReader::new(File::open(file)?))
}
