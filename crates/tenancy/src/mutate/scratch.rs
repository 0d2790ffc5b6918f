//! The databases that are altered: a migrated template, and one clone of it at a time.

use tokio_postgres::Client;
use uuid::Uuid;

use super::{MutateError, step};
use crate::{
    CLASSES, Secrets, ServerConfig,
    audit::{AuditError, Auditor, Finding},
    map::TenancyMap,
};

pub(super) struct Scratch {
    /// In the database that the administrator named, of which nothing is altered.
    control: Client,
    home: ServerConfig,
    template: String,
    /// The clone's configuration and a connection to it.
    clone: ServerConfig,
    client: Option<Client>,
    auditor: Option<Auditor>,
    clones: usize,
}

impl Scratch {
    pub async fn make(admin: &ServerConfig, secrets: &Secrets) -> Result<Self, MutateError> {
        let control = admin.open().await?;
        let template = format!("karum_mutate_{}", Uuid::now_v7().simple());
        let made = format!("CREATE DATABASE {template} TEMPLATE template0");
        control.batch_execute(&made).await.map_err(step("making a database to alter"))?;
        let mut there = admin.clone();
        there.dbname(&template);
        let scratch = Self {
            control,
            home: admin.clone(),
            template,
            clone: there.clone(),
            client: None,
            auditor: None,
            clones: 0,
        };
        if let Err(error) = crate::migrate(&there, secrets).await {
            scratch.drop_all().await?;
            return Err(error.into());
        }
        Ok(scratch)
    }

    /// The template's name, with which those of its clones begin.
    pub fn template(&self) -> &str {
        &self.template
    }

    fn name(&self, clone: usize) -> String {
        format!("{}_{clone}", self.template)
    }

    /// Drops the clone, if there is one, and makes another. A clone does not inherit the database's own grants.
    pub async fn fresh(&mut self) -> Result<(), MutateError> {
        self.client = None;
        self.auditor = None;
        if self.clones > 0 {
            self.drop_database(&self.name(self.clones)).await?;
        }
        let name = self.name(self.clones + 1);
        // Whoever migrated may not have left yet, and a template must be alone.
        let alone =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
        self.control.query(alone, &[&self.template]).await.map_err(step("ending sessions in the template"))?;
        let sql = format!("CREATE DATABASE {name} TEMPLATE {}", self.template);
        self.control.batch_execute(&sql).await.map_err(step("cloning the database to alter"))?;
        self.clones += 1;
        let classes = CLASSES.iter().map(|class| format!("karum_{class}")).collect::<Vec<_>>().join(", ");
        let grants =
            format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO {classes}");
        self.control.batch_execute(&grants).await.map_err(step("closing the clone"))?;
        self.clone = self.home.clone();
        self.clone.dbname(&name);
        let client = self.clone.open().await?;
        let quiet = "SET search_path = pg_catalog, pg_temp; SET jit = off; SET client_min_messages = error; SET lock_timeout = '10s'";
        client.batch_execute(quiet).await.map_err(step("settling in the clone"))?;
        self.client = Some(client);
        Ok(())
    }

    pub fn client(&self) -> Result<&Client, MutateError> {
        self.client.as_ref().ok_or(MutateError::NoClone)
    }

    /// What the audit says of the clone.
    pub async fn audit(&mut self, map: &TenancyMap) -> Result<Vec<Finding>, AuditError> {
        let auditor = match &mut self.auditor {
            Some(auditor) => auditor,
            none => none.insert(Auditor::open(&self.clone).await?),
        };
        auditor.audit(map).await
    }

    pub fn config(&self) -> &ServerConfig {
        &self.clone
    }

    /// The other databases with a wall of their own.
    pub fn walled(&self) -> Vec<String> {
        self.home.get_dbname().map(str::to_owned).into_iter().chain([self.template.clone()]).collect()
    }

    async fn drop_database(&self, name: &str) -> Result<(), MutateError> {
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        self.control.batch_execute(&sql).await.map_err(step("dropping an altered database"))
    }

    pub async fn drop_all(mut self) -> Result<(), MutateError> {
        self.client = None;
        self.auditor = None;
        let clone = if self.clones > 0 { self.drop_database(&self.name(self.clones)).await } else { Ok(()) };
        self.drop_database(&self.template).await?;
        clone
    }
}
