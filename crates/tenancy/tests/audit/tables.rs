//! Faults of tables, keys and grants on tables.

use crate::Fault;

pub const FAULTS: &[Fault] = &[
    ("rls off", &["rls"], "ALTER TABLE karum.orders DISABLE ROW LEVEL SECURITY"),
    ("rls not forced", &["rls"], "ALTER TABLE karum.orders NO FORCE ROW LEVEL SECURITY"),
    // A partition answers by itself to whoever names it, whatever its parent says.
    ("rls off on a child", &["rls", "inheritance"], "CREATE TABLE karum.orders_old () INHERITS (karum.orders);
        ALTER TABLE karum.orders_old OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id)"),
    ("rls off on a child elsewhere", &["rls", "inheritance"], "CREATE TABLE public.orders_old () INHERITS (karum.orders);
        ALTER TABLE public.orders_old OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id)"),
    ("child of another owner", &["ownership", "inheritance"], "CREATE TABLE public.orders_old () INHERITS (karum.orders);
        ALTER TABLE public.orders_old ADD PRIMARY KEY (seller_id, id), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
    ("child with all its walls", &["inheritance"], "CREATE TABLE gate.orders_old () INHERITS (karum.orders);
        ALTER TABLE gate.orders_old OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
    ("child of a child", &["inheritance"], "CREATE TABLE public.orders_old () INHERITS (karum.orders); CREATE TABLE public.orders_older () INHERITS (public.orders_old);
        ALTER TABLE public.orders_old OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        ALTER TABLE public.orders_older OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
    ("trigger and rule on a child elsewhere", &["triggers", "rules", "inheritance"], "CREATE TABLE public.orders_old () INHERITS (karum.orders);
        ALTER TABLE public.orders_old OWNER TO karum_owner, ADD PRIMARY KEY (seller_id, id), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE FUNCTION public.keep_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER spy BEFORE INSERT ON public.orders_old FOR EACH ROW EXECUTE FUNCTION public.keep_row();
        CREATE RULE spy AS ON DELETE TO public.orders_old DO ALSO NOTHING"),
    ("far child", &["relation-kind"], "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far; CREATE FOREIGN TABLE public.orders_far () INHERITS (karum.orders) SERVER far"),
    ("unmapped table", &["map-tables"], "CREATE TABLE karum.secret_notes (note text);
        ALTER TABLE karum.secret_notes OWNER TO karum_owner, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
    ("view", &["relation-kind"], "CREATE VIEW karum.totals AS SELECT sum(total) FROM karum.orders; ALTER VIEW karum.totals OWNER TO karum_owner"),
    ("materialized view", &["relation-kind"], "CREATE MATERIALIZED VIEW karum.totals AS SELECT sum(total) FROM karum.orders;
        ALTER MATERIALIZED VIEW karum.totals OWNER TO karum_owner"),
    ("foreign table", &["relation-kind"], "CREATE FOREIGN TABLE karum.far (x integer) SERVER far; ALTER FOREIGN TABLE karum.far OWNER TO karum_owner"),
    ("table in a function schema", &["schema-contents"], "CREATE TABLE queue.leftover AS SELECT * FROM karum.products; ALTER TABLE queue.leftover OWNER TO karum_owner"),
    ("table beside the keys", &["schema-contents"], "CREATE TABLE keyring.spare (LIKE keyring.secret); ALTER TABLE keyring.spare OWNER TO karum_keyring"),
    ("sequence", &["schema-contents"], "CREATE SEQUENCE karum.numbers"),
    ("types", &["schema-contents"], "CREATE TYPE karum.mood AS ENUM ('good'); CREATE TYPE gate.pair AS (a karum.mood, b text); CREATE DOMAIN uniq.word AS text"),
    ("operator", &["schema-contents"], "CREATE OPERATOR karum.=== (FUNCTION = textlike, LEFTARG = text, RIGHTARG = text)"),
    ("statistics", &["schema-contents"], "CREATE STATISTICS karum.together ON state, placed_at FROM karum.orders"),
    ("view in a function schema", &["relation-kind"], "CREATE VIEW gate.all_users AS SELECT * FROM karum.users; ALTER VIEW gate.all_users OWNER TO karum_owner"),
    ("unlogged table", &["unlogged"], "ALTER TABLE karum.attempts SET UNLOGGED"),
    ("primary key without owner", &["primary-key"], "ALTER TABLE karum.jobs DROP CONSTRAINT jobs_pkey, ADD PRIMARY KEY (id)"),
    ("primary key in another order", &["primary-key"], "ALTER TABLE karum.jobs DROP CONSTRAINT jobs_pkey, ADD PRIMARY KEY (id, seller_id)"),
    ("no primary key", &["primary-key"], "ALTER TABLE karum.jobs DROP CONSTRAINT jobs_pkey"),
    ("owner can be null", &["primary-key", "owner-column"], "ALTER TABLE karum.jobs DROP CONSTRAINT jobs_pkey, ALTER COLUMN seller_id DROP NOT NULL"),
    ("owner can be changed", &["owner-column"], "GRANT UPDATE (seller_id) ON karum.orders TO karum_seller"),
    ("owner can be changed by a definer", &["owner-column"], "GRANT UPDATE (buyer_id) ON karum.buyers TO karum_def_gate"),
    ("unique across owners", &["unique-key"], "ALTER TABLE karum.orders ADD CONSTRAINT orders_number_1 UNIQUE (number)"),
    ("unique led by another column", &["unique-key"], "ALTER TABLE karum.orders ADD CONSTRAINT orders_number_2 UNIQUE (number, seller_id)"),
    ("unique index across owners", &["unique-key"], "CREATE UNIQUE INDEX orders_number_3 ON karum.orders (lower(number)) WHERE state <> 'cancelled'"),
    ("unique index led by another column", &["unique-key"], "CREATE UNIQUE INDEX orders_number_4 ON karum.orders (number, seller_id)"),
    ("exclusion across owners", &["unique-key"], "ALTER TABLE karum.orders ADD CONSTRAINT orders_one EXCLUDE USING btree (number WITH =)"),
    ("foreign key by id alone", &["unique-key", "foreign-key"], "ALTER TABLE karum.variants ADD CONSTRAINT variants_id UNIQUE (id);
        ALTER TABLE karum.order_lines ADD CONSTRAINT lines_variant FOREIGN KEY (variant_id) REFERENCES karum.variants (id)"),
    ("foreign key to the platform", &["foreign-key"], "ALTER TABLE karum.members ADD CONSTRAINT members_users FOREIGN KEY (user_id) REFERENCES karum.users (id)"),
    ("foreign key across owners", &["foreign-key"], "ALTER TABLE karum.cart_lines ADD CONSTRAINT cart_sellers FOREIGN KEY (seller_id) REFERENCES karum.sellers (seller_id)"),
    ("foreign key that crosses columns", &["foreign-key"], "ALTER TABLE karum.jobs ADD CONSTRAINT jobs_feeds FOREIGN KEY (id, seller_id) REFERENCES karum.feeds (seller_id, id) NOT VALID"),
    ("cascade that changes the owner", &["cascade"], "ALTER TABLE karum.jobs ADD CONSTRAINT jobs_cascade FOREIGN KEY (seller_id, id) REFERENCES karum.feeds (seller_id, id) ON UPDATE CASCADE NOT VALID"),
    ("cascade that forgets the owner", &["cascade"], "ALTER TABLE karum.jobs ADD CONSTRAINT jobs_cascade_2 FOREIGN KEY (seller_id, id) REFERENCES karum.feeds (seller_id, id) ON DELETE SET NULL NOT VALID"),
    ("cascade from a seller to the platform", &["cascade"], "ALTER TABLE karum.slugs ADD CONSTRAINT slugs_cascade FOREIGN KEY (seller_id) REFERENCES karum.sellers (seller_id) ON DELETE CASCADE NOT VALID"),
    ("no leading index", &["leading-index"], "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'karum.jobs_pkey'::regclass"),
    ("filter on a document", &["filter-operator"], "CREATE INDEX jobs_payload ON karum.jobs (seller_id, payload)"),
    ("filter on a number that leaks", &["filter-operator"], "CREATE INDEX orders_total ON karum.orders (seller_id, (total::numeric))"),
    ("filter by a function that leaks", &["filter-operator"], "CREATE INDEX orders_number_5 ON karum.orders (seller_id, lower(number))"),
    ("owner compared by what leaks", &["leakproof", "owner-operator"], "ALTER FUNCTION uuid_eq(uuid, uuid) NOT LEAKPROOF"),
    ("grant too many", &["grants"], "GRANT DELETE ON karum.orders TO karum_seller"),
    ("grant of all columns", &["grants"], "GRANT UPDATE ON karum.orders TO karum_seller"),
    ("grant of one column", &["grants"], "GRANT UPDATE (total) ON karum.orders TO karum_seller"),
    ("grant to public", &["grants"], "GRANT SELECT ON karum.orders TO PUBLIC"),
    ("grant to another class", &["grants"], "GRANT SELECT (email) ON karum.order_contacts TO karum_buyer"),
    ("grant to a login", &["grants"], "GRANT SELECT ON karum.users TO karum_login_gate"),
    ("grant to a role of the server", &["grants"], "GRANT SELECT ON karum.users TO pg_monitor"),
    ("grant too few", &["grants"], "REVOKE INSERT ON karum.orders FROM karum_seller; REVOKE UPDATE (note) ON karum.orders FROM karum_seller"),
    ("grant to grant", &["grants"], "GRANT SELECT ON karum.orders TO karum_seller WITH GRANT OPTION"),
    ("grant passed on", &["grants"], "GRANT SELECT ON karum.orders TO karum_seller WITH GRANT OPTION;
        SET ROLE karum_seller; GRANT SELECT ON karum.orders TO karum_buyer; RESET ROLE"),
    ("truncate", &["structural-grants"], "GRANT TRUNCATE ON karum.orders TO karum_seller"),
    ("references of a column", &["structural-grants"], "GRANT REFERENCES (id) ON karum.orders TO karum_buyer"),
    ("trigger for public", &["structural-grants"], "GRANT TRIGGER ON karum.orders TO PUBLIC"),
];
