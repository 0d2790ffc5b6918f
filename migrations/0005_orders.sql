-- Carts and purchases belong to the buyer, orders to the seller. Neither refers to the other but by id: there is no
-- foreign key across owners, and a buyer never reads `orders`.

CREATE TABLE cart_lines (
    buyer_id   uuid NOT NULL REFERENCES buyers (buyer_id),
    id         uuid NOT NULL,
    seller_id  uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    quantity   integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    price_seen bigint NOT NULL CHECK (price_seen >= 0),
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    added_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (buyer_id, id),
    CONSTRAINT cart_lines_variant UNIQUE (buyer_id, seller_id, variant_id)
);
CREATE INDEX cart_lines_added ON cart_lines (added_at); -- forgotten carts are removed

-- One checkout makes one purchase per currency; they share their token, which opens all of them.
CREATE TABLE purchases (
    buyer_id       uuid NOT NULL REFERENCES buyers (buyer_id),
    id             uuid NOT NULL,
    number         text NOT NULL,
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    items_total    bigint NOT NULL CHECK (items_total >= 0),
    shipping_total bigint NOT NULL CHECK (shipping_total >= 0),
    tax_total      bigint NOT NULL CHECK (tax_total >= 0),
    total          bigint NOT NULL CHECK (total = items_total + shipping_total),
    language       text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    token_hash     bytea NOT NULL CHECK (length(token_hash) = 32),
    placed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (buyer_id, id)
);
CREATE INDEX purchases_token ON purchases (token_hash);

CREATE TABLE purchase_contacts (
    buyer_id    uuid NOT NULL,
    id          uuid NOT NULL,
    email       text NOT NULL,
    name        text NOT NULL,
    phone       text,
    street      text NOT NULL,
    extra       text,
    postal_code text NOT NULL,
    city        text NOT NULL,
    country     text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    PRIMARY KEY (buyer_id, id),
    FOREIGN KEY (buyer_id, id) REFERENCES purchases (buyer_id, id)
);

CREATE TABLE purchase_orders (
    buyer_id    uuid NOT NULL,
    id          uuid NOT NULL,
    purchase_id uuid NOT NULL,
    seller_id   uuid NOT NULL,
    seller_name text NOT NULL,
    seller_slug text NOT NULL,
    number      text NOT NULL,
    state       text NOT NULL CHECK (state IN ('placed', 'confirmed', 'packed', 'shipped', 'delivered', 'cancelled')),
    items_total bigint NOT NULL CHECK (items_total >= 0),
    shipping    bigint NOT NULL CHECK (shipping >= 0),
    -- the rate at which shipping was taxed, basis points, and the VAT contained in it: frozen, as those of the lines are
    shipping_tax_rate integer NOT NULL CHECK (shipping_tax_rate BETWEEN 0 AND 10000),
    shipping_tax bigint NOT NULL CHECK (shipping_tax >= 0),
    tax_total   bigint NOT NULL CHECK (tax_total >= 0),
    carrier     text,
    tracking    text,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (buyer_id, id),
    FOREIGN KEY (buyer_id, purchase_id) REFERENCES purchases (buyer_id, id)
);
CREATE INDEX purchase_orders_by_purchase ON purchase_orders (buyer_id, purchase_id);

CREATE TABLE purchase_lines (
    buyer_id   uuid NOT NULL,
    id         uuid NOT NULL,
    order_id   uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    handle     text NOT NULL,
    title      text NOT NULL,
    options    jsonb NOT NULL,
    image      text,
    quantity   integer NOT NULL CHECK (quantity > 0),
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    total      bigint NOT NULL CHECK (total = unit_price * quantity),
    tax_rate   integer NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
    tax        bigint NOT NULL CHECK (tax >= 0),
    PRIMARY KEY (buyer_id, id),
    FOREIGN KEY (buyer_id, order_id) REFERENCES purchase_orders (buyer_id, id)
);
CREATE INDEX purchase_lines_by_order ON purchase_lines (buyer_id, order_id);

CREATE TABLE purchase_events (
    buyer_id uuid NOT NULL,
    id       uuid NOT NULL,
    order_id uuid NOT NULL,
    state    text NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (buyer_id, id),
    FOREIGN KEY (buyer_id, order_id) REFERENCES purchase_orders (buyer_id, id)
);
CREATE INDEX purchase_events_by_order ON purchase_events (buyer_id, order_id, id);

-- `new`: the purchase stands and the provider has not been asked yet; the next repetition of the request asks it.
CREATE TABLE purchase_payments (
    buyer_id    uuid NOT NULL,
    id          uuid NOT NULL,
    purchase_id uuid NOT NULL,
    provider    text NOT NULL,
    state       text NOT NULL CHECK (state IN ('new', 'pending', 'authorized', 'paid', 'failed', 'cancelled')),
    amount      bigint NOT NULL CHECK (amount >= 0),
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    reference   text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (buyer_id, id),
    FOREIGN KEY (buyer_id, purchase_id) REFERENCES purchases (buyer_id, id)
);
CREATE INDEX purchase_payments_by_purchase ON purchase_payments (buyer_id, purchase_id);

-- The same key never orders twice; another body under the same key is refused.
CREATE TABLE purchase_requests (
    buyer_id     uuid NOT NULL REFERENCES buyers (buyer_id),
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    body_hash    bytea NOT NULL,
    purchase_ids uuid[] NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (buyer_id, key)
);
CREATE INDEX purchase_requests_created ON purchase_requests (created_at);

CREATE TABLE orders (
    seller_id   uuid NOT NULL REFERENCES sellers (seller_id),
    id          uuid NOT NULL,
    number      text NOT NULL,
    channel     text NOT NULL CHECK (channel IN ('marketplace', 'shop', 'telephone', 'counter')),
    purchase_id uuid,
    buyer_id    uuid,
    state       text NOT NULL CHECK (state IN ('placed', 'confirmed', 'packed', 'shipped', 'delivered', 'cancelled')),
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    items_total bigint NOT NULL CHECK (items_total >= 0),
    shipping    bigint NOT NULL CHECK (shipping >= 0),
    shipping_tax_rate integer NOT NULL CHECK (shipping_tax_rate BETWEEN 0 AND 10000),
    shipping_tax bigint NOT NULL CHECK (shipping_tax >= 0),
    tax_total   bigint NOT NULL CHECK (tax_total >= 0),
    total       bigint NOT NULL CHECK (total = items_total + shipping),
    language    text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    carrier     text CHECK (length(carrier) <= 100),
    tracking    text CHECK (length(tracking) <= 200),
    note        text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    placed_at   timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT orders_number UNIQUE (seller_id, number)
);
CREATE INDEX orders_by_state ON orders (seller_id, state, id);
CREATE INDEX orders_by_day ON orders (seller_id, placed_at);

CREATE TABLE order_lines (
    seller_id  uuid NOT NULL,
    id         uuid NOT NULL,
    order_id   uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    external_id text NOT NULL,
    title      text NOT NULL,
    options    jsonb NOT NULL,
    image      text,
    quantity   integer NOT NULL CHECK (quantity > 0),
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    total      bigint NOT NULL CHECK (total = unit_price * quantity),
    tax_rate   integer NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
    tax        bigint NOT NULL CHECK (tax >= 0),
    PRIMARY KEY (seller_id, id),
    FOREIGN KEY (seller_id, order_id) REFERENCES orders (seller_id, id),
    FOREIGN KEY (seller_id, variant_id) REFERENCES variants (seller_id, id)
);
CREATE INDEX order_lines_by_order ON order_lines (seller_id, order_id);
CREATE INDEX order_lines_by_variant ON order_lines (seller_id, variant_id);

CREATE TABLE order_contacts (
    seller_id   uuid NOT NULL,
    id          uuid NOT NULL,
    email       text,
    name        text NOT NULL,
    phone       text,
    street      text NOT NULL,
    extra       text,
    postal_code text NOT NULL,
    city        text NOT NULL,
    country     text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    PRIMARY KEY (seller_id, id),
    FOREIGN KEY (seller_id, id) REFERENCES orders (seller_id, id)
);

CREATE TABLE order_events (
    seller_id  uuid NOT NULL,
    id         uuid NOT NULL,
    order_id   uuid NOT NULL,
    from_state text,
    to_state   text NOT NULL,
    actor_id   uuid,
    note       text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    FOREIGN KEY (seller_id, order_id) REFERENCES orders (seller_id, id)
);
CREATE INDEX order_events_by_order ON order_events (seller_id, order_id, id);

CREATE TABLE order_requests (
    seller_id  uuid NOT NULL REFERENCES sellers (seller_id),
    key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    body_hash  bytea NOT NULL,
    order_id   uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, key)
);
CREATE INDEX order_requests_created ON order_requests (created_at);
