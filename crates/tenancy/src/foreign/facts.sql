WITH RECURSIVE fact AS (SELECT $1::jsonb AS f),
mapped AS (SELECT m.* FROM fact, jsonb_to_recordset(f -> 'tables') AS m (name text, tenant text, kind text)),
place AS (SELECT n.oid, n.nspname::text AS name FROM pg_namespace n, fact WHERE f -> 'schemas' ? n.nspname),
tables AS (
    SELECT c.oid, format('%I.%I', p.name, c.relname) AS object, c.relname::text AS name, c.relowner, c.relacl,
        c.relrowsecurity, c.relforcerowsecurity, m.name AS entry, m.tenant, m.kind
    FROM pg_class c JOIN place p ON p.oid = c.relnamespace LEFT JOIN mapped m ON m.name = p.name || '.' || c.relname
    WHERE c.relkind IN ('r', 'p')
),
app AS (SELECT r.oid, r.rolname::text AS name FROM pg_roles r, fact WHERE f -> 'roles' ? r.rolname),
-- Whatever an application's role is, or may become through any chain of memberships.
reach AS (
    SELECT oid AS app, oid AS role FROM app
    UNION SELECT r.app, m.roleid FROM reach r JOIN pg_auth_members m ON m.member = r.role
),
anyone AS (SELECT 0::oid AS oid, 'PUBLIC' AS name UNION ALL SELECT oid, quote_ident(rolname) FROM pg_roles),
-- The grantees through whom the application's roles hold what they hold.
grantee AS (SELECT 0::oid AS oid UNION SELECT role FROM reach)
