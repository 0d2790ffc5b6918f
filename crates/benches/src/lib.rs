//! `karum bench`: the numbers that Karum is to reach (DESIGN §9), each beside its baseline in the same run.
//!
//! Every subject makes the ground that it needs in a durable PostgreSQL of its own, measures in alternating rounds, and
//! tells medians as [`Figure`]s. What is compared runs on the same machine, in the same minutes, on the same data.

// Measured times and made-up numbers lose nothing that matters.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap
)]

mod client;
mod feeds;
mod ground;
mod measure;
mod report;
mod subjects;

use std::path::PathBuf;

pub use report::{Cost, Figure, Report};
use uuid::Uuid;

/// What is measured, and on how much.
#[derive(Debug, Clone)]
pub struct Options {
    /// The subjects by name; all, where none is named.
    pub only: Vec<String>,
    /// How much data.
    pub size: Size,
    /// The directory with the real feeds: `examples/feeds`.
    pub feeds: PathBuf,
    /// The program whose `up` and `serve` are measured.
    pub program: PathBuf,
    /// Where to work; a temporary directory, where none is named. Some five gigabytes at full size.
    pub directory: Option<PathBuf>,
}

/// How much data, and for how long.
#[derive(Debug, Clone)]
pub struct Size {
    /// Rows of the feed.
    pub feed_rows: u64,
    /// Products on the shelf.
    pub products: u64,
    /// Numbers of sellers for the cost of many.
    pub sellers: [u32; 3],
    /// Jobs of the seller who has many.
    pub jobs: u64,
    /// Alternating rounds.
    pub rounds: usize,
    /// Seconds of a round.
    pub seconds: f64,
}

impl Size {
    /// As DESIGN §9 asks.
    pub const FULL: Self = Self {
        feed_rows: 1_000_000,
        products: 1_000_000,
        sellers: [100, 5_000, 20_000],
        jobs: 100_000,
        rounds: 7,
        seconds: 2.0,
    };
    /// To see that it runs. Its figures say nothing.
    pub const SMALL: Self =
        Self { feed_rows: 20_000, products: 14_000, sellers: [100, 200, 300], jobs: 2_000, rounds: 3, seconds: 0.3 };
}

/// The names of the subjects, in the order in which they are measured, with what they measure.
pub fn subjects() -> impl Iterator<Item = (&'static str, &'static str)> {
    subjects::SUBJECTS.iter().map(|subject| (subject.name, subject.measures))
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// No such subject.
    #[error("there is no subject {0}; there are {1}")]
    Unknown(String, String),
    /// The feeds are not there.
    #[error("no feeds in {0}: say where they are with --feeds")]
    NoFeeds(PathBuf),
    /// A figure would be worth nothing.
    #[error("{0}")]
    Wrong(String),
    /// The embedded PostgreSQL.
    #[error("{0}")]
    Cluster(#[from] devdb::Error),
    /// Files and processes.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A statement of the ground, or of a baseline.
    #[error("PostgreSQL: {}", .0.as_db_error().map_or_else(|| .0.to_string(), |db| db.message().to_owned()))]
    Postgres(#[from] tokio_postgres::Error),
    /// What is measured failed.
    #[error("{0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl BenchError {
    /// An error of what is measured.
    fn of(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// Measures the subjects one after the other; `told` hears of each before it begins.
pub async fn run(options: &Options, told: impl Fn(&str)) -> Result<Report, BenchError> {
    let known: Vec<&str> = subjects().map(|(name, _)| name).collect();
    if let Some(unknown) = options.only.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(BenchError::Unknown(unknown.clone(), known.join(", ")));
    }
    let ground = ground::Ground::start(options).await?;
    let mut report = Report::of_this_machine(options);
    for subject in
        subjects::SUBJECTS.iter().filter(|s| options.only.is_empty() || options.only.iter().any(|n| n == s.name))
    {
        told(subject.name);
        // What was measured before is not lost by it.
        if let Err(error) = (subject.run)(&ground, &mut report).await {
            report.failed(subject.name, &error);
        }
    }
    ground.stop()?;
    Ok(report)
}

/// Every statement of this crate, for the test that checks them all.
pub const STATEMENTS: &[&[tenancy::Spec]] = subjects::STATEMENTS;

/// An id of the ground, as `seed.sql` makes it.
fn id(kind: u128, number: u64) -> Uuid {
    Uuid::from_u128((0x7000 | kind) << 64 | 0x8000 << 48 | u128::from(number))
}
