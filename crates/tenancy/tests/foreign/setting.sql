-- The plain shape: the application sets a setting in each transaction, and every policy reads it.
CREATE ROLE owner_of_tables NOLOGIN;
CREATE ROLE web NOLOGIN;
CREATE SCHEMA billing;
GRANT USAGE ON SCHEMA public, billing TO web;
CREATE TABLE accounts (tenant_id bigint NOT NULL, id bigint NOT NULL, email text, public boolean, PRIMARY KEY (tenant_id, id));
CREATE TABLE billing.invoices (
    tenant_id bigint NOT NULL, id bigint NOT NULL, account_id bigint NOT NULL, cents bigint, PRIMARY KEY (tenant_id, id),
    CONSTRAINT invoices_account FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id)
);
CREATE TABLE currencies (code text PRIMARY KEY, name text);
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
ALTER TABLE billing.invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
CREATE POLICY tenant ON accounts TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
CREATE POLICY tenant ON billing.invoices TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
GRANT SELECT, INSERT, DELETE ON accounts, billing.invoices TO web;
GRANT UPDATE (email) ON accounts TO web;
GRANT SELECT ON currencies TO web;

-- Others may read what a tenant offers, and only the tenant writes it. The column is a domain.
CREATE DOMAIN tenant AS bigint CHECK (VALUE > 0);
CREATE TABLE offers (tenant_id tenant NOT NULL, id bigint NOT NULL, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE offers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
CREATE POLICY everyone ON offers FOR SELECT TO web USING (true);
CREATE POLICY tenant ON offers TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
GRANT SELECT, INSERT, DELETE ON offers TO web;

-- Partitions and children: what is asked of the parent is held by the parent's policies, wherever the rows stand.
CREATE TABLE events (tenant_id bigint NOT NULL, id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (tenant_id, id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE billing.events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE letters (tenant_id bigint NOT NULL, id bigint NOT NULL, body text, PRIMARY KEY (tenant_id, id));
CREATE TABLE old_letters (PRIMARY KEY (tenant_id, id)) INHERITS (letters);
ALTER TABLE events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
ALTER TABLE letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
CREATE POLICY tenant ON events TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
CREATE POLICY tenant ON letters TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
GRANT SELECT, INSERT ON events, letters TO web;

-- A tenant that is a name, and short.
CREATE TABLE hooks (tenant varchar(12) NOT NULL, id bigint NOT NULL, url text, PRIMARY KEY (tenant, id));
ALTER TABLE hooks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
CREATE POLICY tenant ON hooks TO web USING ((tenant)::text = (SELECT current_setting('app.tenant_name')));
GRANT SELECT, INSERT ON hooks TO web;
