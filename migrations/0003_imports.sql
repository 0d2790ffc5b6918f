-- Imports: one feed per language, its runs, what they rejected, and the staged rows they brought.

CREATE TABLE feeds (
    seller_id        uuid NOT NULL REFERENCES sellers (seller_id),
    id               uuid NOT NULL,
    language         text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    source           text NOT NULL CHECK (source IN ('upload', 'url')),
    url              text CHECK (octet_length(url) <= 2048),
    blob_key         text CHECK (length(blob_key) <= 500),
    file_name        text CHECK (length(file_name) <= 255),
    format           jsonb,
    mapping          jsonb,
    default_currency text CHECK (default_currency ~ '^[A-Z]{3}$'),
    default_availability text CHECK (default_availability IN ('in_stock', 'out_of_stock', 'preorder')),
    vanish           text NOT NULL DEFAULT 'unpublish' CHECK (vanish IN ('unpublish', 'keep')),
    schedule_minutes integer CHECK (schedule_minutes BETWEEN 5 AND 43200),
    next_run_at      timestamptz,
    validators       jsonb,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, id),
    CONSTRAINT feeds_language UNIQUE (seller_id, language),
    CHECK ((source = 'url') = (url IS NOT NULL))
);
CREATE INDEX feeds_due ON feeds (next_run_at) WHERE next_run_at IS NOT NULL;

CREATE TABLE import_runs (
    seller_id       uuid NOT NULL,
    id              uuid NOT NULL,
    feed_id         uuid NOT NULL,
    language        text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    state           text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'held', 'done', 'failed', 'cancelled')),
    trigger         text NOT NULL CHECK (trigger IN ('person', 'schedule', 'command')),
    blob_key        text CHECK (length(blob_key) <= 500),
    file_name       text CHECK (length(file_name) <= 255),
    bytes_total     bigint NOT NULL DEFAULT 0,
    bytes_read      bigint NOT NULL DEFAULT 0,
    rows_read       bigint NOT NULL DEFAULT 0,
    rows_new        bigint NOT NULL DEFAULT 0,
    rows_changed    bigint NOT NULL DEFAULT 0,
    rows_unchanged  bigint NOT NULL DEFAULT 0,
    rows_rejected   bigint NOT NULL DEFAULT 0,
    rows_vanished   bigint NOT NULL DEFAULT 0,
    warnings        bigint NOT NULL DEFAULT 0,
    unknown_columns text[] NOT NULL DEFAULT '{}',
    held_for        text CHECK (held_for IN ('empty', 'vanished')),
    held_sample     text[] NOT NULL DEFAULT '{}',
    decision        text CHECK (decision IN ('apply', 'keep')),
    cancel_asked    boolean NOT NULL DEFAULT false,
    error_code      text CHECK (length(error_code) <= 50),
    error           text CHECK (length(error) <= 2000),
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    finished_at     timestamptz,
    PRIMARY KEY (seller_id, id),
    FOREIGN KEY (seller_id, feed_id) REFERENCES feeds (seller_id, id)
);
-- Not by id: the ids of scheduled runs are not ordered by time.
CREATE INDEX import_runs_by_feed ON import_runs (seller_id, feed_id, created_at, id);
-- Two runs of one feed at a time would undo each other.
CREATE UNIQUE INDEX import_runs_one_open ON import_runs (seller_id, feed_id) WHERE state IN ('queued', 'running', 'held');

-- Old runs are removed after some time; the open ones are counted.
CREATE INDEX import_runs_ended ON import_runs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX import_runs_open ON import_runs (state) WHERE state IN ('queued', 'running', 'held');

CREATE TABLE import_rejects (
    seller_id   uuid NOT NULL,
    id          uuid NOT NULL,
    run_id      uuid NOT NULL,
    severity    text NOT NULL CHECK (severity IN ('reject', 'warning')),
    line        bigint NOT NULL,
    record      bigint NOT NULL,
    external_id text,
    column_name text,
    reason      text NOT NULL CHECK (length(reason) <= 100),
    detail      text NOT NULL,
    raw         text NOT NULL,
    PRIMARY KEY (seller_id, id),
    FOREIGN KEY (seller_id, run_id) REFERENCES import_runs (seller_id, id)
);
CREATE INDEX import_rejects_by_run ON import_rejects (seller_id, run_id, severity, id);

-- One row per feed row: what the file of one language says of one id. The row of the best language an id has (the
-- seller's own first) is its main row, which gives price, availability and pictures. `conflicts` names what another
-- language says otherwise. `since_run` brought the row, or brought it back after it had vanished; `changed_run` wrote it last.
-- `search` is what the seller's text filter looks in: title, brand and numbers in lower case. No foreign key to sellers:
-- the policy admits rows of the seller in scope only, and the check would cost a quarter of the time of a large import.
CREATE TABLE staged_products (
    seller_id       uuid NOT NULL,
    external_id     text NOT NULL,
    language        text NOT NULL CHECK (language IN ('en', 'fr', 'de')),
    row_hash        bytea NOT NULL,
    present         boolean NOT NULL DEFAULT true,
    main            boolean NOT NULL,
    title           text NOT NULL,
    search          text NOT NULL,
    description     text NOT NULL,
    link            text,
    images          text[] NOT NULL,
    price           bigint NOT NULL,
    sale_price      bigint,
    currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    availability    text NOT NULL CHECK (availability IN ('in_stock', 'out_of_stock', 'preorder')),
    quantity        integer,
    gtin            text,
    brand           text,
    mpn             text,
    category        text,
    more_categories text[] NOT NULL DEFAULT '{}',
    google_category text,
    adult           boolean NOT NULL DEFAULT false,
    condition       text,
    group_key       text NOT NULL,
    options         jsonb NOT NULL,
    weight_grams    integer,
    tax_rate        integer,
    conflicts       text[] NOT NULL DEFAULT '{}',
    since_run       uuid NOT NULL,
    changed_run     uuid NOT NULL,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, external_id, language)
);
-- What a seller browses: one row per id, however many languages there are.
CREATE INDEX staged_products_main ON staged_products (seller_id, external_id) WHERE main;

-- What is done in the background with all staged products that match a filter. `after` is the id up to which it is done:
-- it moves in the transaction that does a portion, so that each is counted once, whatever happens when.
CREATE TABLE staged_actions (
    seller_id   uuid NOT NULL REFERENCES sellers (seller_id),
    id          uuid NOT NULL,
    action      text NOT NULL CHECK (action IN ('select', 'select_publish', 'unpublish')),
    filter      jsonb NOT NULL,
    state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    after       text NOT NULL DEFAULT '',
    matching    bigint NOT NULL,
    handled     bigint NOT NULL DEFAULT 0,
    selected    bigint NOT NULL DEFAULT 0,
    created     bigint NOT NULL DEFAULT 0,
    published   bigint NOT NULL DEFAULT 0,
    unpublished bigint NOT NULL DEFAULT 0,
    missing     bigint NOT NULL DEFAULT 0,
    refused     bigint NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    PRIMARY KEY (seller_id, id)
);
CREATE INDEX staged_actions_ended ON staged_actions (finished_at) WHERE finished_at IS NOT NULL;

-- One row per seller who stages: whoever changes or selects staged products locks it first. Feeds cannot be locked for that,
-- since the rows of a deleted feed, the last one perhaps, are still there to be selected and to be forgotten.
CREATE TABLE staging_locks (
    seller_id  uuid PRIMARY KEY REFERENCES sellers (seller_id),
    created_at timestamptz NOT NULL DEFAULT now()
);
