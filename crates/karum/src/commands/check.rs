//! `karum audit` and `karum probe`.

use std::process::ExitCode;

use tenancy::{audit, map::TenancyMap, probe};

use crate::{config::Config, database, error::CommandError};

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

/// Attacks a scratch database of this build's schema, on the same server, as every class. Exit 1 on any leak, and where
/// a control failed: an attack that cannot succeed shows nothing.
pub async fn probe(config: &Config, json: bool) -> Result<ExitCode, CommandError> {
    let administrator = database::administrator(config)?;
    let secrets = database::secrets(config)?;
    let report =
        probe::probe_scratch(&administrator, &secrets).await.map_err(|e| CommandError::Failed(e.to_string()))?;
    if json {
        println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    } else {
        println!("{report}");
    }
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
