//! Structured logs: text for people, JSON for machines.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{config::Config, error::CommandError};

/// Begins to log to standard error.
pub fn start(config: &Config) -> Result<(), CommandError> {
    let filter = EnvFilter::try_new(&config.log).map_err(|e| CommandError::Config(format!("log: {e}")))?;
    // In a file or a pipe, the terminal's colours are noise.
    let colours = std::io::stderr().is_terminal();
    let registry = tracing_subscriber::registry().with(filter);
    let done = if config.log_format == "json" {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).try_init()
    } else {
        registry
            .with(fmt::layer().compact().with_target(false).with_ansi(colours).with_writer(std::io::stderr))
            .try_init()
    };
    done.map_err(|e| CommandError::Config(e.to_string()))
}
