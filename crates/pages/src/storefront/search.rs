//! Search across all shops, with facets.

use axum::{extract::State, response::Response};
use catalog::{
    search::{self, PriceRange, Sort},
    shelf,
};
use serde::Deserialize;
use types::{Currency, Money, SellerId};
use web_kit::{App, Cursor, Problem, Query};

use super::cards;
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Link, Pager,
        storefront::{ActiveFilter, Facet, FacetChoice, FacetLink, Facets, PriceFilter, SearchPage, Sorting},
    },
};

/// Results on a page.
pub const PAGE: usize = 24;

/// The search as the address holds it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was typed.
    pub q: String,
    /// The category's path.
    pub category: String,
    /// Brands.
    pub brand: Vec<String>,
    /// Shops, by address.
    pub shop: Vec<String>,
    /// The lowest price, in major units.
    pub min: String,
    /// The highest.
    pub max: String,
    /// `1`: only what is in stock.
    pub stock: String,
    /// `relevance`, `newest`, `price` or `price-desc`.
    pub sort: String,
    /// Where the page begins.
    pub cursor: String,
}

impl Asked {
    /// Name and value of every parameter but the cursor.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![("q", self.q.as_str()), ("category", self.category.as_str())];
        pairs.extend(self.brand.iter().map(|b| ("brand", b.as_str())));
        pairs.extend(self.shop.iter().map(|s| ("shop", s.as_str())));
        pairs.extend([
            ("min", self.min.as_str()),
            ("max", self.max.as_str()),
            ("stock", self.stock.as_str()),
            ("sort", self.sort.as_str()),
        ]);
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The address without the pairs that `drop` names, with others added.
    pub fn href(&self, path: &str, drop: impl Fn(&str, &str) -> bool, add: &[(&str, &str)]) -> String {
        links::with_query(path, self.pairs().into_iter().filter(|(n, v)| !drop(n, v)).chain(add.iter().copied()))
    }

    /// The pairs but those of these names, for hidden fields.
    pub fn hidden(&self, but: &[&str]) -> Vec<(String, String)> {
        self.pairs().into_iter().filter(|(n, _)| !but.contains(n)).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    /// The order of results.
    pub fn sorted(&self) -> Sort {
        match self.sort.as_str() {
            "newest" => Sort::Newest,
            "price" => Sort::PriceAsc,
            "price-desc" => Sort::PriceDesc,
            _ => Sort::Relevance,
        }
    }

    /// The order's value in the form.
    pub fn sort_name(&self) -> &str {
        if self.sort.is_empty() { "relevance" } else { &self.sort }
    }

    /// The place after which the page begins.
    pub fn after(&self) -> Result<Option<search::Cursor>, Problem> {
        if self.cursor.is_empty() {
            return Ok(None);
        }
        let cursor: Cursor = self.cursor.parse()?;
        let place = search::Cursor::from_bytes(cursor.bytes()).map_err(|e| Problem::bad_request(e.to_string()))?;
        Ok(Some(place))
    }

    /// The price range; `Err` where it is not understood.
    fn price(&self, currency: Currency) -> Result<Option<PriceRange>, ()> {
        let amount = |text: &str| -> Result<Option<i64>, ()> {
            let text = text.trim().replace(',', ".");
            if text.is_empty() {
                return Ok(None);
            }
            let decimal = text.parse().map_err(|_| ())?;
            let minor = Money::from_decimal(decimal, currency).map_err(|_| ())?.minor;
            if minor < 0 { Err(()) } else { Ok(Some(minor)) }
        };
        let (min, max) = (amount(&self.min)?, amount(&self.max)?);
        match (min, max) {
            (None, None) => Ok(None),
            (Some(low), Some(high)) if low > high => Err(()),
            _ => Ok(Some(PriceRange { currency, min, max })),
        }
    }
}

/// `GET /search`
pub async fn search(
    State(app): State<App>,
    mut context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let q = app.pools.public().read().await?;
    let language = context.language;
    let slugs: Vec<_> = asked.shop.iter().map(String::as_str).take(search::CHOICES_MAX).collect();
    let chosen_shops = if slugs.is_empty() { Vec::new() } else { shelf::sellers_at(&q, &slugs).await? };
    let currency = Currency::Eur;
    let range = asked.price(currency);
    let query = search::Query {
        text: Some(asked.q.clone()).filter(|text| !text.trim().is_empty()),
        category: Some(asked.category.clone()).filter(|c| !c.is_empty()),
        brands: asked.brand.iter().take(search::CHOICES_MAX).cloned().collect(),
        // an address that no shop has finds nothing, not everything
        sellers: if slugs.is_empty() { Vec::new() } else { sellers_or_nobody(&chosen_shops) },
        price: range.ok().flatten(),
        in_stock: asked.stock == "1",
        sort: asked.sorted(),
        limit: PAGE,
        after: asked.after()?,
        ..search::Query::new(language)
    };
    let hits = app.search.find(&query)?;
    let facets = hits.facets.clone().unwrap_or_default();
    let counted: Vec<_> = facets.sellers.iter().map(|(seller, _)| *seller).collect();
    let (found, named) = futures_util::try_join!(shelf::cards(&q, &hits.ids, language), shelf::named(&q, &counted))?;
    context.page.query.clone_from(&asked.q);
    let t = context.t();
    let facets = Facets {
        action: "/search".into(),
        hidden: asked.hidden(&["brand", "shop", "min", "max", "stock"]),
        categories: categories(&asked, &facets.categories),
        choices: vec![
            Facet::shops(t, shops(&asked, &facets.sellers, &named)),
            Facet::brands(t, brands(&asked, &facets.brands)),
        ],
        price: PriceFilter {
            min: asked.min.clone(),
            max: asked.max.clone(),
            unit: currency.code().to_owned(),
            error: range.is_err().then(|| t.get("price-range-error").into()),
        },
        in_stock: asked.stock == "1",
        in_stock_count: facets.in_stock,
    };
    let next = hits.next.as_ref().map(|n| Cursor::new(n.as_bytes().to_vec()).to_string());
    let page = SearchPage {
        heading: asked.category.rsplit(" > ").next().filter(|c| !c.is_empty()).map(str::to_owned),
        corrected: hits
            .corrected
            .as_ref()
            .map(|text| Link::new(text.as_str(), links::with_query("/search", [("q", text.as_str())]))),
        count: hits.total,
        results: cards::products(&app, &found, false),
        active: active(&asked, &named, t),
        clear_href: links::with_query("/search", [("q", asked.q.as_str())]),
        sorting: Sorting::new(t, asked.sort_name(), asked.hidden(&["sort"])),
        pager: Pager {
            first: (!asked.cursor.is_empty()).then(|| asked.href("/search", |_, _| false, &[])),
            next: next.map(|cursor| asked.href("/search", |_, _| false, &[("cursor", &cursor)])),
        },
        instead: context.page.categories.clone(),
        facets,
        page: context.page,
    };
    render(&page)
}

fn sellers_or_nobody(chosen: &[SellerId]) -> Vec<SellerId> {
    if chosen.is_empty() { vec![SellerId(uuid::Uuid::nil())] } else { chosen.to_vec() }
}

/// The way down to the chosen category, and what is below it.
pub fn categories(asked: &Asked, below: &[(String, u64)]) -> Vec<FacetLink> {
    category_tree("/search", asked, below)
}

/// The same for the search at another path.
pub fn category_tree(path: &str, asked: &Asked, below: &[(String, u64)]) -> Vec<FacetLink> {
    let mut out = Vec::new();
    let mut way = String::new();
    let mut depth = 0;
    if !asked.category.is_empty() {
        for part in asked.category.split(" > ") {
            if !way.is_empty() {
                way.push_str(" > ");
            }
            way.push_str(part);
            let selected = way == asked.category;
            // Chosen again, the chosen one leads back up.
            let up = way.rsplit_once(" > ").map_or("", |(parent, _)| parent);
            let target = if selected { up } else { &way };
            let href = asked.href(path, |n, _| n == "category", &[("category", target)]);
            let count = if selected { below.iter().map(|(_, n)| n).sum() } else { 0 };
            out.push(FacetLink { label: part.to_owned(), href, count, depth, selected });
            depth += 1;
        }
    }
    for (below, count) in below {
        let href = asked.href(path, |n, _| n == "category", &[("category", below)]);
        let label = below.rsplit(" > ").next().unwrap_or(below).to_owned();
        out.push(FacetLink { label, href, count: *count, depth, selected: false });
    }
    out
}

fn brands(asked: &Asked, counts: &[(String, u64)]) -> Vec<FacetChoice> {
    let choice = |(brand, count): &(String, u64)| FacetChoice {
        value: brand.clone(),
        label: brand.clone(),
        count: *count,
        selected: asked.brand.contains(brand),
    };
    counts.iter().map(choice).collect()
}

fn shops(asked: &Asked, counts: &[(SellerId, u64)], named: &[shelf::Named]) -> Vec<FacetChoice> {
    let choice = |(seller, count): &(SellerId, u64)| {
        let shop = named.iter().find(|n| n.seller == *seller)?;
        let value = shop.slug.to_string();
        Some(FacetChoice { selected: asked.shop.contains(&value), value, label: shop.name.clone(), count: *count })
    };
    counts.iter().filter_map(choice).collect()
}

fn active(asked: &Asked, named: &[shelf::Named], t: Texts) -> Vec<ActiveFilter> {
    let mut out = Vec::new();
    let mut add = |label: String, name: &str, value: &str| {
        out.push(ActiveFilter { label, remove_href: asked.href("/search", |n, v| n == name && v == value, &[]) });
    };
    if !asked.category.is_empty() {
        add(asked.category.clone(), "category", &asked.category);
    }
    for brand in &asked.brand {
        add(brand.clone(), "brand", brand);
    }
    for slug in &asked.shop {
        let name = named.iter().find(|n| n.slug.as_str() == slug).map_or(slug, |n| &n.name);
        add(name.clone(), "shop", slug);
    }
    for (name, value, sign) in [("min", &asked.min, "≥"), ("max", &asked.max, "≤")] {
        if !value.is_empty() {
            add(format!("{sign} {value} EUR"), name, value);
        }
    }
    if asked.stock == "1" {
        add(t.get("filter-in-stock").into(), "stock", "1");
    }
    out
}
