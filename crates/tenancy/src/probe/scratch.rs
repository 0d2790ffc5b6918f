//! Attacks on a database of their own, made beside the one in use.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::{FuzzReport, Limit, ProbeError, ProbeReport, ProbeTarget, fuzz, probe, step};
use crate::{Secrets, ServerConfig};

/// How long the attackers' sessions may take to end before they are ended.
const LEAVING: Duration = Duration::from_secs(5);

/// Makes a database beside the one that the target names, migrates it, makes there the attacks that the target names, as
/// the classes that it names, and drops it. The logins are the cluster's: they keep the passwords of the secrets.
pub async fn probe_scratch(target: &ProbeTarget) -> Result<ProbeReport, ProbeError> {
    let ProbeTarget { attacks, classes, .. } = target.clone();
    in_scratch(&target.admin, &target.secrets, async |there| probe(&ProbeTarget { attacks, classes, ..there }).await)
        .await
}

/// The same for the random prober.
pub async fn fuzz_scratch(
    admin: &ServerConfig,
    secrets: &Secrets,
    seed: u64,
    limit: Limit,
) -> Result<FuzzReport, ProbeError> {
    in_scratch(admin, secrets, async |target| fuzz(&target, seed, limit).await).await
}

async fn in_scratch<T>(
    admin: &ServerConfig,
    secrets: &Secrets,
    attack: impl AsyncFnOnce(ProbeTarget) -> Result<T, ProbeError>,
) -> Result<T, ProbeError> {
    let connected = |source| ProbeError::Connect { who: "the administrator".into(), source };
    let client = admin.open().await.map_err(connected)?;
    let name = format!("karum_probe_{}", Uuid::now_v7().simple());
    let made = format!("CREATE DATABASE {name} TEMPLATE template0");
    client.batch_execute(&made).await.map_err(step("making a database to attack"))?;
    let mut there = admin.clone();
    there.dbname(&name);
    let walled = admin.get_dbname().map(str::to_owned).into_iter().collect();
    let attacked = async {
        crate::migrate(&there, secrets).await?;
        attack(ProbeTarget { walled, ..ProbeTarget::new(there.clone(), secrets.clone())? }).await
    };
    let report = attacked.await;
    let sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
    let deadline = Instant::now() + LEAVING;
    loop {
        let left: i64 =
            client.query_one(sessions, &[&name]).await.map_err(step("waiting for the sessions to end"))?.get(0);
        if left == 0 || Instant::now() > deadline {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let dropped = client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    let report = report?;
    dropped.map_err(step("dropping the attacked database"))?;
    Ok(report)
}
