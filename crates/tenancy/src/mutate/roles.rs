//! Mutations of roles, which are the whole cluster's: each says how it is taken back.

use super::{
    Kind, Mutation,
    catalogue::{Catalogue, Dice},
};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "role's attribute",
        make: |c, d| {
            let attributes = ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION", "LOGIN"];
            let (role, attribute) = (ours(c, d)?, d.one(&attributes)?);
            let back = if c.logins.contains(&role) && *attribute == "LOGIN" {
                "LOGIN".into()
            } else {
                format!("NO{attribute}")
            };
            undone(format!("ALTER ROLE {role} {attribute}"), format!("ALTER ROLE {role} {back}"))
        },
    },
    Kind {
        name: "login closed",
        make: |c, d| {
            let (login, attribute) = (d.one(&c.logins)?, d.one(&["LOGIN", "INHERIT"])?);
            undone(format!("ALTER ROLE {login} NO{attribute}"), format!("ALTER ROLE {login} {attribute}"))
        },
    },
    Kind {
        name: "membership",
        make: |c, d| {
            let others =
                ["karum_owner", "karum_keyring", "karum_migrator", "pg_read_all_data", "pg_monitor"].map(str::to_owned);
            let (role, to) = (d.one(&[c.classes.as_slice(), &c.definers, &others].concat())?.clone(), ours(c, d)?);
            // The login's own class is what it is a member of anyway.
            (!to.ends_with(role.trim_start_matches("karum_")))
                .then(|| undone(format!("GRANT {role} TO {to}"), format!("REVOKE {role} FROM {to}")))
                .flatten()
        },
    },
    Kind {
        name: "membership revoked",
        make: |c, d| {
            let login = d.one(&c.logins)?;
            let class = login.replace("_login_", "_");
            undone(format!("REVOKE {class} FROM {login}"), format!("GRANT {class} TO {login}"))
        },
    },
    Kind {
        name: "admin option",
        make: |c, d| {
            let login = d.one(&c.logins)?;
            let class = login.replace("_login_", "_");
            undone(
                format!("GRANT {class} TO {login} WITH ADMIN OPTION"),
                format!("REVOKE ADMIN OPTION FOR {class} FROM {login}"),
            )
        },
    },
    Kind {
        name: "outsider",
        make: |c, d| {
            let role = ours(c, d)?;
            undone(
                format!("CREATE ROLE mutate_outsider LOGIN; GRANT {role} TO mutate_outsider"),
                "DROP ROLE IF EXISTS mutate_outsider".to_owned(),
            )
        },
    },
    Kind {
        name: "chain of roles",
        make: |c, d| {
            let (role, end) = (ours(c, d)?, d.one(&["BYPASSRLS", "SUPERUSER", "CREATEROLE", "NOLOGIN"])?);
            undone(
                format!(
                    "CREATE ROLE mutate_end {end}; CREATE ROLE mutate_step; GRANT mutate_end TO mutate_step; GRANT mutate_step TO {role}"
                ),
                "DROP ROLE IF EXISTS mutate_step; DROP ROLE IF EXISTS mutate_end".to_owned(),
            )
        },
    },
    Kind {
        name: "role's setting",
        make: |c, d| {
            let (login, setting) = (
                d.one(&c.logins)?,
                d.one(&[
                    "row_security = off",
                    "karum.scope = 'x'",
                    "session_preload_libraries = 'plpgsql'",
                    "work_mem = '8MB'",
                ])?,
            );
            let name = setting.split(' ').next()?;
            undone(format!("ALTER ROLE {login} SET {setting}"), format!("ALTER ROLE {login} RESET {name}"))
        },
    },
    Kind {
        name: "role's search path",
        make: |c, d| {
            let (login, how) = (d.one(&c.logins)?, d.one(&["SET search_path = public, karum", "RESET search_path"])?);
            undone(format!("ALTER ROLE {login} {how}"), format!("ALTER ROLE {login} SET search_path = karum"))
        },
    },
    Kind {
        name: "parameter granted",
        make: |c, d| {
            let (role, what) = (ours(c, d)?, d.one(&["SET", "ALTER SYSTEM"])?);
            let parameter =
                d.one(&["session_replication_role", "session_preload_libraries", "lo_compat_privileges"])?;
            undone(
                format!("GRANT {what} ON PARAMETER {parameter} TO {role}"),
                format!("REVOKE {what} ON PARAMETER {parameter} FROM {role}"),
            )
        },
    },
    Kind {
        name: "another database",
        make: |c, d| {
            let (role, database) = (ours(c, d)?, d.one(&["postgres", "template1"])?);
            undone(
                format!("GRANT CONNECT ON DATABASE {database} TO {role}"),
                format!("REVOKE CONNECT ON DATABASE {database} FROM {role}"),
            )
        },
    },
];

#[allow(clippy::unnecessary_wraps, reason = "what makes a mutation may find nothing to alter")]
fn undone(sql: String, undo: String) -> Option<Mutation> {
    Some(Mutation { undo: Some(undo), ..Mutation::plain(sql) })
}

/// A class, a definer's role or a login.
fn ours(catalogue: &Catalogue, dice: &mut Dice) -> Option<String> {
    match dice.throw() % 4 {
        0 => dice.one(&catalogue.definers).cloned(),
        1 => dice.one(&catalogue.logins).cloned(),
        _ => dice.one(&catalogue.classes).cloned(),
    }
}
