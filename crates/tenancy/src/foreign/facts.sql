WITH RECURSIVE fact AS (SELECT $1::jsonb AS f),
mapped AS (SELECT m.* FROM fact, jsonb_to_recordset(f -> 'tables') AS m (name text, tenant text, kind text, whose text)),
place AS (SELECT n.oid, n.nspname::text AS name FROM pg_namespace n, fact WHERE f -> 'schemas' ? n.nspname),
called AS (
    SELECT c.*, n.nspname || '.' || c.relname AS called, format('%I.%I', n.nspname, c.relname) AS object
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')
),
-- What is in the map; partitions and children of it, wherever they stand, unless they have an entry of their own.
kin AS (
    SELECT c.oid, m.name AS entry, NULL::text COLLATE "C" AS parent FROM mapped m JOIN called c ON c.called = m.name
    UNION SELECT c.oid, k.entry, p.object FROM kin k JOIN pg_inherits i ON i.inhparent = k.oid JOIN called c ON c.oid = i.inhrelid
        JOIN called p ON p.oid = k.oid WHERE c.called NOT IN (SELECT name FROM mapped)
),
tables AS (
    SELECT c.oid, c.object, c.relname::text AS name, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity,
        k.parent, m.name AS entry, m.tenant, m.kind, m.whose
    FROM called c LEFT JOIN (SELECT DISTINCT ON (oid) * FROM kin ORDER BY oid, entry, parent) k ON k.oid = c.oid LEFT JOIN mapped m ON m.name = k.entry
    WHERE k.oid IS NOT NULL OR c.relnamespace IN (SELECT oid FROM place)
),
app AS (SELECT r.oid, r.rolname::text AS name FROM pg_roles r, fact WHERE f -> 'roles' ? r.rolname),
-- Whatever an application's role is, or may become through any chain of memberships.
reach AS (
    SELECT oid AS app, oid AS role FROM app
    UNION SELECT r.app, m.roleid FROM reach r JOIN pg_auth_members m ON m.member = r.role
),
anyone AS (SELECT 0::oid AS oid, 'PUBLIC' AS name UNION ALL SELECT oid, quote_ident(rolname) FROM pg_roles),
-- The grantees through whom the application's roles hold what they hold.
grantee AS (SELECT 0::oid AS oid UNION SELECT role FROM reach),
-- What they hold on tables: whole (column null), and by column.
held AS (
    SELECT t.oid AS relation, NULL::name AS col, x.privilege_type AS privilege, w.name AS holder
    FROM tables t CROSS JOIN LATERAL aclexplode(t.relacl) x JOIN anyone w ON w.oid = x.grantee
    WHERE x.grantee IN (SELECT oid FROM grantee) AND x.grantee <> t.relowner
    UNION ALL SELECT t.oid, a.attname, x.privilege_type, w.name
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped CROSS JOIN LATERAL aclexplode(a.attacl) x
    JOIN anyone w ON w.oid = x.grantee WHERE x.grantee IN (SELECT oid FROM grantee) AND x.grantee <> t.relowner
)
