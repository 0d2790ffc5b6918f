-- The definer functions: the only ways across the wall. Each belongs to a role that can do no more than it needs
-- (tenancy.toml, `definers`), has a fixed search_path, and is called by the classes that the map names.

-- ---------------------------------------------------------------- gate: before anyone is known

-- Counts a try under `p_key`. Answers how many seconds to wait before the next, 0 when this one may go on.
CREATE OR REPLACE FUNCTION gate.attempt(p_key bytea, p_limit integer, p_window integer) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    INSERT INTO attempts AS a (key, count, started_at) VALUES (p_key, 1, now())
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN a.started_at + make_interval(secs => p_window) <= now() THEN 1 ELSE least(a.count + 1, p_limit + 1) END,
        started_at = CASE WHEN a.started_at + make_interval(secs => p_window) <= now() THEN now() ELSE a.started_at END
    RETURNING CASE WHEN count <= p_limit THEN 0
                   ELSE greatest(1, ceil(extract(epoch FROM started_at + make_interval(secs => p_window) - now()))::integer) END
$$;

CREATE OR REPLACE FUNCTION gate.forget_attempts(p_key bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    DELETE FROM attempts WHERE key = p_key
$$;

CREATE OR REPLACE FUNCTION gate.credentials(p_email_key text)
RETURNS TABLE (user_id uuid, password_hash text, name text, language text, buyer_id uuid, seller_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT u.id, u.password_hash, u.name, u.language, u.buyer_id,
           (SELECT m.seller_id FROM members m WHERE m.user_id = u.id AND m.state = 'active' ORDER BY m.created_at, m.seller_id LIMIT 1)
    FROM users u WHERE u.email_key = p_email_key AND u.state = 'active'
$$;

CREATE OR REPLACE FUNCTION gate.password_of(p_user uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT password_hash FROM users WHERE id = p_user AND state = 'active'
$$;

-- A user's place in a seller's team: none where he is no active member of it. That he was seen there moves at most once in
-- five minutes.
CREATE OR REPLACE FUNCTION gate.place(p_user uuid, p_seller uuid)
RETURNS TABLE (seller_id uuid, member_id uuid, role text, role_name text, permissions text[], seller_name text, seller_slug text, seller_language text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE members SET seen_at = now()
    WHERE seller_id = p_seller AND user_id = p_user AND state = 'active' AND coalesce(seen_at < now() - interval '5 minutes', true);
    RETURN QUERY
    SELECT m.seller_id, m.id, CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, r.name,
           team.permissions(CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, r.permissions, m.grants, m.denials), f.name, f.slug, f.language
    FROM members m JOIN owners o ON o.seller_id = m.seller_id JOIN storefronts f ON f.seller_id = m.seller_id
    LEFT JOIN roles r ON r.seller_id = m.seller_id AND r.id = m.role_id
    WHERE m.seller_id = p_seller AND m.user_id = p_user AND m.state = 'active';
END $$;

-- The sellers that a user works for.
CREATE OR REPLACE FUNCTION gate.teams(p_user uuid)
RETURNS TABLE (seller_id uuid, slug text, name text, role text, role_name text, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT m.seller_id, f.slug, f.name, CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, r.name, m.seen_at
    FROM members m JOIN owners o ON o.seller_id = m.seller_id JOIN storefronts f ON f.seller_id = m.seller_id
    LEFT JOIN roles r ON r.seller_id = m.seller_id AND r.id = m.role_id
    WHERE m.user_id = p_user AND m.state = 'active' ORDER BY m.seen_at DESC NULLS LAST, lower(f.name), m.seller_id LIMIT 200
$$;

-- Who a session is, and what he is in the seller that the request names, by slug or by id; a request that names none means
-- the only one there is. Of a user it holds for 14 days without use; `seen_at` moves at most once a minute.
CREATE OR REPLACE FUNCTION gate.session(p_hash bytea, p_slug text, p_seller uuid, p_address text)
RETURNS TABLE (session_id uuid, user_id uuid, buyer_id uuid, user_name text, language text, teams integer, seller_id uuid, member_id uuid,
               role text, role_name text, permissions text[], seller_name text, seller_slug text, seller_language text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_found record;
BEGIN
    SELECT s.id, s.user_id, s.buyer_id, s.seen_at < now() - interval '1 minute' AS stale, u.name, u.language INTO v_found
    FROM sessions s LEFT JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = p_hash AND s.expires_at > now() AND (s.user_id IS NULL OR (u.state = 'active' AND s.seen_at > now() - interval '14 days'));
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_found.stale THEN
        UPDATE sessions SET seen_at = now(), address = left(p_address, 64) WHERE token_hash = p_hash AND seen_at < now() - interval '1 minute';
    END IF;
    IF v_found.user_id IS NULL THEN
        RETURN QUERY SELECT v_found.id, NULL::uuid, v_found.buyer_id, NULL::text, NULL::text, 0, NULL::uuid, NULL::uuid, NULL::text, NULL::text,
                            NULL::text[], NULL::text, NULL::text, NULL::text;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT v_found.id, v_found.user_id, v_found.buyer_id, v_found.name, v_found.language, t.teams, p.*
    FROM (SELECT count(*)::integer AS teams, (array_agg(m.seller_id))[1] AS any_one FROM members m
          WHERE m.user_id = v_found.user_id AND m.state = 'active') t
    LEFT JOIN LATERAL gate.place(v_found.user_id, CASE WHEN p_slug IS NOT NULL THEN (SELECT g.seller_id FROM slugs g WHERE g.slug = p_slug)
                                                       WHEN p_seller IS NOT NULL THEN p_seller
                                                       WHEN t.teams = 1 THEN t.any_one END) p ON true;
END $$;

CREATE OR REPLACE FUNCTION gate.open_session(p_hash bytea, p_id uuid, p_user uuid, p_buyer uuid, p_agent text, p_address text, p_seconds integer) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    INSERT INTO sessions (token_hash, id, user_id, buyer_id, agent, address, expires_at)
    VALUES (p_hash, p_id, p_user, p_buyer, left(p_agent, 200), left(p_address, 64), now() + make_interval(secs => p_seconds))
$$;

-- A guest: a buyer without a user, known by his session alone.
CREATE OR REPLACE FUNCTION gate.open_guest(p_hash bytea, p_session uuid, p_buyer uuid, p_language text, p_seconds integer) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    INSERT INTO buyers (buyer_id, language) VALUES (p_buyer, p_language);
    INSERT INTO sessions (token_hash, id, buyer_id, expires_at)
    VALUES (p_hash, p_session, p_buyer, now() + make_interval(secs => p_seconds))
$$;

CREATE OR REPLACE FUNCTION gate.close_session(p_hash bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    DELETE FROM sessions WHERE token_hash = p_hash
$$;

CREATE OR REPLACE FUNCTION gate.sessions(p_user uuid)
RETURNS TABLE (id uuid, agent text, address text, created_at timestamptz, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT id, agent, address, created_at, seen_at FROM sessions
    WHERE user_id = p_user AND expires_at > now() AND seen_at > now() - interval '14 days' ORDER BY seen_at DESC LIMIT 100
$$;

CREATE OR REPLACE FUNCTION gate.revoke_session(p_user uuid, p_id uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    WITH gone AS (DELETE FROM sessions WHERE user_id = p_user AND id = p_id RETURNING 1) SELECT count(*) FROM gone
$$;

-- Every session of a user but one (null: but none).
CREATE OR REPLACE FUNCTION gate.revoke_sessions(p_user uuid, p_but uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    WITH gone AS (DELETE FROM sessions WHERE user_id = p_user AND id IS DISTINCT FROM p_but RETURNING 1) SELECT count(*) FROM gone
$$;

-- A user who buys. `p_guest`: the buyer exists already as a guest and becomes this user's; the id stays.
CREATE OR REPLACE FUNCTION gate.register_buyer(p_user uuid, p_email text, p_email_key text, p_name text, p_password_hash text, p_language text, p_buyer uuid, p_guest boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    INSERT INTO users (id, email, email_key, name, password_hash, language, buyer_id)
    VALUES (p_user, p_email, p_email_key, p_name, p_password_hash, p_language, p_buyer);
    IF p_guest THEN
        UPDATE buyers SET user_id = p_user WHERE buyer_id = p_buyer AND user_id IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'that buyer is no guest' USING ERRCODE = 'KG001';
        END IF;
    ELSE
        INSERT INTO buyers (buyer_id, user_id, language) VALUES (p_buyer, p_user, p_language);
    END IF;
END $$;

-- A seller with its shop, its first warehouse and its owner.
CREATE OR REPLACE FUNCTION gate.found_shop(p_user uuid, p_seller uuid, p_member uuid, p_slug text, p_shop text, p_country text, p_currency text, p_language text, p_time_zone text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    INSERT INTO sellers (seller_id, name, country, currency, language, time_zone)
    VALUES (p_seller, p_shop, p_country, p_currency, p_language, p_time_zone);
    INSERT INTO slugs (slug, seller_id) VALUES (p_slug, p_seller);
    INSERT INTO storefronts (seller_id, slug, name, country, currency, language)
    VALUES (p_seller, p_slug, p_shop, p_country, p_currency, p_language);
    INSERT INTO members (seller_id, id, user_id, role) VALUES (p_seller, p_member, p_user, 'admin');
    INSERT INTO owners (seller_id, member_id) VALUES (p_seller, p_member);
    INSERT INTO warehouses (seller_id, id, name, is_default) VALUES (p_seller, p_member, p_shop, true)
$$;

-- A user who sells, with his shop; he may buy as well. `p_guest` as above.
CREATE OR REPLACE FUNCTION gate.register_seller(p_user uuid, p_email text, p_email_key text, p_name text, p_password_hash text, p_language text, p_buyer uuid, p_guest boolean,
    p_seller uuid, p_member uuid, p_slug text, p_shop text, p_country text, p_currency text, p_time_zone text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    PERFORM gate.register_buyer(p_user, p_email, p_email_key, p_name, p_password_hash, p_language, p_buyer, p_guest);
    PERFORM gate.found_shop(p_user, p_seller, p_member, p_slug, p_shop, p_country, p_currency, p_language, p_time_zone);
END $$;

-- A shop for whoever is signed in under the session. The user's row is locked, so that two tabs cannot pass the limit.
CREATE OR REPLACE FUNCTION gate.open_shop(p_hash bytea, p_seller uuid, p_member uuid, p_slug text, p_shop text, p_country text, p_currency text, p_time_zone text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_user record;
BEGIN
    SELECT u.id, u.language INTO v_user FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = p_hash AND s.expires_at > now() AND u.state = 'active' FOR NO KEY UPDATE OF u;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody is signed in' USING ERRCODE = 'KG002';
    END IF;
    IF (SELECT count(*) >= 20 FROM members m JOIN owners o ON o.seller_id = m.seller_id AND o.member_id = m.id WHERE m.user_id = v_user.id) THEN
        RAISE EXCEPTION 'that user has many shops' USING ERRCODE = 'KG003';
    END IF;
    PERFORM gate.found_shop(v_user.id, p_seller, p_member, p_slug, p_shop, p_country, p_currency, v_user.language, p_time_zone);
END $$;

-- What an invitation says to whoever holds its token. `has_account`: the address signs in already.
CREATE OR REPLACE FUNCTION gate.invitation(p_hash bytea)
RETURNS TABLE (seller_id uuid, seller_name text, seller_slug text, email text, role text, role_name text, invited_by text, state text, expired boolean, has_account boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT i.seller_id, f.name, f.slug, i.email, i.role, r.name, u.name, i.state, i.expires_at <= now(), EXISTS (SELECT FROM users x WHERE x.email_key = i.email_key)
    FROM invitations i JOIN storefronts f ON f.seller_id = i.seller_id
    JOIN members m ON m.seller_id = i.seller_id AND m.id = i.invited_by JOIN users u ON u.id = m.user_id
    LEFT JOIN roles r ON r.seller_id = i.seller_id AND r.id = i.role_id
    WHERE i.token_hash = p_hash
$$;

-- Takes a user into the team that an invitation names: once, in time, and only him whom it was sent to. It never gives more
-- than whoever invited him holds by now, and changes nobody who is in the team. KI001: it opens nothing (any more), KI002: it
-- is another's, KI003: in the team already.
CREATE OR REPLACE FUNCTION gate.accept(p_hash bytea, p_user uuid, p_member uuid, p_log uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_one    record;
    v_member record;
BEGIN
    SELECT i.seller_id, i.id, i.email_key, i.role, i.role_id, r.permissions,
           (SELECT team.permissions(CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, q.permissions, m.grants, m.denials)
            FROM members m JOIN owners o ON o.seller_id = m.seller_id LEFT JOIN roles q ON q.seller_id = m.seller_id AND q.id = m.role_id
            WHERE m.seller_id = i.seller_id AND m.id = i.invited_by AND m.state = 'active') AS held
    INTO v_one FROM invitations i LEFT JOIN roles r ON r.seller_id = i.seller_id AND r.id = i.role_id
    WHERE i.token_hash = p_hash AND i.state = 'open' AND i.expires_at > now() FOR NO KEY UPDATE OF i;
    IF NOT FOUND OR v_one.held IS NULL OR NOT team.permissions(v_one.role, v_one.permissions, '{}', '{}') <@ v_one.held
       OR NOT 'team.invite' = ANY (v_one.held) THEN
        RAISE EXCEPTION 'the invitation opens nothing' USING ERRCODE = 'KI001';
    END IF;
    IF NOT EXISTS (SELECT FROM users WHERE id = p_user AND email_key = v_one.email_key AND state = 'active') THEN
        RAISE EXCEPTION 'the invitation is for another address' USING ERRCODE = 'KI002';
    END IF;
    SELECT m.id, m.state INTO v_member FROM members m WHERE m.seller_id = v_one.seller_id AND m.user_id = p_user FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO members (seller_id, id, user_id, role, role_id) VALUES (v_one.seller_id, p_member, p_user, v_one.role, v_one.role_id);
    ELSIF v_member.state = 'removed' THEN
        UPDATE members SET role = v_one.role, role_id = v_one.role_id, grants = '{}', denials = '{}', state = 'active', seen_at = NULL, updated_at = now()
        WHERE seller_id = v_one.seller_id AND id = v_member.id;
    ELSE
        RAISE EXCEPTION 'in the team already' USING ERRCODE = 'KI003';
    END IF;
    UPDATE invitations SET state = 'accepted', ended_at = now() WHERE seller_id = v_one.seller_id AND id = v_one.id;
    INSERT INTO audit_log (seller_id, id, actor_id, action, object_kind, object_id, detail)
    VALUES (v_one.seller_id, p_log, p_user, 'team.join', 'invitation', v_one.id::text, jsonb_build_object('role', v_one.role));
    RETURN v_one.seller_id;
END $$;

-- A new user for the address that an invitation was sent to, taken into the team in the same step.
CREATE OR REPLACE FUNCTION gate.join_team(p_hash bytea, p_user uuid, p_name text, p_password_hash text, p_language text, p_buyer uuid, p_guest boolean, p_member uuid, p_log uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_one record;
BEGIN
    SELECT i.email, i.email_key INTO v_one FROM invitations i WHERE i.token_hash = p_hash AND i.state = 'open' AND i.expires_at > now();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the invitation opens nothing' USING ERRCODE = 'KI001';
    END IF;
    PERFORM gate.register_buyer(p_user, v_one.email, v_one.email_key, p_name, p_password_hash, p_language, p_buyer, p_guest);
    RETURN gate.accept(p_hash, p_user, p_member, p_log);
END $$;

-- Moves what lies in a guest's cart into a buyer's: what is in both adds up, 999 at most; of the rest the oldest, as far
-- as a cart of 100 lines has room. The buyer's row is locked, so that two sign-ins do not count the same room twice.
CREATE OR REPLACE FUNCTION gate.adopt_cart(p_guest uuid, p_buyer uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM buyers WHERE buyer_id = p_guest AND user_id IS NOT NULL) OR p_guest = p_buyer THEN
        RETURN;
    END IF;
    PERFORM FROM buyers WHERE buyer_id = p_buyer FOR NO KEY UPDATE;
    UPDATE cart_lines c SET quantity = least(c.quantity + g.quantity, 999)
    FROM cart_lines g
    WHERE c.buyer_id = p_buyer AND g.buyer_id = p_guest AND g.seller_id = c.seller_id AND g.variant_id = c.variant_id;
    INSERT INTO cart_lines (buyer_id, id, seller_id, product_id, variant_id, quantity, price_seen, currency, added_at)
    SELECT p_buyer, g.id, g.seller_id, g.product_id, g.variant_id, g.quantity, g.price_seen, g.currency, g.added_at
    FROM cart_lines g
    WHERE g.buyer_id = p_guest
      AND NOT EXISTS (SELECT FROM cart_lines c WHERE c.buyer_id = p_buyer AND c.seller_id = g.seller_id AND c.variant_id = g.variant_id)
    ORDER BY g.added_at, g.id
    LIMIT greatest(100 - (SELECT count(*) FROM cart_lines c WHERE c.buyer_id = p_buyer), 0)
    ON CONFLICT (buyer_id, seller_id, variant_id) DO NOTHING;
    DELETE FROM cart_lines WHERE buyer_id = p_guest;
END $$;

CREATE OR REPLACE FUNCTION gate.purchase_by_token(p_hash bytea) RETURNS TABLE (buyer_id uuid, purchase_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT p.buyer_id, p.id FROM purchases p WHERE p.token_hash = p_hash ORDER BY p.id LIMIT 50
$$;

-- For commands that name a seller by slug.
CREATE OR REPLACE FUNCTION gate.seller_by_slug(p_slug text) RETURNS TABLE (seller_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT s.seller_id FROM slugs s WHERE s.slug = p_slug
$$;

-- ---------------------------------------------------------------- uniq: what is unique across sellers

-- Gives the seller in scope another slug; the former one becomes free.
CREATE OR REPLACE FUNCTION uniq.change_slug(p_slug text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_seller uuid := keyring.seller();
BEGIN
    INSERT INTO slugs (slug, seller_id) VALUES (p_slug, v_seller);
    DELETE FROM slugs WHERE seller_id = v_seller AND slug <> p_slug;
    UPDATE storefronts SET slug = p_slug, updated_at = now() WHERE seller_id = v_seller;
END $$;

-- ---------------------------------------------------------------- queue: which seller's work is next

-- The next job: of the lane served longest ago that has one ready. A job whose lease ran out is ready again, or dead where
-- it had its tries: it took its worker down each time. Lanes whose jobs all wait for their time are passed over, so that
-- they keep nobody back; the scalar subquery stays one look into jobs_ready per lane, which a semi-join would not.
CREATE OR REPLACE FUNCTION queue.claim(p_kinds text[], p_lease integer, p_tries integer)
RETURNS TABLE (seller_id uuid, id uuid, kind text, payload jsonb, attempts integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_lane uuid;
    v_job  uuid;
BEGIN
    WITH expired AS (
        SELECT x.seller_id, x.id FROM jobs x WHERE x.state = 'running' AND x.leased_until < now() LIMIT 100 FOR UPDATE SKIP LOCKED
    ), freed AS (
        UPDATE jobs j SET leased_until = NULL,
            state = CASE WHEN j.attempts < p_tries THEN 'ready' ELSE 'dead' END,
            error = CASE WHEN j.attempts < p_tries THEN j.error ELSE 'its worker ended before it did, ' || j.attempts || ' times' END,
            finished_at = CASE WHEN j.attempts < p_tries THEN NULL ELSE now() END
        FROM expired e WHERE j.seller_id = e.seller_id AND j.id = e.id
        RETURNING j.seller_id, j.state
    )
    INSERT INTO lanes (seller_id) SELECT DISTINCT f.seller_id FROM freed f WHERE f.state = 'ready' ON CONFLICT DO NOTHING;
    FOR v_lane IN
        SELECT l.seller_id FROM lanes l
        WHERE (SELECT j.id FROM jobs j WHERE j.seller_id = l.seller_id AND j.state = 'ready' AND j.run_at <= now() AND j.kind = ANY (p_kinds)
               ORDER BY j.run_at, j.id LIMIT 1) IS NOT NULL
        ORDER BY l.served_at LIMIT 200 FOR UPDATE OF l SKIP LOCKED
    LOOP
        SELECT j.id INTO v_job FROM jobs j
        WHERE j.seller_id = v_lane AND j.state = 'ready' AND j.run_at <= now() AND j.kind = ANY (p_kinds)
        ORDER BY j.run_at, j.id LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF v_job IS NOT NULL THEN
            UPDATE lanes SET served_at = clock_timestamp() WHERE seller_id = v_lane;
            RETURN QUERY
            UPDATE jobs j SET state = 'running', attempts = j.attempts + 1, leased_until = now() + make_interval(secs => p_lease)
            WHERE j.seller_id = v_lane AND j.id = v_job
            RETURNING j.seller_id, j.id, j.kind, j.payload, j.attempts;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- Feeds whose time has come: queues one run and one job each, and sets their next time. Answers how many.
CREATE OR REPLACE FUNCTION queue.due_feeds(p_limit integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_feed  record;
    v_run   uuid;
    v_count integer := 0;
BEGIN
    FOR v_feed IN
        SELECT f.seller_id, f.id, f.language, f.schedule_minutes FROM feeds f
        WHERE f.next_run_at <= now() AND f.schedule_minutes IS NOT NULL ORDER BY f.next_run_at LIMIT p_limit FOR UPDATE SKIP LOCKED
    LOOP
        UPDATE feeds SET next_run_at = now() + make_interval(mins => v_feed.schedule_minutes)
        WHERE seller_id = v_feed.seller_id AND id = v_feed.id;
        v_run := gen_random_uuid();
        INSERT INTO import_runs (seller_id, id, feed_id, language, trigger) VALUES (v_feed.seller_id, v_run, v_feed.id, v_feed.language, 'schedule')
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            INSERT INTO jobs (seller_id, id, kind, payload) VALUES (v_feed.seller_id, v_run, 'import', jsonb_build_object('run_id', v_run));
            INSERT INTO lanes (seller_id) VALUES (v_feed.seller_id) ON CONFLICT DO NOTHING;
            v_count := v_count + 1;
        END IF;
    END LOOP;
    -- A job that was queued while housekeeping removed its seller's empty lane would wait for ever.
    INSERT INTO lanes (seller_id) SELECT DISTINCT j.seller_id FROM jobs j WHERE j.state = 'ready' ON CONFLICT DO NOTHING;
    RETURN v_count;
END $$;

-- How much waits and runs, for the metrics: numbers, nobody's.
CREATE OR REPLACE FUNCTION queue.counts() RETURNS TABLE (what text, state text, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT 'job', 'due', count(*) FROM jobs WHERE state = 'ready' AND run_at <= now()
    UNION ALL SELECT 'job', 'waiting', count(*) FROM jobs WHERE state = 'ready' AND run_at > now()
    UNION ALL SELECT 'job', 'running', count(*) FROM jobs WHERE state = 'running'
    UNION ALL SELECT 'job', 'dead', count(*) FROM jobs WHERE state = 'dead' AND finished_at IS NOT NULL
    UNION ALL SELECT 'lane', 'open', count(*) FROM lanes
    UNION ALL SELECT 'import', s.state, count(r.id)
              FROM unnest(ARRAY['queued', 'running', 'held']) AS s(state)
              LEFT JOIN import_runs r ON r.state = s.state AND r.state IN ('queued', 'running', 'held')
              GROUP BY s.state
$$;

-- Removes what has expired, in bounded portions, each found by an index. The periods are those of tenancy.toml.
CREATE OR REPLACE FUNCTION queue.housekeeping() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_rows  bigint;
    v_total bigint := 0;
BEGIN
    DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at < now() LIMIT 1000);
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE started_at < now() - interval '1 day' LIMIT 1000);
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    -- The oldest 5000 and of them what is old: the log is in time's order but for moments. The newest row stays: by it a
    -- search node knows that it has missed nothing.
    DELETE FROM shelf_changes c USING (SELECT x.seller_id, x.seq FROM (SELECT y.seller_id, y.seq, y.xid, y.at FROM shelf_changes y ORDER BY y.xid, y.seq LIMIT 5000) x
                                       WHERE x.at < now() - interval '7 days'
                                         AND (x.xid, x.seq) < (SELECT z.xid, z.seq FROM shelf_changes z ORDER BY z.xid DESC, z.seq DESC LIMIT 1)) o
    WHERE c.seller_id = o.seller_id AND c.seq = o.seq;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    -- A run whose job is dead would keep its feed from ever being imported again.
    UPDATE import_runs r SET state = 'failed', finished_at = now(),
        error = 'the import could not be finished because of a fault on our side: start it again later'
    FROM (SELECT j.seller_id, (j.payload ->> 'run_id')::uuid AS run FROM jobs j
          WHERE j.finished_at > now() - interval '1 hour' AND j.state = 'dead' AND j.kind = 'import') d
    WHERE r.seller_id = d.seller_id AND r.id = d.run AND r.state IN ('queued', 'running')
      AND NOT EXISTS (SELECT FROM jobs o WHERE o.seller_id = d.seller_id AND o.state IN ('ready', 'running') AND o.payload ->> 'run_id' = d.run::text);
    DELETE FROM jobs j USING (SELECT x.seller_id, x.id FROM jobs x WHERE x.finished_at < now() - interval '30 days' AND x.state IN ('done', 'dead') LIMIT 1000) o
    WHERE j.seller_id = o.seller_id AND j.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM lanes l USING (SELECT e.seller_id FROM lanes e WHERE NOT EXISTS (SELECT FROM jobs j WHERE j.seller_id = e.seller_id AND j.state = 'ready')
                               LIMIT 1000 FOR UPDATE SKIP LOCKED) o
    WHERE l.seller_id = o.seller_id;
    DELETE FROM order_requests r USING (SELECT x.seller_id, x.key FROM order_requests x WHERE x.created_at < now() - interval '30 days' LIMIT 1000) o
    WHERE r.seller_id = o.seller_id AND r.key = o.key;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM purchase_requests r USING (SELECT x.buyer_id, x.key FROM purchase_requests x WHERE x.created_at < now() - interval '30 days' LIMIT 1000) o
    WHERE r.buyer_id = o.buyer_id AND r.key = o.key;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM cart_lines c USING (SELECT x.buyer_id, x.id FROM cart_lines x WHERE x.added_at < now() - interval '90 days' LIMIT 1000) o
    WHERE c.buyer_id = o.buyer_id AND c.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    -- What a run rejected goes first, in portions; then the run. The newest run of a feed stays, to tell when it was.
    DELETE FROM import_rejects i USING (SELECT x.seller_id, x.id FROM import_rejects x
                                        JOIN import_runs r ON r.seller_id = x.seller_id AND r.id = x.run_id
                                        WHERE r.finished_at < now() - interval '1 year' LIMIT 5000) o
    WHERE i.seller_id = o.seller_id AND i.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM import_runs r USING (SELECT x.seller_id, x.id FROM import_runs x
                                     WHERE x.finished_at < now() - interval '1 year'
                                       AND NOT EXISTS (SELECT FROM import_rejects i WHERE i.seller_id = x.seller_id AND i.run_id = x.id)
                                       AND EXISTS (SELECT FROM import_runs n WHERE n.seller_id = x.seller_id AND n.feed_id = x.feed_id AND n.created_at > x.created_at)
                                     LIMIT 1000) o
    WHERE r.seller_id = o.seller_id AND r.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM staged_actions a USING (SELECT x.seller_id, x.id FROM staged_actions x WHERE x.finished_at < now() - interval '30 days' LIMIT 1000) o
    WHERE a.seller_id = o.seller_id AND a.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM password_resets r USING (SELECT x.user_id FROM password_resets x WHERE x.expires_at < now() - interval '1 day' LIMIT 1000) o WHERE r.user_id = o.user_id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    -- Tokens go before their family.
    DELETE FROM refresh_tokens t USING (SELECT x.token_hash FROM token_families f JOIN refresh_tokens x ON x.family_id = f.id
                                        WHERE f.expires_at < now() - interval '30 days' LIMIT 1000) o
    WHERE t.token_hash = o.token_hash;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    DELETE FROM token_families f USING (SELECT x.id FROM token_families x WHERE x.expires_at < now() - interval '30 days'
                                        AND NOT EXISTS (SELECT FROM refresh_tokens t WHERE t.family_id = x.id) LIMIT 1000) o
    WHERE f.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    -- An invitation that ended a year ago, or expired then.
    DELETE FROM invitations i USING (SELECT x.seller_id, x.id FROM invitations x WHERE x.ended_at < now() - interval '1 year' LIMIT 1000) o
    WHERE i.seller_id = o.seller_id AND i.id = o.id;
    GET DIAGNOSTICS v_rows = ROW_COUNT; v_total := v_total + v_rows;
    RETURN v_total;
END $$;

-- ---------------------------------------------------------------- carry: what flows from a seller to a buyer

-- Copies the state of an order of the seller in scope to the buyer's side, named columns only. When the last order of a
-- purchase is cancelled, nothing is left to pay: its payment is cancelled too, unless the money is there already.
CREATE OR REPLACE FUNCTION carry.order_state(p_order uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_order    record;
    v_purchase uuid;
BEGIN
    SELECT o.buyer_id, o.state, o.carrier, o.tracking INTO v_order
    FROM orders o WHERE o.seller_id = keyring.seller() AND o.id = p_order;
    IF v_order.buyer_id IS NULL THEN
        RETURN; -- not this seller's, or nobody's purchase
    END IF;
    UPDATE purchase_orders SET state = v_order.state, carrier = v_order.carrier, tracking = v_order.tracking, updated_at = now()
    WHERE buyer_id = v_order.buyer_id AND id = p_order AND state <> v_order.state
    RETURNING purchase_id INTO v_purchase;
    IF v_purchase IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO purchase_events (buyer_id, id, order_id, state) VALUES (v_order.buyer_id, gen_random_uuid(), p_order, v_order.state);
    IF v_order.state = 'cancelled' THEN
        -- Two sellers who cancel at once take turns here: the second sees what the first has done.
        PERFORM FROM purchase_payments WHERE buyer_id = v_order.buyer_id AND purchase_id = v_purchase FOR NO KEY UPDATE;
        UPDATE purchase_payments SET state = 'cancelled', updated_at = now()
        WHERE buyer_id = v_order.buyer_id AND purchase_id = v_purchase AND state IN ('new', 'pending', 'authorized')
          AND NOT EXISTS (SELECT FROM purchase_orders o WHERE o.buyer_id = v_order.buyer_id AND o.purchase_id = v_purchase AND o.state <> 'cancelled');
    END IF;
END $$;
