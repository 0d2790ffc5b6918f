//! The project's own checks, as `cargo xtask …`.

mod error;
mod floors;
mod metadata;
mod raw;
mod sizes;

use std::process::ExitCode;

use devdb::{Scratch, Stopped};

use crate::error::{Error, Result};
use crate::metadata::Metadata;

const HELP: &str = "\
usage: cargo xtask COMMAND

  floors   each crate depends on lower floors only, and only the crates that may open database connections have a driver
  sizes    no source file is longer than 500 lines, no function longer than 70
  raw      SQL without a typed statement is sent by the prober and by tests only
  db-stop  stops the database that test processes share, unless one of them still runs";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["floors"] => Metadata::of_workspace().and_then(|found| report("floors", &floors::offences(&found))),
        ["sizes"] => Metadata::of_workspace()
            .and_then(|found| sizes::offences(&found.workspace_root))
            .and_then(|offences| report("sizes", &offences)),
        ["raw"] => Metadata::of_workspace()
            .and_then(|found| raw::offences(&found.workspace_root))
            .and_then(|offences| report("raw", &offences)),
        ["db-stop"] => stop_databases(),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(Error::Usage(HELP)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn report(check: &'static str, offences: &[String]) -> Result<()> {
    for offence in offences {
        eprintln!("{check}: {offence}");
    }
    if offences.is_empty() {
        println!("{check}: in order");
        return Ok(());
    }
    Err(Error::Offences { check, count: offences.len() })
}

fn stop_databases() -> Result<()> {
    for (dir, stopped) in Scratch::shared_stop()? {
        let dir = dir.display();
        match stopped {
            Stopped::Yes => println!("db-stop: {dir} stopped"),
            Stopped::WasNotRunning => {}
            Stopped::InUse => println!("db-stop: {dir} is in use by another test run and was left running"),
        }
    }
    Ok(())
}
