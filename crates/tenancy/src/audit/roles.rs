//! Roles: no class can become more than it is, by itself or through another role.

use tokio_postgres::Row;

use super::{Check, Fault, facts::Facts, found_by};

pub(super) const CHECKS: &[Check] = &[
    found_by(
        "role-attributes",
        "A superuser and a role with BYPASSRLS pass every policy; one that makes roles can make itself either.",
        "
SELECT 'role ' || x.name, 'does not exist', format('CREATE ROLE %I NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE;', x.name)
FROM fact, jsonb_to_recordset(f -> 'roles') AS x (name text) WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = x.name)
UNION ALL
SELECT 'role ' || g.name, 'is ' || string_agg(a.means, ', '), format('ALTER ROLE %I %s;', g.name, string_agg(a.lacks, ' '))
FROM (SELECT oid, name, part FROM role UNION SELECT oid, name, 'login' FROM login) g
JOIN pg_roles r ON r.oid = g.oid
CROSS JOIN LATERAL (VALUES
    (r.rolsuper, 'a superuser', 'NOSUPERUSER'), (r.rolbypassrls, 'exempt from row-level security', 'NOBYPASSRLS'),
    (r.rolcreaterole, 'a maker of roles', 'NOCREATEROLE'), (r.rolcreatedb, 'a maker of databases', 'NOCREATEDB'),
    (r.rolreplication, 'allowed to replicate', 'NOREPLICATION'), (r.rolcanlogin AND g.part <> 'login', 'able to log in', 'NOLOGIN'),
    (NOT r.rolcanlogin AND g.part = 'login', 'not able to log in', 'LOGIN')
) AS a (has, means, lacks)
WHERE a.has GROUP BY g.name ORDER BY 1",
    ),
    found_by(
        "role-membership",
        "A member may become what it is a member of, and whatever that may become.",
        "
, reach AS (
    SELECT m.member, m.roleid AS first, m.roleid AS reached FROM pg_auth_members m
    UNION
    SELECT r.member, r.first, m.roleid FROM reach r JOIN pg_auth_members m ON m.member = r.reached
), ours AS (
    SELECT oid, name, NULL AS class FROM role UNION SELECT oid, name, class FROM login
), worst AS (
    SELECT r.member, r.first, string_agg(DISTINCT format('%I (%s)', t.rolname, CASE WHEN t.rolsuper THEN 'a superuser'
        WHEN t.rolbypassrls THEN 'exempt from row-level security' WHEN t.rolcreaterole THEN 'a maker of roles' ELSE 'one of ours' END), ', ') AS reached
    FROM reach r JOIN pg_roles t ON t.oid = r.reached LEFT JOIN role o ON o.oid = t.oid
    WHERE r.reached <> r.first AND (t.rolsuper OR t.rolbypassrls OR t.rolcreaterole OR o.oid IS NOT NULL) GROUP BY 1, 2
)
SELECT DISTINCT 'role ' || o.name, format('is a member of %I', up.rolname) || coalesce(' and reaches ' || w.reached, ''), format('REVOKE %I FROM %I;', up.rolname, o.name)
FROM ours o JOIN pg_auth_members m ON m.member = o.oid JOIN pg_roles up ON up.oid = m.roleid LEFT JOIN worst w ON w.member = m.member AND w.first = m.roleid
WHERE up.rolname IS DISTINCT FROM o.class AND (o.class IS NULL OR o.class IN (SELECT name FROM role) AND o.oid NOT IN (SELECT oid FROM misplaced)) -- else told of by keyring-login
UNION ALL
SELECT 'role ' || l.name, format('is no member of %I', l.class), format('GRANT %I TO %I;', l.class, l.name)
FROM login l JOIN role c ON c.name = l.class WHERE NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.member = l.oid AND m.roleid = c.oid) AND l.oid NOT IN (SELECT oid FROM misplaced)
UNION ALL
SELECT 'role ' || l.name, format('has not the rights of %I, of which it is a member', l.class),
    CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN format('GRANT %I TO %I WITH INHERIT TRUE;', l.class, l.name) ELSE format('ALTER ROLE %I INHERIT;', l.name) END
FROM login l JOIN role c ON c.name = l.class JOIN pg_auth_members m ON m.member = l.oid AND m.roleid = c.oid WHERE NOT pg_has_role(l.oid, c.oid, 'USAGE')
UNION ALL
SELECT DISTINCT 'role ' || l.name, format('may make others members of %I', l.class), format('REVOKE ADMIN OPTION FOR %I FROM %I;', l.class, l.name)
FROM login l JOIN role c ON c.name = l.class JOIN pg_auth_members m ON m.member = l.oid AND m.roleid = c.oid WHERE m.admin_option
ORDER BY 1, 2",
    ),
    found_by(
        "role-outsider",
        "Whoever is a member of one of our roles sees what it sees, and only the administrator and the logins should be.",
        "
SELECT DISTINCT 'role ' || u.rolname, format('is a member of %I, and neither its login nor the administrator', o.name), format('REVOKE %I FROM %I;', o.name, u.rolname)
FROM pg_auth_members m
JOIN (SELECT oid, name FROM role UNION SELECT oid, name FROM login) o ON o.oid = m.roleid
JOIN pg_roles u ON u.oid = m.member
WHERE NOT u.rolsuper AND NOT u.rolcreaterole AND m.member NOT IN (SELECT oid FROM role UNION SELECT oid FROM login)
ORDER BY 1, 2",
    ),
    Check {
        name: "keyring-login",
        why: "The verifying functions go by this table: a login that stands under another class passes as that class.",
        query: "
, declared AS (
    SELECT x.name, x.class, r.oid FROM fact, jsonb_to_recordset(f -> 'logins') AS x (name text, class text) LEFT JOIN pg_roles r ON r.rolname = x.name
)
SELECT 'login ' || d.name, CASE WHEN d.oid IS NULL THEN 'stands in keyring.login, but there is no such role' ELSE format('stands in keyring.login under %L, which is no class', d.class) END,
    format('DELETE FROM keyring.login WHERE login = %L AND class = %L;', d.name, d.class)
FROM declared d WHERE d.oid IS NULL OR NOT EXISTS (SELECT FROM role WHERE part = 'class' AND name = 'karum_' || d.class)
UNION ALL
SELECT 'login ' || p.name, format('stands in keyring.login under %L, and is a member of %I', substr(p.class, 7), p.member_of),
    format('UPDATE keyring.login SET class = %L WHERE login = %L;', substr(p.member_of, 7), p.name)
FROM misplaced p
UNION ALL
SELECT 'class ' || c.name, 'has no login in keyring.login', format('INSERT INTO keyring.login (login, class) VALUES (%L, %L) ON CONFLICT (login) DO UPDATE SET class = excluded.class;',
    coalesce((SELECT min(u.rolname::text) FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member WHERE m.roleid = c.oid AND u.rolcanlogin), 'karum_login_' || substr(c.name, 7)), substr(c.name, 7))
FROM role c WHERE c.part = 'class' AND NOT EXISTS (SELECT FROM declared d WHERE 'karum_' || d.class = c.name) AND c.name NOT IN (SELECT member_of FROM misplaced)
ORDER BY 1, 2",
        judge: keyring_login,
    },
    found_by(
        "ownership",
        "An owner may drop the policies of what it owns, and grant it to anyone.",
        "
SELECT id.type || ' ' || id.identity, 'belongs to ' || g.name, format('ALTER %s %s OWNER TO %I;', upper(id.type), id.identity, 'karum_owner')
FROM pg_shdepend s JOIN guarded g ON g.oid = s.refobjid CROSS JOIN LATERAL pg_identify_object(s.classid, s.objid, s.objsubid) id
WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o' AND s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    AND NOT (g.part = 'definer' AND s.classid = 'pg_proc'::regclass) -- told of by function-owner
UNION ALL
SELECT format('%s %I.%I', k.kind, p.name, c.relname), format('belongs to %I instead of %I', o.rolname, p.owner), format('ALTER %s %I.%I OWNER TO %I;', upper(k.kind), p.name, c.relname, p.owner)
FROM pg_class c JOIN place p ON p.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind) k
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND o.rolname <> p.owner AND o.oid NOT IN (SELECT oid FROM guarded)
UNION ALL
SELECT 'schema ' || p.name, format('belongs to %I instead of %I', o.rolname, p.owner), format('ALTER SCHEMA %I OWNER TO %I;', p.name, p.owner)
FROM place p JOIN pg_namespace n ON n.oid = p.oid JOIN pg_roles o ON o.oid = n.nspowner WHERE o.rolname <> p.owner AND o.oid NOT IN (SELECT oid FROM guarded)
UNION ALL
SELECT 'table ' || t.object, format('belongs to %I instead of %I', o.rolname, 'karum_owner'), format('ALTER TABLE %s OWNER TO %I;', t.object, 'karum_owner')
FROM tables t JOIN pg_class c ON c.oid = t.oid JOIN pg_roles o ON o.oid = t.relowner -- partitions that stand elsewhere
WHERE c.relnamespace NOT IN (SELECT oid FROM place) AND o.rolname <> 'karum_owner' AND o.oid NOT IN (SELECT oid FROM guarded)
ORDER BY 1, 2",
    ),
];

fn keyring_login(facts: &Facts<'_>, rows: &[Row]) -> Result<Vec<Fault>, tokio_postgres::Error> {
    if facts.logins_known {
        return super::as_found(facts, rows);
    }
    Ok(vec![Fault {
        object: "keyring.login".into(),
        wrong: "cannot be read by whoever audits, so that the logins could not be checked against it".into(),
        mend: "GRANT karum_keyring TO CURRENT_USER; -- or audit as the administrator who migrated".into(),
        waivable: false,
    }])
}
