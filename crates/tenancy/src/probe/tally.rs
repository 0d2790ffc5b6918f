//! What one attack as one class comes to.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::answer::Answer;

/// Tries, refusals, leaks and controls of an attack.
#[derive(Default)]
pub(super) struct Tally {
    pub tries: usize,
    /// How it was refused, and how often.
    pub refusals: BTreeMap<String, usize>,
    pub leaks: Vec<String>,
    /// What must succeed, and what went wrong if it did not.
    pub controls: Vec<(String, Option<String>)>,
    /// Why there was nothing to try.
    pub nothing: Option<String>,
    /// What was not tried where rows are real, and why.
    pub left_out: Vec<(String, &'static str)>,
}

impl Tally {
    pub fn refused(&mut self, how: impl Into<String>) {
        self.tries += 1;
        *self.refusals.entry(how.into()).or_default() += 1;
    }

    pub fn leak(&mut self, what: impl Into<String>) {
        self.tries += 1;
        self.leaks.push(what.into());
    }

    pub fn failed(&mut self, what: impl Into<String>, how: impl Into<String>) {
        self.controls.push((what.into(), Some(how.into())));
    }

    pub fn control(&mut self, what: impl Into<String>, holds: bool, how: impl FnOnce() -> String) {
        self.controls.push((what.into(), (!holds).then(how)));
    }

    pub fn not_applicable(&mut self, why: &str) {
        self.nothing = Some(why.to_owned());
    }

    pub fn leave_out(&mut self, what: &str, why: &'static str) {
        self.left_out.push((what.to_owned(), why));
    }

    /// A try that the wall must refuse: by privilege, by policy or by the scope. Whatever else it meets came through.
    pub fn must_be_refused(&mut self, what: &str, answer: &Answer) {
        match answer {
            Answer::Refused { .. } if answer.is_the_walls() => self.refused(answer.how()),
            Answer::Refused { .. } => self.leak(format!("{what}: came as far as {}", answer.how())),
            Answer::Done { rows, .. } => self.leak(format!("{what}: done, {rows} rows")),
        }
    }

    /// A try that only the privilege system may refuse; an error of another kind means that nothing was tried.
    pub fn must_be_denied(&mut self, what: &str, answer: &Answer) {
        match answer {
            Answer::Done { .. } => self.leak(format!("{what}: done")),
            Answer::Refused { .. } if answer.is_the_walls() => self.refused(answer.how()),
            Answer::Refused { .. } => {
                self.refused(answer.how());
                self.failed(format!("{what} must fail for want of a privilege"), answer.how());
            }
        }
    }

    /// A try that told whose rows it reached.
    pub fn must_all_be(&mut self, what: &str, owner: Uuid, owners: &[String]) {
        // Not whose: those may be real.
        match owners.iter().filter(|found| **found != owner.to_string()).count() {
            0 => self.refused("own rows only"),
            others => self.leak(format!("{what}: {others} rows that are not its own")),
        }
    }

    /// A try that may reach as many rows as are the attacker's own.
    pub fn must_be_own(&mut self, what: &str, seen: i64, own: i64) {
        if seen > own {
            self.leak(format!("{what}: {seen} rows, of which {own} are its own"));
        } else {
            self.refused("own rows only");
        }
        self.control(format!("{what}: its own rows"), seen >= own, || format!("{seen} of {own}"));
    }
}
