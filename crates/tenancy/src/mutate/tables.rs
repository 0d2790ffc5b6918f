//! Mutations of tables: row security, keys, columns, and what hangs on them.

use super::{
    Kind, Mutation,
    catalogue::{Catalogue, Column, Dice},
};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "row security not forced", make: |c, d| alter(c, d, "NO FORCE ROW LEVEL SECURITY") },
    Kind { name: "row security off", make: |c, d| alter(c, d, "DISABLE ROW LEVEL SECURITY") },
    Kind { name: "table unlogged", make: |c, d| alter(c, d, "SET UNLOGGED") },
    Kind { name: "triggers disabled", make: |c, d| alter(c, d, "DISABLE TRIGGER ALL") },
    Kind {
        name: "table's owner",
        make: |c, d| {
            let to = d.one(&["karum_seller", "karum_def_gate", "CURRENT_USER", "karum_keyring"])?;
            alter(c, d, &format!("OWNER TO {to}"))
        },
    },
    Kind { name: "column nullable", make: nullable },
    Kind {
        name: "column's type",
        make: |c, d| {
            let (column, to) = (d.one(&c.columns)?, d.one(&["text", "numeric", "varchar"])?);
            let Column { table, name, .. } = column;
            Some(Mutation::plain(format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE {to} USING {name}::text::{to}")))
        },
    },
    Kind {
        name: "column dropped",
        make: |c, d| {
            let Column { table, name, .. } = d.one(&c.columns)?;
            Some(Mutation::plain(format!("ALTER TABLE {table} DROP COLUMN {name}")))
        },
    },
    Kind {
        name: "column added",
        make: |c, d| {
            let to = d.one(&["text", "uuid NOT NULL DEFAULT gen_random_uuid()", "uuid UNIQUE"])?;
            alter(c, d, &format!("ADD COLUMN extra {to}"))
        },
    },
    Kind {
        name: "default changed",
        make: |c, d| {
            let uuids: Vec<_> = c.columns.iter().filter(|column| column.kind == "uuid").collect();
            let column = d.one(&uuids)?;
            Some(Mutation::plain(format!(
                "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT gen_random_uuid()",
                column.table, column.name
            )))
        },
    },
    Kind {
        name: "key widened",
        make: |c, d| {
            let (table, _, key) = d.one(&c.keys)?;
            let others: Vec<_> = c
                .columns
                .iter()
                .filter(|col| col.table == *table && col.not_null && !key.contains(&col.name))
                .collect();
            let wider = d.one(&others)?.name.clone();
            rekeyed(c, table, &[key.as_slice(), &[wider]].concat())
        },
    },
    Kind {
        name: "key without its leader",
        make: |c, d| {
            let (table, _, key) = d.one(&c.keys)?;
            rekeyed(c, table, key.get(1..).filter(|rest| !rest.is_empty())?)
        },
    },
    Kind {
        name: "key reversed",
        make: |c, d| {
            let (table, _, key) = d.one(&c.keys)?;
            let reversed: Vec<_> = key.iter().rev().cloned().collect();
            (key.len() > 1).then(|| rekeyed(c, table, &reversed)).flatten()
        },
    },
    Kind {
        name: "unique across owners",
        make: |c, d| {
            let column = d.one(&c.columns)?;
            Some(Mutation::plain(format!("CREATE UNIQUE INDEX one_of_all ON {} ({})", column.table, column.name)))
        },
    },
    Kind { name: "foreign key across owners", make: foreign_key },
    Kind { name: "index dropped", make: |c, d| Some(Mutation::plain(format!("DROP INDEX {}", d.one(&c.indexes)?))) },
    Kind {
        name: "table without an entry",
        make: |c, d| {
            let schema = d.one(&["karum", "gate", "queue"])?;
            let guard = if d.throw() % 2 == 0 {
                "; ALTER TABLE {t} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
            } else {
                ""
            };
            let (table, source) = (format!("{schema}.leftover"), d.one(&c.tables)?);
            Some(Mutation::plain(format!(
                "CREATE TABLE {table} AS SELECT * FROM {source}{}; ALTER TABLE {table} OWNER TO karum_owner",
                guard.replace("{t}", &table)
            )))
        },
    },
    Kind {
        name: "child of a table",
        make: |c, d| {
            let (table, schema) = (d.one(&c.tables)?, d.one(&["karum", "public"])?);
            Some(Mutation::plain(format!(
                "CREATE TABLE {schema}.child () INHERITS ({table}); ALTER TABLE {schema}.child OWNER TO karum_owner"
            )))
        },
    },
    Kind {
        name: "view added",
        make: |c, d| {
            let (table, kind) = (d.one(&c.tables)?, d.one(&["VIEW", "MATERIALIZED VIEW"])?);
            let schema = d.one(&["karum", "public", "gate"])?;
            let grant = format!("; GRANT SELECT ON {schema}.seen TO {}", d.one(&c.classes)?);
            let ends = ["", &grant];
            let end = d.one(&ends)?;
            Some(Mutation::plain(format!(
                "CREATE {kind} {schema}.seen AS SELECT * FROM {table}; ALTER {kind} {schema}.seen OWNER TO karum_owner{end}"
            )))
        },
    },
    Kind {
        name: "trigger added",
        make: |c, d| {
            Some(Mutation::plain(format!(
                "CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER spy BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION public.spy()",
                d.one(&c.tables)?
            )))
        },
    },
    Kind {
        name: "rule added",
        make: |c, d| {
            let event = d.one(&["INSERT", "UPDATE", "DELETE"])?;
            Some(Mutation::plain(format!("CREATE RULE spy AS ON {event} TO {} DO ALSO NOTHING", d.one(&c.tables)?)))
        },
    },
    Kind {
        name: "publication added",
        make: |c, d| {
            Some(Mutation::plain(format!(
                "SET client_min_messages = error; CREATE PUBLICATION spy FOR TABLE {}",
                d.one(&c.tables)?
            )))
        },
    },
    Kind {
        name: "database's setting",
        make: |_, d| {
            let what =
                d.one(&["karum.scope = ''x''", "row_security = off", "search_path = public", "work_mem = ''8MB''"])?;
            Some(Mutation::plain(format!(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {what}', current_database()); END $$"
            )))
        },
    },
];

fn alter(catalogue: &Catalogue, dice: &mut Dice, how: &str) -> Option<Mutation> {
    Some(Mutation::plain(format!("ALTER TABLE {} {how}", dice.one(&catalogue.tables)?)))
}

/// Owners' columns and others in turn; a primary key goes first, since its columns cannot be null.
fn nullable(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let column = dice.one(&catalogue.columns).filter(|column| column.not_null)?;
    let key =
        catalogue.keys.iter().find(|(table, _, columns)| *table == column.table && columns.contains(&column.name));
    let first = key.map(|(table, name, _)| format!("ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE; "));
    Some(Mutation::plain(format!(
        "{}ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL",
        first.unwrap_or_default(),
        column.table,
        column.name
    )))
}

fn rekeyed(catalogue: &Catalogue, table: &str, columns: &[String]) -> Option<Mutation> {
    let (_, name, _) = catalogue.keys.iter().find(|(of, _, _)| of == table)?;
    Some(Mutation::plain(format!(
        "ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE; ALTER TABLE {table} ADD PRIMARY KEY ({})",
        columns.join(", ")
    )))
}

/// To a table whose key is one column of the same type.
fn foreign_key(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let single: Vec<_> = catalogue.keys.iter().filter(|(_, _, key)| key.len() == 1).collect();
    let (to, _, key) = dice.one(&single)?;
    let kind = &catalogue.columns.iter().find(|column| column.table == *to && column.name == key[0])?.kind;
    let fitting: Vec<_> =
        catalogue.columns.iter().filter(|column| column.kind == *kind && column.table != *to).collect();
    let from = dice.one(&fitting)?;
    Some(Mutation::plain(format!(
        "ALTER TABLE {} ADD CONSTRAINT crossing FOREIGN KEY ({}) REFERENCES {to} ({}) ON DELETE CASCADE",
        from.table, from.name, key[0]
    )))
}
