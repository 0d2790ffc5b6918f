//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use types::{Currency, Language, Slug};

/// Many sellers in one PostgreSQL, each behind a wall that the database itself keeps.
#[derive(Debug, Parser)]
#[command(name = "karum", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// Configuration file. Without it: karum.toml in this directory, if there is one
    #[arg(long, global = true, value_name = "FILE", env = "KARUM_CONFIG")]
    pub config: Option<PathBuf>,
    /// Settings that go before the file and the environment
    #[command(flatten)]
    pub flags: Flags,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Settings on the command line; each stands in the file and the environment too.
#[derive(Debug, Args, Default)]
pub struct Flags {
    /// Where to listen, ADDRESS:PORT
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Where files, the search index and the embedded PostgreSQL are kept
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Logs: text or json
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start everything in one process: PostgreSQL, pages, API, jobs; migrates, and loads the demo the first time
    Up(Up),
    /// Serve pages and API, against a database that is migrated
    Serve(Serve),
    /// Work off jobs: imports and the like
    Worker,
    /// Bring the database to this build's schema: roles, migrations, policies
    Migrate,
    /// Load the demo, or start over with it
    Demo {
        /// What to do with it
        #[command(subcommand)]
        action: DemoAction,
    },
    /// Import a feed file for a seller, with a progress bar
    Import(Import),
    /// The tenancy map: who may see and write what
    Tenancy {
        /// What to do with it
        #[command(subcommand)]
        action: TenancyAction,
    },
    /// Compare the database with the tenancy map; each fault with the SQL that mends it
    Audit {
        /// As JSON; the same as --format json
        #[arg(long, conflicts_with = "format")]
        json: bool,
        /// How findings are told
        #[arg(long, value_enum, default_value_t)]
        format: AuditFormat,
        /// A database that is not Karum's, and its own map; see karum tenancy draft
        #[command(flatten)]
        foreign: Foreign,
        /// The audit put to the test
        #[command(flatten)]
        self_test: SelfTest,
    },
    /// Attack the walls as every class of user, in a scratch copy or in place
    Probe(Probe),
    /// The search index of this node
    Search {
        /// What to do with it
        #[command(subcommand)]
        action: SearchAction,
    },
    /// Signing keys
    Keys {
        /// What to do with them
        #[command(subcommand)]
        action: KeysAction,
    },
    /// Measure the numbers that Karum is to reach, each beside its baseline
    Bench(Bench),
    /// Print the API's OpenAPI 3.1 document
    Openapi,
    /// Print the settings in force, and where each comes from; secrets are masked
    Config,
}

/// `karum audit --map`.
#[derive(Debug, Args)]
pub struct Foreign {
    /// The map of a database that is not Karum's
    #[arg(long, value_name = "FILE", requires = "database", conflicts_with = "self_test")]
    pub map: Option<PathBuf>,
    /// Where that database is: postgres://USER@HOST/NAME; in the environment a password stays unseen
    #[arg(long, value_name = "URL", requires = "map", env = "KARUM_AUDIT_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
}

/// `karum audit --self-test`.
#[derive(Debug, Args)]
pub struct SelfTest {
    /// Test the audit itself: alter a scratch database at random, and see each alteration named
    #[arg(long = "self-test", id = "self_test")]
    pub asked: bool,
    /// The seed of the alterations; left out, one of the clock's
    #[arg(long, requires = "self_test")]
    pub seed: Option<u64>,
    /// How many alterations
    #[arg(long, requires = "self_test", default_value_t = 400)]
    pub count: usize,
    /// Let the prober attack what the audit does not name
    #[arg(long, requires = "self_test")]
    pub probe: bool,
}

/// `karum probe`.
#[derive(Debug, Args)]
pub struct Probe {
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Run random statements for this time (60s, 5m) instead of the attacks, and compare what each class sees
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub fuzz: Option<std::time::Duration>,
    /// The seed of the random statements; a new one where none is given
    #[arg(long, requires = "fuzz")]
    pub seed: Option<u64>,
    /// Attack the database in use instead of a scratch copy: in transactions that are rolled back, with sellers of the
    /// prober's own
    #[arg(long, conflicts_with = "fuzz")]
    pub in_place: bool,
    /// Only this attack, as the table names it; can be given several times
    #[arg(long = "attack", value_name = "NAME", conflicts_with = "fuzz")]
    pub attacks: Vec<String>,
    /// Only as this class; can be given several times
    #[arg(long = "class", value_name = "CLASS", conflicts_with = "fuzz")]
    pub classes: Vec<String>,
}

fn time(text: &str) -> Result<std::time::Duration, String> {
    let time: jiff::SignedDuration = text.parse().map_err(|error| format!("{error}"))?;
    std::time::Duration::try_from(time).map_err(|_| "a time is not negative".into())
}

/// `karum up`.
#[derive(Debug, Args)]
pub struct Up {
    /// Do not load the demo at the first start
    #[arg(long)]
    pub no_demo: bool,
}

/// `karum serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Work off jobs in this process as well
    #[arg(long)]
    pub with_worker: bool,
}

/// `karum import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The shop's address, as in /s/SLUG
    #[arg(long)]
    pub seller: Slug,
    /// The language of the file's texts: en, fr or de
    #[arg(long)]
    pub language: Language,
    /// The currency of prices without one; left out, a new feed has the shop's
    #[arg(long)]
    pub currency: Option<Currency>,
    /// Put everything that is accepted on the shelf
    #[arg(long)]
    pub publish: bool,
    /// The feed: CSV, TSV or XML, plain or gzip
    pub file: PathBuf,
}

/// `karum bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// Only these subjects: scoped, sellers, feed, checkout, queue, search, start
    #[arg(value_name = "SUBJECT")]
    pub only: Vec<String>,
    /// Little data for a short time: to see that it runs; the figures say nothing
    #[arg(long)]
    pub small: bool,
    /// The directory with the real feeds. Without it: feeds/ in the setting `examples`
    #[arg(long, value_name = "DIR")]
    pub feeds: Option<PathBuf>,
    /// Where to work; it must be empty, and some five gigabytes must be free. Without it: a temporary directory
    #[arg(long, value_name = "DIR")]
    pub directory: Option<PathBuf>,
    /// Write the page with the table here, and the plot beside it
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `karum demo …`.
#[derive(Debug, Subcommand)]
pub enum DemoAction {
    /// Load the demo into a database that has none
    Load,
    /// Throw the embedded database and its files away and load the demo anew
    Reset,
}

/// `karum tenancy …`.
#[derive(Debug, Subcommand)]
pub enum TenancyAction {
    /// Write policies/ from tenancy.toml
    Generate {
        /// Write nothing; fail where policies/ is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Show the map: every table, its kind, and what each class may do
    Show,
    /// Write a first map of a database that is not Karum's, for karum audit --map
    Draft {
        /// Where it is: postgres://USER@HOST/NAME; in the environment a password stays unseen
        #[arg(long, value_name = "URL", env = "KARUM_AUDIT_DATABASE", hide_env_values = true)]
        database: String,
        /// A schema with tables of the application; may be given several times
        #[arg(long, value_name = "NAME", default_value = "public")]
        schema: Vec<String>,
    },
}

/// `karum search …`.
#[derive(Debug, Subcommand)]
pub enum SearchAction {
    /// Build the index anew from the database
    Reindex,
}

/// `karum keys …`.
#[derive(Debug, Subcommand)]
pub enum KeysAction {
    /// Sign scopes with a new key; the former one holds for two minutes more
    Rotate,
}

/// How the audit tells its findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// To be read by people
    #[default]
    Text,
    /// A list of findings
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
}
