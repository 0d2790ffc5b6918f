-- Teams: who may do what in a seller, and the only ways in which that changes. The functions read who acts from the scope's
-- token (seller, member, person), so that a query that is led astray cannot raise anybody: nobody gives what he does not
-- hold, nobody changes who holds more than he, nobody changes himself.
--
-- Their refusals: KT001 not permitted, KT002 more than one holds, KT003 no such member, invitation or role, KT004 in the
-- team already, KT005 too many, KT006 the owner's place, KT007 one's own place.

-- What a role comes to with its grants and denials. `p_custom` is what a role of the seller's own holds.
CREATE OR REPLACE FUNCTION team.permissions(p_role text, p_custom text[], p_grants text[], p_denials text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT p.name), '{}')
    FROM unnest(CASE WHEN p_role = 'custom' THEN coalesce(p_custom, '{}') ELSE team.role_permissions(p_role) END || p_grants) AS p(name)
    WHERE p.name <> ALL (p_denials) AND (p.name <> 'team.transfer' OR p_role = 'owner')
$$;

-- What a member of the seller in scope holds; null where there is no such active member.
CREATE OR REPLACE FUNCTION team.held_by(p_member uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT team.permissions(CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, r.permissions, m.grants, m.denials)
    FROM members m JOIN owners o ON o.seller_id = m.seller_id
    LEFT JOIN roles r ON r.seller_id = m.seller_id AND r.id = m.role_id
    WHERE m.seller_id = keyring.seller() AND m.id = p_member AND m.state = 'active'
$$;

-- What the member in scope holds, who must hold `p_permission`. His row is locked, so that what is taken from him at the
-- same moment counts.
CREATE OR REPLACE FUNCTION team.acting(p_permission text) RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[];
BEGIN
    PERFORM FROM members WHERE seller_id = keyring.seller() AND id = keyring.member() AND user_id = keyring.actor() AND state = 'active' FOR SHARE;
    IF FOUND THEN
        v_held := team.held_by(keyring.member());
    END IF;
    IF v_held IS NULL OR NOT p_permission = ANY (v_held) THEN
        RAISE EXCEPTION 'not permitted: %', p_permission USING ERRCODE = 'KT001';
    END IF;
    RETURN v_held;
END $$;

-- Raises where the member in scope does not hold `p_permission`: for what only looks.
CREATE OR REPLACE FUNCTION team.looking(p_permission text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    IF NOT coalesce(p_permission = ANY (team.held_by(keyring.member())), false) THEN
        RAISE EXCEPTION 'not permitted: %', p_permission USING ERRCODE = 'KT001';
    END IF;
END $$;

-- What a role that somebody is to have holds: a built-in one, or one of the seller's.
CREATE OR REPLACE FUNCTION team.offered(p_role text, p_role_id uuid) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_custom text[];
BEGIN
    IF p_role = 'custom' THEN
        SELECT r.permissions INTO v_custom FROM roles r WHERE r.seller_id = keyring.seller() AND r.id = p_role_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'there is no such role' USING ERRCODE = 'KT003';
        END IF;
    END IF;
    RETURN team.permissions(p_role, v_custom, '{}', '{}');
END $$;

-- The team of the seller in scope.
CREATE OR REPLACE FUNCTION team.roster()
RETURNS TABLE (id uuid, user_id uuid, name text, email text, language text, role text, role_id uuid, role_name text, grants text[], denials text[],
               held text[], state text, created_at timestamptz, seen_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM team.looking('team.view');
    RETURN QUERY
    SELECT m.id, m.user_id, u.name, u.email, u.language, CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, m.role_id, r.name, m.grants, m.denials,
           team.permissions(CASE WHEN o.member_id = m.id THEN 'owner' ELSE m.role END, r.permissions, m.grants, m.denials),
           m.state, m.created_at, m.seen_at
    FROM members m JOIN owners o ON o.seller_id = m.seller_id JOIN users u ON u.id = m.user_id
    LEFT JOIN roles r ON r.seller_id = m.seller_id AND r.id = m.role_id
    WHERE m.seller_id = keyring.seller() AND m.state <> 'removed'
    ORDER BY o.member_id = m.id DESC, m.state, lower(u.name), m.id LIMIT 500;
END $$;

-- Where a member of the seller in scope is written to, though he was removed a moment ago. Who asks may change the team.
CREATE OR REPLACE FUNCTION team.address(p_member uuid) RETURNS TABLE (email text, name text, language text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM team.looking('team.view');
    RETURN QUERY SELECT u.email, u.name, u.language FROM members m JOIN users u ON u.id = m.user_id WHERE m.seller_id = keyring.seller() AND m.id = p_member;
END $$;

-- Gives a member another role, grants and denials. The owner's place changes by `team.transfer` alone.
CREATE OR REPLACE FUNCTION team.set_role(p_member uuid, p_role text, p_role_id uuid, p_grants text[], p_denials text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[] := team.acting('team.edit');
    v_now  text[];
BEGIN
    v_now := team.touched(p_member, v_held);
    IF NOT team.permissions(p_role, team.offered(p_role, p_role_id), p_grants, '{}') <@ v_held THEN
        RAISE EXCEPTION 'more than you hold' USING ERRCODE = 'KT002';
    END IF;
    UPDATE members SET role = p_role, role_id = p_role_id, grants = p_grants, denials = p_denials, updated_at = now()
    WHERE seller_id = keyring.seller() AND id = p_member;
END $$;

-- The member who is to be changed by one who holds `p_held`: locked, and neither the owner, nor more powerful, nor himself.
-- Answers what he holds, suspended or not.
CREATE OR REPLACE FUNCTION team.touched(p_member uuid, p_held text[]) RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_member record;
    v_now    text[];
BEGIN
    SELECT m.id, m.role, m.role_id, m.grants, m.denials, o.member_id AS owner_id INTO v_member
    FROM members m JOIN owners o ON o.seller_id = m.seller_id
    WHERE m.seller_id = keyring.seller() AND m.id = p_member AND m.state <> 'removed' FOR NO KEY UPDATE OF m;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such member' USING ERRCODE = 'KT003';
    END IF;
    IF v_member.id = v_member.owner_id THEN
        RAISE EXCEPTION 'that is the owner' USING ERRCODE = 'KT006';
    END IF;
    IF v_member.id = keyring.member() THEN
        RAISE EXCEPTION 'that is yourself' USING ERRCODE = 'KT007';
    END IF;
    v_now := team.permissions(v_member.role, (SELECT r.permissions FROM roles r WHERE r.seller_id = keyring.seller() AND r.id = v_member.role_id),
                              v_member.grants, v_member.denials);
    IF NOT v_now <@ p_held THEN
        RAISE EXCEPTION 'holds more than you' USING ERRCODE = 'KT002';
    END IF;
    RETURN v_now;
END $$;

-- Suspends, takes back or removes a member; what he invited others to ends with him.
CREATE OR REPLACE FUNCTION team.set_state(p_member uuid, p_state text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[] := team.acting('team.edit');
BEGIN
    PERFORM team.touched(p_member, v_held);
    UPDATE members SET state = p_state, updated_at = now() WHERE seller_id = keyring.seller() AND id = p_member;
    IF p_state <> 'active' THEN
        PERFORM team.end_of(p_member);
    END IF;
END $$;

-- Leaves the team: the member in scope himself. An owner hands the shop over first.
CREATE OR REPLACE FUNCTION team.leave() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM owners WHERE seller_id = keyring.seller() AND member_id = keyring.member()) THEN
        RAISE EXCEPTION 'that is the owner' USING ERRCODE = 'KT006';
    END IF;
    UPDATE members SET state = 'removed', updated_at = now()
    WHERE seller_id = keyring.seller() AND id = keyring.member() AND user_id = keyring.actor() AND state = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such member' USING ERRCODE = 'KT003';
    END IF;
    PERFORM team.end_of(keyring.member());
END $$;

-- What ends with a member: the invitations that he sent, his programs, the keys that he made.
CREATE OR REPLACE FUNCTION team.end_of(p_member uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    UPDATE token_families SET ended_at = now(), ended_for = 'team'
    WHERE user_id = (SELECT m.user_id FROM members m WHERE m.seller_id = keyring.seller() AND m.id = p_member)
      AND seller_id = keyring.seller() AND ended_at IS NULL;
    UPDATE api_keys SET revoked_at = now() WHERE seller_id = keyring.seller() AND created_by = p_member AND revoked_at IS NULL;
    UPDATE invitations SET state = 'revoked', ended_at = now()
    WHERE seller_id = keyring.seller() AND invited_by = p_member AND state = 'open'
$$;

-- Makes another active member the owner; the former one is an admin from now on.
CREATE OR REPLACE FUNCTION team.transfer(p_member uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
BEGIN
    PERFORM team.acting('team.transfer');
    IF p_member = keyring.member() THEN
        RAISE EXCEPTION 'that is yourself' USING ERRCODE = 'KT007';
    END IF;
    UPDATE members SET grants = '{}', denials = '{}', updated_at = now()
    WHERE seller_id = keyring.seller() AND id = p_member AND state = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such member' USING ERRCODE = 'KT003';
    END IF;
    -- Two transfers at once take turns at this row: the second finds another owner than himself.
    UPDATE owners SET member_id = p_member, since = now() WHERE seller_id = keyring.seller() AND member_id = keyring.member();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not permitted: team.transfer' USING ERRCODE = 'KT001';
    END IF;
    UPDATE members SET role = 'admin', role_id = NULL, grants = '{}', denials = '{}', updated_at = now()
    WHERE seller_id = keyring.seller() AND id = keyring.member();
END $$;

-- Makes a role of the seller's own, or changes it: for everybody who has it, at the next request.
CREATE OR REPLACE FUNCTION team.save_role(p_id uuid, p_name text, p_permissions text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[] := team.acting('team.edit');
    v_now  text[];
BEGIN
    IF NOT p_permissions <@ v_held OR 'team.transfer' = ANY (p_permissions) THEN
        RAISE EXCEPTION 'more than you hold' USING ERRCODE = 'KT002';
    END IF;
    SELECT permissions INTO v_now FROM roles WHERE seller_id = keyring.seller() AND id = p_id FOR NO KEY UPDATE;
    IF FOUND THEN
        IF NOT v_now <@ v_held THEN
            RAISE EXCEPTION 'holds more than you' USING ERRCODE = 'KT002';
        END IF;
        UPDATE roles SET name = p_name, permissions = p_permissions, updated_at = now() WHERE seller_id = keyring.seller() AND id = p_id;
    ELSE
        IF (SELECT count(*) >= 50 FROM roles WHERE seller_id = keyring.seller()) THEN
            RAISE EXCEPTION 'too many roles' USING ERRCODE = 'KT005';
        END IF;
        INSERT INTO roles (seller_id, id, name, permissions) VALUES (keyring.seller(), p_id, p_name, p_permissions);
    END IF;
END $$;

-- Removes a role that nobody has and nobody is invited to.
CREATE OR REPLACE FUNCTION team.delete_role(p_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[] := team.acting('team.edit');
BEGIN
    -- Who was removed, and invitations that ended, keep no role: they would hold it for ever.
    UPDATE members SET role = 'viewer', role_id = NULL WHERE seller_id = keyring.seller() AND role_id = p_id AND state = 'removed';
    UPDATE invitations SET role = 'viewer', role_id = NULL WHERE seller_id = keyring.seller() AND role_id = p_id AND state <> 'open';
    DELETE FROM roles WHERE seller_id = keyring.seller() AND id = p_id AND permissions <@ v_held;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such role' USING ERRCODE = 'KT003';
    END IF;
END $$;

-- Invites an address to a role. Its token is known as a hash only.
CREATE OR REPLACE FUNCTION team.invite(p_id uuid, p_email text, p_email_key text, p_language text, p_role text, p_role_id uuid, p_hash bytea, p_days integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_held text[] := team.acting('team.invite');
BEGIN
    IF NOT team.offered(p_role, p_role_id) <@ v_held THEN
        RAISE EXCEPTION 'more than you hold' USING ERRCODE = 'KT002';
    END IF;
    IF EXISTS (SELECT FROM members m JOIN users u ON u.id = m.user_id
               WHERE m.seller_id = keyring.seller() AND u.email_key = p_email_key AND m.state <> 'removed') THEN
        RAISE EXCEPTION 'in the team already' USING ERRCODE = 'KT004';
    END IF;
    IF (SELECT count(*) >= 200 FROM invitations WHERE seller_id = keyring.seller() AND state = 'open' AND expires_at > now()) THEN
        RAISE EXCEPTION 'too many invitations' USING ERRCODE = 'KT005';
    END IF;
    -- One that has expired makes room for a new one.
    UPDATE invitations SET state = 'revoked', ended_at = now()
    WHERE seller_id = keyring.seller() AND email_key = p_email_key AND state = 'open' AND expires_at <= now();
    INSERT INTO invitations (seller_id, id, email, email_key, language, role, role_id, token_hash, invited_by, expires_at)
    VALUES (keyring.seller(), p_id, p_email, p_email_key, p_language, p_role, p_role_id, p_hash, keyring.member(), now() + make_interval(days => p_days));
END $$;

-- The invitations of the seller in scope that nobody has answered, the newest first.
CREATE OR REPLACE FUNCTION team.invitations()
RETURNS TABLE (id uuid, email text, language text, role text, role_id uuid, role_name text, invited_by text, sends integer, sent_at timestamptz, expires_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM team.looking('team.view');
    RETURN QUERY
    SELECT i.id, i.email, i.language, i.role, i.role_id, r.name, u.name, i.sends, i.sent_at, i.expires_at
    FROM invitations i JOIN members m ON m.seller_id = i.seller_id AND m.id = i.invited_by JOIN users u ON u.id = m.user_id
    LEFT JOIN roles r ON r.seller_id = i.seller_id AND r.id = i.role_id
    WHERE i.seller_id = keyring.seller() AND i.state = 'open' ORDER BY i.created_at DESC, i.id LIMIT 500;
END $$;

-- Sends an invitation once more, with another token: the former link opens nothing from now on.
CREATE OR REPLACE FUNCTION team.resend(p_id uuid, p_hash bytea, p_days integer) RETURNS TABLE (email text, language text, role text, role_name text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_held  text[] := team.acting('team.invite');
    v_found record;
BEGIN
    SELECT i.role, i.role_id, i.sends INTO v_found FROM invitations i
    WHERE i.seller_id = keyring.seller() AND i.id = p_id AND i.state = 'open' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such invitation' USING ERRCODE = 'KT003';
    END IF;
    IF v_found.sends >= 20 THEN
        RAISE EXCEPTION 'sent too often' USING ERRCODE = 'KT005';
    END IF;
    IF NOT team.offered(v_found.role, v_found.role_id) <@ v_held THEN
        RAISE EXCEPTION 'more than you hold' USING ERRCODE = 'KT002';
    END IF;
    RETURN QUERY
    UPDATE invitations i SET token_hash = p_hash, sends = i.sends + 1, sent_at = now(), invited_by = keyring.member(), expires_at = now() + make_interval(days => p_days)
    WHERE i.seller_id = keyring.seller() AND i.id = p_id
    RETURNING i.email, i.language, i.role, (SELECT r.name FROM roles r WHERE r.seller_id = i.seller_id AND r.id = i.role_id);
END $$;

-- Takes an invitation back.
CREATE OR REPLACE FUNCTION team.revoke(p_id uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
DECLARE
    v_email text;
BEGIN
    PERFORM team.acting('team.invite');
    UPDATE invitations SET state = 'revoked', ended_at = now()
    WHERE seller_id = keyring.seller() AND id = p_id AND state = 'open' RETURNING email INTO v_email;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such invitation' USING ERRCODE = 'KT003';
    END IF;
    RETURN v_email;
END $$;
