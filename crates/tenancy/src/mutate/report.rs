//! What became of the mutations.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;

/// How many lines of what is left are told.
const LINES: usize = 12;

/// What the audit, the judge and the prober say of a mutation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict", content = "by")]
pub enum Verdict {
    /// The audit named it, by these checks.
    Named(Vec<&'static str>),
    /// The catalogue says what it said before.
    Harmless,
    /// Something changed of which the map says nothing, as a default or a plain index.
    Beside,
    /// The map was departed from, so, and the audit said nothing.
    Missed(Vec<String>),
    /// The prober leaked through it, by these attacks, and the audit said nothing.
    Leaked(Vec<String>),
}

impl Verdict {
    /// Whether the audit should have named it and did not.
    pub fn is_miss(&self) -> bool {
        matches!(self, Self::Missed(_) | Self::Leaked(_))
    }
}

/// A mutation and its end.
#[derive(Debug, Clone, Serialize)]
pub struct Mutant {
    /// Its kind.
    pub kind: &'static str,
    /// What was done.
    pub what: String,
    /// What was said of it.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Whether the findings' mends brought the map back; none where there were no findings.
    pub mended: Option<bool>,
    /// What still departs from the map after the mends.
    pub left: Vec<String>,
    /// The first mend that the server refused, and why.
    pub refused: Option<String>,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct MutationReport {
    /// The seed: the same mutations come from it again.
    pub seed: u64,
    /// How the scratch databases' names began.
    pub scratch: String,
    /// How long it took.
    pub seconds: f64,
    /// Every mutation that was made.
    pub mutants: Vec<Mutant>,
    /// How often the server refused an alteration, by kind; another was thrown then.
    pub refused: BTreeMap<&'static str, usize>,
    /// The kinds of those that could not be made at all, once for each time.
    pub unmade: Vec<&'static str>,
}

impl MutationReport {
    /// The mutations that the audit should have named.
    pub fn misses(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| mutant.verdict.is_miss())
    }

    /// Whether something was altered, and nothing missed.
    pub fn passed(&self) -> bool {
        !self.mutants.is_empty() && self.misses().next().is_none()
    }

    fn count(&self, kind: Option<&str>, of: impl Fn(&Mutant) -> bool) -> usize {
        self.mutants.iter().filter(|mutant| kind.is_none_or(|kind| mutant.kind == kind) && of(mutant)).count()
    }

    /// What it comes to, so that what was not made is not taken for named.
    fn closing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = self.mutants.len() + self.unmade.len();
        let count = |of: fn(&Mutant) -> bool| self.count(None, of);
        write!(
            f,
            "\nseed {}: {asked} mutations asked for, {} made: {} named, {} harmless, {} beside, {} missed; {} not made",
            self.seed,
            self.mutants.len(),
            count(|m| matches!(m.verdict, Verdict::Named(_))),
            count(|m| m.verdict == Verdict::Harmless),
            count(|m| m.verdict == Verdict::Beside),
            count(|m| m.verdict.is_miss()),
            self.unmade.len(),
        )?;
        if !self.unmade.is_empty() {
            let kinds: BTreeSet<&str> = self.unmade.iter().copied().collect();
            write!(f, " ({})", kinds.into_iter().collect::<Vec<_>>().join(", "))?;
        }
        let tries: usize = self.refused.values().sum();
        write!(f, "; {tries} alterations refused by the server; {:.1} s", self.seconds)
    }

    fn line(&self, f: &mut fmt::Formatter<'_>, kind: Option<&str>) -> fmt::Result {
        let count = |of: fn(&Mutant) -> bool| self.count(kind, of);
        writeln!(
            f,
            "{:36} {:>8} {:>5} {:>6} {:>9} {:>7} {:>7} {:>9}",
            kind.unwrap_or("all"),
            kind.map_or_else(|| self.refused.values().sum(), |kind| self.refused.get(kind).copied().unwrap_or(0)),
            count(|_| true),
            count(|m| matches!(m.verdict, Verdict::Named(_))),
            count(|m| m.verdict == Verdict::Harmless),
            count(|m| m.verdict == Verdict::Beside),
            count(|m| m.verdict.is_miss()),
            format!("{}/{}", count(|m| m.mended == Some(true)), count(|m| m.mended.is_some())),
        )
    }
}

impl fmt::Display for MutationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:36} {:>8} {:>5} {:>6} {:>9} {:>7} {:>7} {:>9}",
            "mutation", "refused", "made", "named", "harmless", "beside", "missed", "mended"
        )?;
        let made = self.mutants.iter().map(|mutant| mutant.kind);
        let kinds: BTreeSet<&str> = made.chain(self.unmade.iter().copied()).collect();
        for kind in kinds {
            self.line(f, Some(kind))?;
        }
        self.line(f, None)?;
        for mutant in self.misses() {
            writeln!(f, "\nMISSED [{}] {}", mutant.kind, mutant.what)?;
            if let Verdict::Missed(lines) | Verdict::Leaked(lines) = &mutant.verdict {
                lines.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
            }
        }
        for mutant in self.mutants.iter().filter(|mutant| mutant.mended == Some(false)) {
            writeln!(f, "\nnot mended [{}] {}", mutant.kind, mutant.what)?;
            mutant.left.iter().take(LINES).try_for_each(|line| writeln!(f, "    {line}"))?;
            if mutant.left.len() > LINES {
                writeln!(f, "    … and {} more", mutant.left.len() - LINES)?;
            }
            mutant.refused.iter().try_for_each(|mend| writeln!(f, "    refused: {mend}"))?;
        }
        self.closing(f)
    }
}
