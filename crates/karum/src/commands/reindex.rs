//! `karum search reindex`: by the process that holds the index, or here where none does.

use std::time::{Duration, Instant};

use catalog::{
    CatalogError,
    node::{Progress, Request, SearchNode},
    search,
};
use devdb::{Cluster, Settings};
use indicatif::ProgressBar;

use super::{asynchronously, import};
use crate::{config::Config, database, error::CommandError};

/// A process that runs takes a request within a moment; one that is busy with its own rebuild, after that.
const TAKEN: Duration = Duration::from_mins(1);
/// How often the progress is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Builds the index anew. The embedded server is started for it, if it is the database and does not run.
pub fn reindex(config: &Config) -> Result<(), CommandError> {
    database::secrets(config)?;
    let embedded = config.database_url.is_empty() && config.database_server.is_empty();
    let directory = config.cluster_dir();
    let cluster = if embedded && Cluster::attach(&directory)?.is_none() {
        println!("The database is started for this.");
        Some(Cluster::start(&Settings::new(directory))?)
    } else {
        None
    };
    let done = asynchronously(rebuild(config));
    if let Some(cluster) = cluster {
        cluster.stop()?;
    }
    println!("The search index holds {} products.", done?);
    Ok(())
}

async fn rebuild(config: &Config) -> Result<u64, CommandError> {
    let bar = ProgressBar::new(0).with_style(import::style("products"));
    let show = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let products = match SearchNode::open(database::pools(config)?, &config.index_dir()) {
        Ok(node) => {
            node.reindex(show).await?;
            node.products()
        }
        Err(CatalogError::Search(search::Error::InUse(_))) => {
            println!("A running Karum holds the index: it builds it anew while the old one answers.");
            ask(&Request::new(&config.index_dir())?, show).await?
        }
        Err(error) => return Err(error.into()),
    };
    bar.finish();
    Ok(products)
}

async fn ask(request: &Request, show: impl Fn(u64, u64)) -> Result<u64, CommandError> {
    let asked = Instant::now();
    loop {
        match request.progress() {
            Some(Progress::Running { done, total }) => show(done, total),
            Some(Progress::Done { products }) => {
                show(products, products);
                return Ok(products);
            }
            Some(Progress::Failed { why }) => return Err(CommandError::Failed(why)),
            None if asked.elapsed() > TAKEN => {
                request.withdraw();
                return Err(CommandError::Failed(
                    "the process that holds the index does not answer: stop it, or restart it, and try again".into(),
                ));
            }
            None => {}
        }
        tokio::time::sleep(LOOK).await;
    }
}
