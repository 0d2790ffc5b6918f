//! `karum up`: everything in one process.

use std::time::{Duration, Instant};

use devdb::{Cluster, ConnectionInfo, Settings};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{commands::asynchronously, config::Config, database, demo, error::CommandError, serve, shutdown};

/// How often it is looked whether PostgreSQL still runs.
const SERVER_WATCH: Duration = Duration::from_secs(1);

/// Starts PostgreSQL, migrates, loads the demo the first time, serves; stops in the reverse order.
pub fn up(config: &Config, with_demo: bool) -> Result<(), CommandError> {
    let started = Instant::now();
    // A configured database is another's to start and stop.
    let embedded = database::embedded(config)?;
    if embedded {
        Cluster::check_free(&config.cluster_dir())?;
    }
    asynchronously(async {
        // From here on, Ctrl-C ends in order whatever has been begun.
        let stop = shutdown::on_signal()?;
        let listener = serve::bind(config).await?;
        if !embedded {
            return run(config, None, with_demo, started, listener, stop).await;
        }
        let settings = Settings::new(config.cluster_dir());
        let mut cluster = blocking(move || Cluster::start(&settings)).await??;
        let info = cluster.connection().clone();
        let served = tokio::select! {
            served = run(config, Some(&info), with_demo, started, listener, stop) => served,
            () = ended(&mut cluster) => Err(CommandError::ServerEnded(config.cluster_dir())),
        };
        let stopped = blocking(move || cluster.stop()).await?;
        served.and(stopped.map_err(CommandError::from))
    })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CommandError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| CommandError::Failed(e.to_string()))
}

/// Until the server has ended by itself: killed, or out of memory or disk.
async fn ended(cluster: &mut Cluster) {
    let mut tick = tokio::time::interval(SERVER_WATCH);
    while cluster.lives() {
        tick.tick().await;
    }
}

async fn run(
    config: &Config,
    server: Option<&ConnectionInfo>,
    with_demo: bool,
    started: Instant,
    listener: TcpListener,
    stop: CancellationToken,
) -> Result<(), CommandError> {
    let prepared = async {
        let administrator = match server {
            Some(info) => database::create(info).await?,
            None => database::administrator(config)?,
        };
        database::migrate(config, &administrator).await?;
        let pools = database::pools(config)?;
        if with_demo {
            demo::load(config, &pools).await?;
        }
        let sign_ins = demo::sign_ins(&pools).await?;
        Ok::<_, CommandError>((pools, sign_ins))
    };
    let (pools, sign_ins) = tokio::select! {
        prepared = prepared => prepared?,
        () = stop.cancelled() => return Ok(()),
    };
    serve::run(config, pools, true, Some(listener), stop, || greet(config, &sign_ins, started)).await
}

fn greet(config: &Config, sign_ins: &[demo::Account], started: Instant) {
    let address = config.public_url.as_str().trim_end_matches('/');
    println!("\nKarum is up after {:.1} s.\n", started.elapsed().as_secs_f64());
    println!("  Marketplace    {address}/");
    println!("  API            {address}/api/docs");
    if pages::shows_mails(&config.public_url) {
        println!("  Mails          {address}/dev/mail");
    }
    for account in sign_ins {
        println!("  {:<14} {address}{:<32} {} / {}", account.what, account.path, account.email, demo::PASSWORD);
    }
    println!("\nCtrl-C stops it.");
}
