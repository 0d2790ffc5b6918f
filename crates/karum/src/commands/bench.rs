//! `karum bench`.

use std::{path::Path, process::ExitCode};

use benches::{Options, Size};

use crate::{cli::Bench, config::Config, error::CommandError};

/// Measures, and says by its exit code whether every number was reached.
pub async fn bench(config: &Config, asked: &Bench) -> Result<ExitCode, CommandError> {
    let options = Options {
        only: asked.only.clone(),
        size: if asked.small { Size::SMALL } else { Size::FULL },
        feeds: asked.feeds.clone().unwrap_or_else(|| config.examples.join("feeds")),
        program: std::env::current_exe()?,
        directory: asked.directory.clone(),
    };
    if cfg!(debug_assertions) && !asked.small {
        eprintln!("This program was built without optimisation: its figures say nothing. Build it with --release.");
    }
    let failed = |error: benches::BenchError| CommandError::Failed(error.to_string());
    let report = benches::run(&options, |subject| eprintln!("measuring: {subject}")).await.map_err(failed)?;
    if asked.json {
        let text = serde_json::to_string_pretty(&report).map_err(|e| CommandError::Failed(e.to_string()))?;
        println!("{text}");
    } else {
        println!("{report}");
    }
    if let Some(file) = &asked.write {
        write(&report, file, &command(asked))?;
    }
    // What was measured on little data is no judgement.
    Ok(if asked.small || report.reached() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The command as it can be typed again.
fn command(asked: &Bench) -> String {
    let words = ["karum bench".to_owned()].into_iter().chain(asked.only.clone());
    words.chain(asked.small.then(|| "--small".to_owned())).collect::<Vec<_>>().join(" ")
}

/// What stands in the page from this line on was written by people, and stays.
const BY_HAND: &str = "<!-- by hand from here -->";

fn write(report: &benches::Report, file: &Path, command: &str) -> Result<(), CommandError> {
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let kept = before.find(BY_HAND).map_or(BY_HAND, |at| &before[at..]);
    let page = format!("{}\n{}\n", report.markdown(command), kept.trim_end());
    std::fs::write(file, page).map_err(|e| CommandError::File(file.to_owned(), e))?;
    let plot = file.with_file_name("benchmarks-sellers.svg");
    report.plot().map_or(Ok(()), |text| std::fs::write(&plot, text).map_err(|e| CommandError::File(plot, e)))
}
