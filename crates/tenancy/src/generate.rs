//! Policies and grants, written from the tenancy map. The same text always: CI compares it with what is committed.

use std::fmt::Write as _;

use crate::{
    CLASSES,
    map::{Access, DEFINERS, MapError, Table, TenancyMap},
};

/// The schema of all mapped tables.
pub const SCHEMA: &str = "karum";
/// The schemas of definer functions.
pub const FUNCTION_SCHEMAS: &[&str] = &["gate", "uniq", "queue", "carry", "team", "mail"];
/// The columns of the verifying functions: name, place in the token, type.
const SCOPE_FIELDS: [(&str, u32); 5] = [("seller", 3), ("buyer", 4), ("actor", 5), ("session", 6), ("member", 9)];

/// A policy as it must stand in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// `CLASS_COMMAND`, `CLASS_floor`, `def_NAME` or `migrator`.
    pub name: String,
    /// The one role it is for.
    pub role: String,
    /// `SELECT`, `INSERT`, `UPDATE`, `DELETE` or `ALL`.
    pub command: &'static str,
    /// Permissive grants, restrictive takes away.
    pub permissive: bool,
    /// Which rows are seen, in PostgreSQL's own spelling.
    pub using: Option<String>,
    /// Which rows may be written.
    pub check: Option<String>,
}

/// The policies a table must have.
pub fn policies(table: &Table) -> Result<Vec<Policy>, MapError> {
    let mut out = Vec::new();
    for (class, access) in table.classes() {
        let predicate = table.predicate(class)?.to_owned();
        let role = format!("karum_{class}");
        for (command, using, check) in commands(access) {
            out.push(Policy {
                name: format!("{class}_{}", command.to_lowercase()),
                role: role.clone(),
                command,
                permissive: true,
                using: using.then(|| predicate.clone()),
                check: check.then(|| predicate.clone()),
            });
        }
        out.push(Policy {
            name: format!("{class}_floor"),
            role,
            command: "ALL",
            permissive: false,
            using: Some(predicate.clone()),
            check: Some(predicate),
        });
    }
    let everything = |name: String, role: String| Policy {
        name,
        role,
        command: "ALL",
        permissive: true,
        using: Some("true".into()),
        check: Some("true".into()),
    };
    out.extend(table.definers.keys().map(|d| everything(format!("def_{d}"), format!("karum_def_{d}"))));
    out.push(everything("migrator".into(), "karum_migrator".into()));
    Ok(out)
}

/// The commands of an access: name, whether it looks at rows, whether it writes some.
fn commands(access: &Access) -> impl Iterator<Item = (&'static str, bool, bool)> {
    [
        (access.select, "SELECT", true, false),
        (access.insert, "INSERT", false, true),
        (!access.update.is_empty(), "UPDATE", true, true),
        (access.delete, "DELETE", true, false),
    ]
    .into_iter()
    .filter(|(has, ..)| *has)
    .map(|(_, command, using, check)| (command, using, check))
}

/// The generated file: per table its policies and grants, then the grants on functions.
pub fn generated_sql(map: &TenancyMap) -> Result<String, MapError> {
    let mut out = String::from("-- Generated from tenancy.toml by `karum tenancy generate`. Do not edit.\n");
    for (name, table) in &map.tables {
        table_sql(&mut out, name, table).map_err(|e| MapError(format!("table {name}: {}", e.0)))?;
    }
    let _ = writeln!(out, "\n-- functions");
    for (signature, function) in &map.functions {
        let schema = signature.split('.').next().unwrap_or_default();
        let _ = writeln!(out, "GRANT CREATE ON SCHEMA {schema} TO karum_def_{};", function.owner);
        let _ = writeln!(out, "ALTER FUNCTION {signature} OWNER TO karum_def_{};", function.owner);
        let _ = writeln!(out, "REVOKE CREATE ON SCHEMA {schema} FROM karum_def_{};", function.owner);
        let _ = writeln!(out, "REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;");
        let _ = writeln!(out, "GRANT EXECUTE ON FUNCTION {signature} TO {};", function.callers().join(", "));
    }
    Ok(out)
}

fn table_sql(out: &mut String, name: &str, table: &Table) -> Result<(), MapError> {
    let full = format!("{SCHEMA}.{name}");
    let _ = writeln!(out, "\n-- {name}");
    let _ = writeln!(out, "ALTER TABLE {full} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;");
    let _ = writeln!(out, "SELECT meta.drop_policies('{full}');");
    let mut roles: Vec<_> = CLASSES.iter().map(|c| format!("karum_{c}")).collect();
    roles.extend(DEFINERS.iter().map(|d| format!("karum_def_{d}")));
    let _ = writeln!(out, "REVOKE ALL ON {full} FROM PUBLIC, {};", roles.join(", "));
    for policy in policies(table)? {
        let Policy { name, role, command, permissive, using, check } = policy;
        let _ = write!(
            out,
            "CREATE POLICY {name} ON {full} AS {} FOR {command} TO {role}",
            if permissive { "PERMISSIVE" } else { "RESTRICTIVE" }
        );
        if let Some(using) = using {
            let _ = write!(out, " USING ({using})");
        }
        if let Some(check) = check {
            let _ = write!(out, " WITH CHECK ({check})");
        }
        let _ = writeln!(out, ";");
    }
    let classes = table.classes().map(|(class, access)| (format!("karum_{class}"), access));
    let definers = table.definers.iter().map(|(definer, access)| (format!("karum_def_{definer}"), access));
    for (role, access) in classes.chain(definers) {
        let _ = writeln!(out, "GRANT {} ON {full} TO {role};", privileges(access).join(", "));
    }
    let _ = writeln!(out, "GRANT SELECT, INSERT, UPDATE, DELETE ON {full} TO karum_migrator;");
    Ok(())
}

/// The privileges of an access, as GRANT wants them.
pub fn privileges(access: &Access) -> Vec<String> {
    let mut out = Vec::new();
    if access.select {
        out.push("SELECT".to_owned());
    }
    if access.insert {
        out.push("INSERT".to_owned());
    }
    if !access.update.is_empty() {
        out.push(format!("UPDATE ({})", access.update.join(", ")));
    }
    if access.delete {
        out.push("DELETE".to_owned());
    }
    out
}

/// The verifying functions. Each has the whole check in its body: one that calls another costs nearly twice as much.
///
/// A token is `kid|class|seller|buyer|actor|session|pid|expiry|member|MAC`; the key is kept as HMAC's two padded keys (RFC 2104).
pub fn keyring_sql() -> String {
    let mut out = String::from("-- Generated by `karum tenancy generate`: the functions that verify a scope token.\n");
    for (name, place) in SCOPE_FIELDS {
        let required = if matches!(name, "seller" | "buyer" | "member") {
            format!(
                "\n    IF split_part(t, '|', {place}) = '' THEN RAISE EXCEPTION 'the scope has no {name}' USING ERRCODE = 'KA002'; END IF;"
            )
        } else {
            String::new()
        };
        let _ = write!(
            out,
            "
CREATE OR REPLACE FUNCTION keyring.{name}() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t   text := current_setting('karum.scope', true);
    ik  bytea;
    ok  bytea;
    cls text;
BEGIN
    IF t IS NULL OR t = '' THEN RAISE EXCEPTION 'scope unbound' USING ERRCODE = 'KA001'; END IF;
    SELECT s.ikey, s.okey, l.class INTO ik, ok, cls FROM keyring.secret s, keyring.login l
    WHERE s.kid = split_part(t, '|', 1) AND (s.valid_until IS NULL OR s.valid_until > clock_timestamp()) AND l.login = session_user;
    IF ik IS NULL OR encode(sha256(ok || sha256(ik || convert_to(left(t, -65), 'UTF8'))), 'hex') <> right(t, 64) THEN
        RAISE EXCEPTION 'scope forged' USING ERRCODE = 'KA003';
    END IF;
    IF split_part(t, '|', 2) <> cls THEN RAISE EXCEPTION 'scope of another class' USING ERRCODE = 'KA004'; END IF;
    IF split_part(t, '|', 8)::bigint < extract(epoch FROM clock_timestamp()) THEN RAISE EXCEPTION 'scope expired' USING ERRCODE = 'KA005'; END IF;
    IF split_part(t, '|', 7) NOT IN ('0', pg_backend_pid()::text) THEN RAISE EXCEPTION 'scope of another connection' USING ERRCODE = 'KA006'; END IF;{required}
    RETURN nullif(split_part(t, '|', {place}), '')::uuid;
END $$;
ALTER FUNCTION keyring.{name}() OWNER TO karum_keyring;
REVOKE ALL ON FUNCTION keyring.{name}() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keyring.{name}() TO {};
",
            callers(name)
        );
    }
    out
}

fn callers(field: &str) -> &'static str {
    match field {
        "seller" => {
            "karum_seller, karum_checkout, karum_worker, karum_staff, karum_def_unique, karum_def_carry, karum_def_team, karum_def_mail"
        }
        "buyer" => "karum_buyer, karum_checkout",
        "member" => "karum_def_team",
        _ => {
            "karum_seller, karum_worker, karum_staff, karum_platform, karum_def_unique, karum_def_carry, karum_def_team"
        }
    }
}
