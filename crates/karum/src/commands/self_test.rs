//! `karum audit --self-test`.

use std::{
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use tenancy::mutate::{self, Plan};

use crate::{cli::SelfTest, config::Config, database, error::CommandError};

/// Alters a scratch database of this build's schema, on the same server, and sees each alteration named by the audit.
/// Exit 1 on a miss. The database that is configured is not touched.
pub async fn run(config: &Config, options: &SelfTest, json: bool) -> Result<ExitCode, CommandError> {
    let administrator = database::administrator(config)?;
    let secrets = database::secrets(config)?;
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seed = options.seed.unwrap_or_else(clock);
    let plan = Plan { seed, count: options.count, probe: options.probe, ..Plan::default() };
    let report = mutate::self_test(&administrator, &secrets, &plan)
        .await
        .map_err(|e| CommandError::Failed(format!("{e} (seed {seed})")))?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    } else {
        println!("{report}");
    }
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
