//! What stands where nothing of its kind belongs. These checks come last: their mends drop it, when nothing else hangs on it.

use super::{Check, found_by};

pub(super) const CHECKS: &[Check] = &[
    found_by(
        "views-elsewhere",
        "A view reads with its owner's rights, and a materialized one keeps what it read: neither asks a policy about its reader.",
        "
, reads AS (
    SELECT DISTINCT w.ev_class AS view, d.refobjid AS read
    FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
    WHERE w.rulename = '_RETURN' AND d.refobjid <> w.ev_class
), ours AS (
    SELECT oid FROM family UNION SELECT c.oid FROM pg_class c JOIN place p ON p.oid = c.relnamespace
), seeing AS (
    SELECT view FROM reads WHERE read IN (SELECT oid FROM ours)
    UNION SELECT r.view FROM seeing s JOIN reads r ON r.read = s.view
)
SELECT v.kind || ' ' || c.oid::regclass, 'shows our rows by the rights of ' || c.relowner::regrole,
    CASE c.relkind WHEN 'm' THEN format('DROP MATERIALIZED VIEW %s;', c.oid::regclass) ELSE format('ALTER VIEW %s SET (security_invoker = true);', c.oid::regclass) END
FROM pg_class c CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind) v
WHERE c.oid IN (SELECT view FROM seeing) AND c.oid NOT IN (SELECT oid FROM ours) -- else told of by relation-kind
    AND (c.relkind = 'm' OR NOT EXISTS (SELECT FROM pg_options_to_table(c.reloptions) WHERE option_name = 'security_invoker' AND option_value::boolean))
ORDER BY c.oid DESC",
    ),
    found_by(
        "relation-kind",
        "Views and foreign tables have no policies of their own, and a materialized view keeps the rows of all.",
        "
SELECT v.object, 'is a ' || v.kind, format('DROP %s %s;', upper(v.kind), v.object)
FROM (
    SELECT format('%I.%I', n.nspname, c.relname) AS object,
        CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm', 'f') AND (n.oid IN (SELECT oid FROM place) OR c.oid IN (SELECT oid FROM family))
) v ORDER BY 1",
    ),
    found_by(
        "map-tables",
        "A table that nobody mapped has no policies, and an entry without its table guards nothing.",
        "
SELECT object, 'is not in the map', format('DROP TABLE %s; -- or write its entry in tenancy.toml and migrate', object)
FROM tables WHERE entry IS NULL
UNION ALL
SELECT format('%I.%I', f ->> 'schema', name), 'is in the map, but not in the database',
    '-- Restore the table from a backup, or take its entry out of tenancy.toml.'
FROM mapped m, fact WHERE NOT EXISTS (SELECT FROM tables t WHERE t.name = m.name AND t.own)
ORDER BY 1",
    ),
    found_by(
        "inheritance",
        "What inherits from a table of ours adds its rows to it and answers for itself, and only a partition is made for that.",
        "
SELECT t.object, format('inherits from %s, and is no partition', string_agg(DISTINCT p.object, ', ')), format('DROP TABLE %s; -- or ALTER TABLE … NO INHERIT, and then its rows are elsewhere', t.object)
FROM tables t JOIN pg_class c ON c.oid = t.oid JOIN pg_inherits i ON i.inhrelid = t.oid JOIN tables p ON p.oid = i.inhparent
WHERE NOT c.relispartition GROUP BY t.oid, t.object ORDER BY t.oid DESC",
    ),
    found_by(
        "definer-function",
        "A SECURITY DEFINER function does with its owner's rights whatever its caller asks.",
        "
SELECT p.kind || ' ' || f.oid::regprocedure, 'is SECURITY DEFINER and not in the map',
    CASE WHEN EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
        THEN format('ALTER %s %s SECURITY INVOKER; -- it is an extension''s', upper(p.kind), f.oid::regprocedure)
        ELSE format('DROP %s %s;', upper(p.kind), f.oid::regprocedure) END
FROM pg_proc f CROSS JOIN LATERAL (SELECT CASE f.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind) p
WHERE f.prosecdef AND f.oid::regprocedure::text NOT IN (SELECT jsonb_array_elements_text(fact.f -> 'functions') FROM fact) ORDER BY f.oid DESC",
    ),
    found_by(
        "schema-contents",
        "What else stands in our schemas is taken for ours: by the logins' search_path, by definer functions, by whoever migrates.",
        "
SELECT s.kind || ' ' || s.name, 'is not what migrating makes', format('DROP %s %s;', upper(replace(s.kind, ' object', '')), s.name)
FROM (
    SELECT d.classid, d.objid, id.type AS kind, coalesce(f.oid::regprocedure::text, id.identity) AS name
    FROM place p
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = p.oid AND d.deptype = 'n' AND d.classid <> 'pg_extension'::regclass
    LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
    LEFT JOIN pg_proc f ON d.classid = 'pg_proc'::regclass AND f.oid = d.objid
    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) id
    WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e') -- told of by extensions
        AND (c.oid IS NULL OR NOT (
            c.relkind IN ('v', 'm', 'f') -- told of by relation-kind
            OR c.oid IN (SELECT oid FROM tables) -- by map-tables
            OR c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid
                AND o.refclassid = 'pg_class'::regclass AND o.refobjid IN (SELECT oid FROM tables) AND o.deptype IN ('a', 'i'))
            OR (p.name, c.relname) IN (('keyring', 'secret'), ('keyring', 'login'), ('meta', 'migrations'), ('meta', 'policies'))))
        AND (f.oid IS NULL OR NOT (f.prosecdef -- by definer-function
            OR f.oid::regprocedure::text IN (SELECT jsonb_array_elements_text(fact.f -> 'functions') FROM fact)))
) s ORDER BY s.classid = 'pg_type'::regclass, s.objid DESC", // types last: what uses them goes before
    ),
];
