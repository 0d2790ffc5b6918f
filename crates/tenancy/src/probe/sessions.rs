//! What one request leaves on a connection, and what sessions see of each other.

use std::time::Duration;

use uuid::Uuid;

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::Attacker,
    field::{Field, Party},
    step,
    tally::Tally,
};
use crate::{ConnectError, DbError, Door, PoolSettings, Pools, class::Class};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "pg_stat_activity",
        tries: "tokens and others' statements",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(activity(f, a, t)),
    },
    Attack {
        name: "connect elsewhere",
        tries: "the server's other databases",
        in_place: Where::AsLogin,
        run: |f, a, t| Box::pin(elsewhere(f, a, t)),
    },
    Attack {
        name: "residue",
        tries: "rows of the one who had the connection before",
        in_place: Where::Nowhere("the next request on a connection would not see rows that nobody has committed"),
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
    let seen = "SELECT query FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND usename = session_user AND datname = current_database() AND query <> ''";
    let answer = attacker.attempt(seen).await?;
    scope.commit().await?;
    let Answer::Done { values, .. } = answer else {
        tally.refused("no privilege");
        return Ok(());
    };
    tally.control("the victim's session is there", !values.is_empty(), || "no statement of it is seen".into());
    let token = |text: &&String| text.split('|').count() >= 9;
    match values.iter().filter(token).count() {
        found @ 1.. => tally.leak(format!("a token stands in {found} statements of other sessions")),
        0 => tally.refused("no token in any statement"),
    }
    Ok(())
}

/// Other databases know nothing of this wall. Those of the prober and of tests have one of their own.
async fn elsewhere(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let sql = "SELECT datname::text FROM pg_database
               WHERE datallowconn AND datname <> current_database() AND datname !~ '^karum(_|$)' AND datname <> ALL ($1) ORDER BY 1";
    let rows = field.oracle.query(sql, &[&field.walled]).await.map_err(step("listing databases"))?;
    for database in rows.iter().map(|row| row.get::<_, String>(0)) {
        let mut config = attacker.config.clone();
        config.dbname(&database);
        match config.open().await {
            Ok(_) => tally.leak(format!("{database}: connected")),
            // By privilege, or by the server's own list of who may connect.
            Err(ConnectError::Driver(error)) if error.code().is_some() => tally.refused("no entrance"),
            Err(error) => tally.failed(format!("{database} must refuse"), error.to_string()),
        }
    }
    if tally.tries == 0 {
        tally.not_applicable("there is no other database");
    }
    Ok(())
}

/// Where it is looked for what was left: a table, its owner's column, and the attacker's value of it.
struct Place {
    table: String,
    owner: &'static str,
    mine: Uuid,
}

async fn residue(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let pools = pools(field)?;
    // A checkout's door has no seller yet.
    let fits = |owner: &str| attacker.class != "checkout" || owner == "buyer_id";
    let place = field.scoped(attacker.class).find_map(|table| {
        let owner = table.owner.as_ref().filter(|owner| fits(owner))?;
        Some(Place { table: table.full(), owner, mine: field.mine.owner(owner) })
    });
    let Some(place) = place else {
        tally.not_applicable("the class has no rows of its own");
        return Ok(());
    };
    let result =
        with_doors!(field, attacker.class, pools, |mine, theirs| left_over(tally, &mine, &theirs, &place).await);
    if attacker.class == "worker" {
        unbound(&pools, tally, &place).await;
    }
    pools.close();
    result
}

/// Whose rows a door shows.
async fn seen<C: Class>(door: &Door<C>, place: &Place) -> Result<Vec<String>, DbError> {
    let sql = format!("SELECT {}::text FROM {}", place.owner, place.table);
    let rows = door.read().await?.raw(&sql, &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// The attacker comes next on the connection.
async fn next<C: Class>(tally: &mut Tally, when: &str, door: &Door<C>, place: &Place) {
    match seen(door, place).await {
        Ok(owners) => {
            tally.control(format!("{when}: its own rows"), owners.contains(&place.mine.to_string()), || {
                format!("{} rows, none its own", owners.len())
            });
            tally.must_all_be(when, place.mine, &owners);
        }
        Err(error) => tally.failed(format!("{when}: its own rows"), error.to_string()),
    }
}

async fn left_over<C: Class>(
    tally: &mut Tally,
    mine: &Door<C>,
    theirs: &Door<C>,
    place: &Place,
) -> Result<(), ProbeError> {
    let count = format!("SELECT count(*) FROM {}", place.table);
    let scope = theirs.read().await?;
    tally.control("the victim is served", scope.raw(&count, &[]).await.is_ok(), || "it is refused".into());
    drop(scope);
    next(tally, "after a read", mine, place).await;

    // SQL injected into the victim's request makes its scope the session's own.
    let scope = theirs.write().await?;
    scope.raw("SELECT set_config('karum.scope', current_setting('karum.scope'), false)", &[]).await?;
    scope.commit().await?;
    next(tally, "after a scope set for the session", mine, place).await;

    let scope = theirs.write().await?;
    scope.raw(&count, &[]).await.ok();
    drop(scope);
    next(tally, "after a dropped write", mine, place).await;

    let scope = theirs.write().await?;
    scope.raw("SELECT no_such_function()", &[]).await.ok();
    drop(scope);
    next(tally, "after a failed statement", mine, place).await;

    // Cut in the middle of a statement, as a request whose client went away.
    let scope = theirs.write().await?;
    let cut = tokio::time::timeout(CUT, scope.raw("SELECT pg_sleep(60)", &[])).await.is_err();
    tally.control("a request was cut", cut, || "it had ended before".into());
    drop(scope);
    next(tally, "after a cancelled request", mine, place).await;
    Ok(())
}

/// A worker without a seller, on a connection that was just made to keep another's scope.
async fn unbound(pools: &Pools, tally: &mut Tally, place: &Place) {
    match seen(&pools.queue(), place).await {
        Err(DbError::ScopeRefused(error)) => {
            tally.refused(Answer::of_error(&error).map_or_else(|| "scope refused".to_owned(), |answer| answer.how()));
        }
        Err(error) => tally.failed("a worker without a seller is refused by the scope", error.to_string()),
        Ok(rows) => tally.leak(format!("a worker without a seller sees {} rows of {}", rows.len(), place.table)),
    }
}
