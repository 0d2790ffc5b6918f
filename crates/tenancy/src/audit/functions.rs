//! Our functions: the ones of the map, with the text of this build, and callable by whom the map names.

use std::{collections::BTreeSet, fmt::Write as _};

use tokio_postgres::Row;

use super::{
    Check, Fault,
    facts::{Facts, Function, KEYRING, OWNER},
    found_by, leakproof,
    sources::Source,
};

/// One query for all of the comparing checks. Ours are found first: spelling out all of PostgreSQL's would take longer than
/// everything else together.
const LIVE: &str = "
, ours AS MATERIALIZED (SELECT p.* FROM pg_proc p JOIN place ON place.oid = p.pronamespace)
, ours_spelled AS MATERIALIZED (SELECT o.oid, o.oid::regprocedure::text AS signature FROM ours o)
SELECT s.signature, o.rolname::text, f.prosecdef, f.prosrc, l.lanname::text,
    CASE f.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END,
    f.proisstrict, CASE f.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END,
    pg_get_function_arguments(f.oid), pg_get_function_result(f.oid), coalesce(f.proconfig, '{}'), ARRAY(SELECT who.name || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) x JOIN anyone who ON who.oid = x.grantee WHERE x.grantee <> f.proowner ORDER BY 1)
FROM ours f JOIN ours_spelled s ON s.oid = f.oid JOIN pg_roles o ON o.oid = f.proowner JOIN pg_language l ON l.oid = f.prolang
WHERE s.signature IN (SELECT jsonb_array_elements_text(fact.f -> 'functions') FROM fact)";

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "scope-function",
        why: "Every policy rests on these functions: what they accept as a scope is what a session may see.",
        query: LIVE,
        judge: |facts, rows| text(facts, rows, true),
    },
    Check {
        name: "function-text",
        why: "A definer function passes by the wall, so that it must be the one that was reviewed.",
        query: LIVE,
        judge: |facts, rows| text(facts, rows, false),
    },
    Check {
        name: "function-search-path",
        why: "Without a fixed search_path a definer function calls what its caller puts in its way.",
        query: LIVE,
        judge: search_path,
    },
    Check {
        name: "function-owner",
        why: "A definer function may do what its owner may, and only its own role is cut to what it needs.",
        query: LIVE,
        judge: owner,
    },
    Check {
        name: "function-execute",
        why: "Whoever may call a definer function reads and writes through it what it alone may.",
        query: LIVE,
        judge: execute,
    },
    found_by(
        "leakproof",
        "A function marked LEAKPROOF is run on hidden rows before the policy is asked; one that is not uses no index there.",
        leakproof::MARKED,
    ),
];

/// A function of the catalogue.
struct Live {
    owner: String,
    definer: bool,
    body: String,
    language: String,
    volatility: String,
    strict: bool,
    parallel: String,
    arguments: String,
    /// None for a procedure.
    result: Option<String>,
    settings: Vec<String>,
    execute: Vec<String>,
}

fn live(rows: &[Row], signature: &str) -> Result<Option<Live>, tokio_postgres::Error> {
    for row in rows {
        if row.try_get::<_, String>(0)? == signature {
            return Ok(Some(Live {
                owner: row.try_get(1)?,
                definer: row.try_get(2)?,
                body: row.try_get(3)?,
                language: row.try_get(4)?,
                volatility: row.try_get(5)?,
                strict: row.try_get(6)?,
                parallel: row.try_get(7)?,
                arguments: row.try_get(8)?,
                result: row.try_get(9)?,
                settings: row.try_get(10)?,
                execute: row.try_get(11)?,
            }));
        }
    }
    Ok(None)
}

/// The faults that `differ` sees, function by function; missing ones are told of by [`text`] alone.
fn compare(
    facts: &Facts<'_>,
    rows: &[Row],
    differ: impl Fn(&Function, &Live) -> Option<(String, String)>,
) -> Result<Vec<Fault>, tokio_postgres::Error> {
    let mut faults = Vec::new();
    for function in &facts.functions {
        if let Some((wrong, mend)) = live(rows, &function.signature)?.and_then(|live| differ(function, &live)) {
            faults.push(Fault { object: format!("function {}", function.signature), wrong, mend, waivable: false });
        }
    }
    Ok(faults)
}

fn text(facts: &Facts<'_>, rows: &[Row], verifying: bool) -> Result<Vec<Fault>, tokio_postgres::Error> {
    let share = |function: &Function| (function.owner == KEYRING) == verifying;
    let mut faults = compare(facts, rows, |function, live| {
        let source = function.source.as_ref().filter(|_| share(function))?;
        let wrong = differs(source, live)?;
        // What a function takes and answers, CREATE OR REPLACE cannot change.
        let another = live.arguments != source.arguments || live.result.as_ref() != Some(&source.result);
        let mend = if another {
            format!("DROP ROUTINE {};\n{}", function.signature, creation(function))
        } else {
            source.statement.clone()
        };
        Some((wrong, mend))
    })?;
    for function in facts.functions.iter().filter(|function| share(function)) {
        if live(rows, &function.signature)?.is_none() {
            let object = format!("function {}", function.signature);
            faults.push(Fault { object, wrong: "does not exist".into(), mend: creation(function), waivable: false });
        }
    }
    Ok(faults)
}

/// What of a function is not as this build has it; its settings, owner and callers are other checks'.
fn differs(source: &Source, live: &Live) -> Option<String> {
    let result = live.result.as_deref().unwrap_or("nothing, as a procedure");
    let strictness = |strict| if strict { "STRICT" } else { "CALLED ON NULL INPUT" };
    Some(match () {
        () if live.arguments != source.arguments => {
            format!("takes ({}), and ({}) in this build", live.arguments, source.arguments)
        }
        () if result != source.result => format!("answers {result}, and {} in this build", source.result),
        () if live.body != source.body => "is not the function of this build".to_owned(),
        () if live.definer && !source.definer => "is SECURITY DEFINER".to_owned(),
        () if live.definer != source.definer => "is not SECURITY DEFINER".to_owned(),
        () if live.language != source.language => format!("is written in {}", live.language),
        () if live.volatility != source.volatility => {
            format!("is {}, and {} in this build", live.volatility, source.volatility)
        }
        () if live.strict != source.strict => {
            format!("is {}, and {} in this build", strictness(live.strict), strictness(source.strict))
        }
        () if live.parallel != source.parallel => {
            format!("is PARALLEL {}, and {} in this build", live.parallel, source.parallel)
        }
        () => return None,
    })
}

/// Makes a function anew, with its owner and its callers.
fn creation(function: &Function) -> String {
    let Function { signature, owner, execute, source } = function;
    let statement =
        source.as_ref().map_or("-- This build does not have the function's text.", |source| &source.statement);
    let mut sql =
        format!("{statement}\n{}\nREVOKE ALL ON FUNCTION {signature} FROM PUBLIC;", hand_over(signature, owner));
    if !execute.is_empty() {
        let _ = write!(sql, " GRANT EXECUTE ON FUNCTION {signature} TO {};", execute.join(", "));
    }
    sql
}

/// Gives a function to its owner, who must be able to create in its schema for as long as that takes.
fn hand_over(signature: &str, owner: &str) -> String {
    let schema = signature.split('.').next().unwrap_or_default();
    let alter = format!("ALTER FUNCTION {signature} OWNER TO {owner};");
    if owner == KEYRING || owner == OWNER {
        return alter;
    }
    format!("GRANT CREATE ON SCHEMA {schema} TO {owner}; {alter} REVOKE CREATE ON SCHEMA {schema} FROM {owner};")
}

fn search_path(facts: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    compare(facts, rows, |function, live| {
        let signature = &function.signature;
        let right = function.source.as_ref().map(|source| format!("search_path={}", source.search_path));
        let fixed = |setting: &String| setting.starts_with("search_path=") && setting.ends_with(" pg_temp");
        match live.settings.as_slice() {
            [one] if right.as_ref().map_or_else(|| fixed(one), |right| one == right) => None,
            settings => {
                let path = function.source.as_ref().map_or("pg_catalog, pg_temp", |source| &source.search_path);
                let others = settings.iter().filter_map(|s| s.split('=').next()).filter(|name| *name != "search_path");
                let reset: Vec<_> = others.map(|name| format!(" ALTER FUNCTION {signature} RESET {name};")).collect();
                let found = if settings.is_empty() { "no settings".to_owned() } else { settings.join("; ") };
                Some((
                    format!("is called with {found}, not with search_path={path} alone"),
                    format!("ALTER FUNCTION {signature} SET search_path = {path};{}", reset.concat()),
                ))
            }
        }
    })
}

fn owner(facts: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    compare(facts, rows, |Function { signature, owner, .. }, live| {
        (live.owner != *owner)
            .then(|| (format!("belongs to {}, the map says {owner}", live.owner), hand_over(signature, owner)))
    })
}

fn execute(facts: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    compare(facts, rows, |Function { signature, execute, .. }, live| {
        let (found, right): (BTreeSet<_>, BTreeSet<_>) = (live.execute.iter().collect(), execute.iter().collect());
        let list = |set: &BTreeSet<&String>| set.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
        let extra: BTreeSet<_> = found.difference(&right).copied().collect();
        let missing: BTreeSet<_> = right.difference(&found).copied().collect();
        let mut mend = Vec::new();
        if !extra.is_empty() {
            let who: Vec<_> = extra.iter().map(|s| s.trim_end_matches(" WITH GRANT OPTION")).collect();
            mend.push(format!("REVOKE ALL ON FUNCTION {signature} FROM {} CASCADE;", who.join(", ")));
        }
        if !missing.is_empty() {
            mend.push(format!("GRANT EXECUTE ON FUNCTION {signature} TO {};", list(&missing)));
        }
        let said = |set: &BTreeSet<&String>| if set.is_empty() { "nobody".to_owned() } else { list(set) };
        (!mend.is_empty())
            .then(|| (format!("can be called by {}, the map says {}", said(&found), said(&right)), mend.join(" ")))
    })
}
