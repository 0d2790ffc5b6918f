//! Findings as SARIF 2.1.0, which code hosts and editors read.

use serde_json::{Value, json};

use super::{CHECKS, Finding, waivers};

/// The findings as a SARIF log of one run: a rule for each check, a result for each finding, and a suppression with its
/// reason where the map lets one pass. Source: the OASIS standard "Static Analysis Results Interchange Format", 2.1.0.
#[must_use]
pub fn sarif(findings: &[Finding]) -> Value {
    let checks = CHECKS.iter().copied().flatten().map(|check| (check.name, check.why));
    let mut rules: Vec<(&str, &str)> = checks.chain([(waivers::NAME, waivers::WHY)]).collect();
    // A foreign database is audited by checks of its own; a rule for each that found something.
    for finding in findings {
        if rules.iter().all(|(name, _)| *name != finding.check) {
            rules.push((finding.check, &finding.why));
        }
    }
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &rules)).collect();
    let rules: Vec<Value> =
        rules.iter().map(|(name, why)| json!({ "id": name, "fullDescription": { "text": why } })).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "karum audit", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}

fn result(finding: &Finding, rules: &[(&str, &str)]) -> Value {
    let suppressions: Vec<Value> = finding
        .waived
        .iter()
        .map(|reason| json!({ "kind": "external", "status": "accepted", "justification": reason }))
        .collect();
    json!({
        "ruleId": finding.check,
        "ruleIndex": rules.iter().position(|(name, _)| *name == finding.check),
        "level": "error",
        "message": { "text": format!("{} {}. {}", finding.object, finding.wrong, finding.why) },
        "locations": [{ "logicalLocations": [{ "fullyQualifiedName": finding.object }] }],
        "suppressions": suppressions,
        "properties": { "mend": finding.mend },
    })
}
