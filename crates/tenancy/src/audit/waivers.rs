//! Waivers: what the map lets pass, with the reason, and waivers that let nothing pass.

use super::Finding;
use crate::map::TenancyMap;

/// The name of the check for waivers that wait for a fault.
pub(crate) const NAME: &str = "waivers";
/// Why such a one matters.
pub(crate) const WHY: &str = "A waiver without a fault lets the next one pass before anybody has looked at it.";

/// Gives each finding that the map names its reason, and adds a finding for each waiver that named none.
pub(super) fn apply(map: &TenancyMap, findings: &mut Vec<Finding>) {
    let mut unused = Vec::new();
    for waiver in &map.waive {
        let named = findings.iter_mut().filter(|f| f.check == waiver.check && f.object == waiver.object);
        let count = named.map(|finding| finding.waived = Some(waiver.reason.clone())).count();
        if count == 0 {
            unused.push(Finding {
                check: NAME,
                object: waiver.object.clone(),
                wrong: format!("is waived in check {}, which finds nothing there", waiver.check),
                why: WHY.to_owned(),
                mend: "-- Take the waiver out of tenancy.toml.".to_owned(),
                waived: None,
            });
        }
    }
    findings.append(&mut unused);
}
