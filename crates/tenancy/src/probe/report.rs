//! What became of the attacks.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;

use super::tally::Tally;
use crate::CLASSES;

/// How an attack ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "how")]
pub enum Outcome {
    /// Every try was refused, or met the attacker's own rows only: how often, and how.
    Refused(String),
    /// Something came through: what.
    Leak(String),
    /// The class has nothing that could be attacked so: why.
    NotApplicable(String),
    /// It is not tried on a database that is in use: why.
    NotInPlace(String),
}

/// What refused a try, as the table marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A privilege that the class has not.
    Grant,
    /// A policy refused the row.
    Policy,
    /// The scope did not hold.
    Scope,
    /// A key, which is led by the owner.
    Key,
    /// Nothing: it met the attacker's own rows only.
    Own,
    /// Nothing: it was answered, and told of nobody.
    Silence,
}

impl By {
    const LEGEND: &'static str =
        "refused by: G grant, P policy, S scope, K key; O met its own rows only, N told of nobody";

    fn of(how: &str) -> Self {
        match how {
            "no privilege" => Self::Grant,
            "policy" => Self::Policy,
            "no such row among its own" | "its own key" | "no conflict" => Self::Key,
            "own rows only" | "no row" | "the error tells its own row" => Self::Own,
            how if how.starts_with("scope ") => Self::Scope,
            _ => Self::Silence,
        }
    }

    const fn mark(self) -> char {
        match self {
            Self::Grant => 'G',
            Self::Policy => 'P',
            Self::Scope => 'S',
            Self::Key => 'K',
            Self::Own => 'O',
            Self::Silence => 'N',
        }
    }
}

/// An attack as one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeRow {
    /// The attack.
    pub attack: &'static str,
    /// The class it was tried as.
    pub class: &'static str,
    /// How many statements were tried.
    pub tries: usize,
    /// What refused them.
    pub by: BTreeSet<By>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Something that a class may do, and must be able to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Control {
    /// The attack it stands beside.
    pub attack: &'static str,
    /// The class.
    pub class: &'static str,
    /// What must succeed.
    pub what: String,
    /// What went wrong, if it did not.
    pub failed: Option<String>,
}

/// Something that is not tried on a database that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The attack that it is a part of.
    pub attack: &'static str,
    /// What.
    pub what: String,
    /// Why not.
    pub why: &'static str,
}

/// What an attack in place cost the database.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct InPlace {
    /// Transactions that were rolled back.
    pub transactions: usize,
    /// How long the longest was open, in milliseconds.
    pub longest_ms: u64,
}

/// The table of attacks and classes, and the controls.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProbeReport {
    /// A row per attack and class.
    pub rows: Vec<ProbeRow>,
    /// Every control, held or failed.
    pub controls: Vec<Control>,
    /// What was left out in place.
    pub left_out: Vec<LeftOut>,
    /// What it cost, in place.
    pub in_place: Option<InPlace>,
}

impl ProbeReport {
    /// The rows in which something came through.
    pub fn leaks(&self) -> impl Iterator<Item = &ProbeRow> {
        self.rows.iter().filter(|row| matches!(row.outcome, Outcome::Leak(_)))
    }

    /// The controls that failed: the attacks beside them prove nothing.
    pub fn failed_controls(&self) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(|control| control.failed.is_some())
    }

    /// Whether nothing leaked and every control held.
    pub fn passed(&self) -> bool {
        self.leaks().next().is_none() && self.failed_controls().next().is_none()
    }

    /// How many statements were tried in all.
    pub fn tries(&self) -> usize {
        self.rows.iter().map(|row| row.tries).sum()
    }

    pub(super) fn add(&mut self, attack: &'static str, class: &'static str, tally: Tally) {
        let Tally { tries, refusals, leaks, controls, nothing, left_out } = tally;
        let by = refusals.keys().map(|how| By::of(how)).collect();
        let counted = |(how, times): (String, usize)| if times > 1 { format!("{how} ×{times}") } else { how };
        let outcome = if !leaks.is_empty() {
            let mut found: Vec<(String, usize)> = Vec::new();
            for leak in leaks {
                match found.iter_mut().find(|(known, _)| *known == leak) {
                    Some((_, times)) => *times += 1,
                    None => found.push((leak, 1)),
                }
            }
            Outcome::Leak(found.into_iter().map(counted).collect::<Vec<_>>().join("; "))
        } else if tries == 0 {
            Outcome::NotApplicable(nothing.unwrap_or_else(|| "nothing to try".to_owned()))
        } else {
            Outcome::Refused(refusals.into_iter().map(counted).collect::<Vec<_>>().join(", "))
        };
        self.rows.push(ProbeRow { attack, class, tries, by, outcome });
        self.controls.extend(controls.into_iter().map(|(what, failed)| Control { attack, class, what, failed }));
        for (what, why) in left_out {
            let left = LeftOut { attack, what, why };
            if !self.left_out.contains(&left) {
                self.left_out.push(left);
            }
        }
    }

    pub(super) fn not_in_place(&mut self, attack: &'static str, class: &'static str, why: &str) {
        let outcome = Outcome::NotInPlace(why.to_owned());
        self.rows.push(ProbeRow { attack, class, tries: 0, by: BTreeSet::new(), outcome });
    }

    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.attack.len()).max().unwrap_or_default();
        write!(f, "{:width$}", "attack")?;
        for class in CLASSES {
            write!(f, "  {class:>8}")?;
        }
        writeln!(f)?;
        let mut table: Vec<(&str, BTreeMap<&str, &ProbeRow>)> = Vec::new();
        for row in &self.rows {
            match table.iter_mut().find(|(attack, _)| *attack == row.attack) {
                Some((_, cells)) => _ = cells.insert(row.class, row),
                None => table.push((row.attack, BTreeMap::from([(row.class, row)]))),
            }
        }
        for (attack, cells) in table {
            write!(f, "{attack:width$}")?;
            for class in CLASSES {
                let cell = cells.get(class).map_or_else(String::new, |row| match row.outcome {
                    Outcome::Refused(_) => row.by.iter().map(|by| by.mark()).collect(),
                    Outcome::Leak(_) => "LEAK".to_owned(),
                    Outcome::NotApplicable(_) => "-".to_owned(),
                    Outcome::NotInPlace(_) => "not here".to_owned(),
                });
                write!(f, "  {cell:>8}")?;
            }
            writeln!(f)?;
        }
        writeln!(f, "{}", By::LEGEND)
    }
}

impl fmt::Display for ProbeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table(f)?;
        let mut whole: Vec<(&str, &str)> = Vec::new();
        for row in &self.rows {
            if let Outcome::NotInPlace(why) = &row.outcome
                && !whole.iter().any(|(attack, _)| *attack == row.attack)
            {
                whole.push((row.attack, why));
            }
        }
        for (attack, why) in whole {
            writeln!(f, "not in place  {attack}: {why}")?;
        }
        for LeftOut { attack, what, why } in &self.left_out {
            writeln!(f, "not in place  {attack}: {what}: {why}")?;
        }
        for row in self.leaks() {
            if let Outcome::Leak(what) = &row.outcome {
                writeln!(f, "LEAK  {} as {}: {what}", row.attack, row.class)?;
            }
        }
        for control in self.failed_controls() {
            let failed = control.failed.as_deref().unwrap_or_default();
            writeln!(f, "CONTROL FAILED  {} as {}: {}: {failed}", control.attack, control.class, control.what)?;
        }
        if let Some(InPlace { transactions, longest_ms }) = self.in_place {
            writeln!(f, "in place: {transactions} transactions were rolled back, the longest after {longest_ms} ms")?;
        }
        let (leaks, failed) = (self.leaks().count(), self.failed_controls().count());
        let (rows, tries, controls) = (self.rows.len(), self.tries(), self.controls.len());
        writeln!(
            f,
            "{rows} attacks (attack × class) in {tries} tries: {leaks} leaked; {controls} controls: {failed} failed"
        )
    }
}
