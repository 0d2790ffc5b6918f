//! The checks of a foreign database's keys and indexes.

use super::checks::Check;

pub(super) const KEYS: &[Check] = &[
    // Before the unique keys: one that a foreign key rests on cannot go first.
    (
        "foreign-key",
        "Foreign keys are checked and cascade across all rows, hidden ones too: they tell of, and change, another tenant's.",
        "SELECT t.object, format('has the foreign key %I to %s, %s', c.conname, r.object,
        CASE WHEN sort.same THEN 'which does not begin by pairing the tenants'' columns' ELSE 'whose tenants are of another sort' END)
        || CASE WHEN c.confdeltype IN ('c', 'n', 'd') OR c.confupdtype IN ('c', 'n', 'd') THEN ', and cascades across them' ELSE '' END,
    CASE WHEN pair.apart OR ta.atttypid <> ra.atttypid OR NOT sort.same THEN format('ALTER TABLE %s DROP CONSTRAINT %I; -- or waive it with a reason: there is no key that pairs the tenants'' columns.', t.object, c.conname)
    ELSE CASE WHEN EXISTS (SELECT FROM pg_index x WHERE x.indrelid = r.oid AND x.indisunique AND x.indpred IS NULL AND x.indimmediate AND x.indisvalid AND x.indnkeyatts = cardinality(pair.wanted)
            AND (x.indkey::int2[])[0:x.indnkeyatts - 1] @> pair.wanted) THEN ''
        ELSE format('ALTER TABLE %s ADD UNIQUE (%s); ', r.object, pair.there) END
        || format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I FOREIGN KEY (%s) REFERENCES %s (%s)', t.object, c.conname, c.conname, pair.here, r.object, pair.there)
        || CASE c.confdeltype WHEN 'c' THEN ' ON DELETE CASCADE' WHEN 'r' THEN ' ON DELETE RESTRICT' WHEN 'n' THEN format(' ON DELETE SET NULL (%s)', pair.rest) WHEN 'd' THEN format(' ON DELETE SET DEFAULT (%s)', pair.rest) ELSE '' END
        || CASE c.confupdtype WHEN 'c' THEN ' ON UPDATE CASCADE' WHEN 'r' THEN ' ON UPDATE RESTRICT' ELSE '' END
        || CASE WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END || CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END || ';' END
FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' AND c.conparentid = 0 JOIN tables r ON r.oid = c.confrelid
JOIN pg_attribute ta ON ta.attrelid = t.oid AND ta.attname = t.tenant JOIN pg_attribute ra ON ra.attrelid = r.oid AND ra.attname = r.tenant
-- Tenants are of one sort where their columns are called alike, or are asked about alike: users and organisations are not.
CROSS JOIN LATERAL (SELECT t.tenant = r.tenant OR t.whose = r.whose AS same) sort
CROSS JOIN LATERAL (
    SELECT bool_or((a.attnum = ta.attnum) <> (b.attnum = ra.attnum)) AS apart,
        concat_ws(', ', quote_ident(t.tenant), string_agg(quote_ident(a.attname), ', ' ORDER BY k.n) FILTER (WHERE a.attnum <> ta.attnum)) AS here,
        concat_ws(', ', quote_ident(r.tenant), string_agg(quote_ident(b.attname), ', ' ORDER BY k.n) FILTER (WHERE b.attnum <> ra.attnum)) AS there,
        string_agg(quote_ident(a.attname), ', ' ORDER BY k.n) FILTER (WHERE a.attnum <> ta.attnum) AS rest,
        ra.attnum || coalesce(array_agg(b.attnum) FILTER (WHERE b.attnum <> ra.attnum), '{}') AS wanted
    FROM unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (own, far, n)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.own JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.far
) pair WHERE c.conkey[1] <> ta.attnum OR c.confkey[1] <> ra.attnum",
    ),
    (
        "unique-key",
        "Uniqueness is enforced across all rows, hidden ones too: a refusal tells what another tenant has.",
        "SELECT t.object, format('has %I, which is not led by %s', i.relname, t.tenant),
    CASE WHEN c.contype IN ('p', 'u') THEN format('ALTER TABLE %s DROP CONSTRAINT %I, ADD %s (%s);', t.object, c.conname, CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, led.columns)
        WHEN c.oid IS NOT NULL THEN format('ALTER TABLE %s DROP CONSTRAINT %I;', t.object, c.conname) ELSE format('DROP INDEX %s;', x.indexrelid::regclass) END
FROM tables t JOIN pg_index x ON x.indrelid = t.oid AND (x.indisunique OR x.indisexclusion) JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.conrelid = t.oid AND c.contype IN ('p', 'u', 'x')
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
CROSS JOIN LATERAL (SELECT quote_ident(t.tenant) || string_agg(CASE WHEN k.attname <> t.tenant THEN ', ' || quote_ident(k.attname) END, '' ORDER BY u.n) AS columns
    FROM unnest(x.indkey) WITH ORDINALITY AS u (att, n) LEFT JOIN pg_attribute k ON k.attrelid = t.oid AND k.attnum = u.att) led
WHERE t.tenant IS NOT NULL AND NOT i.relispartition AND a.attname IS DISTINCT FROM t.tenant",
    ),
    (
        "tenant-index",
        "Without an index that the tenant's column leads, a policy reads the rows of all tenants to find one's own.",
        "SELECT t.object, 'has no index led by ' || t.tenant, format('CREATE INDEX ON %s (%I);', t.object, t.tenant)
FROM tables t WHERE t.tenant IS NOT NULL AND NOT EXISTS (SELECT FROM pg_index x JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
    WHERE x.indrelid = t.oid AND a.attname = t.tenant AND x.indpred IS NULL AND x.indisvalid)",
    ),
];
