-- Passwords that are changed, and that were forgotten.

-- Sets a user's password and ends what was opened with the former one: every session but `p_but`, every program.
CREATE OR REPLACE FUNCTION gate.set_password(p_user uuid, p_password_hash text, p_but uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    UPDATE users SET password_hash = p_password_hash WHERE id = p_user AND state = 'active';
    DELETE FROM sessions WHERE user_id = p_user AND id IS DISTINCT FROM p_but;
    UPDATE token_families SET ended_at = now(), ended_for = 'password' WHERE user_id = p_user AND ended_at IS NULL;
    DELETE FROM password_resets WHERE user_id = p_user
$$;

-- Notes that the user of an address may choose a new password by a token: one at a time. No row where there is no user.
CREATE OR REPLACE FUNCTION gate.ask_reset(p_email_key text, p_hash bytea, p_minutes integer) RETURNS TABLE (email text, name text, language text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    WITH known AS (SELECT u.id, u.email, u.name, u.language FROM users u WHERE u.email_key = p_email_key AND u.state = 'active'),
         noted AS (INSERT INTO password_resets AS r (user_id, token_hash, expires_at)
                   SELECT k.id, p_hash, now() + make_interval(mins => p_minutes) FROM known k
                   ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = now(), expires_at = excluded.expires_at
                   RETURNING r.user_id)
    SELECT k.email, k.name, k.language FROM known k JOIN noted n ON n.user_id = k.id
$$;

-- Whose password a token may set.
CREATE OR REPLACE FUNCTION gate.reset_holder(p_hash bytea) RETURNS TABLE (user_id uuid, email text, name text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT u.id, u.email, u.name, u.language FROM password_resets r JOIN users u ON u.id = r.user_id AND u.state = 'active'
    WHERE r.token_hash = p_hash AND r.expires_at > now()
$$;

-- Uses a token up: true for the first who does.
CREATE OR REPLACE FUNCTION gate.use_reset(p_hash bytea) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    WITH gone AS (DELETE FROM password_resets WHERE token_hash = p_hash AND expires_at > now() RETURNING 1) SELECT count(*) > 0 FROM gone
$$;

-- Where a user is written to.
CREATE OR REPLACE FUNCTION gate.address(p_user uuid) RETURNS TABLE (email text, name text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = karum, pg_temp AS $$
    SELECT email, name, language FROM users WHERE id = p_user AND state = 'active'
$$;
