//! What there is to alter: the live catalogue, and the dice.

use tokio_postgres::Client;

use crate::map::TenancyMap;

/// A policy of the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    pub table: String,
    pub name: String,
    pub command: String,
    pub permissive: bool,
    pub role: String,
    pub using: Option<String>,
    pub check: Option<String>,
}

/// A function of ours.
#[derive(Debug, Clone)]
pub(super) struct Function {
    pub signature: String,
    pub definition: String,
    pub body: String,
    pub callers: Vec<String>,
}

/// A grant on a table, or on a column of it.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub table: String,
    pub what: String,
    pub role: String,
}

/// A column of a mapped table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub table: String,
    pub name: String,
    pub kind: String,
    pub not_null: bool,
}

/// What stands in the database that is altered.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub tables: Vec<String>,
    /// Table, constraint, columns.
    pub keys: Vec<(String, String, Vec<String>)>,
    pub columns: Vec<Column>,
    pub policies: Vec<Policy>,
    pub grants: Vec<Grant>,
    pub functions: Vec<Function>,
    pub sequences: Vec<String>,
    pub indexes: Vec<String>,
    pub schemas: Vec<String>,
    /// Classes, logins aside.
    pub classes: Vec<String>,
    pub definers: Vec<String>,
    pub logins: Vec<String>,
}

impl Catalogue {
    pub async fn read(client: &Client, map: &TenancyMap) -> Result<Self, tokio_postgres::Error> {
        let mut out = Self {
            tables: map.tables.keys().map(|name| format!("karum.{name}")).collect(),
            classes: crate::CLASSES.iter().map(|class| format!("karum_{class}")).collect(),
            definers: crate::map::DEFINERS.iter().map(|definer| format!("karum_def_{definer}")).collect(),
            ..Self::default()
        };
        out.sequences = names(client, "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'karum'::regnamespace ORDER BY 1").await?;
        out.indexes = names(client, "SELECT x.indexrelid::regclass::text FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid WHERE c.relnamespace = 'karum'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid) ORDER BY 1").await?;
        out.schemas = names(client, "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1").await?;
        out.logins = names(client, "SELECT DISTINCT m.rolname::text FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles c ON c.oid = a.roleid WHERE c.rolname IN ('karum_seller', 'karum_buyer', 'karum_public') AND m.rolcanlogin AND NOT m.rolsuper AND NOT m.rolcreaterole ORDER BY 1").await?;
        out.tables(client).await?;
        out.rights(client).await?;
        Ok(out)
    }

    async fn tables(&mut self, client: &Client) -> Result<(), tokio_postgres::Error> {
        let sql = "SELECT c.conrelid::regclass::text, c.conname::text, ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY u (n, i) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.n ORDER BY u.i)
            FROM pg_constraint c WHERE c.contype = 'p' AND c.connamespace = 'karum'::regnamespace ORDER BY 1";
        for row in client.query(sql, &[]).await? {
            self.keys.push((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        }
        let sql = "SELECT a.attrelid::regclass::text, quote_ident(a.attname), a.atttypid::regtype::text, a.attnotnull FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'karum'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum";
        for row in client.query(sql, &[]).await? {
            let (table, name, kind, not_null) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            self.columns.push(Column { table, name, kind, not_null });
        }
        Ok(())
    }

    async fn rights(&mut self, client: &Client) -> Result<(), tokio_postgres::Error> {
        let sql = "SELECT polrelid::regclass::text, quote_ident(polname), CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            polpermissive, polroles[1]::regrole::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy ORDER BY 1, 2";
        for row in client.query(sql, &[]).await? {
            let (table, name, command, permissive) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let (role, using, check) = (row.try_get(4)?, row.try_get(5)?, row.try_get(6)?);
            self.policies.push(Policy { table, name, command, permissive, role, using, check });
        }
        let sql = "SELECT c.oid::regclass::text, x.privilege_type, x.grantee::regrole::text FROM pg_class c, aclexplode(c.relacl) x WHERE c.relnamespace = 'karum'::regnamespace AND c.relkind IN ('r', 'p') AND x.grantee NOT IN (0, c.relowner)
            UNION ALL SELECT c.oid::regclass::text, format('%s (%I)', x.privilege_type, a.attname), x.grantee::regrole::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) x WHERE c.relnamespace = 'karum'::regnamespace AND x.grantee NOT IN (0, c.relowner) ORDER BY 1, 2, 3";
        for row in client.query(sql, &[]).await? {
            self.grants.push(Grant { table: row.try_get(0)?, what: row.try_get(1)?, role: row.try_get(2)? });
        }
        let sql = "SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prosrc, ARRAY(SELECT x.grantee::regrole::text FROM aclexplode(p.proacl) x WHERE x.grantee NOT IN (0, p.proowner) ORDER BY 1)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('keyring', 'gate', 'uniq', 'queue', 'carry') AND p.prosecdef ORDER BY 1";
        for row in client.query(sql, &[]).await? {
            let (signature, definition, body, callers) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            self.functions.push(Function { signature, definition, body, callers });
        }
        Ok(())
    }
}

async fn names(client: &Client, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    client.query(sql, &[]).await?.iter().map(|row| row.try_get(0)).collect()
}

/// SplitMix64: the same throws from the same seed, on every machine.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of these, where there are any.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let n = u64::try_from(of.len()).ok().filter(|n| *n > 0)?;
        of.get(usize::try_from(self.throw() % n).ok()?)
    }
}
