//! `karum probe`: attacks a database as every class, through real logins, and says what was refused and what leaked.
//!
//! The prober makes two sellers and two buyers of its own, with a row of each in every table; one of each is the
//! attacker, the other the victim. Every attack runs in a transaction that is rolled back, and every attack is followed
//! by controls: what the class may do must succeed, or a refusal would prove nothing. An attack is a function; all of
//! them stand in [`ATTACKS`].

mod answer;
mod attacker;
mod cascades;
mod compose;
mod crossings;
mod field;
mod fuzz;
mod hidden;
mod keys;
mod merge;
mod notify;
mod objects;
mod place;
mod reads;
mod report;
mod returning;
mod rise;
mod rows;
mod schema;
mod scratch;
mod sessions;
mod tally;
mod teams;
mod tokens;
mod writes;

use futures_util::future::BoxFuture;

use crate::{
    CLASSES, ConnectError, DbError, MigrateError, Secrets, ServerConfig,
    map::{MapError, TenancyMap},
};
use attacker::Attacker;
use field::{Field, Ground};
pub use fuzz::{Breach, FuzzReport, Fuzzed, Limit, fuzz};
use place::{Opened, Stage};
pub use report::{By, Control, InPlace, LeftOut, Outcome, ProbeReport, ProbeRow};
pub use scratch::{fuzz_scratch, probe_scratch};
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

    /// The same for some attacks and classes only.
    pub fn only(mut self, attacks: &[String], classes: &[String]) -> Result<Self, ProbeError> {
        let unknown = attacks.iter().find(|name| every().all(|attack| attack.name != **name));
        let unknown = unknown.or_else(|| classes.iter().find(|name| !CLASSES.contains(&name.as_str())));
        if let Some(name) = unknown {
            let attacks: Vec<_> = every().map(|attack| attack.name).collect();
            let known = format!("{}; {}", attacks.join(", "), CLASSES.join(", "));
            return Err(ProbeError::Unknown { name: name.clone(), known });
        }
        (self.attacks, self.classes) = (attacks.to_vec(), classes.to_vec());
        Ok(self)
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
    /// A statement that would leave the transaction in which the prober's rows stand. It was not sent.
    #[error("not to be run in place: {0}")]
    NotInPlace(String),
    /// There is no such attack or class.
    #[error("{name:?} is no attack and no class. There are: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
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
    /// How it is tried on a database that is in use.
    in_place: Where,
    run: Run,
}

/// How an attack is tried on a database that is in use.
#[derive(Debug, Clone, Copy)]
enum Where {
    /// In the administrator's session, in the transaction in which the parties' rows stand.
    Within,
    /// By the login's own session: it needs no row.
    AsLogin,
    /// Not at all, and why.
    Nowhere(&'static str),
}

/// Every attack.
pub const ATTACKS: &[&[Attack]] = &[
    tokens::ATTACKS,
    rise::ATTACKS,
    reads::ATTACKS,
    writes::ATTACKS,
    merge::ATTACKS,
    returning::ATTACKS,
    keys::ATTACKS,
    objects::ATTACKS,
    sessions::ATTACKS,
    crossings::ATTACKS,
    hidden::ATTACKS,
    notify::ATTACKS,
    cascades::ATTACKS,
    teams::ATTACKS,
];

fn chosen(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|n| n == name)
}

/// A database with the parties' rows in it, to be attacked as often as one likes.
pub struct Prober(Field);

impl Prober {
    /// Makes the parties' rows.
    pub async fn prepare(target: &ProbeTarget) -> Result<Self, ProbeError> {
        Ok(Self(Field::prepare(target, Ground::Scratch).await?))
    }

    /// Tries the attacks of these names as the classes of these names; all, where none is named.
    pub async fn attack(&mut self, attacks: &[String], classes: &[String]) -> Result<ProbeReport, ProbeError> {
        let field = &mut self.0;
        field.refresh().await?;
        let mut report = ProbeReport::default();
        for class in CLASSES.iter().filter(|class| chosen(classes, class)) {
            let attacker = Attacker::sign_in(field, class).await?;
            for attack in every().filter(|attack| chosen(attacks, attack.name)) {
                report.add(attack.name, class, tried(attack, field, &attacker).await?);
            }
        }
        Ok(report)
    }
}

fn every() -> impl Iterator<Item = &'static Attack> {
    ATTACKS.iter().copied().flatten()
}

async fn tried(attack: &Attack, field: &Field, attacker: &Attacker) -> Result<Tally, ProbeError> {
    let mut tally = Tally::default();
    (attack.run)(field, attacker, &mut tally).await?;
    attacker.must_still_work(field, &mut tally).await?;
    Ok(tally)
}

/// Attacks the target as every class. The parties' rows stay there.
pub async fn probe(target: &ProbeTarget) -> Result<ProbeReport, ProbeError> {
    Prober::prepare(target).await?.attack(&target.attacks, &target.classes).await
}

/// Attacks a database that is in use, and leaves nothing there: the parties' rows stand in transactions that are rolled
/// back, and no row that is real is told of. What cannot be tried so is named in the report.
pub async fn probe_in_place(target: &ProbeTarget) -> Result<ProbeReport, ProbeError> {
    let mut field = Field::prepare(target, Ground::InPlace).await?;
    let mut report = ProbeReport::default();
    let mut opened = Opened::default();
    for class in CLASSES.iter().filter(|class| chosen(&target.classes, class)) {
        field.renew(target).await?;
        let (login, within) = (Attacker::sign_in(&field, class).await?, Attacker::within(&field, class).await?);
        for attack in every().filter(|attack| chosen(&target.attacks, attack.name)) {
            match attack.in_place {
                Where::Within => {
                    // An error on the way ends the session, and with it the transaction.
                    let stage = Stage::set(&field, &within).await?;
                    let tally = tried(attack, &field, &within).await?;
                    stage.strike(&mut opened).await?;
                    report.add(attack.name, class, tally);
                }
                Where::AsLogin => report.add(attack.name, class, tried(attack, &field, &login).await?),
                Where::Nowhere(why) => report.not_in_place(attack.name, class, why),
            }
        }
    }
    let longest_ms = u64::try_from(opened.longest.as_millis()).unwrap_or(u64::MAX);
    report.in_place = Some(InPlace { transactions: opened.transactions, longest_ms });
    Ok(report)
}
