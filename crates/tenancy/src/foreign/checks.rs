//! The checks of a foreign database's catalogue: each one query, whose rows are object, what is wrong, mend.

/// A check: its name, why a fault of its sort matters, and what follows the common tables of `facts.sql`.
pub(super) type Check = (&'static str, &'static str, &'static str);

pub(super) const CHECKS: &[Check] = &[
    (
        "map-tables",
        "A table that nobody mapped is guarded by nobody's intention, and an entry without its table guards nothing.",
        "SELECT object, 'is not in the map', format('DROP TABLE %s; -- or write its entry in the map', object) FROM tables WHERE entry IS NULL
UNION ALL SELECT name, 'is in the map, but not in the database', '-- Take its entry out of the map.'
FROM mapped m WHERE NOT EXISTS (SELECT FROM tables t WHERE t.entry = m.name AND t.parent IS NULL)
UNION ALL SELECT x, 'is in the map, but there is no such role', format('CREATE ROLE %I NOLOGIN;', x)
FROM fact, jsonb_array_elements_text(f -> 'roles') x WHERE NOT EXISTS (SELECT FROM app WHERE name = x)
UNION ALL SELECT t.object || '.' || t.tenant, 'is in the map, but not in the table', '-- Correct the name in the map.'
FROM tables t WHERE t.tenant IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = t.tenant AND NOT a.attisdropped)",
    ),
    (
        "rls",
        "Without row-level security a query sees the rows of all tenants.",
        "SELECT object, 'has row-level security not enabled', format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY;', object)
FROM tables t WHERE t.tenant IS NOT NULL AND t.parent IS NULL AND NOT relrowsecurity
UNION ALL SELECT object, format('belongs to %s, has row-level security not enabled, and may be read or written directly by %s', parent, string_agg(DISTINCT holder, ', ' ORDER BY holder)),
    string_agg(DISTINCT format('REVOKE ALL ON %s FROM %s;', object, holder), ' ') || ' -- What is asked of the parent needs no rights here.'
FROM tables t JOIN held h ON h.relation = t.oid WHERE t.tenant IS NOT NULL AND t.parent IS NOT NULL AND NOT relrowsecurity GROUP BY object, parent",
    ),
    (
        "owner",
        "An owner passes its tables' policies unless they are forced on it, and may drop them in any case.",
        "SELECT t.object, format('belongs to %I, which %I may become', o.rolname, a.name) || CASE WHEN relforcerowsecurity THEN '' ELSE ', and row-level security is not forced' END,
    CASE WHEN o.oid = a.oid THEN format('ALTER TABLE %s FORCE ROW LEVEL SECURITY, OWNER TO CURRENT_USER;', t.object) ELSE format('REVOKE %I FROM %I;', o.rolname, a.name) END
FROM tables t JOIN reach r ON r.role = t.relowner JOIN app a ON a.oid = r.app JOIN pg_roles o ON o.oid = t.relowner",
    ),
    (
        "role-bypass",
        "A superuser and a role with BYPASSRLS pass every policy, and a member may become what it is a member of.",
        "SELECT 'role ' || a.name, CASE WHEN x.oid = a.oid THEN 'is ' ELSE format('may become %I, which is ', x.rolname) END
        || CASE WHEN x.rolsuper THEN 'a superuser' WHEN x.rolbypassrls THEN 'exempt from row-level security' ELSE 'a maker of roles' END,
    CASE WHEN x.oid = a.oid THEN format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE;', a.name)
        ELSE format('REVOKE %I FROM %I;', (SELECT up.rolname FROM pg_auth_members m JOIN pg_roles up ON up.oid = m.roleid WHERE m.member = a.oid
            AND (up.oid = x.oid OR pg_has_role(up.oid, x.oid, 'MEMBER')) ORDER BY 1 LIMIT 1), a.name) END
FROM reach r JOIN app a ON a.oid = r.app JOIN pg_roles x ON x.oid = r.role WHERE x.rolsuper OR x.rolbypassrls OR x.rolcreaterole",
    ),
    (
        "tenant-column",
        "A row whose tenant can be unknown or changed can be taken from its tenant or given to another.",
        "SELECT t.object || '.' || t.tenant, 'can be null', format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL;', t.object, t.tenant)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.tenant WHERE NOT a.attnotnull
UNION ALL SELECT w.object || '.' || w.tenant, CASE WHEN w.whole THEN format('can be changed by %s, which may update every column', holders) ELSE 'can be changed by ' || holders END,
    CASE WHEN w.whole THEN concat(format('REVOKE UPDATE ON %s FROM %s;', w.object, holders), (SELECT format(' GRANT UPDATE (%s) ON %s TO %s;', string_agg(quote_ident(c.attname), ', ' ORDER BY c.attnum), w.object, holders)
        FROM pg_attribute c WHERE c.attrelid = w.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attname <> w.tenant))
    ELSE format('REVOKE UPDATE (%I) ON %s FROM %s;', w.tenant, w.object, holders) END
FROM (SELECT t.oid, t.object, t.tenant, h.col IS NULL AS whole, string_agg(h.holder, ', ' ORDER BY h.holder) AS holders
    FROM tables t JOIN held h ON h.relation = t.oid AND h.privilege = 'UPDATE' AND coalesce(h.col = t.tenant, t.tenant IS NOT NULL) GROUP BY 1, 2, 3, 4) w",
    ),
    (
        "table-grant",
        "TRUNCATE knows no policy, REFERENCES asks about hidden rows, a trigger runs as whoever writes, and what is nobody's is everybody's.",
        // One finding for those who hold the same.
        "SELECT object, kind || 'grants ' || privileges || ' to ' || string_agg(holder, ', ' ORDER BY holder), format('REVOKE %s ON %s FROM %s;', taken, relation, string_agg(holder, ', ' ORDER BY holder))
FROM (SELECT t.object || coalesce('.' || h.col, '') AS object, t.object AS relation, h.holder, string_agg(h.privilege, ', ' ORDER BY h.privilege) AS privileges,
        string_agg(h.privilege || coalesce(' (' || quote_ident(h.col) || ')', ''), ', ' ORDER BY h.privilege) AS taken, w.kind
    FROM tables t JOIN held h ON h.relation = t.oid
    CROSS JOIN LATERAL (SELECT CASE WHEN h.privilege IN ('INSERT', 'UPDATE', 'DELETE') THEN 'has no tenant and ' ELSE '' END AS kind) w
    WHERE h.privilege IN ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN') OR (t.kind = 'none' AND h.privilege IN ('INSERT', 'UPDATE', 'DELETE'))
    GROUP BY t.object, h.col, h.holder, w.kind) AS each GROUP BY object, relation, kind, privileges, taken",
    ),
    (
        "view",
        "A view reads as its owner, whom policies may not hold, and a materialized view keeps the rows of all.",
        "SELECT format('%I.%I', p.name, c.relname), CASE c.relkind WHEN 'v' THEN 'is a view without security_invoker' WHEN 'm' THEN 'is a materialized view that the application may read' ELSE 'is a foreign table that the application may read' END,
    CASE c.relkind WHEN 'v' THEN format('ALTER VIEW %I.%I SET (security_invoker = true);', p.name, c.relname)
        ELSE (SELECT string_agg(format('REVOKE ALL ON %I.%I FROM %s;', p.name, c.relname, w.name), ' ') FROM anyone w WHERE w.oid IN (SELECT x.grantee FROM aclexplode(c.relacl) x)
            AND w.oid IN (SELECT oid FROM grantee)) END
FROM pg_class c JOIN place p ON p.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm', 'f') AND EXISTS (SELECT FROM aclexplode(c.relacl) x WHERE x.grantee IN (SELECT oid FROM grantee) AND x.grantee <> c.relowner)
    AND NOT (c.relkind = 'v' AND coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false))",
    ),
    (
        "definer-function",
        "A SECURITY DEFINER function does with its owner's rights whatever its caller asks.",
        // Taken from the application and from nobody else: as INVOKER it would answer every caller otherwise than it was written to.
        "SELECT 'function ' || f.oid::regprocedure, 'is SECURITY DEFINER, callable by the application, and not in the map',
    (SELECT string_agg(format('REVOKE EXECUTE ON FUNCTION %s FROM %s;', f.oid::regprocedure, w.name), ' ' ORDER BY w.name)
     FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) x JOIN anyone w ON w.oid = x.grantee
     WHERE x.privilege_type = 'EXECUTE' AND x.grantee IN (SELECT oid FROM grantee)) || ' -- or, once it was read, name it in the map''s definers'
FROM pg_proc f, fact WHERE f.prosecdef AND f.prorettype <> 'trigger'::regtype AND NOT fact.f -> 'definers' ? f.oid::regprocedure::text AND f.pronamespace <> 'pg_catalog'::regnamespace
    AND EXISTS (SELECT FROM app WHERE has_function_privilege(app.oid, f.oid, 'EXECUTE'))
UNION ALL SELECT DISTINCT 'function ' || f.oid::regprocedure, format('is SECURITY DEFINER, run by a trigger of %s, and not in the map', min(t.object)),
    format('ALTER FUNCTION %s SECURITY INVOKER; -- or, once it was read, name it in the map''s definers', f.oid::regprocedure)
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal JOIN pg_proc f ON f.oid = g.tgfoid, fact
WHERE f.prosecdef AND NOT fact.f -> 'definers' ? f.oid::regprocedure::text GROUP BY f.oid
UNION ALL SELECT 'function ' || f.oid::regprocedure, 'is SECURITY DEFINER without a fixed search_path', format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp;', f.oid::regprocedure)
FROM pg_proc f, fact WHERE f.prosecdef AND fact.f -> 'definers' ? f.oid::regprocedure::text AND NOT coalesce(f.proconfig::text LIKE '%search_path=%', false)",
    ),
    (
        "scope-function",
        "Every policy rests on the scope functions: one that is frozen in a plan, or that its callers can replace, names the wrong tenant.",
        "SELECT 'function ' || f.oid::regprocedure, 'is IMMUTABLE and reads who asks', format('ALTER FUNCTION %s STABLE;', f.oid::regprocedure)
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace, fact WHERE fact.f -> 'functions' ? (n.nspname || '.' || f.proname) AND f.provolatile = 'i'
UNION ALL SELECT 'function ' || f.oid::regprocedure, 'belongs to ' || o.rolname || ', which the application may become', format('ALTER FUNCTION %s OWNER TO CURRENT_USER;', f.oid::regprocedure)
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace JOIN pg_roles o ON o.oid = f.proowner, fact
WHERE fact.f -> 'functions' ? (n.nspname || '.' || f.proname) AND f.proowner IN (SELECT role FROM reach)",
    ),
    (
        "scope-setting",
        "SQL that comes in by one tenant's request sets it to another tenant, and is that tenant from there on.",
        // A setting that an extension defined for superusers is not among them, unless it was granted.
        "SELECT 'setting ' || s.name, format('says who asks, and can be set by any statement of %s', string_agg(a.name, ', ' ORDER BY a.name)),
    '-- Set a signed value, and verify it in the scope function against a key that no role can read (docs/security.md has one); else waive this with the reason.'
FROM fact CROSS JOIN LATERAL jsonb_array_elements_text(f -> 'plain') AS s (name) JOIN app a ON NOT EXISTS (SELECT FROM pg_settings g WHERE g.name = lower(s.name)
    AND g.context <> 'user' AND NOT (g.context = 'superuser' AND has_parameter_privilege(a.oid, s.name, 'SET'))) GROUP BY s.name",
    ),
    (
        "scope-preset",
        "A setting that is preset puts whoever forgot to say who asks into a tenant's place.",
        "SELECT coalesce('role ' || r.rolname, 'database ' || b.datname, 'role ALL'), 'presets ' || x.name,
    CASE WHEN d.setrole = 0 AND d.setdatabase <> 0 THEN format('ALTER DATABASE %I', b.datname)
        ELSE concat('ALTER ROLE ', coalesce(quote_ident(r.rolname), 'ALL'), ' IN DATABASE ' || quote_ident(b.datname)) END || format(' RESET %s;', x.name)
FROM pg_db_role_setting d CROSS JOIN LATERAL (SELECT split_part(c, '=', 1) AS name FROM unnest(d.setconfig) AS c) x
LEFT JOIN pg_roles r ON r.oid = d.setrole LEFT JOIN pg_database b ON b.oid = d.setdatabase, fact
WHERE (b.datname IS NULL OR b.datname = current_database()) AND EXISTS (SELECT FROM jsonb_array_elements_text(f -> 'settings') AS s WHERE lower(s) = lower(x.name))
    AND (r.oid IS NULL OR EXISTS (SELECT FROM app WHERE pg_has_role(r.oid, app.oid, 'MEMBER')))",
    ),
    (
        "schema-create",
        "Who may create in a schema puts functions and tables in the way of those who trust it.",
        "SELECT 'schema ' || n.nspname, 'lets ' || w.name || ' create', format('REVOKE CREATE ON SCHEMA %I FROM %s;', n.nspname, w.name)
FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) x JOIN anyone w ON w.oid = x.grantee, fact
WHERE x.privilege_type = 'CREATE' AND x.grantee IN (SELECT oid FROM grantee) AND x.grantee <> n.nspowner
    AND (n.oid IN (SELECT oid FROM place) OR EXISTS (SELECT FROM jsonb_array_elements_text(f -> 'functions') s WHERE split_part(s, '.', 1) = n.nspname))",
    ),
    (
        "leakproof",
        "A function marked LEAKPROOF is run on hidden rows before the policy is asked.",
        "SELECT 'function ' || f.oid::regprocedure, 'is marked LEAKPROOF', format('ALTER FUNCTION %s NOT LEAKPROOF;', f.oid::regprocedure)
FROM pg_proc f JOIN place p ON p.oid = f.pronamespace WHERE f.proleakproof",
    ),
];
