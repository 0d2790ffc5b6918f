//! `karum up`: everything in one process.

use std::time::Instant;

use devdb::{Cluster, Settings};

use crate::{
    commands::asynchronously,
    config::Config,
    database, demo,
    error::CommandError,
    serve::{self, Roles},
    shutdown,
};

/// Starts PostgreSQL, migrates, loads the demo the first time, serves; stops in the reverse order.
pub fn up(config: &Config, with_demo: bool) -> Result<(), CommandError> {
    let started = Instant::now();
    // A configured database is another's to start and stop.
    let cluster =
        if config.database_url.is_empty() { Some(Cluster::start(&Settings::new(config.cluster_dir()))?) } else { None };
    let served = asynchronously(run(config, cluster.as_ref(), with_demo, started));
    if let Some(cluster) = cluster {
        cluster.stop()?;
    }
    served
}

async fn run(
    config: &Config,
    cluster: Option<&Cluster>,
    with_demo: bool,
    started: Instant,
) -> Result<(), CommandError> {
    let stop = shutdown::on_signal()?;
    let administrator = match cluster {
        Some(cluster) => database::create(cluster.connection()).await?,
        None => database::administrator(config)?,
    };
    database::migrate(config, &administrator).await?;
    let pools = database::pools(config)?;
    if with_demo {
        tokio::select! {
            loaded = demo::load_if_new(config, &pools) => loaded?,
            () = stop.cancelled() => return Ok(()),
        }
    }
    let sign_ins = demo::sign_ins(&pools).await?;
    serve::run(config, pools, Roles { web: true, worker: true }, stop, || greet(config, &sign_ins, started)).await
}

fn greet(config: &Config, sign_ins: &[demo::Account], started: Instant) {
    let address = config.public_url.as_str().trim_end_matches('/');
    println!("\nKarum is up after {:.1} s.\n", started.elapsed().as_secs_f64());
    println!("  Marketplace    {address}/");
    println!("  API            {address}/api/docs");
    for account in sign_ins {
        println!("  {:<14} {address}{:<22} {} / {}", account.what, account.path, account.email, demo::PASSWORD);
    }
    println!("\nCtrl-C stops it.");
}
