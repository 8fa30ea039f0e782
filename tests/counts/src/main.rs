//! The program that is stepped: says where its hash function is, applies entries between marks, and prints
//! how often that allocated.

use minoots_counts::{cases, os, stepping};
use std::{
    io::{self, Write},
    process::ExitCode,
};

#[global_allocator]
static ALLOCATOR: os::Counting = os::Counting;

fn main() -> ExitCode {
    if let Err(error) = os::trace_me() {
        eprintln!("PTRACE_TRACEME: {error}");
        return ExitCode::from(stepping::NOT_PERMITTED as u8);
    }
    // A pipe keeps lines until they are flushed, and the first mark comes soon.
    let hash = sha2::block_api::compress256 as fn(&mut [u32; 8], &[[u8; 64]]);
    let mut output = io::stdout();
    if let Err(error) = writeln!(output, "{:x}", hash as usize).and_then(|()| output.flush()) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
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
