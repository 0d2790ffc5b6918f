//! A session of a class's login, and the tokens it presents.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use futures_util::{future::join_all, join};
use secrecy::ExposeSecret;
use tokio_postgres::{Client, SimpleQueryMessage, Statement, error::SqlState};

use super::{
    ProbeError,
    field::{Field, Party, Sight, is_scoped, literal},
    step,
    tally::Tally,
};
use crate::{Identity, ServerConfig, SigningKey};

/// How long the prober's own tokens hold, in seconds.
const TTL: u64 = 60;
const BIND: &str = "SELECT set_config('karum.scope', $1, true)";

/// What a statement came to.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// It was carried out: rows touched or given, and the first column of each row given.
    Done { rows: i64, values: Vec<String> },
    /// It failed.
    Refused { code: String, message: String, constraint: Option<String> },
}

impl Answer {
    pub fn of_error(error: &tokio_postgres::Error) -> Option<Self> {
        let db = error.as_db_error()?;
        Some(Self::Refused {
            code: db.code().code().to_owned(),
            message: format!("{} {}", db.message(), db.detail().unwrap_or_default()),
            constraint: db.constraint().map(str::to_owned),
        })
    }

    pub fn code(&self) -> &str {
        match self {
            Self::Done { .. } => "",
            Self::Refused { code, .. } => code,
        }
    }

    /// Whether the wall refused: a privilege, a policy, or the scope.
    pub fn is_the_walls(&self) -> bool {
        self.code() == SqlState::INSUFFICIENT_PRIVILEGE.code() || self.code().starts_with("KA")
    }

    /// Whether a policy refused the row, so that the privilege was there.
    pub fn is_a_policys(&self) -> bool {
        matches!(self, Self::Refused { message, .. } if message.contains("row-level security"))
    }

    pub fn rows(&self) -> i64 {
        match self {
            Self::Done { rows, .. } => *rows,
            Self::Refused { .. } => 0,
        }
    }

    /// The first column of the rows given.
    pub fn values(&self) -> &[String] {
        match self {
            Self::Done { values, .. } => values,
            Self::Refused { .. } => &[],
        }
    }

    /// The first value as a number: what `SELECT count(*)` gives.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Done { values, .. } => values.first()?.parse().ok(),
            Self::Refused { .. } => None,
        }
    }

    /// In a few words.
    pub fn how(&self) -> String {
        let Self::Refused { code, message, .. } = self else { return format!("done, {} rows", self.rows()) };
        match code.as_str() {
            "42501" if self.is_a_policys() => "policy".into(),
            "42501" => "no privilege".into(),
            "KA001" => "scope unbound".into(),
            "KA002" => "scope incomplete".into(),
            "KA003" => "scope forged".into(),
            "KA004" => "scope of another class".into(),
            "KA005" => "scope expired".into(),
            "KA006" => "scope of another connection".into(),
            "23503" => "no such row among its own".into(),
            _ => format!("{code} {}", message.trim()),
        }
    }
}

/// A session as a class.
pub(super) struct Attacker {
    pub class: &'static str,
    pub login: String,
    /// How it signs in.
    pub config: ServerConfig,
    pub client: Client,
    pub pid: i32,
    /// Whom its tokens name: nobody, where the class has none.
    pub identity: Option<Identity>,
    /// The columns it could update by the catalogue, by table: so that not each of a thousand columns must be tried.
    pub updatable: BTreeMap<String, Vec<String>>,
    key: SigningKey,
    bind: Option<Statement>,
}

impl Attacker {
    /// Signs in as the class, for the attacking party.
    pub async fn sign_in(field: &Field, class: &'static str) -> Result<Self, ProbeError> {
        let login = field.secrets.login(class).ok_or_else(|| ProbeError::Secrets(format!("login for {class}")))?;
        let mut config = field.server.clone();
        config.user(&login.name).password(login.password.expose_secret()).application_name(format!("probe {class}"));
        let who = || format!("the login of class {class}");
        let client = config.open().await.map_err(|source| ProbeError::Connect { who: who(), source })?;
        let about = || step(format!("asking as {class}"));
        let pid = client.query_one("SELECT pg_backend_pid()", &[]).await.map_err(about())?.get(0);
        // Only classes whose scopes carry a token may call what binds one.
        let bind = if is_scoped(class) { Some(client.prepare(BIND).await.map_err(about())?) } else { None };
        let sql = "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                   WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'karum') AND c.relkind IN ('r', 'p')
                     AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'UPDATE')";
        let mut updatable: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in client.query(sql, &[]).await.map_err(about())? {
            updatable.entry(row.get(0)).or_default().push(row.get(1));
        }
        Ok(Self {
            class,
            login: login.name.clone(),
            config,
            client,
            pid,
            identity: field.mine.identity(class),
            updatable,
            key: field.key.clone(),
            bind,
        })
    }

    /// A valid token of this session.
    pub fn token(&self) -> Option<String> {
        self.identity.map(|identity| self.key.sign(self.class, &identity, self.pid, now() + TTL))
    }

    /// The key that signs.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// A valid token of this session for another party: what only the application may make.
    pub fn token_of(&self, party: &Party) -> Option<String> {
        party.identity(self.class).map(|identity| self.key.sign(self.class, &identity, self.pid, now() + TTL))
    }

    /// Runs a statement under its own valid token, and rolls it back.
    pub async fn attempt(&self, sql: &str) -> Result<Answer, ProbeError> {
        self.attempt_with(self.token().as_deref(), sql).await
    }

    /// Runs statements under a token, whatever it is, and rolls them back.
    pub async fn attempt_with(&self, token: Option<&str>, sql: &str) -> Result<Answer, ProbeError> {
        let bound = async {
            match (token, &self.bind) {
                (Some(token), Some(bind)) => self.client.execute(bind, &[&token]).await.map(drop),
                (Some(token), None) => {
                    self.client.batch_execute(&format!("SET LOCAL karum.scope = {}", literal(token))).await
                }
                (None, _) => Ok(()),
            }
        };
        // Queued in this order, and answered in one round trip.
        let (begun, bound, answer, ended) = join!(
            self.client.batch_execute("BEGIN"),
            bound,
            self.client.simple_query(sql),
            self.client.batch_execute("ROLLBACK")
        );
        for result in [begun, bound, ended] {
            result.map_err(step(format!("a transaction as {}", self.class)))?;
        }
        match answer {
            Ok(messages) => Ok(done(&messages)),
            Err(error) => Answer::of_error(&error).ok_or_else(|| step(format!("{sql} as {}", self.class))(error)),
        }
    }

    /// Runs statements one by one, whatever each comes to; then nothing of them is left on the session.
    pub async fn sequence(&self, statements: &[String]) -> Result<Vec<Answer>, ProbeError> {
        // Queued in this order, and answered in one round trip.
        let asked = join_all(statements.iter().map(|sql| self.client.simple_query(sql)));
        let (asked, rolled, reset, ended) = join!(
            asked,
            self.client.batch_execute("ROLLBACK"),
            self.client.batch_execute("RESET plan_cache_mode"),
            // Not DEALLOCATE ALL: the session's own statement binds its scopes. It fails where there is no such plan.
            self.client.batch_execute("DEALLOCATE probe_plan")
        );
        drop(ended);
        for result in [rolled, reset] {
            result.map_err(step(format!("clearing up as {}", self.class)))?;
        }
        let told = |result: Result<Vec<_>, tokio_postgres::Error>| match result {
            Ok(messages) => Ok(done(&messages)),
            Err(error) => Answer::of_error(&error).ok_or_else(|| step(format!("statements as {}", self.class))(error)),
        };
        asked.into_iter().map(told).collect()
    }

    /// Begins a transaction under its own valid token, for what goes by another way than a query.
    pub async fn open_transaction(&self) -> Result<(), ProbeError> {
        let about = || step(format!("beginning as {}", self.class));
        self.client.batch_execute("BEGIN").await.map_err(about())?;
        if let (Some(token), Some(bind)) = (self.token(), &self.bind) {
            self.client.execute(bind, &[&token]).await.map_err(about())?;
        }
        Ok(())
    }

    /// Ends it.
    pub async fn roll_back(&self) -> Result<(), ProbeError> {
        self.client.batch_execute("ROLLBACK").await.map_err(step(format!("rolling back as {}", self.class)))
    }

    /// After an attack: the session lives, and sees what it may. Without this a broken session would refuse everything.
    pub async fn must_still_work(&self, field: &Field, tally: &mut Tally) -> Result<(), ProbeError> {
        let seen = field.tables.iter().find_map(|table| match field.sight(self.class, &table.name) {
            Sight::Nothing => None,
            sight => Some((table, field.visible(sight, &table.name))),
        });
        if let Some((table, own)) = seen {
            let answer = self.attempt(&format!("SELECT count(*) FROM {}", table.full())).await?;
            tally.control(format!("{} is visible still", table.name), answer.number() == Some(own), || {
                format!("{}, not {own}", answer.number().map_or_else(|| answer.how(), |n| n.to_string()))
            });
        } else {
            let answer = self.attempt("SELECT session_user").await?;
            let itself = matches!(&answer, Answer::Done { values, .. } if values.first() == Some(&self.login));
            tally.control("the session answers still", itself, || answer.how());
        }
        Ok(())
    }

    /// The columns of a table that it could update by the catalogue and should not by the map.
    pub fn too_much(&self, field: &Field, table: &str) -> Vec<&str> {
        let allowed = field.access(self.class, table).map(|access| access.update.as_slice()).unwrap_or_default();
        let granted = self.updatable.get(table).map(Vec::as_slice).unwrap_or_default();
        granted.iter().filter(|column| !allowed.contains(column)).map(String::as_str).collect()
    }
}

/// What the server said.
pub(super) fn done(messages: &[SimpleQueryMessage]) -> Answer {
    let (mut rows, mut values) = (0, Vec::new());
    for message in messages {
        match message {
            SimpleQueryMessage::Row(row) => values.push(row.get(0).unwrap_or_default().to_owned()),
            SimpleQueryMessage::CommandComplete(count) => rows = i64::try_from(*count).unwrap_or(i64::MAX),
            _ => {}
        }
    }
    Answer::Done { rows, values }
}

/// Seconds of Unix time.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
