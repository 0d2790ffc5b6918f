//! Measures the search index: builds it from the real feeds, varied until there are enough products, and searches it
//! for eight tasks that take turns on as many threads as there are processors, as those of an async runtime do: a task
//! asks again as soon as it is answered, and waits while the others have their turn.
//!
//! ```text
//! cargo run --release -p catalog --example search_bench -- [PRODUCTS] [DIRECTORY] [CLASS]
//! ```
//!
//! `PRODUCTS` is a million unless given. An index that stands in `DIRECTORY` is used again; without one a temporary
//! directory is used. With `CLASS` only that class of queries runs. Feeds are read from `../shared/data/feeds` or
//! `examples`, seen from the workspace.

// Made-up numbers and measured times lose nothing that matters.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

#[path = "search_bench/feeds.rs"]
mod feeds;
#[path = "search_bench/queries.rs"]
mod queries;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use catalog::search::{Change, Index, Position, Query, State};
use feeds::{Feeds, Random};
use queries::{CLASSES, Class};
use types::Language;

const TASKS: usize = 8;
const RUN: Duration = Duration::from_secs(3);

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let products: u64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let given = arguments.next().map(PathBuf::from);
    let only = arguments.next();
    let temporary = tempfile::tempdir()?;
    let directory = given.unwrap_or_else(|| temporary.path().to_owned());
    let Some(feeds) = Feeds::read(&workspace()) else {
        println!("no feeds found: neither ../shared/data/feeds nor examples");
        return Ok(());
    };
    println!("{} products in the feeds, {} words in their titles", feeds.len(), feeds.title_words());
    memory("before");
    let index = open(&directory, &feeds, products)?;
    println!("{} MB on disk", bytes(&directory)? / 1_000_000);
    index.rest()?;
    memory("open");
    println!(
        "{:<34} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10}",
        "class, 8 tasks", "per s", "p50 ms", "p90 ms", "p99 ms", "max ms", "cpu ms", "found"
    );
    for class in CLASSES.iter().filter(|class| only.as_deref().is_none_or(|only| only == class.name)) {
        run(&index, &feeds, class)?;
    }
    memory("after searching");
    if only.is_none() {
        changes(&index, &feeds, products)?;
        memory("while changing");
        index.rest()?;
        memory("at rest");
    }
    Ok(())
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_owned()
}

fn open(directory: &Path, feeds: &Feeds, products: u64) -> Outcome<Index> {
    let start = Instant::now();
    let (index, state) = Index::open(directory)?;
    if let State::Ready(_) = state
        && index.products() == products
    {
        println!("opened in {:?}", start.elapsed());
        return Ok(index);
    }
    let mut rebuild = index.begin_rebuild()?;
    for number in 0..products {
        rebuild.add(&feeds.document(number))?;
    }
    let added = start.elapsed();
    memory("while building");
    rebuild.finish(Position(0, 0))?;
    let rate = products as f64 / start.elapsed().as_secs_f64();
    println!(
        "{products} products built in {:?} (merging took {:?}): {rate:.0}/s",
        start.elapsed(),
        start.elapsed().saturating_sub(added)
    );
    Ok(index)
}

fn run(index: &Index, feeds: &Feeds, class: &Class) -> Outcome<()> {
    let once = |random: &mut Random| -> Outcome<u64> {
        Ok(match (class.make)(feeds, random) {
            queries::Request::Search(query) => index.search(&query)?.total,
            queries::Request::Suggest(typed) => index.suggest(&typed, Language::Fr, 8)?.len() as u64,
        })
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(TASKS);
    let one_thread = |seed: u64| -> (Vec<Duration>, u64) {
        let (mut random, mut times, mut found) = (Random(seed), Vec::new(), 0);
        let start = Instant::now();
        let mut asked = vec![start; TASKS / threads];
        while start.elapsed() < RUN {
            for asked in &mut asked {
                found += once(&mut random).expect("a search never fails");
                times.push(asked.elapsed());
                *asked = Instant::now();
            }
        }
        (times, found)
    };
    once(&mut Random(1))?;
    let before = processor_seconds();
    let results: Vec<(Vec<Duration>, u64)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads as u64).map(|n| scope.spawn(move || one_thread(n * 7919 + 17))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    let spent = processor_seconds() - before;
    let found: u64 = results.iter().map(|(_, found)| found).sum();
    let mut times: Vec<Duration> = results.into_iter().flat_map(|(times, _)| times).collect();
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
    println!(
        "{:<34} {:>8.0} {:>9.3} {:>9.3} {:>9.3} {:>9.3} {:>9.3} {:>10}",
        class.name,
        times.len() as f64 / RUN.as_secs_f64(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        spent * 1000.0 / times.len() as f64,
        found / times.len() as u64
    );
    Ok(())
}

/// Single changes and batches of them, as publishing makes them.
fn changes(index: &Index, feeds: &Feeds, products: u64) -> Outcome<()> {
    let put = |number: u64| Change::Put(Box::new(feeds.document(number)));
    for (name, size, times) in [("1 change", 1, 50), ("100 changes", 100, 20), ("5000 changes", 5000, 3)] {
        let mut took = Vec::new();
        for round in 0..times {
            let batch: Vec<Change> = (0..size).map(|n| put((round * 7919 + n * 104_729) % products)).collect();
            let begin = Instant::now();
            index.apply(&batch, Position(1, 0))?;
            took.push(begin.elapsed());
        }
        took.sort_unstable();
        println!("{name}: median {:?}, longest {:?}", took[took.len() / 2], took[took.len() - 1]);
    }
    let begin = Instant::now();
    let total = index.search(&Query::text(Language::Fr, "comprimé"))?.total;
    println!("then a search: {:?}, {total} found", begin.elapsed());
    Ok(())
}

fn bytes(directory: &Path) -> Outcome<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        sum += if entry.file_type()?.is_dir() { bytes(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(sum)
}

/// Processor time of this process, in ticks of 10 ms: the mean cost of a query, whatever else the machine does.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon")).unwrap_or("RssAnon: unknown");
    println!("memory, {when}: {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
}
