//! What PostgreSQL itself offers, and what was added to the database beside the schema.

use super::{Check, found_by};

pub(super) const CHECKS: &[Check] = &[
    found_by(
        "catalogue-functions",
        "Large objects have no policies, advisory locks stop others, and sessions of one login may end each other.",
        "
SELECT 'function ' || p.oid::regprocedure, 'can be called by ' || string_agg(DISTINCT g.name, ', '),
    format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, %s;', p.oid::regprocedure, string_agg(DISTINCT quote_ident(g.name), ', ')),
    NOT pg_has_role(p.proowner, 'USAGE') AND NOT EXISTS (SELECT FROM aclexplode(p.proacl) x JOIN guarded d ON d.oid = x.grantee)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'pg_catalog'
JOIN (SELECT g.oid, g.name FROM guarded g JOIN pg_roles r ON r.oid = g.oid WHERE NOT r.rolsuper) g ON has_function_privilege(g.oid, p.oid, 'EXECUTE')
WHERE p.proname ~ '^(lo_|loread$|lowrite$)' OR p.proname ~ '^pg_(try_)?advisory' OR p.proname IN ('pg_terminate_backend', 'pg_cancel_backend')
GROUP BY p.oid ORDER BY 1",
    ),
    found_by(
        "set-config",
        "Whoever can call set_config changes settings from within a query, where an application believes that it only reads.",
        "
, caller AS (
    SELECT who.name, who.part, who.name NOT IN (SELECT quote_ident(x) FROM fact, jsonb_array_elements_text(f -> 'setters') x) AS extra
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x JOIN anyone who ON who.oid = x.grantee
    WHERE p.oid = 'pg_catalog.set_config(text,text,boolean)'::regprocedure AND x.grantee <> p.proowner AND who.part <> 'other'
), setter AS (
    SELECT r.name, has_function_privilege(r.oid, 'pg_catalog.set_config(text,text,boolean)', 'EXECUTE') AS can
    FROM fact, jsonb_array_elements_text(f -> 'setters') x JOIN role r ON r.name = x
), said AS (
    SELECT (SELECT string_agg(name, ', ' ORDER BY name) FROM caller WHERE extra) AS extra, (SELECT bool_and(part = 'public') FROM caller WHERE extra) AS open,
        (SELECT string_agg(name, ', ' ORDER BY name) FROM setter WHERE NOT can) AS missing,
        (SELECT string_agg(quote_ident(name), ', ' ORDER BY name) FROM setter) AS setters
)
SELECT 'function set_config(text,text,boolean)', concat_ws(', and ', 'can be called by ' || extra, 'cannot be called by ' || missing),
    concat('REVOKE ALL ON FUNCTION set_config(text,text,boolean) FROM ' || extra || '; ', 'GRANT EXECUTE ON FUNCTION set_config(text,text,boolean) TO ' || setters || ';'),
    coalesce(open, false) AND missing IS NULL AND NOT pg_has_role((SELECT proowner FROM pg_proc WHERE oid = 'pg_catalog.set_config(text,text,boolean)'::regprocedure), 'USAGE')
FROM said WHERE extra IS NOT NULL OR missing IS NOT NULL",
    ),
    found_by(
        "other-databases",
        "What is closed to the classes here, such as large objects and advisory locks, is open to them elsewhere.",
        "
SELECT 'database ' || d.datname, 'lets in ' || who.name, format('REVOKE ALL ON DATABASE %I FROM %s;', d.datname, who.name),
    NOT pg_has_role(d.datdba, 'USAGE') AND who.part = 'public'
FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x JOIN anyone who ON who.oid = x.grantee
WHERE d.datallowconn AND d.datname <> current_database() AND d.datname !~ '^karum(_|$)' -- the prober's and the tests'
    AND x.privilege_type = 'CONNECT' AND who.part IN ('public', 'class', 'login', 'definer')
ORDER BY 1, 2",
    ),
    found_by(
        "catalogue-grants",
        "PostgreSQL keeps its passwords, statistics and file functions from ordinary roles for good reason.",
        "
, acl AS (
    SELECT 'FUNCTION' AS kind, p.oid, p.proname AS name, p.proacl AS now, coalesce(i.initprivs, acldefault('f', p.proowner)) AS first
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_init_privs i ON i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid
    WHERE n.nspname = 'pg_catalog' AND p.proacl IS NOT NULL
    UNION ALL
    SELECT 'TABLE', c.oid, c.relname, c.relacl, coalesce(i.initprivs, acldefault('r', c.relowner))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_init_privs i ON i.classoid = 'pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0
    WHERE n.nspname = 'pg_catalog' AND c.relacl IS NOT NULL
)
SELECT lower(a.kind) || ' ' || s.object, format('is open to %s by %s', x.privilege_type, who.name), format('REVOKE %s ON %s %s FROM %s;', x.privilege_type, a.kind, s.object, who.name)
FROM acl a CROSS JOIN LATERAL aclexplode(a.now) x JOIN anyone who ON who.oid = x.grantee
CROSS JOIN LATERAL (SELECT CASE a.kind WHEN 'FUNCTION' THEN a.oid::regprocedure::text ELSE a.oid::regclass::text END AS object) s
WHERE who.part IN ('public', 'class', 'login', 'definer')
    AND NOT EXISTS (SELECT FROM aclexplode(a.first) y WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type)
    AND a.name !~ '^(lo_|loread$|lowrite$|pg_(try_)?advisory|pg_terminate_backend$|pg_cancel_backend$|set_config$)' -- told of by catalogue-functions and set-config
ORDER BY 1, 2",
    ),
    found_by(
        "settings",
        "A setting that is there before the first statement can preset a scope, switch policies off or shadow names.",
        "
SELECT coalesce('role ' || r.rolname, 'every role') || coalesce(' in database ' || d.datname, ''), 'begins with ' || c.setting,
    CASE WHEN c.setting ~* '^search_path=' AND s.setdatabase = 0 AND s.setrole IN (SELECT oid FROM login) THEN format('ALTER ROLE %I SET search_path = karum;', r.rolname)
    ELSE format('ALTER %s RESET %s;', CASE WHEN r.oid IS NULL AND d.oid IS NOT NULL THEN format('DATABASE %I', d.datname)
        ELSE 'ROLE ' || coalesce(quote_ident(r.rolname), 'ALL') || coalesce(' IN DATABASE ' || quote_ident(d.datname), '') END, split_part(c.setting, '=', 1)) END
FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting)
LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
WHERE (s.setrole = 0 OR s.setrole IN (SELECT oid FROM guarded)) AND (s.setdatabase = 0 OR d.datname = current_database())
    AND (c.setting ~* '^(karum\\.|row_security=|session_preload_libraries=|local_preload_libraries=|session_replication_role=|session_authorization=|role=|lo_compat_privileges=)'
        OR c.setting ~* '^search_path=' AND NOT (c.setting = 'search_path=karum' AND s.setrole IN (SELECT oid FROM login)))
UNION ALL
SELECT 'role ' || l.name, 'does not begin with search_path=karum', format('ALTER ROLE %I SET search_path = karum;', l.name)
FROM login l WHERE NOT EXISTS (SELECT FROM pg_db_role_setting s, unnest(s.setconfig) AS c (setting) WHERE s.setrole = l.oid AND s.setdatabase = 0 AND c.setting ~ '^search_path=')
ORDER BY 1, 2",
    ),
    found_by(
        "server-settings",
        "What the server gives every session holds before any statement: a scope, policies off, a library, triggers off.",
        "
SELECT 'server', format('begins every session with %s = %L', s.name, s.value),
    CASE WHEN s.boot = '' OR s.file LIKE '%postgresql.auto.conf' THEN format('ALTER SYSTEM RESET %s; SELECT pg_reload_conf();', s.name)
        ELSE format('ALTER SYSTEM SET %s = %s; SELECT pg_reload_conf();', s.name, s.boot) END
        || CASE WHEN s.file LIKE '%postgresql.auto.conf' THEN '' ELSE ' -- or take it out of ' || coalesce(s.file, 'postgresql.conf') END
FROM (
    SELECT name, reset_val AS value, boot_val AS boot, sourcefile AS file FROM pg_settings WHERE reset_val <> boot_val
        AND name IN ('row_security', 'search_path', 'session_preload_libraries', 'local_preload_libraries', 'session_replication_role', 'lo_compat_privileges')
    UNION ALL SELECT 'karum.scope', current_setting('karum.scope', true), '', NULL WHERE current_setting('karum.scope', true) <> ''
) s
-- What the auditor's own role or this database begins with is no server's setting: of the guarded ones `settings` tells.
WHERE NOT EXISTS (SELECT FROM pg_db_role_setting d, unnest(d.setconfig) AS own (setting)
    WHERE d.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user)) AND (d.setdatabase = 0 OR d.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND split_part(own.setting, '=', 1) = s.name)
ORDER BY 2",
    ),
    found_by(
        "parameter-grants",
        "Whoever may set a superuser's parameter can switch off the triggers that keep foreign keys, or load a library.",
        "
SELECT 'parameter ' || p.parname, format('can be put to %s by %s', x.privilege_type, who.name), format('REVOKE %s ON PARAMETER %s FROM %s;', x.privilege_type, p.parname, who.name)
FROM pg_parameter_acl p CROSS JOIN LATERAL aclexplode(p.paracl) x JOIN anyone who ON who.oid = x.grantee
WHERE who.part <> 'other' ORDER BY 1, 2",
    ),
    found_by(
        "default-privileges",
        "Default privileges open tables and functions of the future, which nobody has looked at yet.",
        "
SELECT format('default privileges of %I%s', o.rolname, ' in schema ' || n.nspname), format('give %s on %s to %s', x.privilege_type, k.kind, who.name),
    format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE %s ON %s FROM %s;', o.rolname, ' IN SCHEMA ' || quote_ident(n.nspname), x.privilege_type, k.kind, who.name)
FROM pg_default_acl d JOIN pg_roles o ON o.oid = d.defaclrole LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
CROSS JOIN LATERAL (SELECT CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END AS kind) k
CROSS JOIN LATERAL aclexplode(d.defaclacl) x JOIN anyone who ON who.oid = x.grantee
WHERE x.grantee <> d.defaclrole
    AND NOT (d.defaclnamespace = 0 AND d.defaclobjtype IN ('f', 'T') AND x.grantee = 0) -- PostgreSQL's own default
ORDER BY 1, 2",
    ),
    found_by(
        "triggers",
        "A trigger runs its code on rows of every owner, and a disabled one lets foreign keys be broken.",
        "
, guarded_relation AS (SELECT oid FROM family UNION SELECT c.oid FROM pg_class c JOIN place p ON p.oid = c.relnamespace)
SELECT format('trigger %I on %s', g.tgname, g.tgrelid::regclass), 'is not ours', format('DROP TRIGGER %I ON %s;', g.tgname, g.tgrelid::regclass)
FROM pg_trigger g JOIN guarded_relation r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal AND g.tgparentid = 0
UNION ALL
SELECT format('trigger of foreign key %I on %s', k.conname, g.tgrelid::regclass), 'is disabled', format('ALTER TABLE %s ENABLE TRIGGER %I;', g.tgrelid::regclass, g.tgname)
FROM pg_trigger g JOIN guarded_relation r ON r.oid = g.tgrelid JOIN pg_constraint k ON k.oid = g.tgconstraint
WHERE g.tgisinternal AND g.tgenabled <> 'O' ORDER BY 1",
    ),
    found_by(
        "rules",
        "A rule rewrites a statement before any policy is asked.",
        "
, guarded_relation AS (SELECT oid FROM family UNION SELECT c.oid FROM pg_class c JOIN place p ON p.oid = c.relnamespace)
SELECT format('rule %I on %s', r.rulename, r.ev_class::regclass), CASE WHEN r.ev_class IN (SELECT oid FROM guarded_relation) THEN 'is not ours' ELSE 'reaches our tables by the rights of another''s owner' END,
    format('DROP RULE %I ON %s;', r.rulename, r.ev_class::regclass)
FROM pg_rewrite r WHERE r.rulename <> '_RETURN' AND (r.ev_class IN (SELECT oid FROM guarded_relation) OR EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM guarded_relation)))
ORDER BY 1",
    ),
    found_by(
        "event-triggers",
        "An event trigger runs its code with the rights of whoever migrates.",
        "SELECT format('event trigger %I', evtname), 'is not ours', format('DROP EVENT TRIGGER %I;', evtname) FROM pg_event_trigger ORDER BY 1",
    ),
    found_by(
        "replication",
        "A publication carries rows of all owners away, a subscription writes rows that no policy has seen.",
        "
SELECT format('publication %I', pubname), 'carries rows away', format('DROP PUBLICATION %I;', pubname) FROM pg_publication
UNION ALL
SELECT format('subscription %I', s.subname), 'brings rows in', format('DROP SUBSCRIPTION %I;', s.subname)
FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database() ORDER BY 1",
    ),
    found_by(
        "extensions",
        "An extension brings functions that nobody held against the wall, definer and leakproof ones among them.",
        "SELECT format('extension %I', extname), 'is not needed', format('DROP EXTENSION %I;', extname) FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1",
    ),
];
