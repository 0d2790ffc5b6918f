//! `karum audit --map` and `karum tenancy draft`: databases that are not Karum's.

use std::{path::Path, process::ExitCode};

use tenancy::{
    ServerConfig,
    foreign::{self, ForeignMap},
};

use super::check;
use crate::{cli::AuditFormat, error::CommandError};

fn server(address: &str) -> Result<ServerConfig, CommandError> {
    address.parse().map_err(|e| CommandError::Config(format!("database: {e}")))
}

/// Compares the database with its own map. Exit 1 on any finding that is not waived.
pub async fn audit(map: &Path, address: &str, format: AuditFormat) -> Result<ExitCode, CommandError> {
    let text = std::fs::read_to_string(map).map_err(|e| CommandError::File(map.to_owned(), e))?;
    let parsed = ForeignMap::parse(&text).map_err(|e| CommandError::Config(format!("{}: {e}", map.display())))?;
    let findings = foreign::audit_foreign(&server(address)?, &parsed).await;
    let findings = findings.map_err(|e| CommandError::Failed(e.to_string()))?;
    Ok(check::tell(&findings, format, &format!("{} tables", parsed.tables.len())))
}

/// Prints a first map.
pub async fn draft(address: &str, schemas: &[String]) -> Result<(), CommandError> {
    let text = foreign::draft(&server(address)?, schemas).await.map_err(|e| CommandError::Failed(e.to_string()))?;
    print!("{text}");
    Ok(())
}
