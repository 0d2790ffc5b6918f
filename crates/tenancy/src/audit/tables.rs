//! Tables: guarded, mapped, and keyed so that no constraint tells of another owner's rows.

use super::{Check, found_by};

pub(super) const CHECKS: &[Check] = &[
    found_by(
        "rls",
        "Without row-level security, forced on the owner too, a query sees the rows of all sellers.",
        "
SELECT object,
    'has row-level security ' || concat_ws(' and ', CASE WHEN NOT relrowsecurity THEN 'not enabled' END, CASE WHEN NOT relforcerowsecurity THEN 'not forced' END),
    format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;', object)
FROM tables WHERE NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1",
    ),
    found_by(
        "map-columns",
        "A column that the map names and the table lacks is guarded, exported and erased in the map only.",
        "
SELECT t.object || '.' || c.name, 'is in the map, but not in the table',
    '-- Correct the name in tenancy.toml, or add the column with a migration.'
FROM tables t, unnest(t.columns) AS c (name)
WHERE t.own AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped)
ORDER BY 1",
    ),
    found_by(
        "unlogged",
        "An unlogged table is emptied by a crash and absent from replicas.",
        "
SELECT object, 'is unlogged', format('ALTER TABLE %s SET LOGGED;', object) FROM tables WHERE relpersistence = 'u' ORDER BY 1",
    ),
    found_by(
        "primary-key",
        "A key that is not led by the owner's column tells by its refusals which ids others have.",
        "
SELECT t.object, CASE WHEN k.name IS NULL THEN 'has no primary key' ELSE 'has the primary key (' || array_to_string(k.columns, ', ') || ')' END
        || ', the map says (' || array_to_string(t.key, ', ') || ')',
    format('ALTER TABLE %s %sADD PRIMARY KEY (%s);', t.object, 'DROP CONSTRAINT ' || quote_ident(k.name) || ', ',
        (SELECT string_agg(quote_ident(u.c), ', ' ORDER BY u.n) FROM unnest(t.key) WITH ORDINALITY AS u (c, n)))
FROM tables t
LEFT JOIN LATERAL (
    SELECT c.conname AS name, array_agg(a.attname::text ORDER BY u.n) AS columns
    FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY AS u (att, n), pg_attribute a
    WHERE c.conrelid = t.oid AND c.contype = 'p' AND a.attrelid = t.oid AND a.attnum = u.att GROUP BY c.conname
) k ON true
WHERE t.entry IS NOT NULL AND k.columns IS DISTINCT FROM t.key ORDER BY 1",
    ),
    found_by(
        "owner-column",
        "A row whose owner can be unknown or changed can be taken from its owner or given to another.",
        "
SELECT t.object || '.' || t.owner, 'can be null', format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL;', t.object, t.owner)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.owner WHERE NOT a.attnotnull
UNION ALL
SELECT t.object || '.' || t.owner, 'can be changed by ' || who.name, format('REVOKE UPDATE (%I) ON %s FROM %s;', t.owner, t.object, who.name)
FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.owner
CROSS JOIN LATERAL aclexplode(a.attacl) x
JOIN anyone who ON who.oid = x.grantee
WHERE x.privilege_type = 'UPDATE' AND x.grantee <> t.relowner
ORDER BY 1, 2",
    ),
    found_by(
        "foreign-key",
        "Foreign keys are checked across all rows, hidden ones too: a refusal tells which ids another owner has.",
        "
SELECT t.object, format('has the foreign key %I to %s, which does not begin by pairing the owners'' columns', c.conname, c.confrelid::regclass),
    format('ALTER TABLE %s DROP CONSTRAINT %I;', t.object, c.conname)
FROM tables t
JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' AND c.conparentid = 0
LEFT JOIN tables r ON r.oid = c.confrelid
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
LEFT JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
WHERE t.owner IS NOT NULL AND (a.attname IS DISTINCT FROM t.owner OR b.attname IS DISTINCT FROM r.owner OR r.owner IS DISTINCT FROM t.owner)
ORDER BY 1, 2",
    ),
    found_by(
        "cascade",
        "A cascade writes without asking a policy: it must end at the owner, and never give a row another one.",
        "
SELECT k.object, format('has the foreign key %I to %s, which ', k.conname, k.target)
        || CASE WHEN k.changes THEN 'can change ' || k.owner ELSE 'writes rows that are not of one owner' END,
    format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s;', k.object, k.conname, k.conname,
        regexp_replace(pg_get_constraintdef(k.oid), ' ON (UPDATE|DELETE) (CASCADE|SET NULL( \\([^)]*\\))?|SET DEFAULT( \\([^)]*\\))?)', '', 'g'))
FROM (
    SELECT c.oid, c.conname, c.confrelid::regclass AS target, t.object, t.owner,
        t.owner IS DISTINCT FROM r.owner AS crosses,
        t.owner IS NOT NULL AND a.attnum = ANY (c.conkey) AND (c.confupdtype IN ('c', 'n', 'd')
            OR c.confdeltype IN ('n', 'd') AND (c.confdelsetcols IS NULL OR a.attnum = ANY (c.confdelsetcols))) AS changes
    FROM tables t
    JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' AND c.conparentid = 0
    LEFT JOIN tables r ON r.oid = c.confrelid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.owner
    WHERE c.confupdtype IN ('c', 'n', 'd') OR c.confdeltype IN ('c', 'n', 'd')
) k
WHERE k.changes OR k.crosses AND k.owner IS NULL -- else told of by foreign-key
ORDER BY 1, 2",
    ),
    found_by(
        "owner-operator",
        "A condition on the owner that is not leakproof is asked after the others, and no index helps it.",
        "
SELECT DISTINCT 'function ' || o.oprcode::regprocedure, format('compares the owners of %s and is not leakproof', min(t.object) OVER (PARTITION BY o.oprcode)),
    format('ALTER FUNCTION %s LEAKPROOF; -- or give the column the type uuid', o.oprcode::regprocedure)
FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.owner
JOIN pg_operator o ON o.oprname = '=' AND o.oprleft = a.atttypid AND o.oprright = a.atttypid
JOIN pg_proc p ON p.oid = o.oprcode
WHERE NOT p.proleakproof ORDER BY 1",
    ),
    found_by(
        "filter-operator",
        "Under a policy only leakproof operators use an index: the rest reads all rows of the owner, however narrow the filter.",
        "
, known AS MATERIALIZED (SELECT x.oid::oid AS oid FROM fact, jsonb_array_elements_text(f -> 'leakproof') AS x (oid))
, keyed AS (
    SELECT t.object, x.indexrelid, x.indexprs::text AS expressions, u.n, u.att, o.opcfamily, o.opcintype
    FROM tables t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.owner
    JOIN pg_index x ON x.indrelid = t.oid AND x.indkey[0] = a.attnum AND NOT x.indisunique AND NOT x.indisexclusion
    CROSS JOIN LATERAL unnest(x.indkey::int2[], x.indclass::oid[]) WITH ORDINALITY AS u (att, class, n)
    JOIN pg_opclass o ON o.oid = u.class
    WHERE u.n > 1 AND u.n <= x.indnkeyatts
), leaking AS (
    SELECT k.object, k.indexrelid, k.n, min(p.oid) AS function
    FROM keyed k JOIN pg_amop m ON m.amopfamily = k.opcfamily AND m.amoplefttype = k.opcintype AND m.amoppurpose = 's'
    JOIN pg_operator o ON o.oid = m.amopopr JOIN pg_proc p ON p.oid = o.oprcode
    GROUP BY 1, 2, 3 HAVING NOT bool_or(p.proleakproof OR p.oid IN (SELECT oid FROM known))
    UNION
    SELECT k.object, k.indexrelid, k.n, min(p.oid)
    FROM keyed k CROSS JOIN LATERAL regexp_matches(k.expressions, ':(?:funcid|opfuncid) ([0-9]+)', 'g') AS called (oid) JOIN pg_proc p ON p.oid = called.oid[1]::oid
    WHERE k.att = 0 AND NOT p.proleakproof AND p.oid NOT IN (SELECT oid FROM known) GROUP BY 1, 2, 3
)
SELECT 'index ' || indexrelid::regclass, format('cannot look for %s under a policy: %s is not leakproof', pg_get_indexdef(indexrelid, n::integer, true), min(function)::regprocedure),
    format('DROP INDEX %s; -- or give the column a type that is compared by leakproof functions', indexrelid::regclass)
FROM leaking GROUP BY indexrelid, n ORDER BY 1, 2",
    ),
    found_by(
        "leading-index",
        "Without an index that begins with the owner, every query under the wall reads the rows of all owners.",
        "
SELECT t.object, format('has no valid index that begins with %s: %s is not valid', t.owner, k.indexrelid::regclass),
    format('REINDEX INDEX %s;', k.indexrelid::regclass)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.owner
JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary AND k.indkey[0] = a.attnum -- else told of by primary-key
WHERE NOT EXISTS (SELECT FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
    WHERE x.indrelid = t.oid AND x.indkey[0] = a.attnum AND x.indisvalid AND x.indpred IS NULL AND m.amname = 'btree')
ORDER BY 1",
    ),
    found_by(
        "unique-key",
        "Uniqueness is enforced across all rows, hidden ones too: a refusal tells what another owner has.",
        "
SELECT t.object, format('has %I, which is not led by %s', i.relname, t.owner),
    CASE WHEN c.contype = 'u' THEN format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s;', t.object, c.conname, c.conname,
            regexp_replace(pg_get_constraintdef(c.oid), '\\(.*\\)', '(' || led.columns || ')'))
        WHEN c.contype = 'x' THEN format('ALTER TABLE %s DROP CONSTRAINT %I;', t.object, c.conname)
        WHEN led.whole THEN format('DROP INDEX %s; ', x.indexrelid::regclass)
            || regexp_replace(pg_get_indexdef(x.indexrelid), 'USING btree \\(', 'USING btree (' || quote_ident(t.owner) || ', ') || ';'
        ELSE format('DROP INDEX %s;', x.indexrelid::regclass) END
FROM tables t
JOIN pg_index x ON x.indrelid = t.oid AND (x.indisunique OR x.indisexclusion) AND NOT x.indisprimary
JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype IN ('u', 'x')
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
LEFT JOIN pg_operator o ON o.oid = c.conexclop[1]
CROSS JOIN LATERAL (
    SELECT quote_ident(t.owner) || string_agg(CASE WHEN k.attname <> t.owner THEN ', ' || quote_ident(k.attname) END, '' ORDER BY u.n) AS columns,
        NOT coalesce(bool_or(k.attname = t.owner), false) AS whole
    FROM unnest(x.indkey) WITH ORDINALITY AS u (att, n) LEFT JOIN pg_attribute k ON k.attrelid = t.oid AND k.attnum = u.att
) led
WHERE t.owner IS NOT NULL AND (a.attname IS DISTINCT FROM t.owner OR o.oprname <> '=') ORDER BY 1, 2",
    ),
];
