//! All surfaces behind one address.

use std::sync::Arc;

use axum::Router;
use catalog::node::SearchNode;
use identity::tokens::AccessKeys;
use imports::engine::EngineContext;
use metrics_exporter_prometheus::PrometheusHandle;
use money::Invoice;
use secrecy::ExposeSecret;
use tenancy::{Pools, Secrets};
use web_kit::{
    App, CookiePolicy, CsrfKey, Parts, Pictures, Settings, Site, gauges, install_metrics, layers, media,
    metrics_upkeep, operations,
};

use crate::{config::Config, error::CommandError};

/// Pages, API, pictures and operations, with the middleware around them.
pub fn router(
    config: &Config,
    pools: &Pools,
    engine: Arc<EngineContext>,
    search: SearchNode,
    secrets: &Secrets,
    tokens: AccessKeys,
    metrics: PrometheusHandle,
) -> Result<Router, CommandError> {
    let site = Site {
        name: config.name.clone(),
        public_url: config.public_url.clone(),
        shop_domain: Some(config.shop_domain.clone()).filter(|d| !d.is_empty()),
    };
    let pictures = Pictures::of(&config.picture_dirs)?;
    let payment = Arc::new(Invoice);
    let app = App::new(Parts { pools: pools.clone(), search, imports: engine, payment, tokens, site, pictures });
    let checked = app.clone();
    let ready = move || {
        let app = checked.clone();
        async move { app.ready().await.map_err(|problem| problem.to_string()) }
    };
    let routes = Router::new()
        .merge(pages::router())
        .merge(api::router())
        .merge(media().into_router())
        .with_state(app.clone())
        .merge(operations(metrics, ready));
    let settings = Settings {
        default_language: config.default_language,
        trusted_proxies: config.trusted_proxies,
        error_view: pages::error_view(app),
        ..Settings::new(CsrfKey::new(secrets.web_key().expose_secret())?, CookiePolicy { secure: config.secure() })
    };
    Ok(layers(routes, settings))
}

/// What those who run a worker look at; ready as long as the database answers.
pub fn worker_operations(pools: &Pools) -> Result<Router, CommandError> {
    let metrics = install_metrics()?;
    tokio::spawn(metrics_upkeep(metrics.clone()));
    tokio::spawn(gauges(pools.clone(), None));
    let pools = pools.clone();
    let ready = move || {
        let pools = pools.clone();
        async move { jobs::counts(&pools).await.map(|_| ()) }
    };
    Ok(operations(metrics, ready))
}
