//! Running the parts: search, web, jobs; and stopping them in turn.

use std::{future::IntoFuture, sync::Arc, time::Duration};

use catalog::node::SearchNode;
use identity::tokens::AccessKeys;
use imports::{
    engine::EngineContext,
    fetch::{FetchPolicy, Fetcher},
};
use metrics_exporter_prometheus::PrometheusHandle;
use storage::LocalBlobs;
use tenancy::{Pools, Secrets};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{config::Config, database, error::CommandError, site};

/// How often the secrets file is looked at for a rotated key. Former keys hold for two minutes.
const KEY_WATCH: Duration = Duration::from_secs(5);
/// How long requests in hand may take once the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// What imports need.
pub fn engine(config: &Config, pools: &Pools) -> Result<Arc<EngineContext>, CommandError> {
    let blobs = LocalBlobs::open(config.blobs_dir())?;
    let policy = FetchPolicy { allow_loopback: config.fetch_loopback, ..FetchPolicy::default() };
    let fetcher = Fetcher::new(policy).map_err(imports::ImportError::from)?;
    Ok(Arc::new(EngineContext { pools: pools.clone(), blobs, fetcher }))
}

/// Takes the address, before anything else is begun: whoever asks is answered as soon as the site is there.
pub async fn bind(config: &Config) -> Result<TcpListener, CommandError> {
    TcpListener::bind(&config.listen).await.map_err(|e| CommandError::Listen(config.listen.clone(), e))
}

async fn upkeep(metrics: PrometheusHandle, pools: Pools, search: SearchNode, stop: CancellationToken) {
    tokio::select! {
        () = web_kit::metrics_upkeep(metrics) => {}
        () = web_kit::gauges(pools, Some(search)) => {}
        () = stop.cancelled() => {}
    }
}

/// Runs pages and API, where there is a listener, and jobs, where `worker` says so, until `stop` is cancelled. `ready`
/// is called once requests are answered.
pub async fn run(
    config: &Config,
    pools: Pools,
    worker: bool,
    listener: Option<TcpListener>,
    stop: CancellationToken,
    ready: impl FnOnce(),
) -> Result<(), CommandError> {
    let engine = engine(config, &pools)?;
    let mut tasks = JoinSet::new();
    let tokens = AccessKeys::new(config.public_url.as_str(), database::secrets(config)?.token_keys())?;
    tasks.spawn(watch_key(config.clone(), pools.clone(), tokens.clone(), stop.clone()));
    if worker {
        let settings = jobs::Settings { concurrency: config.worker_concurrency, ..jobs::Settings::default() };
        tasks.spawn(jobs::work(pools.clone(), imports::handlers(&engine), settings, stop.clone()));
        tasks.spawn(jobs::housekeeping(pools.clone(), stop.clone()));
        tasks.spawn(mail::housekeeping(pools.clone(), stop.clone()));
    }
    mails(config, &pools, worker, &mut tasks, &stop)?;
    let served = match listener {
        Some(listener) => web(config, &pools, (engine, tokens), &mut tasks, &stop, (listener, ready)).await,
        None => wait(config, &pools, &stop, ready).await,
    };
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    pools.close();
    served
}

/// Sends what the outbox holds, where there is a server to send it by, or says that nothing is sent.
fn mails(
    config: &Config,
    pools: &Pools,
    worker: bool,
    tasks: &mut JoinSet<()>,
    stop: &CancellationToken,
) -> Result<(), CommandError> {
    match config.smtp()? {
        Some(smtp) if worker => {
            tracing::info!(server = smtp.server(), "mails are sent");
            tasks.spawn(mail::deliver(pools.clone(), smtp, mail::Pace::default(), stop.clone()));
        }
        Some(_) => {}
        None => tracing::warn!("smtp_url is not set: mails are kept in the outbox and not sent"),
    }
    Ok(())
}

/// A worker alone: it serves nothing but what those who run it look at, at an address of its own.
async fn wait(
    config: &Config,
    pools: &Pools,
    stop: &CancellationToken,
    ready: impl FnOnce(),
) -> Result<(), CommandError> {
    if config.worker_listen.is_empty() {
        ready();
        stop.cancelled().await;
        return Ok(());
    }
    let listener = TcpListener::bind(&config.worker_listen)
        .await
        .map_err(|e| CommandError::WorkerListen(config.worker_listen.clone(), e))?;
    let router = site::worker_operations(pools)?;
    ready();
    let stopping = stop.clone();
    axum::serve(listener, router).with_graceful_shutdown(async move { stopping.cancelled().await }).await?;
    Ok(())
}

async fn web(
    config: &Config,
    pools: &Pools,
    (engine, tokens): (Arc<EngineContext>, AccessKeys),
    tasks: &mut JoinSet<()>,
    stop: &CancellationToken,
    (listener, ready): (TcpListener, impl FnOnce()),
) -> Result<(), CommandError> {
    let search = SearchNode::open(pools.clone(), &config.index_dir())?;
    let follower = search.clone();
    let stopped = stop.clone();
    tasks.spawn(async move { follower.follow(stopped).await });
    let secrets = database::secrets(config)?;
    let metrics = web_kit::install_metrics()?;
    tasks.spawn(upkeep(metrics.clone(), pools.clone(), search.clone(), stop.clone()));
    let router = site::router(config, pools, engine, search, &secrets, tokens, metrics)?;
    ready();
    let make = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let drained = CancellationToken::new();
    let (stopping, done) = (stop.clone(), drained.clone());
    tasks.spawn(async move {
        tokio::select! {
            () = async { stopping.cancelled().await; tokio::time::sleep(DRAIN).await } => tracing::warn!("requests were cut off: they took too long"),
            () = done.cancelled() => {}
        }
        done.cancel();
    });
    let stopping = stop.clone();
    let server = axum::serve(listener, make).with_graceful_shutdown(async move { stopping.cancelled().await });
    let served = tokio::select! {
        served = server.into_future() => served.map_err(CommandError::Io),
        () = async { drained.cancelled().await } => Ok(()),
    };
    drained.cancel();
    served
}

/// Signs with the key of the secrets file: `karum keys rotate` in another process is followed within seconds.
async fn watch_key(config: Config, pools: Pools, tokens: AccessKeys, stop: CancellationToken) {
    let mut tick = tokio::time::interval(KEY_WATCH);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        match database::secrets(&config).map(|s: Secrets| (s.signing_key(), s)) {
            Ok((Some(key), secrets)) if key.kid != pools.keys().kid() => {
                tracing::info!(kid = %key.kid, "signing with a new key");
                pools.keys().rotate(key);
                if let Err(error) = tokens.exchange(secrets.token_keys()) {
                    tracing::warn!(%error, "the new key of access tokens cannot be used; the former one stays");
                }
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the secrets cannot be read; the former key stays"),
        }
    }
}
