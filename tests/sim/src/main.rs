//! `minoots-sim`: runs seeds of the simulator.

mod arguments;
mod verbs;

use arguments::{Arguments, Verb};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Run(run) => verbs::run(&run),
        Verb::Defects { seeds, jobs } => verbs::defects(&seeds, jobs),
        Verb::Here(here) => verbs::here(&here),
        Verb::Regressions { directory } => verbs::regressions(&directory),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
