//! The program that is stepped: applies entries between marks, and prints how often that allocated.

use minoots_counts::{cases, os, stepping};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: os::Counting = os::Counting;

fn main() -> ExitCode {
    if let Err(error) = os::trace_me() {
        eprintln!("PTRACE_TRACEME: {error}");
        return ExitCode::from(stepping::NOT_PERMITTED as u8);
    }
    match cases::run() {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
