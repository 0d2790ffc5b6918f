,
-- The roles that policies are tried for, and whether whoever audits may become them.
asked AS (
    SELECT DISTINCT r.oid, quote_ident(r.rolname) AS name,
        pg_has_role(current_user, r.oid, CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) AS tried
    FROM reach JOIN pg_roles r ON r.oid = reach.role WHERE NOT r.rolsuper AND NOT r.rolbypassrls
),
-- Every type with the type that it is in the end: domains stand upon each other.
base AS (
    SELECT y.oid AS type, y.typname::text AS name FROM pg_type y WHERE y.typtype <> 'd'
    UNION ALL SELECT y.oid, b.name FROM base b JOIN pg_type y ON y.typtype = 'd' AND y.typbasetype = b.type
),
policy AS (
    SELECT p.polrelid, p.polname, jsonb_build_object(
        'name', p.polname, 'command', p.polcmd, 'permissive', p.polpermissive,
        'roles', ARRAY(SELECT w.name FROM anyone w WHERE w.oid = ANY (p.polroles) ORDER BY 1),
        'covers', ARRAY(SELECT a.name FROM asked a WHERE EXISTS (SELECT FROM unnest(p.polroles) AS r (oid)
            WHERE CASE WHEN r.oid = 0 THEN true ELSE pg_has_role(a.oid, r.oid, 'USAGE') END) ORDER BY 1),
        'using', x.using, 'check', x.check, 'functions', rests.functions,
        'looks', coalesce(regexp_replace(concat(x.using, x.check), not_tables, '', 'gi') ~* '\mfrom\M' OR rests.look, false)
    ) AS policy
    -- FROM is of tables, but in these.
    FROM pg_policy p CROSS JOIN (VALUES ('(extract\s*\(\s*\w+|distinct)\s+from')) AS v (not_tables)
    CROSS JOIN LATERAL (SELECT pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check) x
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(DISTINCT n.nspname || '.' || f.proname), '[]') AS functions,
            bool_or(regexp_replace(coalesce(pg_get_function_sqlbody(f.oid), f.prosrc), not_tables, '', 'gi') ~* '\mfrom\M') AS look
        FROM pg_depend d JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
    ) rests
)
SELECT jsonb_build_object(
    'auditor', quote_ident(current_user),
    'asked', (SELECT jsonb_agg(jsonb_build_object('name', name, 'tried', tried) ORDER BY name) FROM asked),
    'tables', (SELECT jsonb_agg(jsonb_build_object(
        'object', t.object, 'alias', quote_ident(t.name), 'entry', t.entry, 'child', t.parent IS NOT NULL, 'tenant', t.tenant,
        'type', base.name, 'length', greatest(a.atttypmod, y.typtypmod) - 4,
        'policies', (SELECT coalesce(jsonb_agg(p.policy ORDER BY p.polname), '[]') FROM policy p WHERE p.polrelid = t.oid),
        'columns', (SELECT jsonb_object_agg(c.attname, CASE
            WHEN b.name = 'uuid' THEN to_jsonb('cccccccc-0000-4000-8000-00000000000c'::text) WHEN cy.typcategory = 'B' THEN to_jsonb(true)
            WHEN cy.typcategory = 'N' THEN to_jsonb(1) WHEN cy.typcategory = 'S' THEN to_jsonb('x'::text) WHEN cy.typcategory = 'D' THEN to_jsonb(now())
            WHEN cy.typcategory = 'E' THEN (SELECT to_jsonb(e.enumlabel::text) FROM pg_enum e JOIN pg_type et ON et.oid = e.enumtypid WHERE et.typname = b.name ORDER BY e.enumsortorder LIMIT 1)
            WHEN b.name IN ('json', 'jsonb') THEN '{}'::jsonb END)
            FROM pg_attribute c JOIN pg_type cy ON cy.oid = c.atttypid JOIN base b ON b.type = cy.oid WHERE c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped)
    ) ORDER BY t.object) FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = t.tenant JOIN pg_type y ON y.oid = a.atttypid JOIN base ON base.type = y.oid)
)
