-- The outbox: what is to be mailed, and what became of it.

-- Puts a letter into the outbox, or answers which limit stands against it. It belongs to the seller in scope: a member's always,
-- a worker's where it is bound to one. What a worker queues waits behind what somebody waits for. The limits keep a shop from
-- being used to pester people; two transactions at once do not count each other, so that they may be passed by as many as
-- there are connections.
CREATE OR REPLACE FUNCTION mail.put(p_id uuid, p_recipient text, p_recipient_name text, p_subject text, p_text text, p_html text, p_kind text, p_language text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_seller uuid;
BEGIN
    IF pg_has_role(session_user, 'karum_seller', 'MEMBER') OR coalesce(current_setting('karum.scope', true), '') <> '' THEN
        v_seller := keyring.seller();
        IF (SELECT count(*) FROM (SELECT FROM mails m WHERE m.seller_id = v_seller AND m.created_at > now() - interval '1 hour' LIMIT 200) x) >= 200 THEN
            RETURN 'KM001';
        END IF;
    END IF;
    IF (SELECT count(*) FROM (SELECT FROM mails m WHERE lower(m.recipient) = lower(p_recipient) AND m.created_at > now() - interval '1 hour' LIMIT 20) x) >= 20 THEN
        RETURN 'KM002';
    END IF;
    INSERT INTO mails (id, seller_id, recipient, recipient_name, subject, text, html, kind, language, urgent)
    VALUES (p_id, v_seller, p_recipient, p_recipient_name, p_subject, p_text, p_html, p_kind, p_language,
            NOT pg_has_role(session_user, 'karum_worker', 'MEMBER'));
    RETURN NULL;
END $$;

-- Queues a letter that is the point of what is done: a limit refuses all of it.
CREATE OR REPLACE FUNCTION mail.queue(p_id uuid, p_recipient text, p_recipient_name text, p_subject text, p_text text, p_html text, p_kind text, p_language text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_limit text := mail.put(p_id, p_recipient, p_recipient_name, p_subject, p_text, p_html, p_kind, p_language);
BEGIN
    IF v_limit = 'KM001' THEN
        RAISE EXCEPTION 'this seller has queued too many mails within the hour' USING ERRCODE = 'KM001';
    ELSIF v_limit = 'KM002' THEN
        RAISE EXCEPTION 'this address has been sent too many mails within the hour' USING ERRCODE = 'KM002';
    END IF;
END $$;

-- Queues a letter that only tells of what is done: where a limit stands against it, that is done all the same and not told.
CREATE OR REPLACE FUNCTION mail.tell(p_id uuid, p_recipient text, p_recipient_name text, p_subject text, p_text text, p_html text, p_kind text, p_language text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT mail.put(p_id, p_recipient, p_recipient_name, p_subject, p_text, p_html, p_kind, p_language) IS NULL
$$;

-- The next mails to send. One whose lease ran out was not sent to its end, as far as anybody knows, and is sent again; after
-- so many tries it has failed: it took its sender down each time.
CREATE OR REPLACE FUNCTION mail.claim(p_limit integer, p_lease integer, p_tries integer)
RETURNS TABLE (id uuid, recipient text, recipient_name text, subject text, text text, html text, language text, attempts integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE mails m SET state = 'failed', leased_until = NULL, text = '', html = '', recipient_name = '', error = 'its sender ended before it did, each time'
    FROM (SELECT x.id FROM mails x WHERE x.state IN ('queued', 'sending') AND x.state = 'sending' AND x.due_at <= now() AND x.attempts >= p_tries
          LIMIT 100 FOR UPDATE SKIP LOCKED) o
    WHERE m.id = o.id;
    RETURN QUERY
    UPDATE mails m SET state = 'sending', attempts = m.attempts + 1,
        leased_until = now() + make_interval(secs => p_lease), due_at = now() + make_interval(secs => p_lease)
    FROM (SELECT x.id FROM mails x WHERE x.state IN ('queued', 'sending') AND x.due_at <= now()
          ORDER BY x.urgent DESC, x.due_at LIMIT least(p_limit, 100) FOR UPDATE SKIP LOCKED) o
    WHERE m.id = o.id
    RETURNING m.id, m.recipient, m.recipient_name, m.subject, m.text, m.html, m.language, m.attempts;
END $$;

-- What became of a try: `sent`, `failed`, or `queued` for another one after `p_pause` seconds. The try is named: a sender
-- whose lease ran out does not end what another has begun. Answers whether it was its to end.
CREATE OR REPLACE FUNCTION mail.finish(p_id uuid, p_attempt integer, p_state text, p_error text, p_pause double precision) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    UPDATE mails SET state = p_state, leased_until = NULL, error = left(p_error, 1000),
        due_at = now() + make_interval(secs => p_pause),
        sent_at = CASE WHEN p_state = 'sent' THEN now() END,
        text = CASE WHEN p_state = 'queued' THEN text ELSE '' END,
        html = CASE WHEN p_state = 'queued' THEN html ELSE '' END,
        recipient_name = CASE WHEN p_state = 'queued' THEN recipient_name ELSE '' END
    WHERE id = p_id AND state = 'sending' AND attempts = p_attempt;
    RETURN FOUND;
END $$;

-- How many wait, are being sent and have failed, and for how many seconds the oldest has waited: numbers, nobody's.
CREATE OR REPLACE FUNCTION mail.counts() RETURNS TABLE (queued bigint, sending bigint, failed bigint, oldest double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT count(*) FILTER (WHERE m.state = 'queued'), count(*) FILTER (WHERE m.state = 'sending'),
           (SELECT count(*) FROM mails f WHERE f.state = 'failed'),
           coalesce(extract(epoch FROM now() - min(m.created_at)), 0)::double precision
    FROM mails m WHERE m.state IN ('queued', 'sending')
$$;

-- For the page that shows mails where they are developed: the newest.
CREATE OR REPLACE FUNCTION mail.recent(p_limit integer)
RETURNS TABLE (id uuid, recipient text, subject text, kind text, language text, state text, attempts integer, error text, created_at timestamptz, sent_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT m.id, m.recipient, m.subject, m.kind, m.language, m.state, m.attempts, m.error, m.created_at, m.sent_at
    FROM mails m ORDER BY m.created_at DESC LIMIT least(p_limit, 200)
$$;

-- The same for one, with its words.
CREATE OR REPLACE FUNCTION mail.show(p_id uuid)
RETURNS TABLE (id uuid, recipient text, recipient_name text, subject text, text text, html text, kind text, language text, state text, attempts integer, error text, created_at timestamptz, sent_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT m.id, m.recipient, m.recipient_name, m.subject, m.text, m.html, m.kind, m.language, m.state, m.attempts, m.error, m.created_at, m.sent_at
    FROM mails m WHERE m.id = p_id
$$;

-- Gives up what could not be sent in three days, whose links have ended, and removes what is 30 days old; in portions.
CREATE OR REPLACE FUNCTION mail.housekeeping() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_rows  bigint;
    v_total bigint := 0;
BEGIN
    UPDATE mails m SET state = 'failed', text = '', html = '', recipient_name = '', error = left('not sent within three days. ' || coalesce(m.error, ''), 1000)
    FROM (SELECT x.id FROM mails x WHERE x.state IN ('queued', 'sending') AND x.state = 'queued' AND x.created_at < now() - interval '3 days'
          LIMIT 1000 FOR UPDATE SKIP LOCKED) o
    WHERE m.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM mails m USING (SELECT x.id FROM mails x WHERE x.created_at < now() - interval '30 days' AND x.state <> 'sending'
                               LIMIT 1000 FOR UPDATE SKIP LOCKED) o
    WHERE m.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    RETURN v_total;
END $$;
