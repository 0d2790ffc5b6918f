//! The ground of the attacks: the two parties, their rows, and what the administrator counts.

use std::collections::BTreeMap;

use tokio_postgres::Client;
use types::{BuyerId, SellerId, SessionId, UserId};
use uuid::Uuid;

use super::{
    ProbeError, ProbeTarget,
    rows::{Rows, Seed},
    schema::{self, Table},
    step,
};
use crate::{
    Identity, Params, Secrets, ServerConfig, SigningKey,
    class::{Class, Gate, Public},
    generate::SCHEMA,
    map::{Access, TenancyMap},
};

/// A seller and a buyer who are each other's only acquaintance.
#[derive(Debug, Clone)]
pub(super) struct Party {
    /// Its place among the rows: 0 attacks, 1 is the victim, 2 a bystander.
    pub at: usize,
    pub seller: Uuid,
    pub buyer: Uuid,
    pub actor: Uuid,
    pub session: Uuid,
}

impl Party {
    fn new(at: usize) -> Self {
        let [seller, buyer, actor, session] = std::array::from_fn(|_| Uuid::now_v7());
        Self { at, seller, buyer, actor, session }
    }

    /// Whom a scope of this class names; nobody, where the class has none.
    pub fn identity(&self, class: &str) -> Option<Identity> {
        let (seller, buyer) = (Some(SellerId(self.seller)), Some(BuyerId(self.buyer)));
        let person = Identity {
            actor: Some(UserId(self.actor)),
            session: Some(SessionId(self.session)),
            seller: None,
            buyer: None,
        };
        match class {
            "gate" | "public" => None,
            "buyer" => Some(Identity { buyer, session: person.session, ..Identity::default() }),
            "checkout" => Some(Identity { seller, buyer, session: person.session, actor: None }),
            "platform" => Some(person),
            _ => Some(Identity { seller, ..person }),
        }
    }

    /// The value of an owner's column.
    pub fn owner(&self, column: &str) -> Uuid {
        if column == "buyer_id" { self.buyer } else { self.seller }
    }
}

/// What a class may see of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    Nothing,
    Own,
    All,
}

/// How many rows a table has.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    all: i64,
    mine: i64,
}

/// Everything the attacks share.
pub(super) struct Field {
    /// The server and database, without user and password.
    pub server: ServerConfig,
    /// Other databases with a wall of their own.
    pub walled: Vec<String>,
    pub secrets: Secrets,
    pub key: SigningKey,
    pub map: TenancyMap,
    /// The administrator's own session; sees everything.
    pub oracle: Client,
    /// The administrator's role, and whether it is a superuser.
    pub admin: String,
    superuser: bool,
    pub tables: Vec<Table>,
    pub rows: Rows,
    /// The attacker.
    pub mine: Party,
    /// The victim.
    pub theirs: Party,
    counts: BTreeMap<String, Count>,
}

impl Field {
    /// Makes the parties' rows, and counts.
    pub async fn prepare(target: &ProbeTarget) -> Result<Self, ProbeError> {
        let who = || "the administrator".to_owned();
        let oracle = target.admin.open().await;
        let oracle = oracle.map_err(|source| ProbeError::Connect { who: who(), source })?;
        let row = oracle
            .query_one("SELECT current_user::text, rolsuper FROM pg_roles WHERE rolname = current_user", &[])
            .await;
        let row = row.map_err(step("asking who the administrator is"))?;
        let (admin, superuser): (String, bool) = (row.get(0), row.get(1));
        if !superuser {
            // Under FORCE nobody else sees all rows.
            oracle.batch_execute("SET ROLE karum_migrator").await.map_err(step("becoming karum_migrator"))?;
        }
        let key = target.secrets.signing_key().ok_or_else(|| ProbeError::Secrets("signing key".into()))?;
        let tables = schema::read(&oracle, &target.map).await?;
        let (mine, theirs) = (Party::new(0), Party::new(1));
        // With two others, a condition that is turned round shows more rows than are one's own.
        let bystander = Party::new(2);
        let rows = Rows::make(&oracle, &tables, &[&mine, &theirs, &bystander]).await?;
        let counts = count(&oracle, &tables, &mine).await?;
        let mut server = target.admin.clone();
        server.user("").password("");
        let (secrets, map, walled) = (target.secrets.clone(), target.map.clone(), target.walled.clone());
        Ok(Self { server, walled, secrets, key, map, oracle, admin, superuser, tables, rows, mine, theirs, counts })
    }

    /// What the map lets a class do with a table.
    pub fn access(&self, class: &str, table: &str) -> Option<&Access> {
        self.map.tables.get(table)?.classes().find(|(name, _)| *name == class).map(|(_, access)| access)
    }

    /// What a class may see of a table.
    pub fn sight(&self, class: &str, table: &str) -> Sight {
        let selects = self.access(class, table).is_some_and(|access| access.select);
        let predicate = self.map.tables.get(table).and_then(|entry| entry.predicate(class).ok());
        match predicate {
            Some("true") if selects => Sight::All,
            Some(_) if selects => Sight::Own,
            _ => Sight::Nothing,
        }
    }

    /// How many rows such a sight shows.
    pub fn visible(&self, sight: Sight, table: &str) -> i64 {
        let count = self.counts.get(table).copied().unwrap_or_default();
        match sight {
            Sight::Nothing => 0,
            Sight::Own => count.mine,
            Sight::All => count.all,
        }
    }

    /// How many rows of a table are the attacker's.
    pub fn own(&self, table: &str) -> i64 {
        self.visible(Sight::Own, table)
    }

    /// The tables of which a class sees its own rows only: where a token matters.
    pub fn scoped(&self, class: &str) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(move |table| self.sight(class, &table.name) == Sight::Own)
    }

    /// A statement on the keyring, which only the administrator (or who acts as its owner) can run.
    pub async fn keyring(&self, sql: &str, params: Params<'_>) -> Result<(), tokio_postgres::Error> {
        let acts = !self.superuser;
        if acts {
            self.oracle.batch_execute("SET ROLE karum_keyring").await?;
        }
        let done = self.oracle.execute(sql, params).await;
        if acts {
            self.oracle.batch_execute("SET ROLE karum_migrator").await?;
        }
        done.map(drop)
    }

    /// The attacker's own values of some columns, as an assignment: it suits its own row, and reads nothing.
    pub fn assignment<'a>(&self, table: &'a Table, columns: impl Iterator<Item = &'a str>) -> String {
        let row = self.rows.row(&table.name, self.mine.at);
        let value = |column: &str| row.and_then(|row| row.get(column)).cloned().flatten();
        let sql_type = |column: &str| table.column(column).map_or("text", |column| column.sql_type.as_str());
        let assigned = columns.map(|column| {
            let text = value(column).map_or_else(|| "NULL".to_owned(), |text| literal(&text));
            format!("{} = {text}::{}", ident(column), sql_type(column))
        });
        assigned.collect::<Vec<_>>().join(", ")
    }

    /// A row for a table, written out for INSERT: the owner's column is of `owner`, references are to rows of `refers`.
    pub fn draft<'a>(&'a self, table: &'a Table, owner: &Party, refers: &Party) -> Seed<'a> {
        self.rows.draft(table, owner, refers.at)
    }
}

/// Whether scopes of the class carry a token.
pub(super) fn is_scoped(class: &str) -> bool {
    class != Gate::NAME && class != Public::NAME
}

/// A key that the database has never seen, under any kid.
pub(super) fn stranger_key(kid: &str) -> Result<SigningKey, ProbeError> {
    let random = SigningKey::generate().map_err(|_| ProbeError::Secrets("random numbers".into()))?;
    Ok(SigningKey::new(kid, random.secret()))
}

async fn count(oracle: &Client, tables: &[Table], mine: &Party) -> Result<BTreeMap<String, Count>, ProbeError> {
    let mut counts = BTreeMap::new();
    for table in tables {
        let own = table.owner.map_or_else(|| "false".to_owned(), |owner| format!("{owner} = '{}'", mine.owner(owner)));
        let sql = format!("SELECT count(*), count(*) FILTER (WHERE {own}) FROM {}", table.full());
        let row = oracle.query_one(&sql, &[]).await.map_err(step(format!("counting {}", table.name)))?;
        counts.insert(table.name.clone(), Count { all: row.get(0), mine: row.get(1) });
    }
    oracle.batch_execute("ANALYZE").await.map_err(step("gathering statistics"))?;
    Ok(counts)
}

/// A name, quoted.
pub(super) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text, quoted.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A table of the schema, in full.
pub(super) fn full(table: &str) -> String {
    format!("{SCHEMA}.{}", ident(table))
}
