-- The shape that Supabase gives a schema: the request's claims in a setting, read by its own auth.uid() and auth.jwt().
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA auth, public TO anon, authenticated, service_role;
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
        (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid
$$;

CREATE TABLE projects (org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, open boolean, PRIMARY KEY (org_id, id));
CREATE TABLE tasks (
    org_id uuid NOT NULL, id uuid NOT NULL, project_id uuid NOT NULL, title text, PRIMARY KEY (org_id, id),
    CONSTRAINT tasks_project FOREIGN KEY (org_id, project_id) REFERENCES projects (org_id, id)
);
CREATE TABLE profiles (user_id uuid PRIMARY KEY, name text);
CREATE TABLE countries (code text PRIMARY KEY, name text);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY org ON projects TO authenticated USING (org_id = (SELECT (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid))
    WITH CHECK (org_id = (SELECT (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid));
CREATE POLICY org ON tasks TO authenticated USING (org_id = (SELECT (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid))
    WITH CHECK (org_id = (SELECT (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid));
CREATE POLICY own ON profiles FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id);
GRANT SELECT, INSERT, DELETE ON projects, tasks TO authenticated;
GRANT UPDATE (name) ON projects TO authenticated;
GRANT SELECT ON profiles, countries TO authenticated;
GRANT SELECT ON countries TO anon;

-- The recommended floor: whatever the permissive policies say, a restrictive one holds rows to their tenant.
CREATE TABLE notes (org_id uuid NOT NULL, id uuid NOT NULL, body text, PRIMARY KEY (org_id, id));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON notes TO authenticated USING (true);
CREATE POLICY tenant_isolation ON notes AS RESTRICTIVE TO anon, authenticated
    USING (org_id = (SELECT (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid));
GRANT SELECT, INSERT, DELETE ON notes TO authenticated;

-- Who belongs where is in a table, and a policy looks into it.
CREATE TABLE members (user_id uuid NOT NULL, org_id uuid NOT NULL, PRIMARY KEY (user_id, org_id));
CREATE TABLE documents (org_id uuid NOT NULL, id uuid NOT NULL, title text, PRIMARY KEY (org_id, id));
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON members FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
CREATE POLICY members ON documents FOR SELECT TO authenticated
    USING (org_id IN (SELECT m.org_id FROM members m WHERE m.user_id = (SELECT auth.uid())));
GRANT SELECT ON members, documents TO authenticated;
CREATE FUNCTION is_member(org uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS 'SELECT EXISTS (SELECT FROM public.members m WHERE m.org_id = org AND m.user_id = auth.uid())';
CREATE TABLE boards (org_id uuid NOT NULL, id uuid NOT NULL, title text, PRIMARY KEY (org_id, id));
ALTER TABLE boards ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Members do all" ON boards TO authenticated USING (is_member(org_id));
GRANT SELECT, INSERT, DELETE ON boards TO authenticated;
INSERT INTO members VALUES ('11111111-0000-4000-8000-000000000001', '1a1a1a1a-0000-4000-8000-00000000000a'),
    ('22222222-0000-4000-8000-000000000002', '2b2b2b2b-0000-4000-8000-00000000000b');
