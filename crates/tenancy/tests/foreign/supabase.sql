-- The shape that Supabase gives a schema: the request's claims in a setting, read by auth.uid() and auth.jwt().
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA auth, public TO anon, authenticated, service_role;
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;

CREATE TABLE projects (org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, open boolean, PRIMARY KEY (org_id, id));
CREATE TABLE tasks (
    org_id uuid NOT NULL, id uuid NOT NULL, project_id uuid NOT NULL, title text, PRIMARY KEY (org_id, id),
    CONSTRAINT tasks_project FOREIGN KEY (org_id, project_id) REFERENCES projects (org_id, id)
);
CREATE TABLE profiles (user_id uuid PRIMARY KEY, name text);
CREATE TABLE countries (code text PRIMARY KEY);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY org ON projects TO authenticated USING (org_id = (SELECT (auth.jwt() ->> 'org_id')::uuid))
    WITH CHECK (org_id = (SELECT (auth.jwt() ->> 'org_id')::uuid));
CREATE POLICY org ON tasks TO authenticated USING (org_id = (SELECT (auth.jwt() ->> 'org_id')::uuid))
    WITH CHECK (org_id = (SELECT (auth.jwt() ->> 'org_id')::uuid));
CREATE POLICY own ON profiles FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
GRANT SELECT, INSERT, DELETE ON projects, tasks TO authenticated;
GRANT UPDATE (name) ON projects TO authenticated;
GRANT SELECT ON profiles, countries TO authenticated;
GRANT SELECT ON countries TO anon;
