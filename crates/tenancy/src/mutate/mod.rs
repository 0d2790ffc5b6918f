//! `karum audit --self-test`: alters the real schema at random, and sees whether the audit names what was altered.
//!
//! Every mutation is made from the live catalogue by a seed, in a scratch database made for it; the audit then runs, and
//! a judge that shares nothing with it ([`judge`]) says by a fingerprint of the catalogue whether the map was departed
//! from. What departs and is not named is a miss. Then the mends of the findings are applied: where the fingerprint is
//! the first one again, the next mutation is made in the same database, else in a fresh clone.
//!
//! Faults of roles are the cluster's, so none is made here: the tests plant those in a cluster of their own.

mod catalogue;
mod functions;
mod grants;
mod judge;
mod policies;
mod report;
mod scratch;
mod tables;

use std::{collections::BTreeSet, time::Instant};

use crate::{
    ConnectError, MigrateError, Secrets, ServerConfig,
    audit::{AuditError, Finding, audit},
    map::{MapError, TenancyMap},
    probe::{ProbeError, ProbeTarget, probe},
};
use catalogue::{Catalogue, Dice};
use judge::Fingerprint;
pub use report::{Mutant, MutationReport, Verdict};
use scratch::Scratch;

/// How often a kind may throw anew, where what it chose cannot be altered so.
const THROWS: usize = 40;

/// What to do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The same mutations from the same seed and schema.
    pub seed: u64,
    /// How many.
    pub count: usize,
    /// Whether each mutation that the audit does not name is attacked by the prober too.
    pub probe: bool,
    /// Checks whose findings are left out, to see that the judge misses them.
    pub without: Vec<String>,
}

/// Why a run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MutateError {
    /// There is no connection.
    #[error("cannot connect to the server for the self-test: {0}")]
    Connect(#[from] ConnectError),
    /// A mutation was asked for before there was a clone.
    #[error("there is no clone to alter")]
    NoClone,
    /// A step between the mutations failed.
    #[error("{step}: {source}")]
    Step {
        /// Which.
        step: &'static str,
        /// What the server said.
        #[source]
        source: tokio_postgres::Error,
    },
    /// The scratch database could not be migrated.
    #[error("{0}")]
    Migrate(#[from] MigrateError),
    /// The audit did not run.
    #[error("after {made}: {source}")]
    Audit {
        /// The mutation.
        made: String,
        /// Why not.
        #[source]
        source: AuditError,
    },
    /// The prober did not run.
    #[error("{0}")]
    Probe(#[from] ProbeError),
    /// The map is wrong.
    #[error("{0}")]
    Map(#[from] MapError),
}

fn step(step: &'static str) -> impl FnOnce(tokio_postgres::Error) -> MutateError {
    move |source| MutateError::Step { step, source }
}

/// An alteration.
struct Mutation {
    what: String,
    sql: String,
}

impl Mutation {
    /// One whose SQL says what it does.
    fn plain(sql: String) -> Self {
        Self { what: sql.clone(), sql }
    }
}

/// A kind of alteration.
struct Kind {
    name: &'static str,
    /// None where the dice chose what cannot be altered so.
    make: fn(&Catalogue, &mut Dice) -> Option<Mutation>,
}

const KINDS: &[&[Kind]] = &[policies::KINDS, tables::KINDS, grants::KINDS, functions::KINDS];

/// Makes a database beside the one that `admin` names, migrates it, alters clones of it, and drops them all.
pub async fn self_test(admin: &ServerConfig, secrets: &Secrets, plan: &Plan) -> Result<MutationReport, MutateError> {
    let began = Instant::now();
    let mut scratch = Scratch::make(admin, secrets).await?;
    let run = run(&mut scratch, secrets, plan).await;
    let name = scratch.template().to_owned();
    let dropped = scratch.drop_all().await;
    let mutants = run?;
    dropped?;
    Ok(MutationReport { seed: plan.seed, scratch: name, seconds: began.elapsed().as_secs_f64(), mutants })
}

/// What holds for all mutations of a run.
struct Ground<'a> {
    map: TenancyMap,
    plan: &'a Plan,
    secrets: &'a Secrets,
    catalogue: Catalogue,
    sound: Fingerprint,
    /// What the audit says of the unaltered database, as of defaults of the server's.
    known: BTreeSet<(&'static str, String, String)>,
}

async fn run(scratch: &mut Scratch, secrets: &Secrets, plan: &Plan) -> Result<Vec<Mutant>, MutateError> {
    let map = TenancyMap::embedded()?;
    scratch.fresh().await?;
    let sound = Fingerprint::of(scratch.client()?, &map).await.map_err(step("reading the fingerprint"))?;
    let catalogue = Catalogue::read(scratch.client()?, &map).await.map_err(step("reading the catalogue"))?;
    let findings =
        audit(scratch.config(), &map).await.map_err(|source| MutateError::Audit { made: "nothing".into(), source })?;
    let known = findings.into_iter().map(|f| (f.check, f.object, f.wrong)).collect();
    let ground = Ground { map, plan, secrets, catalogue, sound, known };
    let kinds: Vec<&Kind> = KINDS.iter().copied().flatten().collect();
    let mut dice = Dice::new(plan.seed);
    // Kinds in turn, from a random one on: a short run meets as many as it can.
    let first = usize::try_from(dice.throw() % 64).unwrap_or_default();
    let mut mutants = Vec::new();
    for kind in kinds.iter().cycle().skip(first).take(plan.count) {
        if let Some(mutant) = mutate(scratch, &ground, kind, &mut dice).await? {
            mutants.push(mutant);
        }
    }
    Ok(mutants)
}

/// One mutation: made, audited, judged, mended. None where the kind found nothing that the server lets it alter.
async fn mutate(
    scratch: &mut Scratch,
    ground: &Ground<'_>,
    kind: &Kind,
    dice: &mut Dice,
) -> Result<Option<Mutant>, MutateError> {
    let mut made = None;
    for _ in 0..THROWS {
        let Some(mutation) = (kind.make)(&ground.catalogue, dice) else { continue };
        // What is refused, such as a constraint of the wrong type, leaves nothing: the batch is one transaction.
        if scratch.client()?.batch_execute(&mutation.sql).await.is_ok() {
            made = Some(mutation);
            break;
        }
    }
    let Some(mutation) = made else { return Ok(None) };
    let now = fingerprint(scratch, ground).await?;
    let all = audit(scratch.config(), &ground.map)
        .await
        .map_err(|source| MutateError::Audit { made: mutation.what.clone(), source })?;
    let new = |f: &Finding| !ground.known.contains(&(f.check, f.object.clone(), f.wrong.clone()));
    let findings: Vec<Finding> =
        all.into_iter().filter(new).filter(|f| !ground.plan.without.iter().any(|w| w == f.check)).collect();
    let mut verdict = judged(&now, &ground.sound, &findings);
    let attacked = ground.plan.probe && findings.is_empty();
    if attacked && now != ground.sound {
        verdict = probed(scratch, ground, verdict).await?;
    }
    let mut refused = None;
    for finding in &findings {
        if let Err(error) = scratch.client()?.batch_execute(&finding.mend).await {
            refused.get_or_insert(format!("{}: {error}", finding.mend));
        }
    }
    let after = if findings.is_empty() { now } else { fingerprint(scratch, ground).await? };
    let mended = (!findings.is_empty()).then(|| after.same_wall(&ground.sound));
    let left = if mended == Some(false) { after.departures(&ground.sound) } else { Vec::new() };
    if after != ground.sound || attacked {
        scratch.fresh().await?;
    }
    Ok(Some(Mutant { kind: kind.name, what: mutation.what, verdict, mended, left, refused }))
}

async fn fingerprint(scratch: &Scratch, ground: &Ground<'_>) -> Result<Fingerprint, MutateError> {
    Fingerprint::of(scratch.client()?, &ground.map).await.map_err(step("reading the fingerprint"))
}

fn judged(now: &Fingerprint, sound: &Fingerprint, findings: &[Finding]) -> Verdict {
    if !findings.is_empty() {
        let checks: BTreeSet<&'static str> = findings.iter().map(|finding| finding.check).collect();
        return Verdict::Named(checks.into_iter().collect());
    }
    if !now.same_wall(sound) {
        return Verdict::Missed(now.departures(sound));
    }
    if now == sound { Verdict::Harmless } else { Verdict::Beside }
}

/// A leak that the audit does not name is a miss, whatever the judge says.
async fn probed(scratch: &Scratch, ground: &Ground<'_>, verdict: Verdict) -> Result<Verdict, MutateError> {
    let target = ProbeTarget::new(scratch.config().clone(), ground.secrets.clone())?;
    let report = probe(&ProbeTarget { walled: scratch.walled(), ..target }).await?;
    let leaks: Vec<String> = report.leaks().map(|row| format!("{} as {}", row.attack, row.class)).collect();
    Ok(if leaks.is_empty() { verdict } else { Verdict::Leaked(leaks) })
}
