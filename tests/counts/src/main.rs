//! The stepped program: prints the address of its hash function, applies entries between marks, and prints the number
//! of allocations.

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
    // A pipe buffers lines until they are flushed, and the first mark comes soon.
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
