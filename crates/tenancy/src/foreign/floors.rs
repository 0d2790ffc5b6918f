//! Restrictive floors: what holds every role to its tenant's rows, whatever permissive policies come to be.

use super::{
    judge::{Judge, Leak},
    live::{ACTS, Act, Asked, Policy},
    policies::{finding, free_name, mend, named, names, sound},
};
use crate::{audit::Finding, quote::ident};

const WHY: &str =
    "The restrictive floor holds when a permissive policy is added by mistake: permissive ones are joined by OR.";

/// What is wrong with the floor of a table that must have one: nothing where each role of the map has, FOR ALL, a
/// restrictive policy that is true for the tenant in scope alone.
pub(super) fn findings(judge: &Judge<'_>, asked: &[Asked]) -> Vec<Finding> {
    let Some(entry) = judge.map.tables.get(&judge.table.entry).filter(|entry| entry.floor) else {
        return Vec::new();
    };
    // A role that passes every policy, or does not exist, is named for that.
    let held = |role: &String| asked.iter().any(|asked| ident(asked.name.trim_matches('"')) == *role);
    let roles: Vec<String> = judge.map.roles.iter().map(|role| ident(role)).filter(held).collect();
    let restrictive: Vec<&Policy> = judge.table.policies.iter().filter(|policy| !policy.permissive).collect();
    let unheld: Vec<&str> = roles
        .iter()
        .map(String::as_str)
        .filter(|role| !restrictive.iter().any(|p| p.command == "*" && covers(p, role) && weak(judge, p).is_none()))
        .collect();
    if unheld.is_empty() {
        return Vec::new();
    }
    let tenant = entry.tenant.as_deref().unwrap_or_default();
    let meant: Vec<&Policy> = restrictive
        .into_iter()
        .filter(|p| [&p.using, &p.check].iter().any(|text| text.as_ref().is_some_and(|text| text.contains(tenant))))
        .collect();
    if meant.is_empty() {
        return vec![missing(judge, &roles)];
    }
    let wrong = |policy: &Policy| {
        if policy.command != "*" {
            return Some("is not FOR ALL".to_owned());
        }
        let without: Vec<&str> = unheld.iter().copied().filter(|role| !covers(policy, role)).collect();
        let roles = (!without.is_empty()).then(|| format!("is not for {}", without.join(", ")));
        weak(judge, policy).or(roles)
    };
    meant.into_iter().filter_map(|policy| Some(told(judge, policy, &wrong(policy)?))).collect()
}

fn told(judge: &Judge<'_>, policy: &Policy, wrong: &str) -> Finding {
    let mend = if policy.command == "*" {
        let whole = mend(policy, judge.table, judge.map);
        format!("{whole} ALTER POLICY {} ON {} TO {};", ident(&policy.name), judge.table.object, names(judge.map))
    } else {
        format!("DROP POLICY {} ON {}; {}", ident(&policy.name), judge.table.object, create(judge, &policy.name))
    };
    finding("policy-floor", named(policy, judge.table), format!("is the floor, and {wrong}"), WHY, mend)
}

/// There is none; what looks like one and is permissive is made into it, if others are left to let rows through.
fn missing(judge: &Judge<'_>, roles: &[String]) -> Finding {
    let permissive = || judge.table.policies.iter().filter(|policy| policy.permissive);
    let alike = permissive().find(|one| {
        let others = || permissive().filter(|other| other.name != one.name);
        one.command == "*"
            && roles.iter().all(|role| covers(one, role))
            && weak(judge, one).is_none()
            && one.covers.iter().any(|role| ACTS.into_iter().all(|act| others().any(|other| other.applies(act, role))))
    });
    let Some(alike) = alike else {
        let name = free_name(judge.table, "tenant_floor");
        let wrong = "has no restrictive policy that holds its rows to their tenant".to_owned();
        return finding("policy-floor", judge.table.object.clone(), wrong, WHY, create(judge, &name));
    };
    let wrong = format!("has no restrictive floor: {} looks like one, and is PERMISSIVE", alike.name);
    let mend = format!("DROP POLICY {} ON {}; {}", ident(&alike.name), judge.table.object, create(judge, &alike.name));
    finding("policy-floor", judge.table.object.clone(), wrong, WHY, mend)
}

fn create(judge: &Judge<'_>, name: &str) -> String {
    let sound = sound(judge.map, judge.table);
    format!(
        "CREATE POLICY {} ON {} AS RESTRICTIVE FOR ALL TO {} USING ({sound}) WITH CHECK ({sound});",
        ident(name),
        judge.table.object,
        names(judge.map)
    )
}

fn covers(policy: &Policy, role: &str) -> bool {
    policy.covers.iter().any(|covered| ident(covered.trim_matches('"')) == role)
}

/// What a policy would let through if it alone stood between a role and the rows.
fn weak(judge: &Judge<'_>, policy: &Policy) -> Option<String> {
    let acts = |writes: bool| ACTS.into_iter().filter(move |act: &Act| act.writes == writes);
    for (writes, part) in [(false, "USING"), (true, "WITH CHECK")] {
        for role in &policy.covers {
            for act in acts(writes).filter(|act| policy.applies(*act, role)) {
                let Some(truth) = judge.alone(policy, act, role) else {
                    return Some(format!("has no {part}"));
                };
                if let Some(leak) = Leak::of(truth) {
                    return Some(format!("has a {part} that {}", leak.told()));
                }
            }
        }
    }
    None
}
