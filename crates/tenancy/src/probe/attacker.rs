//! A session of a class's login, and the tokens it presents.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use futures_util::{future::join_all, join};
use secrecy::ExposeSecret;
use tokio_postgres::{Client, Statement};

use super::{
    ProbeError,
    answer::{Answer, done},
    field::{Field, Party, Sight, is_scoped, literal},
    place::{self, Disguise},
    step,
    tally::Tally,
};
use crate::{Identity, Login, ServerConfig, SigningKey};

/// How long the prober's own tokens hold, in seconds.
const TTL: u64 = 60;
const BIND: &str = "SELECT set_config('karum.scope', $1, true)";

/// A session as a class.
pub(super) struct Attacker {
    pub class: &'static str,
    pub login: String,
    /// How it signs in.
    pub config: ServerConfig,
    pub client: Arc<Client>,
    pub pid: i32,
    /// Whom its tokens name: nobody, where the class has none.
    pub identity: Option<Identity>,
    /// The columns it could update by the catalogue, by table: so that not each of a thousand columns must be tried.
    pub updatable: BTreeMap<String, Vec<String>>,
    /// Where the session is the administrator's: how it becomes the login's for one attempt.
    pub disguise: Option<Disguise>,
    /// Where rows are real: the ids that a message may name.
    known: Option<Vec<String>>,
    key: SigningKey,
    bind: Option<Statement>,
}

impl Attacker {
    /// Signs in as the class, for the attacking party.
    pub async fn sign_in(field: &Field, class: &'static str) -> Result<Self, ProbeError> {
        let (login, config) = credentials(field, class)?;
        let who = || format!("the login of class {class}");
        let client = config.open().await.map_err(|source| ProbeError::Connect { who: who(), source })?;
        if field.is_in_place() {
            client.batch_execute(place::CAUTION).await.map_err(step(format!("bounding what {class} waits for")))?;
        }
        Self::on(field, class, login, config, Arc::new(client), None).await
    }

    /// Takes the administrator's session, which is the login's for as long as an attempt lasts: what he has not
    /// committed is there for it.
    pub async fn within(field: &Field, class: &'static str) -> Result<Self, ProbeError> {
        let (login, config) = credentials(field, class)?;
        let disguise = Disguise::of(field, &login.name, class).await?;
        Self::on(field, class, login, config, field.oracle.clone(), Some(disguise)).await
    }

    async fn on(
        field: &Field,
        class: &'static str,
        login: &Login,
        config: ServerConfig,
        client: Arc<Client>,
        disguise: Option<Disguise>,
    ) -> Result<Self, ProbeError> {
        let about = || step(format!("asking as {class}"));
        let pid = client.query_one("SELECT pg_backend_pid()", &[]).await.map_err(about())?.get(0);
        // Only classes whose scopes carry a token may call what binds one.
        let bind = if is_scoped(class) { Some(client.prepare(BIND).await.map_err(about())?) } else { None };
        let sql = "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                   WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'karum') AND c.relkind IN ('r', 'p')
                     AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege($1::text::name, c.oid, a.attnum, 'UPDATE')";
        let mut updatable: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in client.query(sql, &[&login.name]).await.map_err(about())? {
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
            disguise,
            known: field.is_in_place().then(|| field.ids()),
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

    /// What the server said, as far as it may be told.
    pub fn refusal(&self, error: &tokio_postgres::Error) -> Option<Answer> {
        let answer = Answer::of_error(error)?;
        Some(match &self.known {
            Some(known) => answer.without_rows(known),
            None => answer,
        })
    }

    fn told<T>(
        &self,
        result: Result<T, tokio_postgres::Error>,
        of: impl FnOnce(T) -> Answer,
    ) -> Result<Answer, ProbeError> {
        match result {
            Ok(messages) => Ok(of(messages)),
            Err(error) => self.refusal(&error).ok_or_else(|| step(format!("statements as {}", self.class))(error)),
        }
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
        let (opening, closing) = self.bounds();
        self.guard(sql)?;
        // Queued in this order, and answered in one round trip.
        let (begun, bound, answer, ended) = join!(
            self.client.batch_execute(opening),
            bound,
            self.client.simple_query(sql),
            self.client.batch_execute(closing)
        );
        for result in [begun, bound, ended] {
            result.map_err(step(format!("a transaction as {}", self.class)))?;
        }
        self.told(answer, |messages| done(&messages))
    }

    /// Runs statements one by one, whatever each comes to; then nothing of them is left on the session.
    pub async fn sequence(&self, statements: &[String]) -> Result<Vec<Answer>, ProbeError> {
        let about = || step(format!("clearing up as {}", self.class));
        // Queued in this order, and answered in one round trip.
        let asked = join_all(statements.iter().map(|sql| self.client.simple_query(sql)));
        let asked = if let Some(disguise) = &self.disguise {
            for sql in statements {
                self.guard(sql)?;
            }
            let (begun, asked, rolled, saved, _, restored) = join!(
                self.client.batch_execute(&disguise.opening),
                asked,
                self.client.batch_execute(place::CLOSING),
                self.client.batch_execute(place::SAVE),
                self.client.batch_execute(FORGET),
                self.client.batch_execute(place::CLOSING)
            );
            for result in [begun, rolled, saved, restored] {
                result.map_err(about())?;
            }
            asked
        } else {
            let (asked, rolled, reset, _) = join!(
                asked,
                self.client.batch_execute("ROLLBACK"),
                self.client.batch_execute("RESET plan_cache_mode"),
                self.client.batch_execute(FORGET)
            );
            for result in [rolled, reset] {
                result.map_err(about())?;
            }
            asked
        };
        asked.into_iter().map(|result| self.told(result, |messages| done(&messages))).collect()
    }

    /// Begins a transaction under its own valid token, for what goes by another way than a query.
    pub async fn open_transaction(&self) -> Result<(), ProbeError> {
        let about = || step(format!("beginning as {}", self.class));
        self.client.batch_execute(self.bounds().0).await.map_err(about())?;
        if let (Some(token), Some(bind)) = (self.token(), &self.bind) {
            self.client.execute(bind, &[&token]).await.map_err(about())?;
        }
        Ok(())
    }

    /// Ends it.
    pub async fn roll_back(&self) -> Result<(), ProbeError> {
        let about = step(format!("rolling back as {}", self.class));
        self.client.batch_execute(self.bounds().1).await.map_err(about)
    }

    /// What an attempt begins and ends with: a transaction of its own, or a part of the administrator's.
    fn bounds(&self) -> (&str, &'static str) {
        self.disguise.as_ref().map_or(("BEGIN", "ROLLBACK"), |disguise| (&disguise.opening, place::CLOSING))
    }

    fn guard(&self, sql: &str) -> Result<(), ProbeError> {
        if self.disguise.is_some() && place::leaves(sql) {
            return Err(ProbeError::NotInPlace(sql.to_owned()));
        }
        Ok(())
    }

    /// After an attack: the session lives, and sees what it may. Without this a broken session would refuse everything.
    pub async fn must_still_work(&self, field: &Field, tally: &mut Tally) -> Result<(), ProbeError> {
        let seen = field.tables.iter().find_map(|table| match field.sight(self.class, &table.name) {
            Sight::Nothing => None,
            sight => Some((table, sight)),
        });
        // In place a login's own session does not see what the administrator has not committed.
        let rows = !field.is_in_place() || self.disguise.is_some();
        if let (Some((table, sight)), true) = (seen, rows) {
            let own = field.visible(sight, &table.name);
            let answer = self.attempt(&field.count_of(table, sight)).await?;
            tally.control(format!("{} is visible still", table.name), answer.number() == Some(own), || {
                format!("{}, not {own}", answer.number().map_or_else(|| answer.how(), |n| n.to_string()))
            });
        } else {
            let answer = self.attempt(&format!("SELECT {} = current_user", literal(&self.login))).await?;
            let itself = answer.values().first().map(String::as_str) == Some("t");
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

/// Not DEALLOCATE ALL: the session's own statement binds its scopes. It fails where there is no such plan.
const FORGET: &str = "DEALLOCATE probe_plan";

fn credentials<'a>(field: &'a Field, class: &str) -> Result<(&'a Login, ServerConfig), ProbeError> {
    let login = field.secrets.login(class).ok_or_else(|| ProbeError::Secrets(format!("login for {class}")))?;
    let mut config = field.server.clone();
    config.user(&login.name).password(login.password.expose_secret()).application_name(format!("probe {class}"));
    Ok((login, config))
}

/// Seconds of Unix time.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
