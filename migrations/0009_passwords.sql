-- Passwords: forgotten ones are chosen anew by a link in a mail, once and within the hour.

CREATE TABLE password_resets (
    user_id    uuid PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT password_resets_token UNIQUE CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_resets_expiry ON password_resets (expires_at);
