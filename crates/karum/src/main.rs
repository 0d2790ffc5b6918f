//! The program `karum`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match karum::run(karum::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("karum: {error}");
            ExitCode::FAILURE
        }
    }
}
