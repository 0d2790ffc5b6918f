//! `karum audit --self-test`: alters the real schema at random, and sees whether the audit names what was altered.
//!
//! Every mutation is made from the live catalogue by a seed, in a scratch database made for it; the audit then runs, and
//! a judge that shares nothing with it ([`judge`]) says by a fingerprint of the catalogue whether the map was departed
//! from. What departs and is not named is a miss. Then the mends of the findings are applied: where the fingerprint is
//! the first one again, the next mutation is made in the same database, else in a fresh clone.
//!
//! Faults of roles are the cluster's: they are made only where the plan says that the cluster is there for it.

mod catalogue;
mod functions;
mod grants;
mod judge;
mod policies;
mod report;
mod roles;
mod scratch;
mod tables;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use tokio_postgres::Client;

use crate::{
    ConnectError, MigrateError, Secrets, ServerConfig,
    audit::{AuditError, Finding},
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
    /// Whether roles are altered instead, which are the whole cluster's: only in one that nobody else uses.
    pub roles: bool,
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
    /// The cluster is not as it was.
    #[error("this could not be taken back whole: {0}")]
    Kept(String),
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
    /// What takes it back, where a fresh clone does not.
    undo: Option<String>,
}

impl Mutation {
    /// One whose SQL says what it does.
    fn plain(sql: String) -> Self {
        Self { what: sql.clone(), sql, undo: None }
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
    let Made { mutants, refused, unmade } = run?;
    dropped?;
    let seconds = began.elapsed().as_secs_f64();
    Ok(MutationReport { seed: plan.seed, scratch: name, seconds, mutants, refused, unmade })
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

/// What a run made, and what it could not make.
#[derive(Default)]
struct Made {
    mutants: Vec<Mutant>,
    refused: BTreeMap<&'static str, usize>,
    unmade: Vec<&'static str>,
}

async fn run(scratch: &mut Scratch, secrets: &Secrets, plan: &Plan) -> Result<Made, MutateError> {
    let map = TenancyMap::embedded()?;
    scratch.fresh().await?;
    let sound = Fingerprint::of(scratch.client()?, &map).await.map_err(step("reading the fingerprint"))?;
    let catalogue = Catalogue::read(scratch.client()?, &map).await.map_err(step("reading the catalogue"))?;
    let findings = scratch.audit(&map).await.map_err(|source| MutateError::Audit { made: "nothing".into(), source })?;
    let known = findings.into_iter().map(|f| (f.check, f.object, f.wrong)).collect();
    let ground = Ground { map, plan, secrets, catalogue, sound, known };
    let kinds = if plan.roles { &[roles::KINDS] } else { KINDS };
    let kinds: Vec<&Kind> = kinds.iter().copied().flatten().collect();
    let mut dice = Dice::new(plan.seed);
    // Kinds in turn, from a random one on: a short run meets as many as it can.
    let first = usize::try_from(dice.throw()).unwrap_or_default() % kinds.len();
    let mut made = Made::default();
    for kind in kinds.iter().cycle().skip(first).take(plan.count) {
        match make(scratch.client()?, &ground.catalogue, kind, &mut dice, &mut made.refused).await {
            Some(mutation) => made.mutants.push(mutate(scratch, &ground, kind.name, mutation).await?),
            None => made.unmade.push(kind.name),
        }
    }
    Ok(made)
}

/// Alters something of this kind. None where it found nothing that the server lets it alter; `refused` counts the tries.
async fn make(
    client: &Client,
    catalogue: &Catalogue,
    kind: &Kind,
    dice: &mut Dice,
    refused: &mut BTreeMap<&'static str, usize>,
) -> Option<Mutation> {
    for _ in 0..THROWS {
        let Some(mutation) = (kind.make)(catalogue, dice) else { continue };
        // What is refused, such as a constraint of the wrong type, leaves nothing: the batch is one transaction.
        if client.batch_execute(&mutation.sql).await.is_ok() {
            return Some(mutation);
        }
        *refused.entry(kind.name).or_default() += 1;
    }
    None
}

/// One mutation that was made: audited, judged, mended.
async fn mutate(
    scratch: &mut Scratch,
    ground: &Ground<'_>,
    kind: &'static str,
    mutation: Mutation,
) -> Result<Mutant, MutateError> {
    let now = fingerprint(scratch, ground).await?;
    let all = scratch
        .audit(&ground.map)
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
    if let Some(undo) = &mutation.undo {
        scratch.client()?.batch_execute(undo).await.map_err(step("taking back what a clone does not"))?;
    }
    if after != ground.sound || attacked {
        scratch.fresh().await?;
    }
    if mutation.undo.is_some() {
        let restored = fingerprint(scratch, ground).await?;
        if restored != ground.sound {
            let left = restored.departures(&ground.sound).join("; ");
            return Err(MutateError::Kept(format!("{}: {left}", mutation.what)));
        }
    }
    Ok(Mutant { kind, what: mutation.what, verdict, mended, left, refused })
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
