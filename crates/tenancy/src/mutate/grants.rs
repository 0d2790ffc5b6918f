//! Mutations of grants.

use super::{
    Kind, Mutation,
    catalogue::{Catalogue, Dice},
};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "table granted", make: table },
    Kind { name: "column granted", make: column },
    Kind {
        name: "grant revoked",
        make: |c, d| {
            let g = d.one(&c.grants)?;
            Some(Mutation::plain(format!("REVOKE {} ON {} FROM {}", g.what, g.table, g.role)))
        },
    },
    Kind {
        name: "grant option",
        make: |c, d| {
            let g = d.one(&c.grants)?;
            Some(Mutation::plain(format!("GRANT {} ON {} TO {} WITH GRANT OPTION", g.what, g.table, g.role)))
        },
    },
    Kind {
        name: "grant option elsewhere",
        make: |c, d| {
            let function = d.one(&c.functions)?;
            let (caller, class) = (d.one(&function.callers)?, d.one(&c.classes)?);
            let database = format!(
                "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO {class} WITH GRANT OPTION', current_database()); END $$"
            );
            let choices = [
                format!("GRANT EXECUTE ON FUNCTION {} TO {caller} WITH GRANT OPTION", function.signature),
                format!("GRANT USAGE ON SCHEMA karum TO {class} WITH GRANT OPTION"),
                database,
            ];
            Some(Mutation::plain(d.one(&choices)?.clone()))
        },
    },
    Kind {
        name: "schema granted",
        make: |c, d| {
            let (schema, what) = (d.one(&c.schemas)?.clone(), d.one(&["CREATE", "USAGE"])?);
            Some(Mutation::plain(format!("GRANT {what} ON SCHEMA {schema} TO {}", anyone(c, d)?)))
        },
    },
    Kind {
        name: "schema revoked",
        make: |c, d| {
            let (schema, class) = (d.one(&c.schemas)?, d.one(&c.classes)?);
            Some(Mutation::plain(format!("REVOKE ALL ON SCHEMA {schema} FROM {class}")))
        },
    },
    Kind {
        name: "function granted",
        make: |c, d| {
            let signature = d.one(&c.functions)?.signature.clone();
            Some(Mutation::plain(format!("GRANT EXECUTE ON FUNCTION {signature} TO {}", anyone(c, d)?)))
        },
    },
    Kind {
        name: "function revoked",
        make: |c, d| {
            let function = d.one(&c.functions)?;
            let caller = d.one(&function.callers)?;
            Some(Mutation::plain(format!("REVOKE EXECUTE ON FUNCTION {} FROM {caller}", function.signature)))
        },
    },
    Kind {
        name: "database granted",
        make: |c, d| {
            let (what, who) = (d.one(&["CREATE", "TEMP", "CONNECT"])?, anyone(c, d)?);
            Some(Mutation::plain(format!(
                "DO $$ BEGIN EXECUTE format('GRANT {what} ON DATABASE %I TO {who}', current_database()); END $$"
            )))
        },
    },
    Kind {
        name: "sequence granted",
        make: |c, d| {
            let (sequence, what) = (d.one(&c.sequences)?, d.one(&["USAGE", "SELECT", "UPDATE"])?);
            Some(Mutation::plain(format!("GRANT {what} ON SEQUENCE {sequence} TO {}", anyone(c, d)?)))
        },
    },
    Kind {
        name: "keys granted",
        make: |c, d| {
            let (table, what) = (
                d.one(&["keyring.secret", "keyring.login", "meta.migrations"])?,
                d.one(&["SELECT", "INSERT", "UPDATE", "REFERENCES"])?,
            );
            Some(Mutation::plain(format!("GRANT {what} ON {table} TO {}", anyone(c, d)?)))
        },
    },
    Kind {
        name: "default privileges",
        make: |c, d| {
            let (what, who) =
                (d.one(&["SELECT ON TABLES", "EXECUTE ON FUNCTIONS", "USAGE ON SEQUENCES"])?, anyone(c, d)?);
            Some(Mutation::plain(format!(
                "ALTER DEFAULT PRIVILEGES FOR ROLE karum_owner IN SCHEMA karum GRANT {what} TO {who}"
            )))
        },
    },
    Kind {
        name: "server's function granted",
        make: |c, d| {
            let functions = [
                "lo_create(oid)",
                "pg_read_file(text)",
                "pg_terminate_backend(integer, bigint)",
                "pg_advisory_lock(bigint)",
                "pg_ls_dir(text)",
                "lo_import(text)",
                "set_config(text, text, boolean)",
            ];
            let function = d.one(&functions)?;
            Some(Mutation::plain(format!("GRANT EXECUTE ON FUNCTION pg_catalog.{function} TO {}", anyone(c, d)?)))
        },
    },
];

/// A class, a definer's role, a login, or PUBLIC.
fn anyone(catalogue: &Catalogue, dice: &mut Dice) -> Option<String> {
    match dice.throw() % 6 {
        0 => Some("PUBLIC".into()),
        1 => dice.one(&catalogue.definers).cloned(),
        2 => dice.one(&catalogue.logins).cloned(),
        _ => dice.one(&catalogue.classes).cloned(),
    }
}

fn table(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let rights = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
    let (table, what) = (dice.one(&catalogue.tables)?.clone(), dice.one(&rights)?);
    Some(Mutation::plain(format!("GRANT {what} ON {table} TO {}", anyone(catalogue, dice)?)))
}

fn column(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let (column, what) =
        (dice.one(&catalogue.columns)?.clone(), dice.one(&["SELECT", "UPDATE", "INSERT", "REFERENCES"])?);
    Some(Mutation::plain(format!("GRANT {what} ({}) ON {} TO {}", column.name, column.table, anyone(catalogue, dice)?)))
}
