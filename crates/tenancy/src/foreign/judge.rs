//! What policies let through together, as PostgreSQL combines them: any permissive one, and every restrictive one.

use std::collections::BTreeSet;

use super::{
    evaluate::{Asks, Truth, Truths, Whose},
    live::{ACTS, Act, Policy, Table},
    map::{ForeignKind, ForeignMap},
    policies::{finding, mend, named},
};
use crate::audit::Finding;

/// What a condition lets through that a sound one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leak {
    Tautological,
    Loose,
    Inverted,
    FailOpen,
    NullUnsafe,
}

impl Leak {
    /// None where it is true for rows of the tenant in scope alone, or for none.
    pub fn of(truth: &Truth) -> Option<Self> {
        let other = truth.any(|asks, whose| asks == Asks::Bound && whose == Whose::Other);
        let open = truth.any(|asks, whose| asks != Asks::Bound && whose != Whose::Nobody);
        match (truth.own() == Ok(true), other) {
            (true, true) if open => Some(Self::Tautological),
            (true, true) => Some(Self::Loose),
            (false, true) => Some(Self::Inverted),
            _ if open => Some(Self::FailOpen),
            _ => truth.any(|_, whose| whose == Whose::Nobody).then_some(Self::NullUnsafe),
        }
    }

    pub fn told(self) -> &'static str {
        match self {
            Self::Tautological => "is tautological: true for every tenant's rows, whoever asks",
            Self::Loose => "is loose: true for rows of another tenant than the one in scope",
            Self::Inverted => "is inverted: true for other tenants' rows and not for those of the one in scope",
            Self::FailOpen => "is fail-open: without a scope, or with an empty one, it lets a tenant's rows through",
            Self::NullUnsafe => "is NULL-unsafe: true for rows whose tenant is NULL",
        }
    }
}

/// A table with the truths of its conditions.
pub(super) struct Judge<'a> {
    pub map: &'a ForeignMap,
    pub table: &'a Table,
    pub place: usize,
    pub truths: &'a Truths<'a>,
}

/// A policy's leak: for whom, at what, and of which sort.
type Leaking<'a> = (Act, &'a str, Leak);

impl<'a> Judge<'a> {
    /// What a policy alone is true for; nothing where it has no condition.
    pub fn alone(&self, policy: &'a Policy, act: Act, role: &'a str) -> Option<&'a Truth> {
        self.truths.get(&(self.place, role, policy.condition(act)?))
    }

    fn restrictive(&self, act: Act, role: &'a str) -> impl Iterator<Item = &'a Policy> {
        self.table.policies.iter().filter(move |policy| !policy.permissive && policy.applies(act, role))
    }

    /// What a permissive policy lets through under the restrictive ones. What several permissive ones let through is
    /// the sum of this, so that every leak is some policy's.
    fn through(&self, policy: &'a Policy, act: Act, role: &'a str) -> Option<Truth> {
        let mut truth = self.alone(policy, act, role)?.clone();
        self.restrictive(act, role).filter_map(|other| self.alone(other, act, role)).for_each(|other| truth.and(other));
        Some(truth)
    }

    /// Every role and act that a policy is asked about.
    pub fn asked(&self, policy: &'a Policy) -> impl Iterator<Item = (Act, &'a str)> {
        let shared = self.map.tables.get(&self.table.entry).is_some_and(|entry| entry.kind == ForeignKind::Shared);
        let acts = ACTS.into_iter().filter(move |act| !(shared && act.reads_only()));
        acts.flat_map(move |act| policy.covers.iter().map(move |role| (act, role.as_str())))
            .filter(|(act, role)| policy.applies(*act, role))
    }

    pub fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for policy in self.table.policies.iter().filter(|policy| policy.permissive) {
            let leaks: Vec<Leaking<'a>> = self
                .asked(policy)
                .filter_map(|(act, role)| Some((act, role, Leak::of(&self.through(policy, act, role)?)?)))
                .collect();
            self.leaks(policy, &leaks, &mut found);
        }
        for policy in &self.table.policies {
            found.extend(self.void(policy));
            let fails = self.fails(policy);
            if fails.is_none() && self.looks(policy) {
                found.push(self.unproven(policy));
            } else if let Some(wrong) = fails.or_else(|| self.nobody(policy)) {
                let why = "A policy that lets nobody in is replaced in a hurry by one that lets everybody in.";
                let check = if policy.command == "a" { "policy-check" } else { "policy-using" };
                let part = if policy.command == "a" { "WITH CHECK" } else { "USING" };
                let wrong = format!("has a {part} that {wrong}");
                found.push(finding(check, named(policy, self.table), wrong, why, mend(policy, self.table, self.map)));
            }
        }
        found
    }

    fn leaks(&self, policy: &Policy, leaks: &[Leaking<'a>], found: &mut Vec<Finding>) {
        let (writes, reads): (Vec<&Leaking<'a>>, Vec<_>) = leaks.iter().partition(|(act, ..)| act.writes);
        let mut tell = |check, wrong: String, why: &str| {
            found.push(finding(check, named(policy, self.table), wrong, why, mend(policy, self.table, self.map)));
        };
        if let Some((.., leak)) = reads.first() {
            let why = "What USING lets through is read, changed and deleted by whoever it is true for.";
            tell("policy-using", format!("has a USING that {}{}", leak.told(), whom(&reads)), why);
        }
        if let Some((.., leak)) = writes.first() {
            let told = match (&policy.check, reads.is_empty()) {
                // What USING was named for is its check as well.
                (None, false) => return,
                (None, true) => "has no WITH CHECK, and a USING that",
                (Some(_), true) if policy.command != "a" => "has a WITH CHECK weaker than its USING: it",
                (Some(_), _) => "has a WITH CHECK that",
            };
            let why = "What WITH CHECK lets through is written into another tenant's rows.";
            tell("policy-check", format!("{told} {}{}", leak.told(), whom(&writes)), why);
        }
    }

    /// A policy without the condition that its command asks for.
    fn void(&self, policy: &Policy) -> Option<Finding> {
        let (check, part, has) = match policy.command.as_str() {
            "a" => ("policy-check", "WITH CHECK", policy.check.is_some()),
            _ => ("policy-using", "USING", policy.using.is_some()),
        };
        let does = if policy.permissive { "lets nobody through" } else { "restricts nobody" };
        let why = "A policy without a condition does nothing, and reads as if it did.";
        let mend = mend(policy, self.table, self.map);
        (!has).then(|| finding(check, named(policy, self.table), format!("has no {part}, and so {does}"), why, mend))
    }

    /// Whether a policy depends on rows that nobody who was made up has, or was not tried with those who have.
    fn looks(&self, policy: &'a Policy) -> bool {
        let untried = self.map.scope.samples.is_empty()
            || self
                .asked(policy)
                .any(|(act, role)| self.alone(policy, act, role).is_some_and(|t| t.own() == Ok(false)));
        policy.looks && untried && self.asked(policy).next().is_some()
    }

    fn unproven(&self, policy: &Policy) -> Finding {
        let tried = if self.map.scope.samples.is_empty() { "parties who were made up" } else { "the map's samples" };
        let wrong = format!("looks into tables, where {tried} have no rows: not all that it lets through was tried");
        let why = "A condition that asks other tables is as sound as the rows and the policies there.";
        let mend =
            "-- Name in [scope.samples] two parties who have rows there, or read it and waive this with the reason.";
        finding("policy-unproven", named(policy, self.table), wrong, why, mend.into())
    }

    /// The error that a policy fails with even for the tenant in scope.
    fn fails(&self, policy: &'a Policy) -> Option<String> {
        let error = self.asked(policy).find_map(|(act, role)| self.alone(policy, act, role)?.own().err());
        error.map(|error| format!("fails for the tenant in scope: {error}"))
    }

    /// Whether a policy keeps even the tenant in scope out, and no other lets it in.
    fn nobody(&self, policy: &'a Policy) -> Option<String> {
        let closed = |(act, role): (Act, &'a str)| {
            let alone = self.alone(policy, act, role)?;
            let permissive = self.table.policies.iter().filter(|p| p.permissive && p.applies(act, role));
            let mut through = permissive.filter_map(|p| self.through(p, act, role));
            let shut = alone.own() == Ok(false) && !through.any(|truth| truth.own() == Ok(true));
            // What is true for others was named for that.
            (shut && Leak::of(alone).is_none()).then(|| "is true for nobody, not even the tenant in scope".to_owned())
        };
        self.asked(policy).find_map(closed)
    }
}

/// For whom, at what.
fn whom(leaks: &[&Leaking<'_>]) -> String {
    let acts: BTreeSet<&str> = leaks.iter().map(|(act, ..)| act.told).collect();
    let roles: BTreeSet<&str> = leaks.iter().map(|(_, role, _)| *role).collect();
    let list = |of: BTreeSet<&str>| of.into_iter().collect::<Vec<_>>().join(", ");
    format!(" ({} as {})", list(acts), list(roles))
}
