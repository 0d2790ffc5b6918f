//! The commands, one function each.

mod bench;
mod check;
mod demo;
mod foreign;
pub mod import;
mod reindex;
mod self_test;
mod tenancy_map;
mod up;

use std::{future::Future, process::ExitCode};

use crate::{
    cli::{AuditFormat, Cli, Command, Foreign, KeysAction, SearchAction},
    config::{self, Config},
    database,
    error::CommandError,
    logs, serve, shutdown,
};

/// Runs the command.
pub fn run(cli: Cli) -> Result<ExitCode, CommandError> {
    let loaded = config::load(&cli)?;
    let config = &loaded.config;
    logs::start(config)?;
    match cli.command {
        Command::Up(options) => up::up(config, !options.no_demo)?,
        Command::Serve(options) => asynchronously(serve_only(config, true, options.with_worker))?,
        Command::Worker => asynchronously(serve_only(config, false, true))?,
        Command::Migrate => asynchronously(migrate(config))?,
        Command::Demo { action } => demo::run(config, &action)?,
        Command::Import(options) => asynchronously(import::import(config, &options))?,
        Command::Audit { json, format, foreign: Foreign { map: Some(map), database: Some(database) }, .. } => {
            let format = if json { AuditFormat::Json } else { format };
            return asynchronously(foreign::audit(&map, &database, format));
        }
        Command::Tenancy { action } => tenancy_map::run(&action)?,
        Command::Audit { json, format, self_test, .. } if self_test.asked => {
            let json = json || matches!(format, AuditFormat::Json);
            return asynchronously(self_test::run(config, &self_test, json));
        }
        Command::Audit { json: true, .. } => return asynchronously(check::audit(config, AuditFormat::Json)),
        Command::Audit { format, .. } => return asynchronously(check::audit(config, format)),
        Command::Probe(args) => return asynchronously(check::probe(config, &args)),
        Command::Search { action: SearchAction::Reindex } => reindex::reindex(config)?,
        Command::Keys { action: KeysAction::Rotate } => asynchronously(rotate(config))?,
        Command::Bench(asked) => return asynchronously(bench::bench(config, &asked)),
        Command::Openapi => println!("{}", api::openapi_json()),
        Command::Config => print!("{}", loaded.describe()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a future to its end on a new runtime.
pub(crate) fn asynchronously<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future)
}

async fn serve_only(config: &Config, web: bool, worker: bool) -> Result<(), CommandError> {
    let stop = shutdown::on_signal()?;
    let listener = if web { Some(serve::bind(config).await?) } else { None };
    let pools = database::pools(config)?;
    serve::run(config, pools, worker, listener, stop, || {
        if web {
            println!("Karum serves http://{}", config.listen);
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
    let key = database::rotate_key(config).await?;
    println!(
        "Scopes are signed with {} from now on; running servers follow within seconds, the former key holds for {} s.",
        key.kid,
        tenancy::TOKEN_TTL.as_secs()
    );
    Ok(())
}
