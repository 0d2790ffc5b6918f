-- A setting that nobody can set to another tenant: it is signed, and verified against a key that the application's role
-- cannot read. The same stands in docs/security.md.
CREATE ROLE shop NOLOGIN;
CREATE SCHEMA scope;
CREATE TABLE scope.key (secret bytea NOT NULL);
INSERT INTO scope.key SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));
CREATE FUNCTION scope.mac(message text) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT encode(sha256(secret || sha256(secret || convert_to(message, 'UTF8'))), 'hex') FROM scope.key $$;
CREATE FUNCTION scope.signed(tenant text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT m || '|' || scope.mac(m) FROM (SELECT concat_ws('|', tenant, pg_backend_pid(), extract(epoch FROM now() + '2 min')::bigint) AS m) x
$$;
CREATE FUNCTION scope.tenant() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text[] := string_to_array(current_setting('app.scope', true), '|');
BEGIN
    IF cardinality(part) = 4 AND part[4] = scope.mac(concat_ws('|', part[1], part[2], part[3]))
        AND part[2] = pg_backend_pid()::text AND part[3]::bigint > extract(epoch FROM now()) THEN
        RETURN part[1]::uuid;
    END IF;
    RAISE 'there is no scope';
END
$$;
REVOKE EXECUTE ON FUNCTION scope.mac, scope.signed FROM PUBLIC;
GRANT USAGE ON SCHEMA scope TO shop;

CREATE TABLE goods (tenant_id uuid NOT NULL, id uuid NOT NULL, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE goods ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON goods TO shop USING (tenant_id = (SELECT scope.tenant()));
GRANT USAGE ON SCHEMA public TO shop;
GRANT SELECT, INSERT, DELETE ON goods TO shop;
CREATE TABLE units (code text PRIMARY KEY);
GRANT SELECT ON units TO shop;
