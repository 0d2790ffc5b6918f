-- Programs that sign in: access tokens are looked up with each request, so that what is ended is ended at once.

-- Opens a family of refresh tokens for a member of the seller, with its first token. KG004: he is no active member.
CREATE OR REPLACE FUNCTION gate.open_family(p_id uuid, p_user uuid, p_seller uuid, p_hash bytea, p_agent text, p_address text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM members WHERE seller_id = p_seller AND user_id = p_user AND state = 'active') THEN
        RAISE EXCEPTION 'no member of that team' USING ERRCODE = 'KG004';
    END IF;
    INSERT INTO token_families (id, user_id, seller_id, agent, address, expires_at)
    VALUES (p_id, p_user, p_seller, left(p_agent, 200), left(p_address, 64), now() + interval '180 days');
    INSERT INTO refresh_tokens (token_hash, family_id, expires_at) VALUES (p_hash, p_id, now() + interval '30 days');
END $$;

-- Exchanges a refresh token for the next. `outcome` is `ok`, `ended` (unknown, expired, signed out, out of the team) or
-- `reused`: it was exchanged before, so that somebody else has it, and its family is ended now; then the answer tells whom
-- to write to.
CREATE OR REPLACE FUNCTION gate.refresh(p_hash bytea, p_next bytea, p_agent text, p_address text)
RETURNS TABLE (outcome text, family_id uuid, user_id uuid, seller_id uuid, email text, user_name text, language text, shop text, agent text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_family record;
    v_used   timestamptz;
BEGIN
    -- The family is locked first: of two exchanges at once the second finds the token used.
    SELECT f.id, f.user_id, f.seller_id, f.agent, f.ended_at, f.expires_at INTO v_family FROM token_families f
    WHERE f.id = (SELECT t.family_id FROM refresh_tokens t WHERE t.token_hash = p_hash AND t.expires_at > now()) FOR UPDATE;
    IF NOT FOUND OR v_family.ended_at IS NOT NULL OR v_family.expires_at <= now() THEN
        RETURN QUERY SELECT 'ended'::text, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text;
        RETURN;
    END IF;
    SELECT t.used_at INTO v_used FROM refresh_tokens t WHERE t.token_hash = p_hash;
    IF v_used IS NOT NULL THEN
        UPDATE token_families SET ended_at = now(), ended_for = 'reused' WHERE id = v_family.id;
        RETURN QUERY SELECT 'reused'::text, v_family.id, u.id, s.seller_id, u.email, u.name, u.language, s.name, v_family.agent
        FROM users u, storefronts s WHERE u.id = v_family.user_id AND s.seller_id = v_family.seller_id;
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM members m JOIN users u ON u.id = m.user_id
                   WHERE m.seller_id = v_family.seller_id AND m.user_id = v_family.user_id AND m.state = 'active' AND u.state = 'active') THEN
        UPDATE token_families SET ended_at = now(), ended_for = 'team' WHERE id = v_family.id;
        RETURN QUERY SELECT 'ended'::text, NULL::uuid, NULL::uuid, NULL::uuid, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text;
        RETURN;
    END IF;
    UPDATE refresh_tokens SET used_at = now() WHERE token_hash = p_hash;
    INSERT INTO refresh_tokens (token_hash, family_id, expires_at) VALUES (p_next, v_family.id, least(now() + interval '30 days', v_family.expires_at));
    UPDATE token_families SET seen_at = now(), agent = left(p_agent, 200), address = left(p_address, 64) WHERE id = v_family.id;
    RETURN QUERY SELECT 'ok'::text, v_family.id, v_family.user_id, v_family.seller_id, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text;
END $$;

-- Who stands behind an access token: its family is open, its user active, and a member.
CREATE OR REPLACE FUNCTION gate.token(p_family uuid, p_user uuid, p_seller uuid, p_address text)
RETURNS TABLE (session_id uuid, user_id uuid, user_name text, language text, seller_id uuid, member_id uuid,
               role text, role_name text, permissions text[], seller_name text, seller_slug text, seller_language text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE token_families SET seen_at = now(), address = left(p_address, 64)
    WHERE id = p_family AND ended_at IS NULL AND seen_at < now() - interval '1 minute';
    RETURN QUERY
    SELECT f.id, u.id, u.name, u.language, p.*
    FROM token_families f JOIN users u ON u.id = f.user_id AND u.state = 'active' CROSS JOIN LATERAL gate.place(f.user_id, f.seller_id) p
    WHERE f.id = p_family AND f.user_id = p_user AND f.seller_id = p_seller AND f.ended_at IS NULL AND f.expires_at > now();
END $$;

-- Ends the family of a refresh token.
CREATE OR REPLACE FUNCTION gate.close_family(p_hash bytea) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    WITH gone AS (UPDATE token_families SET ended_at = now(), ended_for = 'signed_out'
                  WHERE id = (SELECT family_id FROM refresh_tokens WHERE token_hash = p_hash) AND ended_at IS NULL RETURNING 1)
    SELECT count(*) FROM gone
$$;

-- The programs that a user is signed in with.
CREATE OR REPLACE FUNCTION gate.families(p_user uuid)
RETURNS TABLE (id uuid, seller_id uuid, seller_name text, agent text, address text, created_at timestamptz, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT f.id, f.seller_id, s.name, f.agent, f.address, f.created_at, f.seen_at
    FROM token_families f JOIN storefronts s ON s.seller_id = f.seller_id
    WHERE f.user_id = p_user AND f.ended_at IS NULL AND f.expires_at > now() ORDER BY f.seen_at DESC LIMIT 100
$$;

-- Ends programs of a user: one, or all (null).
CREATE OR REPLACE FUNCTION gate.revoke_families(p_user uuid, p_id uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    WITH gone AS (UPDATE token_families SET ended_at = now(), ended_for = 'signed_out'
                  WHERE user_id = p_user AND (p_id IS NULL OR id = p_id) AND ended_at IS NULL RETURNING 1)
    SELECT count(*) FROM gone
$$;

-- Who stands behind an API key: the member who made it, with no more than he holds now. `session_id` is the key's.
CREATE OR REPLACE FUNCTION gate.key(p_hash bytea, p_address text)
RETURNS TABLE (session_id uuid, user_id uuid, user_name text, language text, seller_id uuid, member_id uuid,
               role text, role_name text, permissions text[], seller_name text, seller_slug text, seller_language text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_key record;
BEGIN
    SELECT k.seller_id, k.id, k.name, k.permissions, m.user_id, u.language, coalesce(k.seen_at < now() - interval '1 minute', true) AS stale INTO v_key
    FROM api_keys k JOIN members m ON m.seller_id = k.seller_id AND m.id = k.created_by AND m.state = 'active'
    JOIN users u ON u.id = m.user_id AND u.state = 'active'
    WHERE k.secret_hash = p_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_key.stale THEN
        UPDATE api_keys SET seen_at = now(), address = left(p_address, 64) WHERE seller_id = v_key.seller_id AND id = v_key.id;
    END IF;
    RETURN QUERY
    SELECT v_key.id, v_key.user_id, v_key.name, v_key.language, p.seller_id, p.member_id, p.role, p.role_name,
           ARRAY(SELECT unnest(v_key.permissions) INTERSECT SELECT unnest(p.permissions)), p.seller_name, p.seller_slug, p.seller_language
    FROM gate.place(v_key.user_id, v_key.seller_id) p;
END $$;

-- The API keys of the seller in scope, revoked ones for 30 days.
CREATE OR REPLACE FUNCTION team.keys()
RETURNS TABLE (id uuid, name text, prefix text, permissions text[], created_by text, created_at timestamptz, expires_at timestamptz, seen_at timestamptz, address text, revoked_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM team.looking('api_keys.view');
    RETURN QUERY
    SELECT k.id, k.name, k.prefix, k.permissions, u.name, k.created_at, k.expires_at, k.seen_at, k.address, k.revoked_at
    FROM api_keys k JOIN members m ON m.seller_id = k.seller_id AND m.id = k.created_by JOIN users u ON u.id = m.user_id
    WHERE k.seller_id = keyring.seller() AND (k.revoked_at IS NULL OR k.revoked_at > now() - interval '30 days')
    ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC, k.id LIMIT 500;
END $$;

-- Makes an API key. Nobody puts more into it than he holds, and no key makes keys or changes a team: it would outlive its end.
CREATE OR REPLACE FUNCTION team.create_key(p_id uuid, p_name text, p_prefix text, p_hash bytea, p_permissions text[], p_days integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[] := team.acting('api_keys.manage');
BEGIN
    IF NOT p_permissions <@ v_held OR p_permissions && ARRAY['api_keys.manage', 'team.invite', 'team.edit', 'team.transfer', 'security.edit'] THEN
        RAISE EXCEPTION 'more than a key may hold' USING ERRCODE = 'KT002';
    END IF;
    IF (SELECT count(*) >= 100 FROM api_keys WHERE seller_id = keyring.seller() AND revoked_at IS NULL) THEN
        RAISE EXCEPTION 'too many keys' USING ERRCODE = 'KT005';
    END IF;
    INSERT INTO api_keys (seller_id, id, name, prefix, secret_hash, permissions, created_by, expires_at)
    VALUES (keyring.seller(), p_id, p_name, p_prefix, p_hash, p_permissions, keyring.member(), now() + make_interval(days => p_days));
END $$;

-- Revokes an API key.
CREATE OR REPLACE FUNCTION team.revoke_key(p_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    PERFORM team.acting('api_keys.manage');
    UPDATE api_keys SET revoked_at = now() WHERE seller_id = keyring.seller() AND id = p_id AND revoked_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such key' USING ERRCODE = 'KT003';
    END IF;
END $$;
