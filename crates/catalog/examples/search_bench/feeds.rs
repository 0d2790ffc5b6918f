//! Products of the real feeds, and as many variations of them as are wanted.

use std::collections::HashMap;
use std::path::Path;

use catalog::search::{ShelfDocument, ShelfText};
use jiff::Timestamp;
use types::{Currency, Language, ProductId, SellerId};
use uuid::Uuid;

/// Numbers that look random and are always the same (xorshift64*).
pub struct Random(pub u64);

impl Random {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    /// One of them.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

#[derive(Default, Clone)]
struct Product {
    texts: Vec<(Language, String, String)>,
    brand: String,
    category: String,
    options: Vec<String>,
    gtins: Vec<String>,
    skus: Vec<String>,
    cents: i64,
}

pub struct Feeds {
    products: Vec<Product>,
    pub titles: Vec<String>,
    pub brands: Vec<String>,
    pub categories: Vec<String>,
}

/// Sellers of the marketplace.
pub const SELLERS: u64 = 200;

const COLOURS: [&str; 12] =
    ["Schwarz", "Weiß", "Rot", "Blau", "Grün", "Noir", "Blanc", "Rouge", "Black", "White", "Graphite", "Mint"];

pub fn seller(number: u64) -> SellerId {
    SellerId(Uuid::from_u128(u128::from(number) << 64 | 0x7000))
}

impl Feeds {
    pub fn read(workspace: &Path) -> Option<Self> {
        let roots = [workspace.join("../shared/data/feeds"), workspace.join("examples")];
        let root = roots.iter().find(|root| root.join("shop-haushalt-spree").is_dir())?;
        let mut products: Vec<Product> = Vec::new();
        let mut shops: Vec<_> =
            std::fs::read_dir(root).ok()?.filter_map(Result::ok).map(|entry| entry.path()).collect();
        shops.sort();
        for shop in shops.iter().filter(|shop| shop.is_dir()) {
            let mut by_id: HashMap<String, usize> = HashMap::new();
            for language in [Language::De, Language::Fr, Language::En] {
                read_feed(&shop.join(format!("feed_{language}.tsv")), language, &mut by_id, &mut products);
            }
        }
        let distinct = |of: fn(&Product) -> &String| {
            let mut all: Vec<String> = products.iter().map(|p| of(p).clone()).filter(|text| !text.is_empty()).collect();
            all.sort();
            all.dedup();
            all
        };
        let titles = products.iter().flat_map(|product| product.texts.iter().map(|text| text.1.clone())).collect();
        Some(Self { titles, brands: distinct(|p| &p.brand), categories: distinct(|p| &p.category), products })
    }

    pub fn len(&self) -> usize {
        self.products.len()
    }

    pub fn title_words(&self) -> usize {
        let mut words: Vec<&str> = self.titles.iter().flat_map(|title| title.split_whitespace()).collect();
        words.sort_unstable();
        words.dedup();
        words.len()
    }

    /// A variation of a product: another seller, price, time, colour and model number.
    pub fn document(&self, number: u64) -> ShelfDocument {
        let base = &self.products[number as usize % self.products.len()];
        let round = number / self.products.len() as u64;
        let mut random = Random(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let suffix = if round == 0 {
            String::new()
        } else {
            format!(" {} {}{}", random.one(&COLOURS), random.one(&["X", "Pro ", "S", "Mk"]), random.below(900))
        };
        let texts = base.texts.iter().map(|(language, title, description)| ShelfText {
            language: *language,
            title: format!("{title}{suffix}"),
            description: description.clone(),
        });
        let price = base.cents.max(100) * (70 + random.below(60) as i64) / 100;
        ShelfDocument {
            seller: seller(number.wrapping_mul(2_654_435_761) % SELLERS),
            product: ProductId(Uuid::from_u128(u128::from(number + 1) << 72 | u128::from(random.0))),
            texts: texts.collect(),
            brand: Some(base.brand.clone()).filter(|brand| !brand.is_empty()),
            category: Some(base.category.clone()).filter(|category| !category.is_empty()),
            options: base.options.clone(),
            gtins: base.gtins.clone(),
            skus: base.skus.iter().map(|sku| format!("{sku}-{round}")).collect(),
            currency: Currency::Eur,
            price_min: price,
            price_max: price + random.below(3) as i64 * 500,
            in_stock: random.below(10) > 0,
            published_at: Timestamp::from_second(1_700_000_000 - number as i64).unwrap_or_default(),
            // Few sellers lift a product, so most are equals.
            boost: if random.below(20) == 0 { random.below(100) as u8 } else { 0 },
        }
    }
}

fn read_feed(path: &Path, language: Language, by_id: &mut HashMap<String, usize>, products: &mut Vec<Product>) {
    let mut options = csv::ReaderBuilder::new();
    let Ok(mut reader) = options.delimiter(b'\t').flexible(true).from_path(path) else { return };
    let Ok(headers) = reader.headers().cloned() else { return };
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap_or(usize::MAX);
    let [id, group, title, description, price, brand, category, kind, colour, size, gtin] = [
        "id",
        "item_group_id",
        "title",
        "description",
        "price",
        "brand",
        "google_product_category",
        "product_type",
        "color",
        "size",
        "gtin",
    ]
    .map(column);
    for row in reader.records().filter_map(Result::ok) {
        let text = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let key = if text(group).is_empty() { text(id) } else { text(group) };
        let at = *by_id.entry(key).or_insert_with(|| {
            let category = [text(category), text(kind)].into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>();
            let cents = text(price).split(' ').next().and_then(|amount| amount.parse::<f64>().ok()).unwrap_or(9.99);
            products.push(Product {
                brand: text(brand),
                category: category.join(" > "),
                cents: (cents * 100.0) as i64,
                ..Product::default()
            });
            products.len() - 1
        });
        let product = &mut products[at];
        if product.texts.iter().all(|text| text.0 != language) {
            product.texts.push((language, text(title), text(description)));
        }
        product.options.extend([text(colour), text(size)].into_iter().filter(|option| !option.is_empty()));
        product.options.sort();
        product.options.dedup();
        product.gtins.extend(Some(text(gtin)).filter(|gtin| !gtin.is_empty()));
        product.skus.push(text(id));
    }
}
