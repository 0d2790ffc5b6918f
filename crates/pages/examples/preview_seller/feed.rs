//! The real feeds, joined over their languages.

use std::{collections::HashMap, error::Error, path::Path};

use rust_decimal::Decimal;
use types::{Currency, Language, Money};

/// A row of a feed by its columns' names.
pub type Row = HashMap<String, String>;

/// The rows of one shop, and the hard rows for the reports.
pub struct Feeds {
    /// Rows by id in the German feed's order, with the rows of the other languages.
    pub articles: Vec<Article>,
    /// Rows of a file with bad prices, with the reason that each is rejected for.
    pub hard: Vec<(Row, Option<String>)>,
    /// The columns of that file in order.
    pub hard_columns: Vec<String>,
}

/// One id in up to three languages.
pub struct Article {
    pub rows: HashMap<Language, Row>,
}

impl Feeds {
    pub fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let shop = folder.join("shop-haushalt-spree");
        let (_, german) = table(&shop.join("feed_de.tsv"))?;
        let (_, english) = table(&shop.join("feed_en.tsv"))?;
        let (_, french) = table(&shop.join("feed_fr.tsv"))?;
        let by_id = |rows: Vec<Row>| rows.into_iter().map(|row| (row["id"].clone(), row)).collect::<HashMap<_, _>>();
        let (english, french) = (by_id(english), by_id(french));
        let articles = german
            .into_iter()
            .map(|row| {
                let id = row["id"].clone();
                let mut rows = HashMap::from([(Language::De, row)]);
                rows.extend(english.get(&id).map(|row| (Language::En, row.clone())));
                rows.extend(french.get(&id).map(|row| (Language::Fr, row.clone())));
                Article { rows }
            })
            .collect();
        let dirty = folder.join("dirty");
        let (hard_columns, rows) = table(&dirty.join("08_bad_prices.tsv"))?;
        let reasons = reasons(&std::fs::read_to_string(dirty.join("EXPECTED.json"))?)?;
        let hard = rows.into_iter().zip(reasons).collect();
        Ok(Self { articles, hard, hard_columns })
    }
}

fn table(path: &Path) -> Result<(Vec<String>, Vec<Row>), Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_path(path)?;
    let columns: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        rows.push(columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect());
    }
    Ok((columns, rows))
}

fn reasons(json: &str) -> Result<Vec<Option<String>>, Box<dyn Error>> {
    let expected: serde_json::Value = serde_json::from_str(json)?;
    let files = expected["files"].as_array().ok_or("no files")?;
    let file = files.iter().find(|file| file["file"] == "08_bad_prices.tsv").ok_or("no such file")?;
    let records = file["records"].as_array().ok_or("no records")?;
    let reason = |record: &serde_json::Value| match record["verdict"].as_str() {
        Some("reject") => record["reason"].as_str().and_then(|text| text.split(' ').next()).map(str::to_owned),
        _ => None,
    };
    Ok(records.iter().map(reason).collect())
}

/// A price as the spree feed writes it.
pub fn price(text: &str) -> Option<Money> {
    let (amount, currency) = text.split_once(' ')?;
    Money::from_decimal(amount.parse::<Decimal>().ok()?, currency.parse::<Currency>().ok()?).ok()
}

/// A picture's address in the preview: its file name under `/media`.
pub fn image(link: &str) -> Option<String> {
    link.rsplit('/').next().filter(|name| !name.is_empty()).map(|name| format!("/media/{name}"))
}

impl Article {
    /// The row in the language, else the German one.
    pub fn row(&self, language: Language) -> &Row {
        self.rows.get(&language).or_else(|| self.rows.get(&Language::De)).unwrap_or_else(|| &self.rows[&Language::En])
    }

    pub fn text(&self, language: Language, column: &str) -> &str {
        self.row(language).get(column).map_or("", String::as_str)
    }

    pub fn id(&self) -> &str {
        self.text(Language::De, "id")
    }

    pub fn price(&self) -> Money {
        price(self.text(Language::De, "price")).unwrap_or(Money::new(0, Currency::Eur))
    }

    pub fn image(&self) -> Option<String> {
        image(self.text(Language::De, "image_link"))
    }

    pub fn languages(&self) -> Vec<Language> {
        [Language::De, Language::En, Language::Fr].into_iter().filter(|l| self.rows.contains_key(l)).collect()
    }

    /// The part of the title that all variants share.
    pub fn product_title(&self, language: Language) -> String {
        self.text(language, "title").split(" – ").next().unwrap_or_default().to_owned()
    }

    pub fn label(&self) -> String {
        let parts = [self.text(Language::De, "color"), self.text(Language::De, "size")];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / ")
    }
}

impl Feeds {
    /// Articles by product group, in the feed's order.
    pub fn products(&self) -> Vec<Vec<&Article>> {
        let mut groups: Vec<Vec<&Article>> = Vec::new();
        for article in &self.articles {
            let group = article.text(Language::De, "item_group_id");
            match groups.iter_mut().find(|g| !group.is_empty() && g[0].text(Language::De, "item_group_id") == group) {
                Some(found) => found.push(article),
                None => groups.push(vec![article]),
            }
        }
        groups
    }
}
