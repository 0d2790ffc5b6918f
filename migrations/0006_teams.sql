-- Teams: several members a seller, several sellers a user, roles of a seller's own, invitations. The owner is a row that
-- must lead to an active member and that no class may remove: no removal, and no two at once, leave a seller without one.

CREATE TABLE roles (
    seller_id   uuid NOT NULL REFERENCES sellers (seller_id),
    id          uuid NOT NULL,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    permissions text[] NOT NULL CHECK (cardinality(permissions) <= 64),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id)
);
CREATE UNIQUE INDEX roles_name ON roles (seller_id, lower(name));

ALTER TABLE members DROP CONSTRAINT members_role_check;
ALTER TABLE members
    ADD COLUMN role_id    uuid,
    ADD COLUMN grants     text[] NOT NULL DEFAULT '{}' CHECK (cardinality(grants) <= 64),
    ADD COLUMN denials    text[] NOT NULL DEFAULT '{}' CHECK (cardinality(denials) <= 64),
    ADD COLUMN state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'removed')),
    ADD COLUMN seen_at    timestamptz,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT members_state UNIQUE (seller_id, id, state),
    ADD CONSTRAINT members_role_id FOREIGN KEY (seller_id, role_id) REFERENCES roles (seller_id, id);
CREATE TABLE owners (
    seller_id uuid PRIMARY KEY REFERENCES sellers (seller_id),
    member_id uuid NOT NULL,
    state     text NOT NULL DEFAULT 'active' CHECK (state = 'active'),
    since     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT owners_member FOREIGN KEY (seller_id, member_id, state) REFERENCES members (seller_id, id, state)
);
-- karum: data
INSERT INTO owners (seller_id, member_id)
SELECT DISTINCT ON (m.seller_id) m.seller_id, m.id FROM members m WHERE m.role = 'owner' ORDER BY m.seller_id, m.created_at, m.id;
UPDATE members SET role = 'admin' WHERE role = 'owner';
-- karum: schema
ALTER TABLE members
    ADD CONSTRAINT members_role CHECK (role IN ('admin', 'manager', 'editor', 'operator', 'finance', 'viewer', 'custom')),
    ADD CONSTRAINT members_custom CHECK ((role = 'custom') = (role_id IS NOT NULL));
CREATE INDEX members_by_role ON members (seller_id, role_id) WHERE role_id IS NOT NULL;
CREATE TABLE invitations (
    seller_id  uuid NOT NULL REFERENCES sellers (seller_id),
    id         uuid NOT NULL,
    email      text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    email_key  text NOT NULL CHECK (email_key = lower(email_key)),
    language   text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    role       text NOT NULL CHECK (role IN ('admin', 'manager', 'editor', 'operator', 'finance', 'viewer', 'custom')),
    role_id    uuid,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    invited_by uuid NOT NULL,
    state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'revoked')),
    sends      integer NOT NULL DEFAULT 1 CHECK (sends BETWEEN 1 AND 20),
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (seller_id, id),
    CHECK ((role = 'custom') = (role_id IS NOT NULL)),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CONSTRAINT invitations_role_id FOREIGN KEY (seller_id, role_id) REFERENCES roles (seller_id, id),
    CONSTRAINT invitations_invited_by FOREIGN KEY (seller_id, invited_by) REFERENCES members (seller_id, id)
);
CREATE UNIQUE INDEX invitations_open ON invitations (seller_id, email_key) WHERE state = 'open';
CREATE INDEX invitations_token ON invitations (token_hash);
CREATE INDEX invitations_by_role ON invitations (seller_id, role_id) WHERE role_id IS NOT NULL;
CREATE INDEX invitations_by_member ON invitations (seller_id, invited_by);
CREATE INDEX invitations_ended ON invitations (ended_at) WHERE ended_at IS NOT NULL;

-- A session is the user's; which seller he acts for stands in the address of each request.
ALTER TABLE sessions DROP COLUMN seller_id;
