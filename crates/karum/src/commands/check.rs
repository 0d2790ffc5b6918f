//! `karum audit` and `karum probe`.

use std::fmt::Write as _;

use std::{collections::BTreeMap, process::ExitCode};

use tenancy::{
    audit::{self, Finding},
    map::TenancyMap,
    probe,
};

use crate::{
    cli::{AuditFormat, Probe},
    config::Config,
    database,
    error::CommandError,
};

/// Compares the database with the map. Exit 1 on any finding that is not waived.
pub async fn audit(config: &Config, format: AuditFormat) -> Result<ExitCode, CommandError> {
    let administrator = database::administrator(config)?;
    let map = TenancyMap::embedded()?;
    let findings = audit::audit(&administrator, &map).await.map_err(|e| CommandError::Failed(e.to_string()))?;
    let looked_at =
        format!("{} checks, {} tables, {} functions", audit::count(), map.tables.len(), map.functions.len());
    Ok(tell(&findings, format, &looked_at))
}

/// Prints the findings; `looked_at` says how much was. The exit code is 1 on any that is not waived.
pub fn tell(findings: &[Finding], format: AuditFormat, looked_at: &str) -> ExitCode {
    match format {
        AuditFormat::Text => print!("{}", as_text(findings, looked_at)),
        AuditFormat::Json => println!("{}", serde_json::to_string_pretty(findings).unwrap_or_default()),
        AuditFormat::Sarif => println!("{:#}", audit::sarif(findings)),
    }
    let sound = findings.iter().all(|finding| finding.waived.is_some());
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The findings one by one, what is waived by its reason, and how much was looked at.
fn as_text(findings: &[Finding], looked_at: &str) -> String {
    let mut text = String::new();
    let mut waived: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for finding in findings {
        match &finding.waived {
            Some(reason) => waived.entry((finding.check, reason)).or_default().push(&finding.object),
            None => text = text + &finding.to_string() + "\n\n",
        }
    }
    for ((check, reason), objects) in &waived {
        let _ = write!(text, "waived: {check} ({}): {reason}\n    {}\n\n", objects.len(), objects.join(", "));
    }
    let passed: usize = waived.values().map(Vec::len).sum();
    text + &format!("{looked_at}, {} findings, {passed} waived\n", findings.len() - passed)
}

/// Attacks a scratch database of this build's schema, on the same server, as every class: with every attack, or with
/// random statements; or the database in use itself, leaving nothing there. Exit 1 on any leak, and where a control
/// failed: an attack that cannot succeed shows nothing.
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
        let target = probe::ProbeTarget::new(administrator, secrets).map_err(failed)?;
        let target = target.only(&args.attacks, &args.classes).map_err(failed)?;
        let report =
            if args.in_place { probe::probe_in_place(&target).await } else { probe::probe_scratch(&target).await };
        let report = report.map_err(failed)?;
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
