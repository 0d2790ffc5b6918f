//! `karum audit` and `karum probe`.

use std::process::ExitCode;

use tenancy::{audit, map::TenancyMap, probe};

use crate::{config::Config, database, error::CommandError};

/// Compares the database with the map. Exit 1 on any finding.
pub async fn audit(config: &Config, json: bool) -> Result<ExitCode, CommandError> {
    let administrator = database::administrator(config)?;
    let map = TenancyMap::embedded()?;
    let findings = audit::audit(&administrator, &map).await.map_err(|e| CommandError::Failed(e.to_string()))?;
    if json {
        println!("{}", serde_json::to_string_pretty(&findings).unwrap_or_default());
    } else {
        for finding in &findings {
            println!("{finding}\n");
        }
        println!("{} tables, {} functions, {} findings", map.tables.len(), map.functions.len(), findings.len());
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
