//! Becoming more than one is: other roles, other sessions, other rules.

use super::{
    Attack, ProbeError, Where,
    attacker::Attacker,
    field::{Field, Sight, ident},
    step,
    tally::Tally,
};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "SET ROLE",
        tries: "to become each other role",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(set_role(f, a, t)),
    },
    Attack {
        name: "SET SESSION AUTHORIZATION",
        tries: "to be each other role from the start",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(authorization(f, a, t)),
    },
    Attack {
        name: "SET row_security",
        tries: "rows with row_security off",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(row_security(f, a, t)),
    },
    Attack {
        name: "raise itself",
        tries: "attributes, memberships and settings of the server",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(raise(f, a, t)),
    },
];

/// Every role of the cluster but the attacker's own two.
async fn others(field: &Field, attacker: &Attacker) -> Result<Vec<String>, ProbeError> {
    let sql = "SELECT rolname::text FROM pg_roles WHERE rolname <> $1 AND rolname <> $2 ORDER BY 1";
    let rows = field.oracle.query(sql, &[&attacker.login, &format!("karum_{}", attacker.class)]).await;
    Ok(rows.map_err(step("listing roles"))?.iter().map(|row| row.get(0)).collect())
}

async fn set_role(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for role in others(field, attacker).await? {
        let answer = attacker.attempt(&format!("SET LOCAL ROLE {}", ident(&role))).await?;
        tally.must_be_denied(&format!("SET ROLE {role}"), &answer);
    }
    let answer = attacker.attempt(&format!("SET LOCAL ROLE karum_{}", attacker.class)).await?;
    tally.control("SET ROLE to its own class", answer.code().is_empty(), || answer.how());
    Ok(())
}

async fn authorization(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for role in others(field, attacker).await? {
        let answer = attacker.attempt(&format!("SET LOCAL SESSION AUTHORIZATION {}", ident(&role))).await?;
        tally.must_be_denied(&format!("SET SESSION AUTHORIZATION {role}"), &answer);
    }
    let answer = attacker.attempt(&format!("SET LOCAL SESSION AUTHORIZATION {}", ident(&attacker.login))).await?;
    tally.control("SET SESSION AUTHORIZATION to itself", answer.code().is_empty(), || answer.how());
    Ok(())
}

async fn row_security(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in &field.tables {
        let sight = field.sight(attacker.class, &table.name);
        if sight == Sight::Nothing {
            continue;
        }
        let sql = field.count_of(table, sight);
        let answer = attacker.attempt(&format!("SET LOCAL row_security = off; {sql}")).await?;
        tally.must_be_refused(&format!("{} with row_security off", table.name), &answer);
        let own = attacker.attempt(&sql).await?;
        let visible = field.visible(sight, &table.name);
        tally.control(format!("{} with row_security on", table.name), own.number() == Some(visible), || own.how());
    }
    if tally.tries == 0 {
        tally.not_applicable("the class reads no table");
    }
    Ok(())
}

async fn raise(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let (login, admin) = (ident(&attacker.login), ident(&field.admin));
    let statements = [
        format!("ALTER ROLE {login} SUPERUSER"),
        format!("ALTER ROLE {login} BYPASSRLS"),
        format!("ALTER ROLE {login} CREATEROLE"),
        format!("ALTER ROLE {login} REPLICATION"),
        format!("ALTER ROLE karum_{} BYPASSRLS", attacker.class),
        format!("GRANT karum_owner TO {login}"),
        format!("GRANT karum_keyring TO karum_{}", attacker.class),
        format!("GRANT {admin} TO {login}"),
        format!("GRANT pg_read_all_data TO {login}"),
        "CREATE ROLE probe_risen SUPERUSER LOGIN".into(),
        "CREATE ROLE probe_risen".into(),
        "ALTER ROLE ALL SET karum.scope = 'x'".into(),
        // Its own settings a role may preset, which PostgreSQL cannot forbid; a scope there holds no longer than its token.
        format!("ALTER ROLE {admin} SET karum.scope = 'x'"),
        "SET LOCAL session_replication_role = replica".into(),
        "SET LOCAL lo_compat_privileges = on".into(),
    ];
    for sql in &statements {
        tally.must_be_denied(sql, &attacker.attempt(sql).await?);
    }
    let reload = "SELECT pg_reload_conf()";
    if field.is_in_place() {
        tally.leave_out(reload, "no rollback would undo it");
    } else {
        tally.must_be_denied(reload, &attacker.attempt(reload).await?);
    }
    Ok(())
}
