//! `karum audit`: compares the tenancy map with the catalogue of a live database, and names each fault with its mend.
//!
//! A check is one catalogue query and a judgement on its rows. All of them stand in [`CHECKS`]; a new one is written
//! beside its kin and added to that module's table.

mod facts;
mod functions;
mod grants;
mod leakproof;
mod places;
mod policies;
mod roles;
mod sarif;
mod server;
mod sources;
mod strays;
mod tables;
mod version;
pub(crate) mod waivers;

use std::{collections::BTreeMap, fmt};

use futures_util::future::join_all;
use serde::Serialize;
use tokio_postgres::{Client, IsolationLevel, Row, Statement, error::SqlState};

use crate::{
    ConnectError, ServerConfig,
    map::{MapError, TenancyMap},
};
use facts::Facts;
pub use sarif::sarif;

/// A fault of a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check that found it.
    pub check: &'static str,
    /// What is at fault: a table, a role, a function, a setting.
    pub object: String,
    /// What is wrong with it.
    pub wrong: String,
    /// Why that matters, in one sentence.
    pub why: String,
    /// The SQL that mends it. A comment only where no SQL can, as when rows are gone.
    pub mend: String,
    /// Why the map lets it pass: whoever audits is not the one who could mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} [{}]", self.object, self.wrong, self.check)?;
        writeln!(f, "    why:  {}", self.why)?;
        write!(f, "    mend: {}", self.mend.trim_end().replace('\n', "\n          "))?;
        self.waived.as_ref().map_or(Ok(()), |reason| write!(f, "\n    waived: {reason}"))
    }
}

/// Why a database could not be audited.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// There is no connection.
    #[error("cannot connect to the database that is to be audited: {0}")]
    Connect(#[source] ConnectError),
    /// A check's query failed.
    #[error("check {check} failed: {}", message(.source))]
    Check {
        /// Which.
        check: &'static str,
        /// What the server said.
        #[source]
        source: tokio_postgres::Error,
    },
    /// The map cannot be turned into policies.
    #[error("{0}")]
    Map(#[from] MapError),
}

fn message(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned())
}

/// A check of the audit.
pub struct Check {
    /// Its name, as findings bear it.
    pub name: &'static str,
    /// Why a fault of this sort matters, in one sentence.
    pub why: &'static str,
    /// What follows the common tables of `facts.sql`; `$1` is the text of [`Facts::json`].
    query: &'static str,
    judge: Judge,
}

type Judge = fn(&Facts<'_>, &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error>;

/// What a check found, before it is given the check's name and reason.
#[derive(Debug, Clone)]
struct Fault {
    object: String,
    wrong: String,
    mend: String,
    /// Whether it is PostgreSQL's own default, and out of the hands of whoever audits.
    waivable: bool,
}

/// The common tables that every check's query may use.
const FACTS: &str = include_str!("facts.sql");

/// Every check, in the order in which findings are told; mends can be applied in that order.
pub const CHECKS: &[&[Check]] = &[
    roles::CHECKS,
    tables::CHECKS,
    functions::CHECKS, // policies call them
    policies::CHECKS,
    grants::CHECKS,
    places::CHECKS,
    server::CHECKS,
    version::CHECKS,
    strays::CHECKS,
];

/// How many checks an audit makes: those of [`CHECKS`], and that every waiver is needed.
#[must_use]
pub fn count() -> usize {
    CHECKS.iter().map(|checks| checks.len()).sum::<usize>() + 1
}

/// A check whose query gives the faults themselves: object, what is wrong, mend, and perhaps whether it can be waived.
const fn found_by(name: &'static str, why: &'static str, query: &'static str) -> Check {
    Check { name, why, query, judge: as_found }
}

fn as_found(_: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    rows.iter()
        .map(|row| {
            let waivable = if row.len() > 3 { row.try_get(3)? } else { false };
            Ok(Fault { object: row.try_get(0)?, wrong: row.try_get(1)?, mend: row.try_get(2)?, waivable })
        })
        .collect()
}

/// Audits the database that `admin` names against the map; no finding that is not waived means that nothing is wrong.
///
/// Any role that may connect will do, a superuser or not: only `keyring.login` needs the administrator who migrated, and
/// the audit says so where it cannot be read. All checks see one snapshot, in a transaction that cannot write.
pub async fn audit(admin: &ServerConfig, map: &TenancyMap) -> Result<Vec<Finding>, AuditError> {
    Auditor::open(admin).await?.audit(map).await
}

/// A connection with all that an audit asks prepared: for whoever audits one database again and again.
pub struct Auditor {
    client: Client,
    /// Each query once, though several checks share some, with the first check that asks it.
    statements: Vec<(&'static str, &'static str, Statement)>,
}

impl Auditor {
    /// Connects, and prepares what is asked.
    pub async fn open(admin: &ServerConfig) -> Result<Self, AuditError> {
        let client = admin.open().await.map_err(AuditError::Connect)?;
        // Names come out qualified, and nothing that stands in another schema shadows the catalogue.
        let settings = "SET search_path = pg_catalog, pg_temp; SET jit = off";
        client.batch_execute(settings).await.map_err(|error| AuditError::Connect(error.into()))?;
        let mut asked = BTreeMap::new();
        for check in CHECKS.iter().copied().flatten() {
            asked.entry(check.query).or_insert(check.name);
        }
        let statements = asked.into_iter().map(async |(query, check)| {
            let statement = client.prepare(&format!("{FACTS}{query}")).await;
            statement.map(|statement| (query, check, statement)).map_err(|source| AuditError::Check { check, source })
        });
        // All are sent at once, and answered in one round trip.
        let statements = join_all(statements).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(Self { client, statements })
    }

    /// Compares the database with the map, as [`audit`] does.
    pub async fn audit(&mut self, map: &TenancyMap) -> Result<Vec<Finding>, AuditError> {
        let isolation = IsolationLevel::RepeatableRead;
        let transaction = self.client.build_transaction().isolation_level(isolation).read_only(true).start().await;
        let transaction = transaction.map_err(|error| AuditError::Connect(error.into()))?;
        let facts = Facts::gather(transaction.client(), map).await?;
        let answers = answers(transaction.client(), &self.statements, &facts).await?;
        let mut findings = Vec::new();
        for check in CHECKS.iter().copied().flatten() {
            let rows = answers.get(check.query).map_or(&[][..], Vec::as_slice);
            let failed = |source| AuditError::Check { check: check.name, source };
            let faults = (check.judge)(&facts, rows).map_err(failed)?;
            findings.extend(faults.into_iter().map(|fault| Finding {
                check: check.name,
                object: fault.object,
                wrong: fault.wrong,
                why: check.why.to_owned(),
                mend: fault.mend,
                waived: map.waivers.get(check.name).filter(|_| fault.waivable).cloned(),
            }));
        }
        waivers::apply(map, &mut findings);
        Ok(findings)
    }
}

/// The rows of every query, by the query. All are asked at once.
async fn answers(
    client: &Client,
    statements: &[(&'static str, &'static str, Statement)],
    facts: &Facts<'_>,
) -> Result<BTreeMap<&'static str, Vec<Row>>, AuditError> {
    let parameter = facts.json.to_string(); // written out once for all
    let rows = statements.iter().map(async |(query, check, statement)| {
        let rows = client.query(statement, &[&parameter]).await;
        rows.map(|rows| (*query, rows)).map_err(|source| AuditError::Check { check, source })
    });
    let (answers, failures): (Vec<_>, Vec<_>) = join_all(rows).await.into_iter().partition(Result::is_ok);
    // After one has failed the transaction refuses the rest: the one to tell of is that which failed by itself.
    let mut failures: Vec<AuditError> = failures.into_iter().filter_map(Result::err).collect();
    failures.sort_by_key(|error| match error {
        AuditError::Check { source, .. } => source.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION),
        _ => false,
    });
    failures.into_iter().next().map_or_else(|| Ok(answers.into_iter().flatten().collect()), Err)
}
