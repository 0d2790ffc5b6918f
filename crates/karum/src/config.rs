//! Settings: defaults, then the file, then the environment (`KARUM_…`), then flags. docs/operations.md lists them.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use types::Language;
use url::Url;

use crate::{
    cli::{Cli, Flags},
    error::CommandError,
};

/// Settings that are secrets: never printed.
const SECRET: &[&str] = &["database_url", "secrets"];

/// Every setting, as the file spells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: String,
    /// Where `karum worker` answers `/healthz`, `/readyz` and `/metrics`; empty: nowhere.
    pub worker_listen: String,
    /// The address that people type.
    pub public_url: Url,
    /// The marketplace's name.
    pub name: String,
    /// The domain below which each shop has a host of its own, `SLUG.DOMAIN`; empty: none.
    pub shop_domain: String,
    /// The language for who asks for none that we speak.
    pub default_language: Language,
    /// Files, the search index and the embedded PostgreSQL; empty: `.karum`, or `/var/lib/karum` as root.
    pub data_dir: PathBuf,
    /// The administrator's connection, for `migrate` alone; empty: the embedded server.
    #[serde(default)]
    pub database_url: String,
    /// Where `serve` and `worker` connect: the same server without user and password; empty: the embedded server.
    #[serde(default)]
    pub database_server: String,
    /// The text of the secrets file; empty: it is read from `secrets.toml` in `data_dir`.
    #[serde(default)]
    pub secrets: String,
    /// Connections per class of users.
    pub connections: usize,
    /// Tokens hold on their backend only; off behind a pooler that shares backends.
    pub bind_backend: bool,
    /// Reverse proxies in front that append to X-Forwarded-For.
    pub trusted_proxies: usize,
    /// Jobs worked off at once.
    pub worker_concurrency: usize,
    /// Feeds may be fetched from this machine: for development only.
    pub fetch_loopback: bool,
    /// `text` or `json`.
    pub log_format: String,
    /// What is logged, as `tracing` filters spell it.
    pub log: String,
    /// Directories with pictures that stand in for those of feeds, found by file name; the demo's.
    pub picture_dirs: Vec<PathBuf>,
    /// The demo's feeds and pictures.
    pub examples: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            worker_listen: "127.0.0.1:8081".into(),
            public_url: Url::parse("http://localhost:8080").unwrap_or_else(|_| unreachable!("a constant")),
            name: "Karum".into(),
            shop_domain: "localhost".into(),
            default_language: Language::En,
            data_dir: PathBuf::new(),
            database_url: String::new(),
            database_server: String::new(),
            secrets: String::new(),
            connections: 8,
            bind_backend: true,
            trusted_proxies: 0,
            worker_concurrency: 2,
            fetch_loopback: false,
            log_format: "text".into(),
            log: "info,tantivy=warn".into(),
            picture_dirs: vec!["examples/pictures".into()],
            examples: "examples".into(),
        }
    }
}

/// The settings with the knowledge of where each came from.
pub struct Loaded {
    /// The settings.
    pub config: Config,
    figment: Figment,
}

fn flags_layer(flags: &Flags) -> Figment {
    let mut layer = Figment::new();
    if let Some(listen) = &flags.listen {
        layer = layer.merge(Serialized::default("listen", listen));
    }
    if let Some(dir) = &flags.data_dir {
        layer = layer.merge(Serialized::default("data_dir", dir));
    }
    if let Some(format) = &flags.log_format {
        layer = layer.merge(Serialized::default("log_format", format));
    }
    layer
}

/// Reads all settings and checks them.
pub fn load(cli: &Cli) -> Result<Loaded, CommandError> {
    let bad = |error: figment::Error| CommandError::Config(error.to_string());
    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    figment = match &cli.config {
        Some(file) if !file.is_file() => {
            return Err(CommandError::Config(format!("there is no file {}", file.display())));
        }
        Some(file) => figment.merge(Toml::file_exact(file)),
        None => figment.merge(Toml::file("karum.toml")),
    };
    figment = figment
        .merge(Env::prefixed("KARUM_").ignore(&["config", "chromium", "chromedriver", "install"]))
        .merge(flags_layer(&cli.flags));
    let mut config: Config = figment.extract().map_err(bad)?;
    if config.data_dir.as_os_str().is_empty() {
        config.data_dir = default_data_dir();
    }
    check(&config)?;
    Ok(Loaded { config, figment })
}

fn default_data_dir() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    devdb::default_data_dir(&here).parent().map_or_else(|| PathBuf::from(".karum"), Path::to_path_buf)
}

fn check(config: &Config) -> Result<(), CommandError> {
    let bad = |message: &str| Err(CommandError::Config(message.to_owned()));
    if config.listen.parse::<std::net::SocketAddr>().is_err() {
        return bad("listen: use ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8080");
    }
    if !config.worker_listen.is_empty() && config.worker_listen.parse::<std::net::SocketAddr>().is_err() {
        return bad("worker_listen: use ADDRESS:PORT, such as 127.0.0.1:8081, or leave it empty");
    }
    if !matches!(config.public_url.scheme(), "http" | "https") {
        return bad("public_url: use an http or https address");
    }
    if !matches!(config.log_format.as_str(), "text" | "json") {
        return bad("log_format: use text or json");
    }
    if !(1..=500).contains(&config.connections) || !(1..=64).contains(&config.worker_concurrency) {
        return bad("connections: use 1 to 500; worker_concurrency: use 1 to 64");
    }
    if config.database_url.is_empty() != config.database_server.is_empty()
        && config.database_server.is_empty()
        && config.secrets.is_empty()
    {
        // The administrator's URL alone is enough: the classes connect to the same server.
        return Ok(());
    }
    Ok(())
}

impl Loaded {
    /// What is in force, a line a setting, with its source.
    pub fn describe(&self) -> String {
        let values = serde_json::to_value(&self.config).unwrap_or_default();
        let mut out = String::new();
        for (name, value) in values.as_object().into_iter().flatten() {
            let text = match value {
                serde_json::Value::String(text) if SECRET.contains(&name.as_str()) && !text.is_empty() => {
                    "********".to_owned()
                }
                other => other.to_string(),
            };
            let _ = writeln!(out, "{name:<18} = {text:<34} # {}", self.source(name));
        }
        out
    }

    fn source(&self, name: &str) -> String {
        let Some(metadata) = self.figment.find_metadata(name) else { return "default".into() };
        if metadata.name.contains("environment") {
            return format!("environment, KARUM_{}", name.to_uppercase());
        }
        match &metadata.source {
            Some(figment::Source::File(path)) => format!("file {}", path.display()),
            _ if metadata.name.contains("Config") || self.is_default(name) => "default".into(),
            _ => "command line".into(),
        }
    }

    fn is_default(&self, name: &str) -> bool {
        let default = serde_json::to_value(Config::default()).unwrap_or_default();
        let now = serde_json::to_value(&self.config).unwrap_or_default();
        default.get(name) == now.get(name)
            || (name == "data_dir" && default.get(name) == Some(&serde_json::Value::String(String::new())))
    }
}

impl Config {
    /// The secrets file.
    pub fn secrets_file(&self) -> PathBuf {
        self.data_dir.join("secrets.toml")
    }

    /// The embedded server's directory.
    pub fn cluster_dir(&self) -> PathBuf {
        self.data_dir.join("pg")
    }

    /// The sellers' files.
    pub fn blobs_dir(&self) -> PathBuf {
        self.data_dir.join("blobs")
    }

    /// This node's search index.
    pub fn index_dir(&self) -> PathBuf {
        self.data_dir.join("search")
    }

    /// Whether the site is served over https.
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}
