//! What one request leaves on a connection, and what sessions see of each other.

use std::time::Duration;

use super::{
    Attack, ProbeError,
    attacker::{Answer, Attacker},
    field::{Field, Party},
    tally::Tally,
};
use crate::{DbError, Door, PoolSettings, Pools, class::Class};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "pg_stat_activity",
        tries: "tokens and others' statements",
        run: |f, a, t| Box::pin(activity(f, a, t)),
    },
    Attack {
        name: "residue",
        tries: "rows of the one who had the connection before",
        run: |f, a, t| Box::pin(residue(f, a, t)),
    },
];

/// How long a victim's request may run before it is cut.
const CUT: Duration = Duration::from_millis(30);

/// Pools of one connection each, so that whoever comes next gets the connection of whoever was before.
fn pools(field: &Field) -> Result<Pools, ProbeError> {
    let settings = PoolSettings { server: field.server.clone(), connections: 1, bind_pid: true };
    Ok(Pools::new(&settings, &field.secrets)?)
}

/// Runs `$body` with the door of the attacker's class for each party; classes without rows of their own have none.
macro_rules! with_doors {
    ($field:expr, $class:expr, $pools:expr, |$mine:ident, $theirs:ident| $body:expr) => {
        match $class {
            "seller" => {
                let door = |p: &Party| $pools.seller(types::SellerId(p.seller), types::UserId(p.actor), None);
                let ($mine, $theirs) = (door(&$field.mine), door(&$field.theirs));
                $body
            }
            "worker" => {
                let door = |p: &Party| $pools.worker(types::SellerId(p.seller), None);
                let ($mine, $theirs) = (door(&$field.mine), door(&$field.theirs));
                $body
            }
            "buyer" => {
                let door = |p: &Party| $pools.buyer(types::BuyerId(p.buyer), None);
                let ($mine, $theirs) = (door(&$field.mine), door(&$field.theirs));
                $body
            }
            "checkout" => {
                let door = |p: &Party| $pools.checkout(types::BuyerId(p.buyer), None);
                let ($mine, $theirs) = (door(&$field.mine), door(&$field.theirs));
                $body
            }
            "staff" => {
                let door = |p: &Party| {
                    $pools.staff(types::SellerId(p.seller), types::UserId(p.actor), types::SessionId(p.session))
                };
                let ($mine, $theirs) = (door(&$field.mine), door(&$field.theirs));
                $body
            }
            "platform" => {
                let door = |p: &Party| $pools.platform(types::UserId(p.actor), types::SessionId(p.session));
                let ($mine, $theirs) = (door(&$field.mine), door(&$field.theirs));
                $body
            }
            _ => Ok(()),
        }
    };
}

async fn activity(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let pools = pools(field)?;
    let result = with_doors!(field, attacker.class, pools, |_mine, theirs| watched(attacker, tally, theirs).await);
    pools.close();
    result?;
    // The administrator's session is there, so that there is something to hide.
    let others =
        "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename IS NOT NULL AND usename <> session_user";
    let there = attacker.attempt(&format!("SELECT count(*) {others}")).await?;
    tally.control("other sessions are there", there.number().is_some_and(|n| n > 0), || there.how());
    let shown = format!("SELECT count(*) {others} AND query NOT IN ('', '<insufficient privilege>')");
    match attacker.attempt(&shown).await?.number() {
        Some(0) => tally.refused("statements are hidden"),
        shown => tally.leak(format!("the statements of {} sessions of other logins", shown.unwrap_or_default())),
    }
    Ok(())
}

/// A victim of the same login is at work: its statement can be seen, its token must not.
async fn watched<C: Class>(attacker: &Attacker, tally: &mut Tally, victim: Door<C>) -> Result<(), ProbeError> {
    let scope = victim.write().await?;
    scope.raw("SELECT 'probe at work'", &[]).await?;
    let seen =
        "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = session_user AND query <> ''";
    let answer = attacker.attempt(seen).await?;
    scope.commit().await?;
    let Answer::Done { values, .. } = answer else {
        tally.refused("no privilege");
        return Ok(());
    };
    tally.control("the victim's session is there", !values.is_empty(), || "no statement of it is seen".into());
    let token = |text: &&String| text.split('|').count() >= 9;
    match values.iter().find(token) {
        Some(text) => tally.leak(format!("a token stands in a statement: {text}")),
        None => tally.refused("no token in any statement"),
    }
    Ok(())
}

async fn residue(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let pools = pools(field)?;
    let table = field.scoped(attacker.class).find(|table| {
        // A checkout's door has no seller yet.
        attacker.class != "checkout" || table.owner == Some("buyer_id")
    });
    let Some(table) = table else {
        tally.not_applicable("the class has no rows of its own");
        return Ok(());
    };
    let (full, own) = (table.full(), field.own(&table.name));
    let result =
        with_doors!(field, attacker.class, pools, |mine, theirs| left_over(tally, (mine, theirs), &full, own).await);
    let unbound = if attacker.class == "worker" { unbound(&pools, tally, &full).await } else { Ok(()) };
    pools.close();
    result.and(unbound)
}

/// The attacker's rows, as its door shows them.
async fn seen<C: Class>(door: &Door<C>, table: &str) -> Result<i64, DbError> {
    let rows = door.read().await?.raw(&format!("SELECT count(*) FROM {table}"), &[]).await?;
    Ok(rows.first().map_or(0, |row| row.get(0)))
}

async fn left_over<C: Class>(
    tally: &mut Tally,
    (mine, theirs): (Door<C>, Door<C>),
    table: &str,
    own: i64,
) -> Result<(), ProbeError> {
    let others: i64 = seen(&theirs, table).await?;
    tally.control("the victim sees its rows", others > 0, || format!("{others} rows of {table}"));
    tally.must_be_own("after a read", seen(&mine, table).await?, own);

    // SQL injected into the victim's request makes its scope the session's own.
    let scope = theirs.write().await?;
    scope.raw("SELECT set_config('karum.scope', current_setting('karum.scope'), false)", &[]).await?;
    scope.commit().await?;
    tally.must_be_own("after a scope set for the session", seen(&mine, table).await?, own);

    let scope = theirs.write().await?;
    scope.raw(&format!("SELECT count(*) FROM {table}"), &[]).await?;
    drop(scope);
    tally.must_be_own("after a dropped write", seen(&mine, table).await?, own);

    let scope = theirs.write().await?;
    scope.raw("SELECT no_such_function()", &[]).await.err();
    drop(scope);
    tally.must_be_own("after a failed statement", seen(&mine, table).await?, own);

    // Cut in the middle of a statement, as a request whose client went away.
    let scope = theirs.write().await?;
    let running = format!("SELECT count(*), pg_sleep(60) FROM {table}");
    let cut = tokio::time::timeout(CUT, scope.raw(&running, &[])).await.is_err();
    tally.control("a request was cut", cut, || "it had ended before".into());
    drop(scope);
    tally.must_be_own("after a cancelled request", seen(&mine, table).await?, own);
    Ok(())
}

/// A worker without a seller, on a connection that another's scope was made to stay on.
async fn unbound(pools: &Pools, tally: &mut Tally, table: &str) -> Result<(), ProbeError> {
    match seen(&pools.queue(), table).await {
        Err(DbError::ScopeRefused(error)) => {
            let answer = Answer::of_error(&error).map_or_else(|| "scope refused".to_owned(), |answer| answer.how());
            tally.refused(answer);
        }
        Err(error) => return Err(error.into()),
        Ok(rows) => tally.leak(format!("a worker without a seller sees {rows} rows of {table}")),
    }
    Ok(())
}
