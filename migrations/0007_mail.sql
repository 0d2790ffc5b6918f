-- The outbox: a letter is queued in the transaction that wants it sent, so that what is rolled back sends nothing, and goes
-- out afterwards, from a worker. What a letter says opens things (an invitation, a new password): no class reads the table,
-- and the words go as soon as they are no longer needed.

CREATE TABLE mails (
    id             uuid PRIMARY KEY,
    seller_id      uuid, -- whose business it was; null: the marketplace's
    recipient      text NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254 AND recipient !~ '[[:cntrl:][:space:]]'),
    recipient_name text NOT NULL CHECK (length(recipient_name) <= 200 AND recipient_name !~ '[[:cntrl:]]'),
    subject        text NOT NULL CHECK (length(subject) BETWEEN 1 AND 500 AND subject !~ '[[:cntrl:]]'),
    text           text NOT NULL CHECK (length(text) <= 20000),
    html           text NOT NULL CHECK (length(html) <= 100000),
    kind           text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{0,49}$'),
    language       text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    urgent         boolean NOT NULL, -- somebody waits for it
    state          text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
    attempts       integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    due_at         timestamptz NOT NULL DEFAULT now(), -- while it is being sent, the end of the lease
    leased_until   timestamptz,
    error          text CHECK (length(error) <= 1000),
    created_at     timestamptz NOT NULL DEFAULT now(),
    sent_at        timestamptz,
    CHECK ((state = 'sending') = (leased_until IS NOT NULL)),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT mails_words CHECK (state IN ('queued', 'sending') OR (text = '' AND html = '' AND recipient_name = ''))
);
CREATE INDEX mails_waiting ON mails (urgent DESC, due_at) WHERE state IN ('queued', 'sending');
CREATE INDEX mails_failed ON mails (created_at) WHERE state = 'failed';
CREATE INDEX mails_created ON mails (created_at);
-- How many a seller, and how many for one address, within the hour.
CREATE INDEX mails_of_seller ON mails (seller_id, created_at) WHERE seller_id IS NOT NULL;
CREATE INDEX mails_to ON mails (lower(recipient), created_at);
