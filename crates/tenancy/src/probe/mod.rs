//! `karum probe`: attacks a database as every class, through real logins, and says what was refused and what leaked.
//!
//! The prober makes two sellers and two buyers of its own, with a row of each in every table; one of each is the
//! attacker, the other the victim. Every attack runs in a transaction that is rolled back, and every attack is followed
//! by controls: what the class may do must succeed, or a refusal would prove nothing. An attack is a function; all of
//! them stand in [`ATTACKS`].

mod attacker;
mod cascades;
mod compose;
mod crossings;
mod field;
mod fuzz;
mod hidden;
mod keys;
mod objects;
mod reads;
mod report;
mod rise;
mod rows;
mod schema;
mod sessions;
mod tally;
mod tokens;
mod writes;

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::{
    CLASSES, ConnectError, DbError, MigrateError, Secrets, ServerConfig,
    map::{MapError, TenancyMap},
};
use attacker::Attacker;
use field::Field;
pub use fuzz::{Breach, FuzzReport, Fuzzed, Limit, fuzz};
pub use report::{Control, Outcome, ProbeReport, ProbeRow};
use tally::Tally;

/// What is attacked. The rows that the prober makes stay in that database: let it be a clone, or made for the purpose.
#[derive(Debug, Clone)]
pub struct ProbeTarget {
    /// The administrator: a superuser, or a member of `karum_migrator` and `karum_keyring`; with the database's name.
    pub admin: ServerConfig,
    /// The logins of the classes and the key that signs.
    pub secrets: Secrets,
    /// What each class may do there.
    pub map: TenancyMap,
    /// Other databases of the server with a wall of their own, where the classes have business too.
    pub walled: Vec<String>,
    /// The attacks to run, by name; all, where none is named.
    pub attacks: Vec<String>,
    /// The classes to attack as; all, where none is named.
    pub classes: Vec<String>,
}

impl ProbeTarget {
    /// A database of this build's schema.
    pub fn new(admin: ServerConfig, secrets: Secrets) -> Result<Self, ProbeError> {
        let map = TenancyMap::embedded()?;
        Ok(Self { admin, secrets, map, walled: Vec::new(), attacks: Vec::new(), classes: Vec::new() })
    }
}

/// Why a database could not be attacked. That says nothing about the wall.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// A login or the administrator has no connection.
    #[error("{who} cannot connect: {source}")]
    Connect {
        /// Who.
        who: String,
        /// Why not.
        #[source]
        source: ConnectError,
    },
    /// What the administrator must do before or beside the attacks failed.
    #[error("{step}: {}", told(.source))]
    Step {
        /// What.
        step: String,
        /// What the server said.
        #[source]
        source: tokio_postgres::Error,
    },
    /// No row could be made for a table.
    #[error("the prober cannot make a row for {table}: {reason}")]
    Row {
        /// The table.
        table: String,
        /// Why not.
        reason: String,
    },
    /// The secrets lack something.
    #[error("the secrets hold no {0}")]
    Secrets(String),
    /// A pool failed.
    #[error("{0}")]
    Pool(#[from] DbError),
    /// The map is wrong.
    #[error("{0}")]
    Map(#[from] MapError),
    /// The database that is made for the attack could not be migrated.
    #[error("{0}")]
    Migrate(#[from] MigrateError),
}

fn told(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{} ({})", db.message(), db.code().code()))
}

/// An error of the administrator's, with what he was about.
fn step(step: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> ProbeError {
    let step = step.into();
    move |source| ProbeError::Step { step, source }
}

type Run = for<'a> fn(&'a Field, &'a Attacker, &'a mut Tally) -> BoxFuture<'a, Result<(), ProbeError>>;

/// An attack, tried as every class.
pub struct Attack {
    /// Its name, as the report bears it.
    pub name: &'static str,
    /// What is tried, in a few words.
    pub tries: &'static str,
    run: Run,
}

/// Every attack.
pub const ATTACKS: &[&[Attack]] = &[
    tokens::ATTACKS,
    rise::ATTACKS,
    reads::ATTACKS,
    writes::ATTACKS,
    keys::ATTACKS,
    objects::ATTACKS,
    sessions::ATTACKS,
    crossings::ATTACKS,
    hidden::ATTACKS,
    cascades::ATTACKS,
];

/// How long the attackers' sessions may take to end before they are ended.
const LEAVING: Duration = Duration::from_secs(5);

/// Attacks the target as every class.
pub async fn probe(target: &ProbeTarget) -> Result<ProbeReport, ProbeError> {
    let field = Field::prepare(target).await?;
    let mut report = ProbeReport::default();
    let chosen = |names: &[String], name: &str| names.is_empty() || names.iter().any(|n| n == name);
    for class in CLASSES.iter().filter(|class| chosen(&target.classes, class)) {
        let attacker = Attacker::sign_in(&field, class).await?;
        for attack in ATTACKS.iter().copied().flatten().filter(|attack| chosen(&target.attacks, attack.name)) {
            let mut tally = Tally::default();
            (attack.run)(&field, &attacker, &mut tally).await?;
            attacker.must_still_work(&field, &mut tally).await?;
            report.add(attack.name, class, tally);
        }
    }
    Ok(report)
}

/// Makes a database beside the one that `admin` names, migrates it, attacks it, and drops it. The logins are the
/// cluster's: they keep the passwords of `secrets`.
pub async fn probe_scratch(admin: &ServerConfig, secrets: &Secrets) -> Result<ProbeReport, ProbeError> {
    in_scratch(admin, secrets, async |target| probe(&target).await).await
}

/// The same for the random prober.
pub async fn fuzz_scratch(
    admin: &ServerConfig,
    secrets: &Secrets,
    seed: u64,
    limit: Limit,
) -> Result<FuzzReport, ProbeError> {
    in_scratch(admin, secrets, async |target| fuzz(&target, seed, limit).await).await
}

async fn in_scratch<T>(
    admin: &ServerConfig,
    secrets: &Secrets,
    attack: impl AsyncFnOnce(ProbeTarget) -> Result<T, ProbeError>,
) -> Result<T, ProbeError> {
    let connected = |source| ProbeError::Connect { who: "the administrator".into(), source };
    let client = admin.open().await.map_err(connected)?;
    let name = format!("karum_probe_{}", Uuid::now_v7().simple());
    let made = format!("CREATE DATABASE {name} TEMPLATE template0");
    client.batch_execute(&made).await.map_err(step("making a database to attack"))?;
    let mut there = admin.clone();
    there.dbname(&name);
    let walled = admin.get_dbname().map(str::to_owned).into_iter().collect();
    let attacked = async {
        crate::migrate(&there, secrets).await?;
        attack(ProbeTarget { walled, ..ProbeTarget::new(there.clone(), secrets.clone())? }).await
    };
    let report = attacked.await;
    let sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
    let deadline = Instant::now() + LEAVING;
    loop {
        let left: i64 =
            client.query_one(sessions, &[&name]).await.map_err(step("waiting for the sessions to end"))?.get(0);
        if left == 0 || Instant::now() > deadline {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let dropped = client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    let report = report?;
    dropped.map_err(step("dropping the attacked database"))?;
    Ok(report)
}
