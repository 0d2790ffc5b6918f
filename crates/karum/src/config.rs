//! Settings: defaults, then the file, then the environment (`KARUM_…`), then flags. docs/operations.md lists them.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use types::Language;
use url::Url;

use crate::{
    cli::{Cli, Flags},
    error::CommandError,
};

/// A setting that is never printed: shown as stars.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "String")]
pub struct Secret(SecretString);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.is_empty() { "" } else { "********" })
    }
}

impl Secret {
    /// Whether it is not set.
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// What it is.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Every setting, as the file spells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: String,
    /// Where `karum worker` answers `/healthz`, `/readyz` and `/metrics`; empty: nowhere.
    pub worker_listen: String,
    /// The address that people type; where it is not set, it follows from `listen`.
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
    pub database_url: Secret,
    /// Where `serve` and `worker` connect: the same server without user and password; empty: the embedded server.
    #[serde(default)]
    pub database_server: Secret,
    /// The text of the secrets file; empty: it is read from `secrets.toml` in `data_dir`.
    #[serde(default)]
    pub secrets: Secret,
    /// The mail server, `smtp://USER:PASSWORD@HOST:PORT?tls=required` or `smtps://…`; empty: mails wait and are not sent.
    #[serde(default)]
    pub smtp_url: Secret,
    /// Whom mails come from, `Name <address>`.
    pub mail_from: String,
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
            database_url: Secret::default(),
            database_server: Secret::default(),
            secrets: Secret::default(),
            smtp_url: Secret::default(),
            mail_from: String::new(),
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
    sources: BTreeMap<String, String>,
}

/// A setting of the command line, with its name.
fn of_flags(flags: &Flags) -> Vec<(&'static str, String)> {
    let dir = flags.data_dir.as_ref().map(|dir| dir.to_string_lossy().into_owned());
    let all = [("listen", flags.listen.clone()), ("data_dir", dir), ("log_format", flags.log_format.clone())];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The environment's variables that are no settings.
const NO_SETTINGS: &[&str] = &["config", "audit_database", "chromium", "chromedriver", "install", "without_deny"];

fn variable(name: &str) -> String {
    format!("KARUM_{}", name.to_uppercase())
}

/// Reads all settings and checks them.
pub fn load(cli: &Cli) -> Result<Loaded, CommandError> {
    let bad = |error: figment::Error| CommandError::Config(error.to_string());
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let names: Vec<String> = defaults.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let texts: Vec<&str> = names.iter().map(String::as_str).filter(|name| defaults[*name].is_string()).collect();
    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    figment = match &cli.config {
        Some(file) if !file.is_file() => {
            return Err(CommandError::Config(format!("there is no file {}", file.display())));
        }
        Some(file) => figment.merge(Toml::file_exact(file)),
        None => figment.merge(Toml::file("karum.toml")),
    };
    let in_file = |name: &str| match figment.find_metadata(name).and_then(|found| found.source.as_ref()) {
        Some(figment::Source::File(path)) => format!("file {}", path.display()),
        _ => "default".to_owned(),
    };
    let mut sources: BTreeMap<String, String> = names.iter().map(|name| (name.clone(), in_file(name))).collect();
    // A text is taken as it is: a shop may be called 123, or true.
    figment = figment.merge(Env::prefixed("KARUM_").ignore(NO_SETTINGS).ignore(&texts));
    for name in &names {
        let Ok(value) = std::env::var(variable(name)) else { continue };
        sources.insert(name.clone(), format!("environment, {}", variable(name)));
        if texts.contains(&name.as_str()) {
            figment = figment.merge(Serialized::default(name, value));
        }
    }
    for (name, value) in of_flags(&cli.flags) {
        sources.insert(name.to_owned(), format!("command line, --{}", name.replace('_', "-")));
        figment = figment.merge(Serialized::default(name, value));
    }
    let mut config: Config = figment.extract().map_err(bad)?;
    if config.data_dir.as_os_str().is_empty() {
        config.data_dir = default_data_dir();
    }
    let listen = check(&config)?;
    if sources.get("public_url").is_some_and(|source| source == "default") {
        config.public_url = address_of(listen).unwrap_or(config.public_url);
        sources.insert("public_url".into(), "from listen".into());
    }
    Ok(Loaded { config, sources })
}

/// The address that a browser on this machine reaches the listener at.
fn address_of(listen: SocketAddr) -> Option<Url> {
    let here = listen.ip().is_loopback() || listen.ip().is_unspecified();
    let host = if here { format!("localhost:{}", listen.port()) } else { listen.to_string() };
    Url::parse(&format!("http://{host}")).ok()
}

fn default_data_dir() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    devdb::default_data_dir(&here).parent().map_or_else(|| PathBuf::from(".karum"), Path::to_path_buf)
}

/// Checks what its type does not, and answers where to listen.
fn check(config: &Config) -> Result<SocketAddr, CommandError> {
    let bad = |message: &str| Err(CommandError::Config(message.to_owned()));
    let Ok(listen) = config.listen.parse::<SocketAddr>() else {
        return bad("listen: use ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8080");
    };
    if !config.worker_listen.is_empty() && config.worker_listen.parse::<SocketAddr>().is_err() {
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
    config.smtp()?;
    Ok(listen)
}

impl Loaded {
    /// What is in force, a line a setting, with its source.
    pub fn describe(&self) -> String {
        let values = serde_json::to_value(&self.config).unwrap_or_default();
        let mut out = String::new();
        for (name, value) in values.as_object().into_iter().flatten() {
            let source = self.sources.get(name).map_or("default", String::as_str);
            let _ = writeln!(out, "{name:<18} = {:<34} # {source}", value.to_string());
        }
        out
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

    /// The mail server, where there is one.
    pub fn smtp(&self) -> Result<Option<mail::Smtp>, CommandError> {
        if self.smtp_url.is_empty() {
            return Ok(None);
        }
        let smtp = mail::Smtp::new(&self.smtp_url.0, &self.mail_from);
        smtp.map(Some).map_err(|error| CommandError::Config(error.to_string()))
    }

    /// Whether the site is served over https.
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}
