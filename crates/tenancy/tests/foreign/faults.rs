//! The faults that are planted.

use super::Fault;

pub(super) const SUPABASE: &[Fault] = &[
    ("rls", "not enabled", "ALTER TABLE tasks DISABLE ROW LEVEL SECURITY"),
    ("map-tables", "not in the map", "CREATE TABLE notes (org_id uuid)"),
    ("owner", "belongs to authenticated", "ALTER TABLE tasks OWNER TO authenticated"),
    ("role-bypass", "exempt from", "ALTER ROLE authenticated BYPASSRLS"),
    (
        "role-bypass",
        "may become service_role",
        "CREATE ROLE between NOLOGIN; GRANT service_role TO between; GRANT between TO anon",
    ),
    ("tenant-column", "can be changed by authenticated", "GRANT UPDATE (org_id) ON tasks TO authenticated"),
    ("table-grant", "TRUNCATE", "GRANT TRUNCATE ON projects TO authenticated"),
    ("table-grant", "grants INSERT to anon", "GRANT INSERT ON countries TO anon"),
    ("unique-key", "not led by org_id", "ALTER TABLE projects ADD CONSTRAINT one_name UNIQUE (name)"),
    (
        "foreign-key",
        "cascades",
        "ALTER TABLE profiles ADD UNIQUE (user_id, name); ALTER TABLE tasks ADD FOREIGN KEY (project_id) REFERENCES profiles (user_id) ON DELETE CASCADE",
    ),
    ("policy-using", "tautological", "ALTER POLICY org ON tasks USING (org_id = org_id)"),
    (
        "policy-using",
        "inverted",
        "ALTER POLICY org ON tasks USING (org_id <> (SELECT (auth.jwt() ->> 'org_id')::uuid))",
    ),
    (
        "policy-using",
        "fail-open",
        "ALTER POLICY org ON tasks USING (auth.jwt() IS NULL OR org_id = (SELECT (auth.jwt() ->> 'org_id')::uuid))",
    ),
    (
        "policy-using",
        "NULL-unsafe",
        "ALTER POLICY org ON tasks USING (org_id IS NOT DISTINCT FROM (SELECT (auth.jwt() ->> 'org_id')::uuid))",
    ),
    (
        "policy-using",
        "loose",
        "ALTER POLICY org ON projects USING (org_id = (SELECT (auth.jwt() ->> 'org_id')::uuid) OR (open AND auth.uid() IS NOT NULL))",
    ),
    ("policy-using", "true for nobody", "ALTER POLICY own ON profiles USING (user_id = (SELECT auth.uid()) AND false)"),
    ("policy-check", "weaker", "ALTER POLICY org ON tasks WITH CHECK (true)"),
    ("policy-role", "is for PUBLIC", "ALTER POLICY org ON tasks TO PUBLIC"),
    ("policy-missing", "has no policy", "DROP POLICY org ON tasks"),
    ("policy-per-row", "for every row", "ALTER POLICY own ON profiles USING (user_id = auth.uid())"),
    (
        "policy-function",
        "rests on public.mine",
        "CREATE FUNCTION public.mine() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT auth.uid()'; ALTER POLICY own ON profiles USING (user_id = (SELECT public.mine()))",
    ),
    ("view", "security_invoker", "CREATE VIEW all_tasks AS SELECT * FROM tasks; GRANT SELECT ON all_tasks TO anon"),
    ("view", "materialized", "CREATE MATERIALIZED VIEW kept AS SELECT * FROM tasks; GRANT SELECT ON kept TO anon"),
    (
        "definer-function",
        "is SECURITY DEFINER",
        "CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM tasks'",
    ),
    ("scope-function", "is IMMUTABLE", "ALTER FUNCTION auth.uid() IMMUTABLE"),
    ("scope-function", "belongs to authenticated", "ALTER FUNCTION auth.uid() OWNER TO authenticated"),
    ("schema-create", "lets anon create", "GRANT CREATE ON SCHEMA auth TO anon"),
    (
        "leakproof",
        "LEAKPROOF",
        "CREATE FUNCTION public.tell(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'",
    ),
];

pub(super) const SETTING: &[Fault] = &[
    ("rls", "not enabled", "ALTER TABLE invoices DISABLE ROW LEVEL SECURITY"),
    ("map-tables", "not in the map", "CREATE TABLE notes (tenant_id bigint)"),
    ("owner", "which web may become", "GRANT owner_of_tables TO web"),
    ("owner", "is not forced", "ALTER TABLE invoices OWNER TO web, NO FORCE ROW LEVEL SECURITY"),
    ("role-bypass", "a superuser", "ALTER ROLE web SUPERUSER"),
    ("role-bypass", "a maker of roles", "ALTER ROLE web CREATEROLE"),
    ("tenant-column", "every column", "GRANT UPDATE ON invoices TO web"),
    ("table-grant", "REFERENCES", "GRANT REFERENCES ON invoices TO web"),
    ("table-grant", "TRIGGER", "GRANT TRIGGER ON invoices TO PUBLIC"),
    ("unique-key", "not led by tenant_id", "CREATE UNIQUE INDEX one_email ON accounts (email)"),
    ("unique-key", "has invoices_pkey", "ALTER TABLE invoices DROP CONSTRAINT invoices_pkey, ADD PRIMARY KEY (id)"),
    (
        "tenant-index",
        "no index led by",
        "DROP INDEX IF EXISTS invoices_tenant_id_idx; ALTER TABLE invoices DROP CONSTRAINT invoices_pkey",
    ),
    ("tenant-column", "can be null", "ALTER TABLE invoices ALTER COLUMN tenant_id DROP NOT NULL"),
    ("policy-using", "tautological", "ALTER POLICY tenant ON invoices USING (id IS NOT NULL)"),
    (
        "policy-using",
        "inverted",
        "ALTER POLICY tenant ON invoices USING (tenant_id <> (SELECT current_setting('app.tenant_id')::bigint))",
    ),
    (
        "policy-using",
        "fail-open",
        "ALTER POLICY tenant ON invoices USING (coalesce(current_setting('app.tenant_id', true), '') = '' OR tenant_id = (SELECT current_setting('app.tenant_id')::bigint))",
    ),
    (
        "policy-using",
        "fail-open",
        "ALTER POLICY tenant ON invoices USING (tenant_id = coalesce((SELECT nullif(current_setting('app.tenant_id', true), '')::bigint), tenant_id))",
    ),
    (
        "policy-using",
        "NULL-unsafe",
        "ALTER POLICY tenant ON invoices USING (tenant_id IS NULL OR tenant_id = (SELECT current_setting('app.tenant_id')::bigint))",
    ),
    (
        "policy-using",
        "loose",
        "ALTER POLICY tenant ON accounts USING (tenant_id >= (SELECT current_setting('app.tenant_id')::bigint))",
    ),
    (
        "policy-using",
        "fails for the tenant",
        "ALTER POLICY tenant ON accounts USING (tenant_id = (SELECT current_setting('app.tennant_id')::bigint))",
    ),
    ("policy-check", "weaker", "ALTER POLICY tenant ON accounts WITH CHECK (tenant_id IS NOT NULL)"),
    ("policy-role", "is for PUBLIC", "ALTER POLICY tenant ON accounts TO PUBLIC"),
    ("policy-using", "policy more on", "CREATE POLICY more ON accounts FOR SELECT TO web USING (public)"),
    ("policy-using", "has no USING", "CREATE POLICY blank ON accounts FOR DELETE TO web"),
    ("policy-check", "has no WITH CHECK", "CREATE POLICY adds ON accounts FOR INSERT TO web"),
];
