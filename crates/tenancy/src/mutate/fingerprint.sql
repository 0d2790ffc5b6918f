-- What the catalogue says, a line for each fact; true where the map, or the text that this build would apply, decides it.
-- It shares nothing with the audit's queries. $1: the owner's column by table, null for a platform table.
WITH ns AS (SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
rel AS (
    SELECT c.*, n.nspname || '.' || c.relname AS object, $1::jsonb ->> c.relname::text AS owner_column, ($1::jsonb) ? c.relname::text AND n.nspname = 'karum' AS mapped
    FROM pg_class c JOIN ns n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
),
acl AS (
    SELECT 'relation ' || object AS object, relowner AS owner, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl FROM rel
    UNION ALL SELECT 'column ' || r.object || '.' || a.attname, r.relowner, a.attacl FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid WHERE a.attacl IS NOT NULL
    UNION ALL SELECT 'schema ' || nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner)) FROM ns
    UNION ALL SELECT 'function ' || p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)) FROM pg_proc p
        WHERE p.pronamespace IN (SELECT oid FROM ns) OR p.proacl IS NOT NULL
    UNION ALL SELECT 'catalogue ' || c.oid::regclass::text, c.relowner, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'pg_catalog' WHERE c.relacl IS NOT NULL
    UNION ALL SELECT 'database', datdba, coalesce(datacl, acldefault('d', datdba)) FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT format('defaults %s %s %s', d.defaclrole::regrole, d.defaclnamespace, d.defaclobjtype), d.defaclrole, d.defaclacl FROM pg_default_acl d
),
led AS (
    SELECT r.object, r.mapped, r.owner_column, k.conname::text AS name, k.contype::text AS type, pg_get_constraintdef(k.oid) AS text,
        a.attname IS NOT DISTINCT FROM r.owner_column AND (k.contype <> 'f' OR b.attname IS NOT DISTINCT FROM f.owner_column AND f.owner_column = r.owner_column) AS by_owner
    FROM rel r JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype IN ('p', 'u', 'x', 'f', 'c')
    LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.conkey[1]
    LEFT JOIN rel f ON f.oid = k.confrelid LEFT JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.confkey[1]
)
SELECT true AS wall, format('relation %s %s of %s rls=%s force=%s %s', object, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity, relpersistence) AS line FROM rel
UNION ALL SELECT a.object NOT LIKE 'function public.%', format('grant %s: %s to %s%s', a.object, x.privilege_type, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE x.grantee::regrole::text END, CASE WHEN x.is_grantable THEN ' with grant option' END)
    FROM acl a CROSS JOIN LATERAL aclexplode(a.acl) x WHERE x.grantee <> a.owner
UNION ALL SELECT true, format('policy %s on %s %s %s to %s using %s check %s', p.polname, r.object, p.polcmd, p.polpermissive, (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE o::regrole::text END, ',' ORDER BY o) FROM unnest(p.polroles) o),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy p JOIN rel r ON r.oid = p.polrelid
UNION ALL SELECT true, format('schema %s of %s', nspname, nspowner::regrole) FROM ns
UNION ALL SELECT p.pronamespace IS DISTINCT FROM to_regnamespace('public') OR p.prosecdef OR p.proleakproof, format('function %s of %s in %s returns %s definer=%s leakproof=%s %s strict=%s parallel=%s %s set=%s text=%s', p.oid::regprocedure, p.proowner::regrole, l.lanname, p.prorettype::regtype,
    p.prosecdef, p.proleakproof, p.provolatile, p.proisstrict, p.proparallel, p.prokind, p.proconfig, md5(p.prosrc)) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace IN (SELECT oid FROM ns)
UNION ALL SELECT false, format('function %s cost %s rows %s', p.oid::regprocedure, p.procost, p.prorows) FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM ns)
UNION ALL SELECT true, format('leakproof %s', p.oid::regprocedure) FROM pg_proc p WHERE p.proleakproof AND p.pronamespace = 'pg_catalog'::regnamespace
UNION ALL SELECT r.mapped AND a.attname = r.owner_column, format('column %s.%s %s notnull=%s', r.object, a.attname, a.atttypid::regtype, a.attnotnull)
    FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE r.relkind IN ('r', 'p')
UNION ALL SELECT false, format('default of %s %s: %s', r.object, d.adnum, pg_get_expr(d.adbin, d.adrelid)) FROM rel r JOIN pg_attrdef d ON d.adrelid = r.oid
-- The primary key's columns are the map's; of other keys the map says what they begin with.
UNION ALL SELECT true, format('primary key of %s %s', object, text) FROM led WHERE mapped AND type = 'p'
UNION ALL SELECT mapped AND owner_column IS NOT NULL AND NOT by_owner, format('constraint %s on %s %s', name, object, text) FROM led WHERE NOT (mapped AND type = 'p') AND type <> 'c'
UNION ALL SELECT false, format('constraint %s on %s %s', name, object, text) FROM led WHERE type = 'c'
UNION ALL SELECT x.indisunique AND r.mapped AND r.owner_column IS NOT NULL AND a.attname IS DISTINCT FROM r.owner_column, format('index %s', pg_get_indexdef(x.indexrelid))
    FROM pg_index x JOIN rel r ON r.oid = x.indrelid LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = x.indkey[0] WHERE NOT x.indisprimary
UNION ALL SELECT true, format('trigger %s on %s %s', CASE WHEN g.tgisinternal THEN 'of ' || (SELECT conname FROM pg_constraint k WHERE k.oid = g.tgconstraint) || ' ' || g.tgfoid::regproc::text ELSE g.tgname::text END, r.object, g.tgenabled)
    FROM pg_trigger g JOIN rel r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal OR g.tgenabled <> 'O'
UNION ALL SELECT true, format('rule %s on %s %s', w.rulename, r.object, w.ev_enabled) FROM pg_rewrite w JOIN rel r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
UNION ALL SELECT true, format('event trigger %s', evtname) FROM pg_event_trigger
UNION ALL SELECT true, format('publication %s %s', pubname, puballtables) FROM pg_publication
UNION ALL SELECT true, format('extension %s', extname) FROM pg_extension
UNION ALL SELECT c.setting ~ '^(karum\.|row_security=|search_path=|session_preload_libraries=|session_replication_role=)', format('setting of %s: %s', CASE s.setrole WHEN 0 THEN 'all' ELSE s.setrole::regrole::text END, c.setting)
    FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting) JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
UNION ALL SELECT true, format('inherits %s from %s', i.inhrelid::regclass, i.inhparent::regclass) FROM pg_inherits i JOIN rel r ON r.oid = i.inhparent
UNION ALL SELECT n.nspname <> 'public', format('type %s.%s %s', n.nspname, t.typname, t.typtype) FROM pg_type t JOIN ns n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('d', 'e', 'r', 'm') OR t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c'
UNION ALL SELECT n.nspname <> 'public', format('operator %s.%s', n.nspname, o.oprname) FROM pg_operator o JOIN ns n ON n.oid = o.oprnamespace
-- What is the cluster's.
UNION ALL SELECT true, format('role %s super=%s bypass=%s roles=%s databases=%s replicates=%s login=%s', rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin)
    FROM pg_roles WHERE starts_with(rolname, 'karum_')
UNION ALL SELECT true, format('%s is a member of %s, admin=%s usage=%s', m.member::regrole, m.roleid::regrole, m.admin_option, pg_has_role(m.member, m.roleid, 'USAGE'))
    FROM pg_auth_members m WHERE starts_with(m.member::regrole::text, 'karum_') OR starts_with(m.roleid::regrole::text, 'karum_')
UNION ALL SELECT c.setting ~ '^(karum\.|row_security=|search_path=|session_preload_libraries=|session_replication_role=)', format('setting of %s everywhere: %s', s.setrole::regrole, c.setting)
    FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting) WHERE s.setdatabase = 0 AND starts_with(s.setrole::regrole::text, 'karum_')
UNION ALL SELECT true, format('parameter %s: %s to %s', p.parname, x.privilege_type, x.grantee) FROM pg_parameter_acl p CROSS JOIN LATERAL aclexplode(p.paracl) x
UNION ALL SELECT true, format('database %s: %s to %s', d.datname, x.privilege_type, x.grantee) FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
    WHERE d.datname IN ('postgres', 'template1') AND x.grantee <> d.datdba
