//! Mutations of definer functions, and functions beside them.

use super::{
    Kind, Mutation,
    catalogue::{Catalogue, Dice, Function},
};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "verifying line removed", make: line_removed },
    Kind { name: "function's line removed", make: |c, d| without_line(d.one(&c.functions)?, d) },
    Kind { name: "function as its caller", make: |c, d| altered(c, d, "SECURITY INVOKER") },
    Kind { name: "search path dropped", make: |c, d| altered(c, d, "RESET search_path") },
    Kind { name: "search path opened", make: |c, d| altered(c, d, "SET search_path = public, karum") },
    Kind { name: "setting added", make: |c, d| altered(c, d, "SET row_security = off") },
    Kind { name: "function immutable", make: |c, d| altered(c, d, "IMMUTABLE") },
    Kind { name: "function leakproof", make: |c, d| altered(c, d, "LEAKPROOF") },
    Kind { name: "function strict", make: |c, d| altered(c, d, "STRICT") },
    Kind {
        name: "function parallel",
        make: |c, d| {
            let how = d.one(&["SAFE", "RESTRICTED", "UNSAFE"])?;
            altered(c, d, &format!("PARALLEL {how}"))
        },
    },
    Kind {
        name: "server's function leakproof",
        make: |_, d| {
            let functions =
                ["textlike(text, text)", "numeric_eq(numeric, numeric)", "jsonb_contains(jsonb, jsonb)", "upper(text)"];
            Some(Mutation::plain(format!("ALTER FUNCTION pg_catalog.{} LEAKPROOF", d.one(&functions)?)))
        },
    },
    Kind {
        name: "server's function not leakproof",
        make: |_, d| {
            let functions = ["texteq(text, text)", "uuid_eq(uuid, uuid)", "timestamptz_lt(timestamptz, timestamptz)"];
            Some(Mutation::plain(format!("ALTER FUNCTION pg_catalog.{} NOT LEAKPROOF", d.one(&functions)?)))
        },
    },
    Kind { name: "function's cost", make: |c, d| altered(c, d, "COST 7") },
    Kind {
        name: "function's owner",
        make: |c, d| {
            let to = d.one(&["karum_owner", "CURRENT_USER"])?;
            altered(c, d, &format!("OWNER TO {to}"))
        },
    },
    Kind {
        name: "function dropped",
        make: |c, d| Some(Mutation::plain(format!("DROP FUNCTION {} CASCADE", d.one(&c.functions)?.signature))),
    },
    Kind {
        name: "function with another result",
        make: |c, d| {
            let function = d.one(&c.functions)?;
            let result = ["RETURNS void", "RETURNS uuid"].into_iter().find(|r| function.definition.contains(r))?;
            let sql = function.definition.replacen(result, "RETURNS text", 1);
            Some(Mutation {
                what: format!("{} as text", function.signature),
                sql: format!("DROP FUNCTION {} CASCADE; {sql}", function.signature),
                undo: None,
            })
        },
    },
    Kind {
        name: "definer function added",
        make: |c, d| {
            let (schema, table) = (d.one(&c.schemas)?, d.one(&c.tables)?);
            Some(Mutation::plain(format!(
                "CREATE FUNCTION {schema}.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT count(*) FROM {table}'"
            )))
        },
    },
    Kind {
        name: "object added",
        make: |c, d| {
            let schema = d.one(&c.schemas)?;
            let (what, how) = d.one(&[
                ("SEQUENCE", ""),
                ("TYPE", "AS ENUM ('a')"),
                ("TYPE", "AS (a uuid)"),
                ("DOMAIN", "AS text"),
                ("PROCEDURE", "(text) LANGUAGE sql AS ''"),
                ("AGGREGATE", "(integer) (SFUNC = int4pl, STYPE = integer)"),
                ("TABLE", "(a uuid)"),
                ("OPERATOR", "(FUNCTION = textlike, LEFTARG = text, RIGHTARG = text)"),
            ])?;
            let name = if *what == "OPERATOR" { "===" } else { "thing" };
            // In public nothing of ours looks for anything.
            (schema != "public").then(|| Mutation::plain(format!("CREATE {what} {schema}.{name} {how}")))
        },
    },
    Kind {
        name: "plain function added",
        make: |c, d| {
            let (schema, name) = (d.one(&c.schemas)?, d.one(&["peek", "lower", "now", "seller"])?);
            Some(Mutation::plain(format!(
                "CREATE FUNCTION {schema}.{name}(text) RETURNS text LANGUAGE sql AS 'SELECT $1'"
            )))
        },
    },
];

fn altered(catalogue: &Catalogue, dice: &mut Dice, how: &str) -> Option<Mutation> {
    let function = dice.one(&catalogue.functions)?;
    Some(Mutation::plain(format!("ALTER FUNCTION {} {how}", function.signature)))
}

fn line_removed(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let verifying: Vec<_> = catalogue.functions.iter().filter(|f| f.signature.starts_with("keyring.")).collect();
    without_line(dice.one(&verifying)?, dice)
}

/// The function without one of its whole statements: a line that ends as one.
fn without_line(function: &Function, dice: &mut Dice) -> Option<Mutation> {
    let lines: Vec<_> = function.body.lines().filter(|line| line.trim_end().ends_with(';')).collect();
    let line = dice.one(&lines)?;
    let body = function.body.replacen(line, "", 1);
    let sql = function.definition.replacen(&function.body, &body, 1);
    (sql != function.definition).then(|| Mutation {
        what: format!("{} without: {}", function.signature, line.trim()),
        sql,
        undo: None,
    })
}
