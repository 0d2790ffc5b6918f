-- The catalogue: the seller's own records, and the shelf that buyers see.

CREATE TABLE products (
    seller_id       uuid NOT NULL REFERENCES sellers (seller_id),
    id              uuid NOT NULL,
    group_key       text NOT NULL,
    handle          text NOT NULL,
    brand           text,
    category        text,
    google_category text,
    search          text NOT NULL DEFAULT '', -- what the seller's own text filter looks in: handle, brand, titles, numbers; empty without variants
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(), -- moves with its variants, offers and overrides too
    PRIMARY KEY (seller_id, id),
    CONSTRAINT products_group UNIQUE (seller_id, group_key),
    CONSTRAINT products_handle UNIQUE (seller_id, handle)
);

CREATE TABLE product_texts (
    seller_id   uuid NOT NULL,
    product_id  uuid NOT NULL,
    language    text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    title       text NOT NULL,
    description text NOT NULL,
    PRIMARY KEY (seller_id, product_id, language),
    FOREIGN KEY (seller_id, product_id) REFERENCES products (seller_id, id) ON DELETE CASCADE
);

CREATE TABLE variants (
    seller_id    uuid NOT NULL,
    id           uuid NOT NULL,
    product_id   uuid NOT NULL,
    external_id  text NOT NULL,
    titles       jsonb NOT NULL DEFAULT '{}', -- by language, as the feed has them; a product's title is their common beginning
    sku          text,
    gtin         text,
    mpn          text,
    options      jsonb NOT NULL DEFAULT '{}',
    images       text[] NOT NULL DEFAULT '{}',
    weight_grams integer,
    condition    text,
    position     integer NOT NULL DEFAULT 0,
    source       text NOT NULL CHECK (source IN ('feed', 'hand')),
    published_at timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT variants_external UNIQUE (seller_id, external_id),
    FOREIGN KEY (seller_id, product_id) REFERENCES products (seller_id, id)
);
CREATE INDEX variants_by_product ON variants (seller_id, product_id);

CREATE TABLE offers (
    seller_id  uuid NOT NULL,
    id         uuid NOT NULL,
    variant_id uuid NOT NULL,
    price      bigint NOT NULL CHECK (price >= 0),
    compare_at bigint CHECK (compare_at > price),
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    tax_class  text NOT NULL DEFAULT 'standard' CHECK (tax_class IN ('standard', 'intermediate', 'reduced', 'super_reduced', 'zero')),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT offers_variant UNIQUE (seller_id, variant_id),
    FOREIGN KEY (seller_id, variant_id) REFERENCES variants (seller_id, id)
);

CREATE TABLE warehouses (
    seller_id  uuid NOT NULL REFERENCES sellers (seller_id),
    id         uuid NOT NULL,
    name       text NOT NULL,
    is_default boolean NOT NULL,
    PRIMARY KEY (seller_id, id)
);
CREATE UNIQUE INDEX warehouses_default ON warehouses (seller_id) WHERE is_default;

-- Untracked stock is in or out; tracked stock is counted. `reserved` is what is promised to orders not yet shipped,
-- counted for both. `product_id` is the variant's, so that a checkout, which reads no variants, finds its shelf row.
-- What the feed said last stands beside: only when the feed says something else does it set stock again.
CREATE TABLE stock_levels (
    seller_id     uuid NOT NULL,
    id            uuid NOT NULL,
    product_id    uuid NOT NULL,
    variant_id    uuid NOT NULL,
    warehouse_id  uuid NOT NULL,
    tracked       boolean NOT NULL,
    available     boolean NOT NULL,
    on_hand       integer NOT NULL DEFAULT 0 CONSTRAINT stock_on_hand CHECK (on_hand >= 0),
    reserved      integer NOT NULL DEFAULT 0 CONSTRAINT stock_reserved CHECK (reserved >= 0),
    feed_quantity integer,
    feed_available boolean,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT stock_variant UNIQUE (seller_id, variant_id, warehouse_id),
    CONSTRAINT stock_not_oversold CHECK (NOT tracked OR reserved <= on_hand),
    FOREIGN KEY (seller_id, product_id) REFERENCES products (seller_id, id),
    FOREIGN KEY (seller_id, variant_id) REFERENCES variants (seller_id, id),
    FOREIGN KEY (seller_id, warehouse_id) REFERENCES warehouses (seller_id, id)
);

-- A seller's change that survives re-imports. `language` is '' where the field has none.
CREATE TABLE overrides (
    seller_id  uuid NOT NULL,
    id         uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid,
    field      text NOT NULL CHECK (field IN ('title', 'description', 'category', 'price', 'compare_at', 'images')),
    language   text NOT NULL DEFAULT '' CHECK (language IN ('', 'en', 'fr', 'de')),
    value      jsonb NOT NULL,
    actor_id   uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT overrides_target UNIQUE NULLS NOT DISTINCT (seller_id, product_id, variant_id, field, language),
    FOREIGN KEY (seller_id, product_id) REFERENCES products (seller_id, id),
    FOREIGN KEY (seller_id, variant_id) REFERENCES variants (seller_id, id),
    CHECK ((variant_id IS NULL) = (field IN ('title', 'description', 'category'))),
    CHECK ((language = '') = (field NOT IN ('title', 'description')))
);

CREATE TABLE shelf_products (
    seller_id    uuid NOT NULL REFERENCES sellers (seller_id),
    id           uuid NOT NULL,
    handle       text NOT NULL,
    brand        text,
    category     text,
    currency     text NOT NULL,
    price_min    bigint NOT NULL,
    price_max    bigint NOT NULL,
    compare_at   bigint,
    in_stock     boolean NOT NULL,
    image        text,
    variants     jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT shelf_products_handle UNIQUE (seller_id, handle)
);
CREATE INDEX shelf_products_newest ON shelf_products (published_at DESC, seller_id, id);
CREATE INDEX shelf_products_seller_newest ON shelf_products (seller_id, published_at DESC, id);

CREATE TABLE shelf_texts (
    seller_id   uuid NOT NULL,
    product_id  uuid NOT NULL,
    language    text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    title       text NOT NULL,
    description text NOT NULL,
    PRIMARY KEY (seller_id, product_id, language),
    FOREIGN KEY (seller_id, product_id) REFERENCES shelf_products (seller_id, id) ON DELETE CASCADE
);

-- What search nodes follow. Sequences skip: a transaction that commits late has a low number. So a reader takes only
-- rows of transactions older than the oldest running one, in the order (xid, seq).
CREATE TABLE shelf_changes (
    seller_id  uuid NOT NULL,
    seq        bigint GENERATED ALWAYS AS IDENTITY,
    xid        bigint NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
    product_id uuid NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, seq)
);
CREATE INDEX shelf_changes_order ON shelf_changes (xid, seq);
