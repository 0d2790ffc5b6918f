//! The commands, one function each.

mod check;
mod demo;
pub mod import;
mod reindex;
mod tenancy_map;
mod up;

use std::{future::Future, process::ExitCode};

use tenancy::SigningKey;

use crate::{
    cli::{Cli, Command, KeysAction, SearchAction},
    config::{self, Config},
    database,
    error::CommandError,
    logs,
    serve::{self, Roles},
    shutdown,
};

/// Runs the command.
pub fn run(cli: Cli) -> Result<ExitCode, CommandError> {
    let loaded = config::load(&cli)?;
    let config = &loaded.config;
    logs::start(config)?;
    match cli.command {
        Command::Up(options) => up::up(config, !options.no_demo)?,
        Command::Serve(options) => {
            asynchronously(serve_only(config, Roles { web: true, worker: options.with_worker }))?;
        }
        Command::Worker => asynchronously(serve_only(config, Roles { web: false, worker: true }))?,
        Command::Migrate => asynchronously(migrate(config))?,
        Command::Demo { action } => demo::run(config, &action)?,
        Command::Import(options) => asynchronously(import::import(config, &options))?,
        Command::Tenancy { action } => tenancy_map::run(&action)?,
        Command::Audit { json } => return asynchronously(check::audit(config, json)),
        Command::Probe { json } => return asynchronously(check::probe(config, json)),
        Command::Search { action: SearchAction::Reindex } => reindex::reindex(config)?,
        Command::Keys { action: KeysAction::Rotate } => asynchronously(rotate(config))?,
        Command::Openapi => println!("{}", api::openapi_json()),
        Command::Config => print!("{}", loaded.describe()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a future to its end on a new runtime.
pub(crate) fn asynchronously<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future)
}

async fn serve_only(config: &Config, roles: Roles) -> Result<(), CommandError> {
    let stop = shutdown::on_signal()?;
    let pools = database::pools(config)?;
    let address = format!("http://{}", config.listen);
    serve::run(config, pools, roles, stop, || {
        if roles.web {
            println!("Karum serves {address}");
        } else {
            println!("Karum works off jobs");
        }
    })
    .await
}

async fn migrate(config: &Config) -> Result<(), CommandError> {
    let administrator = database::administrator(config)?;
    let (report, _) = database::migrate(config, &administrator).await?;
    match report.applied.as_slice() {
        [] => println!("The schema is up to date."),
        applied => println!("Applied: {}", applied.join(", ")),
    }
    println!(
        "{}",
        if report.policies {
            "Policies and grants were written anew."
        } else {
            "Policies and grants are as they were."
        }
    );
    Ok(())
}

async fn rotate(config: &Config) -> Result<(), CommandError> {
    if !config.secrets.is_empty() {
        return Err(CommandError::Config(
            "secrets: they come from a setting, which this command cannot write; use a file to rotate".into(),
        ));
    }
    let administrator = database::administrator(config)?;
    let key = SigningKey::generate().map_err(|_| CommandError::Failed("the system gives no random numbers".into()))?;
    tenancy::rotate_key(&administrator, &key).await?;
    let kid = key.kid.clone();
    database::secrets(config)?.with_key(key).write(&config.secrets_file())?;
    println!(
        "Scopes are signed with {kid} from now on; running servers follow within seconds, the former key holds for {} s.",
        tenancy::TOKEN_TTL.as_secs()
    );
    Ok(())
}
