//! The real feeds, and as many variations of their rows as are wanted.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{BenchError, measure::Random};

/// The feed that is repeated: the largest.
const LARGE: &str = "shop-pharmacie-bdpm/feed_fr.tsv";
/// What titles are varied with.
const COLOURS: [&str; 8] = ["Noir", "Blanc", "Rouge", "Bleu", "Vert", "Jaune", "Gris", "Brun"];

/// A row as the shelf needs it.
#[derive(Debug, Clone)]
pub struct Item {
    pub title: String,
    pub description: String,
    pub brand: String,
    pub category: String,
}

/// What was read of the feeds.
#[derive(Debug)]
pub struct Feeds {
    large: PathBuf,
    items: Vec<Item>,
}

impl Feeds {
    /// Reads the feeds below a directory.
    pub fn read(directory: &Path) -> Result<Self, BenchError> {
        let none = || BenchError::NoFeeds(directory.to_owned());
        let mut items = Vec::new();
        for shop in std::fs::read_dir(directory).map_err(|_| none())? {
            for file in std::fs::read_dir(shop?.path()).into_iter().flatten() {
                let path = file?.path();
                if path.extension().is_some_and(|extension| extension == "tsv") {
                    items.extend(rows(&path)?);
                }
            }
        }
        let large = directory.join(LARGE);
        if items.is_empty() || !large.is_file() {
            return Err(none());
        }
        items.sort_by(|a, b| a.title.cmp(&b.title));
        Ok(Self { large, items })
    }

    /// Writes the largest feed so often, with the number of the repetition before each id, that it has so many rows.
    pub fn repeat(&self, rows: u64, to: &Path) -> Result<(), BenchError> {
        let text = std::fs::read_to_string(&self.large)?;
        let (header, body) = text.split_once('\n').ok_or_else(|| BenchError::NoFeeds(self.large.clone()))?;
        let mut out = BufWriter::new(File::create(to)?);
        writeln!(out, "{header}")?;
        let mut written = 0;
        for repetition in 1_u64.. {
            for line in body.lines().take((rows - written) as usize) {
                writeln!(out, "{repetition}-{line}")?;
                written += 1;
            }
            if written >= rows {
                break;
            }
        }
        Ok(out.flush()?)
    }

    /// A variation of an item: after the first round of all of them, with a colour and a number.
    pub fn item(&self, number: u64) -> Item {
        let many = self.items.len() as u64;
        let mut item = self.items[(number % many) as usize].clone();
        if number >= many {
            let mut random = Random::new(number);
            let colour = COLOURS[random.below(COLOURS.len() as u64) as usize];
            item.title = format!("{} {colour} X{}", item.title, random.below(900));
        }
        item
    }

    /// One to three words that stand together in a title.
    pub fn words(&self, random: &mut Random) -> String {
        loop {
            let item = &self.items[random.below(self.items.len() as u64) as usize];
            let words: Vec<&str> =
                item.title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1).collect();
            let wanted = 1 + random.below(3) as usize;
            if words.len() >= wanted {
                let from = random.below((words.len() - wanted + 1) as u64) as usize;
                return words[from..from + wanted].join(" ");
            }
        }
    }
}

fn rows(path: &Path) -> Result<Vec<Item>, BenchError> {
    let unread = |error: csv::Error| BenchError::Wrong(format!("{} cannot be read: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').flexible(true).from_path(path).map_err(unread)?;
    let headers = reader.headers().map_err(unread)?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap_or(usize::MAX);
    let [title, description, brand, category] = ["title", "description", "brand", "product_type"].map(column);
    let records = reader.records().filter_map(Result::ok);
    let items = records.map(|row| {
        let text = |at: usize| row.get(at).unwrap_or_default().to_owned();
        Item { title: text(title), description: text(description), brand: text(brand), category: text(category) }
    });
    Ok(items.filter(|item| !item.title.is_empty()).collect())
}
