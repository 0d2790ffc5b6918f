//! `karum demo`.

use devdb::{Cluster, Settings};

use crate::{cli::DemoAction, commands::asynchronously, config::Config, database, demo, error::CommandError};

/// Loads the demo, or throws everything away and loads it anew.
pub fn run(config: &Config, action: &DemoAction) -> Result<(), CommandError> {
    match action {
        DemoAction::Load => asynchronously(async {
            let pools = database::pools(config)?;
            demo::load(config, &pools).await
        }),
        DemoAction::Reset => reset(config),
    }
}

fn reset(config: &Config) -> Result<(), CommandError> {
    if !(config.database_url.is_empty() && config.database_server.is_empty()) {
        return Err(CommandError::Failed(
            "a database of your own is configured: the demo is reset in the embedded database only. Nothing was changed".into(),
        ));
    }
    let directory = config.cluster_dir();
    // Fails while another Karum runs, and stops a server that a killed one left behind.
    if directory.exists() {
        Cluster::start(&Settings::new(&directory))?.stop()?;
    }
    for path in [directory.clone(), config.blobs_dir(), config.index_dir()] {
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|e| CommandError::File(path.clone(), e))?;
        }
    }
    let secrets = config.secrets_file();
    if secrets.exists() {
        std::fs::remove_file(&secrets).map_err(|e| CommandError::File(secrets.clone(), e))?;
    }
    let cluster = Cluster::start(&Settings::new(&directory))?;
    let loaded = asynchronously(async {
        let administrator = database::create(cluster.connection()).await?;
        database::migrate(config, &administrator).await?;
        let pools = database::pools(config)?;
        demo::load(config, &pools).await
    });
    cluster.stop()?;
    loaded?;
    println!("The demo is as it was at first. `make up` starts it.");
    Ok(())
}
