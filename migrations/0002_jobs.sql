-- Background work. A lane is a seller's place in the queue: the seller served longest ago comes next, so that one with
-- 100,000 jobs delays nobody else. Jobs are claimed by `queue.claim`, which alone sees more than one seller's.

CREATE TABLE jobs (
    seller_id    uuid NOT NULL REFERENCES sellers (seller_id),
    id           uuid NOT NULL,
    kind         text NOT NULL CHECK (length(kind) <= 50),
    payload      jsonb NOT NULL,
    state        text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'done', 'dead')),
    run_at       timestamptz NOT NULL DEFAULT now(),
    attempts     integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    error        text CHECK (length(error) <= 2000),
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    PRIMARY KEY (seller_id, id),
    CHECK ((state = 'running') = (leased_until IS NOT NULL))
);
CREATE INDEX jobs_ready ON jobs (seller_id, run_at, id) WHERE state = 'ready';
CREATE INDEX jobs_leased ON jobs (leased_until) WHERE state = 'running';
-- What is over is removed after some time, and the dead are counted.
CREATE INDEX jobs_ended ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_dead ON jobs (finished_at) WHERE state = 'dead';

CREATE TABLE lanes (
    seller_id uuid PRIMARY KEY REFERENCES sellers (seller_id),
    served_at timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX lanes_served ON lanes (served_at);
