-- Sign-in: where a session was last used, tokens for programs, API keys of a seller.

ALTER TABLE sessions ADD COLUMN address text NOT NULL DEFAULT '' CHECK (length(address) <= 64);

-- A program that a user signed in for one seller: its refresh tokens follow each other, and one that comes back a second
-- time ends them all.
CREATE TABLE token_families (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    seller_id  uuid NOT NULL,
    agent      text NOT NULL DEFAULT '' CHECK (length(agent) <= 200),
    address    text NOT NULL DEFAULT '' CHECK (length(address) <= 64),
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_for  text CHECK (ended_for IN ('signed_out', 'reused', 'team', 'password')),
    CHECK ((ended_at IS NULL) = (ended_for IS NULL))
);
CREATE INDEX token_families_user ON token_families (user_id, seller_id);
CREATE INDEX token_families_expiry ON token_families (expires_at);

CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    family_id  uuid NOT NULL REFERENCES token_families (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);

CREATE TABLE api_keys (
    seller_id   uuid NOT NULL REFERENCES sellers (seller_id),
    id          uuid NOT NULL,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    prefix      text NOT NULL CHECK (prefix ~ '^[a-z0-9]{8}$'),
    secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
    permissions text[] NOT NULL CHECK (cardinality(permissions) BETWEEN 1 AND 64),
    created_by  uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,
    seen_at     timestamptz,
    address     text NOT NULL DEFAULT '' CHECK (length(address) <= 64),
    revoked_at  timestamptz,
    PRIMARY KEY (seller_id, id),
    CONSTRAINT api_keys_created_by FOREIGN KEY (seller_id, created_by) REFERENCES members (seller_id, id)
);
CREATE INDEX api_keys_secret ON api_keys (secret_hash);
CREATE INDEX api_keys_by_member ON api_keys (seller_id, created_by);
