//! `minoots completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use minoots_terminal::errors::Failure;

use crate::CommandLine;

/// Arguments of `minoots completions`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Shell to complete commands for
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    use std::io::Write;

    // The script is generated in memory first, because the generator panics if its writer fails, as a closed pipe does.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "minoots", &mut script);
    std::io::stdout()
        .write_all(&script)
        .map_err(|error| Failure::io("cannot write to standard output", &error))
}
