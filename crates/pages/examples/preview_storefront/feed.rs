//! Reads the feeds into products with variants, as an import would.

use std::{error::Error, path::Path};

use pages::view::{Glyph, Picture, storefront::ProductCard};
use types::{Currency, Language, Money, Slug};

pub struct Shop {
    pub name: &'static str,
    pub about: &'static str,
    pub country: &'static str,
    pub products: Vec<Product>,
}

pub struct Product {
    pub group: String,
    pub title: String,
    pub description: String,
    pub brand: String,
    pub category: Vec<String>,
    pub variants: Vec<Variant>,
}

#[derive(Clone)]
pub struct Variant {
    pub sku: String,
    pub gtin: String,
    pub color: String,
    pub size: String,
    pub price: Money,
    pub compare_at: Option<Money>,
    pub pictures: Vec<String>,
    pub in_stock: bool,
}

const SHOPS: [(&str, &str, &str, &str, usize); 3] = [
    (
        "shop-haushalt-spree",
        "Haus & Herd",
        "DE",
        "Appliances that do one thing well, from kettles to robot vacuums. Tested in our own kitchen in Leipzig.",
        500,
    ),
    (
        "shop-mode-saleor",
        "Atelier Saleor",
        "FR",
        "Basics with a blue stripe: shirts, sneakers and a juice or two.",
        500,
    ),
    ("shop-pharmacie-bdpm", "Pharmacie du Marché", "FR", "La pharmacie du quartier : médicaments et conseil.", 400),
];

/// The three shops, in a language or the nearest the feed has.
pub fn shops(feeds: &Path, language: Language) -> Result<Vec<Shop>, Box<dyn Error>> {
    let mut shops = Vec::new();
    for (folder, name, country, about, limit) in SHOPS {
        let file = language
            .fallback(Language::Fr)
            .into_iter()
            .map(|language| feeds.join(folder).join(format!("feed_{language}.tsv")))
            .find(|file| file.exists())
            .ok_or_else(|| format!("no feed in {folder}"))?;
        shops.push(Shop { name, about, country, products: products(&file, limit)? });
    }
    Ok(shops)
}

fn products(file: &Path, limit: usize) -> Result<Vec<Product>, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(file)?;
    let headers = reader.headers()?.clone();
    let mut products: Vec<Product> = Vec::new();
    for row in reader.records().take(limit) {
        let row = row?;
        let get = |name: &str| headers.iter().position(|h| h == name).and_then(|at| row.get(at)).unwrap_or_default();
        let group = if get("item_group_id").is_empty() { get("id") } else { get("item_group_id") };
        let variant = variant(&get)?;
        if let Some(product) = products.iter_mut().find(|product| product.group == group) {
            product.variants.push(variant);
            continue;
        }
        let title = get("title");
        let title = if get("item_group_id").is_empty() { title } else { title.split(" – ").next().unwrap_or(title) };
        products.push(Product {
            group: group.to_owned(),
            title: title.to_owned(),
            description: get("description").to_owned(),
            brand: get("brand").to_owned(),
            category: get("product_type").split(" > ").map(str::to_owned).collect(),
            variants: vec![variant],
        });
    }
    Ok(products)
}

fn variant<'a>(get: &impl Fn(&str) -> &'a str) -> Result<Variant, Box<dyn Error>> {
    let money = |text: &str| -> Result<Option<Money>, Box<dyn Error>> {
        let Some((amount, currency)) = text.split_once(' ') else { return Ok(None) };
        Ok(Some(Money::from_decimal(amount.parse()?, currency.parse::<Currency>()?)?))
    };
    let listed = money(get("price"))?.ok_or("no price")?;
    let sale = money(get("sale_price"))?;
    let file = |link: &str| link.rsplit('/').next().map(|name| format!("/media/{name}"));
    let links = std::iter::once(get("image_link")).chain(get("additional_image_link").split(','));
    Ok(Variant {
        sku: get("id").to_owned(),
        gtin: get("gtin").to_owned(),
        color: get("color").to_owned(),
        size: get("size").to_owned(),
        price: sale.unwrap_or(listed),
        compare_at: sale.map(|_| listed),
        pictures: links.filter(|link| !link.is_empty()).filter_map(file).collect(),
        in_stock: get("availability") == "in stock",
    })
}

impl Shop {
    pub fn href(&self) -> String {
        format!("/s/{}", Slug::of_title(self.name).map_or_else(String::new, Into::into))
    }
}

impl Product {
    pub fn href(&self) -> String {
        let slug = Slug::of_title(&self.title).map_or_else(String::new, String::from);
        format!("/products/{slug}")
    }

    pub fn picture(&self) -> Picture {
        let first = self.variants.iter().find_map(|variant| variant.pictures.first());
        let path = self.category.join(" > ");
        Picture::new(first.cloned(), &self.title).glyph(Glyph::of_category(&path))
    }

    pub fn price(&self) -> Money {
        self.variants.iter().map(|v| v.price).min_by_key(|price| price.minor).unwrap_or(self.variants[0].price)
    }

    pub fn card(&self, shop: Option<&Shop>) -> ProductCard {
        ProductCard {
            href: self.href(),
            title: self.title.clone(),
            picture: self.picture(),
            price: self.price(),
            price_from: self.variants.iter().any(|v| v.price != self.price()),
            compare_at: self.variants[0].compare_at,
            shop: shop.map(|shop| pages::view::Link::new(shop.name, shop.href())),
            variants: u32::try_from(self.variants.len()).unwrap_or(u32::MAX),
            in_stock: self.variants.iter().any(|v| v.in_stock),
            is_new: false,
        }
    }
}
