//! `karum`: many sellers in one PostgreSQL, each behind a wall.

mod cli;
mod commands;
mod config;
mod database;
mod demo;
mod error;
mod logs;
mod serve;
mod shutdown;
mod site;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("karum: {error}");
            ExitCode::FAILURE
        }
    }
}
