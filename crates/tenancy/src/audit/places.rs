//! What surrounds the mapped tables: schemas, the database itself, the keyring, and whatever stands elsewhere.

use super::{Check, found_by};

pub(super) const CHECKS: &[Check] = &[
    found_by(
        "schema-grants",
        "Whoever may create in a schema can shadow tables and functions; whoever may use one reaches what is in it.",
        "
, live AS (
    SELECT n.nspname::text AS schema, who.name AS role, who.part, x.privilege_type AS privilege, x.is_grantable
    FROM pg_namespace n CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) x JOIN anyone who ON who.oid = x.grantee
    WHERE x.grantee <> n.nspowner AND n.nspname !~ '^pg_(toast|temp)'
), usage AS (
    SELECT u.schema, quote_ident(u.role) AS role FROM fact, jsonb_to_recordset(f -> 'usage') AS u (schema text, role text)
)
SELECT 'schema ' || schema, format('lets %s %s', role, CASE privilege WHEN 'CREATE' THEN 'create in it' ELSE 'use it' END),
    format('REVOKE %s ON SCHEMA %I FROM %s;', privilege, schema, role)
FROM live
WHERE privilege = 'CREATE' AND part <> 'other'
    OR privilege = 'CREATE' AND schema IN (SELECT name FROM place)
    OR privilege = 'USAGE' AND schema IN (SELECT name FROM place WHERE name <> 'meta') AND (schema, role) NOT IN (SELECT schema, role FROM usage)
UNION ALL
SELECT 'schema ' || schema, format('lets %s let others use it', role), format('REVOKE GRANT OPTION FOR USAGE ON SCHEMA %I FROM %s CASCADE;', schema, role)
FROM live WHERE is_grantable AND privilege = 'USAGE' AND (schema, role) IN (SELECT schema, role FROM usage)
UNION ALL
SELECT 'schema ' || u.schema, format('does not let %s use it', u.role), format('GRANT USAGE ON SCHEMA %I TO %s;', u.schema, u.role)
FROM usage u JOIN anyone who ON who.name = u.role
WHERE NOT EXISTS (SELECT FROM live l WHERE l.schema = u.schema AND l.role = u.role AND l.privilege = 'USAGE')
ORDER BY 1, 2",
    ),
    found_by(
        "database-grants",
        "CREATE and TEMP let a class make objects that shadow ours, and only the classes have business here.",
        "
, live AS (
    SELECT d.datname, who.name AS role, who.part, x.privilege_type AS privilege, x.is_grantable
    FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x JOIN anyone who ON who.oid = x.grantee
    WHERE d.datname = current_database() AND x.grantee <> d.datdba
)
SELECT 'database ' || datname, format('grants %s to %s', privilege, role), format('REVOKE %s ON DATABASE %I FROM %s;', privilege, datname, role)
FROM live WHERE part = 'public' OR part <> 'other' AND (privilege <> 'CONNECT' OR part <> 'class')
UNION ALL
SELECT 'database ' || datname, format('lets %s let others connect', role), format('REVOKE GRANT OPTION FOR CONNECT ON DATABASE %I FROM %s CASCADE;', datname, role)
FROM live WHERE is_grantable AND part <> 'other' AND privilege = 'CONNECT'
UNION ALL
SELECT 'database ' || current_database(), format('does not let %I connect', r.name), format('GRANT CONNECT ON DATABASE %I TO %I;', current_database(), r.name)
FROM role r WHERE r.part = 'class' AND NOT EXISTS (SELECT FROM live l WHERE l.role = quote_ident(r.name) AND l.privilege = 'CONNECT')
ORDER BY 1, 2",
    ),
    found_by(
        "keyring-tables",
        "Whoever reads the keys can sign a scope for any seller.",
        "
SELECT format('%I.%I', p.name, c.relname), format('is open to %s by %s', x.privilege_type, who.name),
    format('REVOKE ALL ON %I.%I FROM %s;', p.name, c.relname, who.name)
FROM pg_class c JOIN place p ON p.oid = c.relnamespace AND p.name = 'keyring' CROSS JOIN LATERAL (
    SELECT y.grantee, y.privilege_type FROM aclexplode(c.relacl) y
    UNION SELECT y.grantee, y.privilege_type FROM pg_attribute a, aclexplode(a.attacl) y WHERE a.attrelid = c.oid
) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> c.relowner ORDER BY 1, 2",
    ),
    found_by(
        "keyring-keys",
        "A former key that never ends signs scopes for whoever has an old dump or secrets file.",
        "
SELECT 'keyring.secret', format('holds key %s beside a newer one, for %s', k.kid, coalesce('as long as until ' || k.until, 'ever')),
    format('UPDATE keyring.secret SET valid_until = now() + interval ''2 minutes'' WHERE kid = %L; -- `karum migrate` retires all but the one that signs', k.kid)
FROM fact, jsonb_to_recordset(f -> 'keys') AS k (kid text, until text, newest boolean) WHERE NOT k.newest ORDER BY 2",
    ),
    found_by(
        "meta-access",
        "What `migrate` believes about this database must be written by `migrate` alone.",
        "
SELECT object, format('is open to %s by %s', privilege, who.name), format('REVOKE ALL ON %s FROM %s;', object, who.name)
FROM (
    SELECT 'SCHEMA ' || quote_ident(n.nspname) AS object, x.grantee, x.privilege_type AS privilege, n.nspowner AS owner
    FROM pg_namespace n JOIN place p ON p.oid = n.oid AND p.name = 'meta' CROSS JOIN LATERAL aclexplode(n.nspacl) x WHERE x.privilege_type = 'USAGE'
    UNION ALL
    SELECT 'TABLE ' || c.oid::regclass, x.grantee, x.privilege_type, c.relowner
    FROM pg_class c JOIN place p ON p.oid = c.relnamespace AND p.name = 'meta' CROSS JOIN LATERAL aclexplode(c.relacl) x
) m JOIN anyone who ON who.oid = m.grantee WHERE m.grantee <> m.owner ORDER BY 1, 2",
    ),
    found_by(
        "grants-elsewhere",
        "A table, view or sequence that is not in the map has no policies; what a class reads there, nobody guards.",
        "
SELECT k.kind || ' ' || c.oid::regclass, format('is open to %s by %s', x.privilege_type, who.name),
    format('REVOKE ALL ON %s%s FROM %s;', CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END, c.oid::regclass, who.name)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind) k
CROSS JOIN LATERAL (
    SELECT y.grantee, y.privilege_type FROM aclexplode(c.relacl) y
    UNION SELECT y.grantee, y.privilege_type FROM pg_attribute a, aclexplode(a.attacl) y WHERE a.attrelid = c.oid
) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> c.relowner AND who.part IN ('public', 'class', 'login', 'definer')
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'keyring', 'meta') AND c.oid NOT IN (SELECT oid FROM tables)
ORDER BY 1, 2",
    ),
];
