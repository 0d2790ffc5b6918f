//! The ground of the attacks: the two parties, their rows, and what the administrator counts.

pub(super) use crate::quote::ident;
use std::{collections::BTreeMap, sync::Arc};

use tokio_postgres::Client;
use types::{BuyerId, SellerId, SessionId, UserId};
use uuid::Uuid;

use super::{
    ProbeError, ProbeTarget, place,
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
            member: None,
        };
        match class {
            "gate" | "public" => None,
            "buyer" => Some(Identity { buyer, session: person.session, ..Identity::default() }),
            "checkout" => Some(Identity { buyer, actor: None, seller, ..person }),
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

/// Whether the parties' rows are committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// They are there for every session, and stay.
    Scratch,
    /// They are there in transactions of the administrator's alone, among rows that are real.
    InPlace,
}

/// Everything the attacks share.
pub(super) struct Field {
    ground: Ground,
    /// The server and database, without user and password.
    pub server: ServerConfig,
    /// Other databases with a wall of their own.
    pub walled: Vec<String>,
    pub secrets: Secrets,
    pub key: SigningKey,
    pub map: TenancyMap,
    /// The administrator's own session; sees everything.
    pub oracle: Arc<Client>,
    /// The administrator's role, and whether it is a superuser.
    pub admin: String,
    pub superuser: bool,
    pub tables: Vec<Table>,
    pub rows: Rows,
    /// The attacker.
    pub mine: Party,
    /// The victim.
    pub theirs: Party,
    bystander: Party,
    counts: BTreeMap<String, Count>,
}

impl Field {
    /// Makes the parties' rows, and counts. In place it makes them to know how, and undoes that.
    pub async fn prepare(target: &ProbeTarget, ground: Ground) -> Result<Self, ProbeError> {
        let (oracle, admin, superuser) = administrator(&target.admin).await?;
        let key = target.secrets.signing_key().ok_or_else(|| ProbeError::Secrets("signing key".into()))?;
        let tables = schema::read(&oracle, &target.map).await?;
        let (mine, theirs) = (Party::new(0), Party::new(1));
        // With two others, a condition that is turned round shows more rows than are one's own.
        let bystander = Party::new(2);
        let parties = [&mine, &theirs, &bystander];
        let (rows, counts) = if ground == Ground::InPlace {
            place::rehearse(&oracle).await?;
            let rows = Rows::make(&oracle, &tables, &parties, true).await?;
            oracle.batch_execute("ROLLBACK").await.map_err(step("ending the rehearsal"))?;
            (rows, tables.iter().map(|table| (table.name.clone(), alone(table, parties.len()))).collect())
        } else {
            let rows = Rows::make(&oracle, &tables, &parties, false).await?;
            (rows, count(&oracle, &tables, &mine).await?)
        };
        let mut server = target.admin.clone();
        server.user("").password("");
        let (secrets, map, walled) = (target.secrets.clone(), target.map.clone(), target.walled.clone());
        let oracle = Arc::new(oracle);
        Ok(Self {
            ground,
            server,
            walled,
            secrets,
            key,
            map,
            oracle,
            admin,
            superuser,
            tables,
            rows,
            mine,
            theirs,
            bystander,
            counts,
        })
    }

    /// Reads the schema again, which may have been altered.
    pub async fn refresh(&mut self) -> Result<(), ProbeError> {
        self.tables = schema::read(&self.oracle, &self.map).await?;
        Ok(())
    }

    /// Exchanges the administrator's session for a new one, on which nobody ever bound a scope.
    pub async fn renew(&mut self, target: &ProbeTarget) -> Result<(), ProbeError> {
        self.oracle = Arc::new(administrator(&target.admin).await?.0);
        Ok(())
    }

    /// Whether rows beside the parties' are real.
    pub fn is_in_place(&self) -> bool {
        self.ground == Ground::InPlace
    }

    /// The ids of those between whom the wall stands.
    pub fn ids(&self) -> Vec<String> {
        [&self.mine, &self.theirs]
            .iter()
            .flat_map(|party| [party.seller, party.buyer])
            .map(|id| id.to_string())
            .collect()
    }

    /// Texts that stand in a party's rows and in nobody else's: its ids, and the keys of its rows.
    pub fn marks(&self, party: &Party) -> Vec<String> {
        let mut marks = vec![party.seller.to_string(), party.buyer.to_string()];
        for table in &self.tables {
            let Some(row) = self.rows.row(&table.name, party.at) else { continue };
            let ids = table.columns.iter().filter(|column| column.sql_type == "uuid");
            marks.extend(ids.filter_map(|column| row.get(&column.name).cloned().flatten()));
            marks.extend(row.values().flatten().filter(|text| text.starts_with("probe-")).cloned());
        }
        marks.sort_unstable();
        marks.dedup();
        marks
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

    /// The question how many rows a class sees, whose answer is [`Self::visible`]. In place, what is for everyone is
    /// asked of the parties' rows alone: the others come and go, and may be many.
    pub fn count_of(&self, table: &Table, sight: Sight) -> String {
        format!("SELECT count(*) FROM {}{}", table.full(), self.among(table, sight))
    }

    /// The condition of that question.
    pub fn among(&self, table: &Table, sight: Sight) -> String {
        let Some(owner) = table.owner.filter(|_| self.is_in_place() && sight == Sight::All) else {
            return String::new();
        };
        let ids = [&self.mine, &self.theirs, &self.bystander].map(|party| format!("'{}'", party.owner(owner)));
        format!(" WHERE {owner} IN ({})", ids.join(", "))
    }

    /// How many rows of a table are the attacker's.
    pub fn own(&self, table: &str) -> i64 {
        self.visible(Sight::Own, table)
    }

    /// The tables of which a class sees its own rows only: where a token matters.
    pub fn scoped(&self, class: &str) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(move |table| self.sight(class, &table.name) == Sight::Own)
    }

    /// A statement of the administrator's that may fail. In place it must stand in the transaction of the parties' rows.
    pub async fn venture(&self, sql: &str) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
        place::venture(&self.oracle, self.is_in_place(), sql).await
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

/// The administrator's session, his role, and whether that is a superuser.
async fn administrator(admin: &ServerConfig) -> Result<(Client, String, bool), ProbeError> {
    let mut config = admin.clone();
    config.application_name("probe");
    let connected = |source| ProbeError::Connect { who: "the administrator".to_owned(), source };
    let oracle = config.open().await.map_err(connected)?;
    let asked =
        oracle.query_one("SELECT current_user::text, rolsuper FROM pg_roles WHERE rolname = current_user", &[]).await;
    let row = asked.map_err(step("asking who the administrator is"))?;
    let (role, superuser): (String, bool) = (row.get(0), row.get(1));
    if !superuser {
        // Under FORCE nobody else sees all rows.
        oracle.batch_execute("SET ROLE karum_migrator").await.map_err(step("becoming karum_migrator"))?;
    }
    Ok((oracle, role, superuser))
}

/// The rows of a table where only the parties' count.
fn alone(table: &Table, parties: usize) -> Count {
    let all = i64::try_from(parties).unwrap_or_default();
    Count { all, mine: i64::from(table.owner.is_some()) }
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

/// A text, quoted.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A table of the schema, in full.
pub(super) fn full(table: &str) -> String {
    format!("{SCHEMA}.{}", ident(table))
}
