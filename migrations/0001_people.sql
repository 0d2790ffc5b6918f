-- People and sellers: who signs in, for whom, and in which session. What must be unique across sellers (e-mail, slug)
-- stands in platform tables that no class reads; only the functions of `gate` do.

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key     text NOT NULL CONSTRAINT users_email_key UNIQUE CHECK (email_key = lower(email_key)),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    password_hash text NOT NULL,
    language      text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    buyer_id      uuid CONSTRAINT users_buyer_id UNIQUE,
    state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'locked')),
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE slugs (
    slug      text PRIMARY KEY CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 63),
    seller_id uuid NOT NULL
);
CREATE INDEX slugs_seller ON slugs (seller_id);

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    id         uuid NOT NULL CONSTRAINT sessions_id UNIQUE,
    user_id    uuid,
    buyer_id   uuid,
    seller_id  uuid,
    agent      text NOT NULL DEFAULT '' CHECK (length(agent) <= 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK (user_id IS NOT NULL OR buyer_id IS NOT NULL)
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE attempts (
    key        bytea PRIMARY KEY CHECK (length(key) = 32),
    count      integer NOT NULL CHECK (count >= 0),
    started_at timestamptz NOT NULL
);
CREATE INDEX attempts_started ON attempts (started_at);

CREATE TABLE sellers (
    seller_id  uuid PRIMARY KEY,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    country    text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    language   text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    time_zone  text NOT NULL CHECK (length(time_zone) <= 64),
    vat_number text CHECK (length(vat_number) <= 32),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    seller_id  uuid NOT NULL REFERENCES sellers (seller_id),
    id         uuid NOT NULL,
    user_id    uuid NOT NULL,
    role       text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'finance', 'viewer')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT members_user UNIQUE (seller_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id);

CREATE TABLE storefronts (
    seller_id           uuid PRIMARY KEY REFERENCES sellers (seller_id),
    slug                text NOT NULL,
    name                text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    about               text NOT NULL DEFAULT '' CHECK (length(about) <= 5000),
    country             text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    currency            text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    language            text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    state               text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    shipping_flat       bigint NOT NULL DEFAULT 0 CHECK (shipping_flat BETWEEN 0 AND 99999999999),
    shipping_free_above bigint CHECK (shipping_free_above BETWEEN 0 AND 99999999999),
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX storefronts_slug ON storefronts (slug);
CREATE INDEX storefronts_created ON storefronts (created_at);
CREATE INDEX storefronts_name ON storefronts (lower(name) COLLATE "C"); -- shops are suggested while one types

CREATE TABLE audit_log (
    seller_id   uuid NOT NULL REFERENCES sellers (seller_id),
    id          uuid NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    actor_id    uuid,
    session_id  uuid,
    action      text NOT NULL CHECK (length(action) <= 100),
    object_kind text NOT NULL CHECK (length(object_kind) <= 50),
    object_id   text NOT NULL CHECK (length(object_id) <= 200),
    detail      jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (seller_id, id)
);

CREATE TABLE buyers (
    buyer_id   uuid PRIMARY KEY,
    user_id    uuid,
    language   text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    created_at timestamptz NOT NULL DEFAULT now()
);
