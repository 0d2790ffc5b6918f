WITH RECURSIVE
fact AS (SELECT $1::text::jsonb AS f),
-- The tables of the map. `owner` is the column that names a row's owner, null in a platform table.
mapped AS (
    SELECT m.name, m.owner, m.key, m.columns
    FROM fact, jsonb_to_recordset(f -> 'tables') AS m (name text, owner text, key text[], columns text[])
),
-- The schemas of ours, and who must own what stands in them.
place AS (
    SELECT n.oid, p.name, p.owner
    FROM fact, jsonb_to_recordset(f -> 'places') AS p (name text, owner text) JOIN pg_namespace n ON n.nspname = p.name
),
-- The tables of the schema, and whatever inherits from them, wherever it stands.
family AS (
    SELECT c.oid, c.oid AS root
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = (SELECT f ->> 'schema' FROM fact) AND c.relkind IN ('r', 'p')
    UNION
    SELECT i.inhrelid, f.root FROM family f JOIN pg_inherits i ON i.inhparent = f.oid
),
-- The same with their entries in the map: a partition without one of its own goes by its root's (`own` is false).
tables AS (
    SELECT DISTINCT ON (c.oid) c.oid, format('%I.%I', n.nspname, c.relname) AS object, c.relname::text AS name,
        c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
        m.name AS entry, coalesce(m.name IS NOT NULL AND family.root = c.oid, false) AS own, m.owner, m.key, m.columns
    FROM family
    JOIN pg_class c ON c.oid = family.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class r ON r.oid = family.root
    LEFT JOIN mapped m ON m.name = r.relname
    WHERE c.relkind IN ('r', 'p')
    ORDER BY c.oid, m.name IS NULL, family.root <> c.oid
),
-- The roles that migrating makes: owner, keyring, migrator, class, definer.
role AS (
    SELECT r.oid, r.rolname::text AS name, x.part
    FROM fact, jsonb_to_recordset(f -> 'roles') AS x (name text, part text) JOIN pg_roles r ON r.rolname = x.name
),
login AS (
    SELECT r.oid, r.rolname::text AS name, 'karum_' || x.class AS class
    FROM fact, jsonb_to_recordset(f -> 'logins') AS x (name text, class text) JOIN pg_roles r ON r.rolname = x.name
),
-- Logins that stand under one class and are members of another: the membership is taken for right.
misplaced AS (
    SELECT l.oid, l.name, l.class, min(c.name) AS member_of
    FROM login l JOIN pg_auth_members m ON m.member = l.oid JOIN role c ON c.oid = m.roleid AND c.part = 'class'
    WHERE l.class IN (SELECT name FROM role)
    GROUP BY 1, 2, 3 HAVING count(DISTINCT c.oid) = 1 AND bool_and(c.name <> l.class)
),
-- Whoever must be able to do no more than the map says.
guarded AS (
    SELECT oid, name, part FROM role WHERE part IN ('class', 'definer') UNION SELECT oid, name, 'login' FROM login
),
-- Grantees by name, as GRANT and REVOKE want them. Kept: it is looked into for every policy.
anyone AS MATERIALIZED (
    SELECT 0::oid AS oid, 'PUBLIC' AS name, 'public' AS part
    UNION ALL
    SELECT r.oid, quote_ident(r.rolname), coalesce(role.part, CASE WHEN login.oid IS NOT NULL THEN 'login' END, 'other')
    FROM pg_roles r LEFT JOIN role ON role.oid = r.oid LEFT JOIN login ON login.oid = r.oid
)
