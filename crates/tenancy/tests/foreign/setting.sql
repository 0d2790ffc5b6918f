-- The plain shape: the application sets a setting in each transaction, and every policy reads it.
CREATE ROLE owner_of_tables NOLOGIN;
CREATE ROLE web NOLOGIN;
GRANT USAGE ON SCHEMA public TO web;
CREATE TABLE accounts (tenant_id bigint NOT NULL, id bigint NOT NULL, email text, public boolean, PRIMARY KEY (tenant_id, id));
CREATE TABLE invoices (
    tenant_id bigint NOT NULL, id bigint NOT NULL, account_id bigint NOT NULL, cents bigint, PRIMARY KEY (tenant_id, id),
    CONSTRAINT invoices_account FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id)
);
CREATE TABLE currencies (code text PRIMARY KEY);
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO owner_of_tables;
CREATE POLICY tenant ON accounts TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
CREATE POLICY tenant ON invoices TO web USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
GRANT SELECT, INSERT, DELETE ON accounts, invoices TO web;
GRANT UPDATE (email) ON accounts TO web;
GRANT SELECT ON currencies TO web;
