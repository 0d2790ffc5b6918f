//! `karum audit` and `karum probe`.

use std::process::ExitCode;

use tenancy::{audit, map::TenancyMap, probe};

use crate::{cli::Probe, config::Config, database, error::CommandError};

/// Compares the database with the map. Exit 1 on any finding that is not waived.
pub async fn audit(config: &Config, json: bool) -> Result<ExitCode, CommandError> {
    let administrator = database::administrator(config)?;
    let map = TenancyMap::embedded()?;
    let findings = audit::audit(&administrator, &map).await.map_err(|e| CommandError::Failed(e.to_string()))?;
    let (waived, faults): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.waived.is_some());
    if json {
        println!("{}", serde_json::to_string_pretty(&findings).unwrap_or_default());
    } else {
        for finding in &faults {
            println!("{finding}\n");
        }
        for (check, reason) in &map.waivers {
            let objects: Vec<_> = waived.iter().filter(|f| f.check == check).map(|f| f.object.as_str()).collect();
            if !objects.is_empty() {
                println!("waived: {check} ({}): {reason}\n    {}\n", objects.len(), objects.join(", "));
            }
        }
        let (tables, functions) = (map.tables.len(), map.functions.len());
        println!("{tables} tables, {functions} functions, {} findings, {} waived", faults.len(), waived.len());
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Attacks a scratch database of this build's schema, on the same server, as every class: with every attack, or with
/// random statements. Exit 1 on any leak, and where a control failed: an attack that cannot succeed shows nothing.
pub async fn probe(config: &Config, args: &Probe) -> Result<ExitCode, CommandError> {
    let administrator = database::administrator(config)?;
    let secrets = database::secrets(config)?;
    let failed = |error: probe::ProbeError| CommandError::Failed(error.to_string());
    let passed = if let Some(time) = args.fuzz {
        let seed = args.seed.unwrap_or_else(new_seed);
        let limit = probe::Limit::Time(time);
        let report = probe::fuzz_scratch(&administrator, &secrets, seed, limit).await.map_err(failed)?;
        print(&report, args.json);
        report.passed()
    } else {
        let report = probe::probe_scratch(&administrator, &secrets).await.map_err(failed)?;
        print(&report, args.json);
        report.passed()
    };
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(report: &(impl serde::Serialize + std::fmt::Display), json: bool) {
    if json {
        println!("{}", serde_json::to_string_pretty(report).unwrap_or_default());
    } else {
        println!("{report}");
    }
}

/// Any number that was not there before: it only has to be printed.
fn new_seed() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::from(since.subsec_nanos()) ^ since.as_secs()
}
