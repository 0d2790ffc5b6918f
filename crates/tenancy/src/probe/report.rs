//! What became of the attacks.

use std::{collections::BTreeMap, fmt};

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

/// The table of attacks and classes, and the controls.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProbeReport {
    /// A row per attack and class.
    pub rows: Vec<ProbeRow>,
    /// Every control, held or failed.
    pub controls: Vec<Control>,
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
        let Tally { tries, refusals, leaks, controls, nothing } = tally;
        let outcome = if !leaks.is_empty() {
            Outcome::Leak(leaks.join("; "))
        } else if tries == 0 {
            Outcome::NotApplicable(nothing.unwrap_or_else(|| "nothing to try".to_owned()))
        } else {
            let counted = |(how, times): (String, usize)| if times > 1 { format!("{how} ×{times}") } else { how };
            Outcome::Refused(refusals.into_iter().map(counted).collect::<Vec<_>>().join(", "))
        };
        self.rows.push(ProbeRow { attack, class, tries, outcome });
        self.controls.extend(controls.into_iter().map(|(what, failed)| Control { attack, class, what, failed }));
    }
}

impl fmt::Display for ProbeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
                let cell = cells.get(class).map_or("", |row| match row.outcome {
                    Outcome::Refused(_) => "refused",
                    Outcome::Leak(_) => "LEAK",
                    Outcome::NotApplicable(_) => "-",
                });
                write!(f, "  {cell:>8}")?;
            }
            writeln!(f)?;
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
        let (leaks, failed) = (self.leaks().count(), self.failed_controls().count());
        let (rows, tries, controls) = (self.rows.len(), self.tries(), self.controls.len());
        writeln!(
            f,
            "{rows} attacks (attack × class) in {tries} tries: {leaks} leaked; {controls} controls: {failed} failed"
        )
    }
}
