//! Looking for products, in all shops or in one, and what is shown beside them.

use catalog::{
    search::{self, Hits},
    shelf::{self, Card, Named},
};
use tenancy::{Read, Scope, class::Public};
use types::{Currency, Language, Money, SellerId};
use web_kit::{App, Cursor, Problem};

use super::{
    asked::Asked,
    search::{MARKET, PAGE},
};
use crate::{
    i18n::Texts,
    links,
    view::{
        Pager,
        storefront::{ActiveFilter, Facet, FacetChoice, FacetLink, Facets, PriceChoice, PriceFilter, SearchNote},
    },
};

/// What a search found, with its rows.
pub struct Found {
    /// Of the index.
    pub hits: Hits,
    /// Their rows.
    pub cards: Vec<Card>,
    /// The shops of the facet.
    named: Vec<Named>,
    /// What prices are shown in.
    currency: Currency,
    /// The price range was not understood.
    bad_range: bool,
    /// There is no index yet: what was not found may be there.
    pub building: bool,
    /// This is not the first page.
    paged: bool,
}

fn query(asked: &Asked, language: Language, shop: Option<SellerId>, sellers: Vec<SellerId>) -> search::Query {
    let newest = shop.is_some() && asked.sort.is_empty() && asked.q.is_empty();
    search::Query {
        text: Some(asked.q.clone()).filter(|text| !text.trim().is_empty()),
        shop,
        category: Some(asked.category.clone()).filter(|c| !c.is_empty()),
        brands: asked.brand.clone(),
        sellers,
        in_stock: asked.stock == "1",
        sort: if newest { search::Sort::Newest } else { asked.sorted() },
        limit: PAGE,
        as_typed: asked.exact == "1",
        ..search::Query::new(language)
    }
}

/// The currency that most of what matches is sold in.
fn main_currency(hits: &Hits) -> Option<Currency> {
    hits.facets.as_ref().and_then(|facets| facets.prices.first()).map(|price| price.currency)
}

/// Searches all shops, or one.
pub async fn look(
    app: &App,
    q: &Scope<Public, Read>,
    asked: &Asked,
    language: Language,
    shop: Option<SellerId>,
) -> Result<Found, Problem> {
    let slugs: Vec<_> = asked.shop.iter().map(String::as_str).filter(|_| shop.is_none()).collect();
    let mut sellers = if slugs.is_empty() { Vec::new() } else { shelf::sellers_at(q, &slugs).await? };
    if sellers.is_empty() && !slugs.is_empty() {
        // an address that no shop has finds nothing, not everything
        sellers.push(SellerId(uuid::Uuid::nil()));
    }
    let mut query = query(asked, language, shop, sellers);
    let named_currency: Option<Currency> = asked.currency.parse().ok();
    let currency = match named_currency {
        None if asked.priced() => main_currency(&app.search.find(&search::Query { limit: 1, ..query.clone() })?),
        named => named,
    };
    let range = asked.price(currency.unwrap_or(Currency::Eur));
    query.price = range.ok().flatten();
    query.after = asked.after();
    // A place of another search, such as in another language, begins at the first page.
    let hits = match app.search.find(&query) {
        Err(search::Error::Cursor) => {
            query.after = None;
            app.search.find(&query)?
        }
        found => found?,
    };
    let counted: Vec<_> = hits.facets.iter().flat_map(|f| &f.sellers).map(|(seller, _)| *seller).collect();
    let (cards, named) = futures_util::try_join!(shelf::cards(q, &hits.ids, language), shelf::named(q, &counted))?;
    Ok(Found {
        currency: currency.or_else(|| main_currency(&hits)).unwrap_or(Currency::Eur),
        bad_range: range.is_err(),
        building: !app.search.is_ready(),
        paged: query.after.is_some(),
        hits,
        cards,
        named,
    })
}

impl Found {
    /// What can be chosen beside the results. `path` is the marketplace's search or a shop.
    pub fn facets(&self, t: Texts, asked: &Asked, path: &str) -> Facets {
        let counts = self.hits.facets.clone().unwrap_or_default();
        let mut choices = vec![Facet::brands(t, brands(asked, &counts.brands))];
        if path == MARKET {
            choices.insert(0, Facet::shops(t, self.shops(asked, &counts.sellers)));
        }
        let mut hidden = asked.hidden(&["brand", "shop", "currency", "min", "max", "stock"]);
        hidden.push(("currency".into(), self.currency.code().into()));
        Facets {
            action: path.to_owned(),
            hidden,
            categories: category_tree(path, asked, self.hits.total, &counts.categories),
            choices,
            price: self.prices(t, asked, path, &counts.prices),
            in_stock: asked.stock == "1",
            in_stock_count: counts.in_stock,
        }
    }

    fn prices(&self, t: Texts, asked: &Asked, path: &str, prices: &[search::PriceFacet]) -> PriceFilter {
        let money = |minor| Money::new(minor, self.currency);
        let typed = |minor: Option<i64>| minor.map(|minor| money(minor).decimal().to_string()).unwrap_or_default();
        let of_range = |name: &str, _: &str| matches!(name, "currency" | "min" | "max");
        let chosen = asked.price(self.currency).ok().flatten();
        let range = |range: &search::PriceCount| {
            let selected = chosen.is_some_and(|c| (c.min, c.max) == (range.min, range.max));
            let (min, max) = (typed(range.min), typed(range.max));
            let code = self.currency.code();
            let add = [("currency", code), ("min", min.as_str()), ("max", max.as_str())];
            PriceChoice {
                label: match (range.min, range.max) {
                    (Some(from), Some(to)) => {
                        let words = [("from", t.money(money(from)).into()), ("to", t.money(money(to)).into())];
                        t.args("price-between", &words).into()
                    }
                    (None, Some(to)) => t.with("price-up-to", "amount", t.money(money(to))).into(),
                    (from, None) => t.with("price-and-up", "amount", t.money(money(from.unwrap_or(0)))).into(),
                },
                // Chosen again, it is taken away.
                href: asked.href(path, of_range, if selected { &[] } else { &add }),
                count: range.count,
                selected,
            }
        };
        let other = |price: &search::PriceFacet| PriceChoice {
            label: price.currency.code().to_owned(),
            href: asked.href(path, of_range, &[("currency", price.currency.code())]),
            count: price.count,
            selected: price.currency == self.currency,
        };
        let own = prices.iter().find(|price| price.currency == self.currency);
        PriceFilter {
            min: asked.min.clone(),
            max: asked.max.clone(),
            unit: self.currency.code().to_owned(),
            ranges: own.map(|price| price.ranges.iter().map(range).collect()).unwrap_or_default(),
            currencies: if prices.len() > 1 { prices.iter().map(other).collect() } else { Vec::new() },
            error: self.bad_range.then(|| t.get("price-range-error").into()),
        }
    }

    fn shops(&self, asked: &Asked, counts: &[(SellerId, u64)]) -> Vec<FacetChoice> {
        let choice = |(seller, count): &(SellerId, u64)| {
            let shop = self.named.iter().find(|n| n.seller == *seller)?;
            let value = shop.slug.to_string();
            Some(FacetChoice { selected: asked.shop.contains(&value), value, label: shop.name.clone(), count: *count })
        };
        counts.iter().filter_map(choice).collect()
    }

    /// The filters in force, each with the search that lacks it.
    pub fn active(&self, t: Texts, asked: &Asked, path: &str) -> Vec<ActiveFilter> {
        let mut out = Vec::new();
        let mut add = |label: String, name: &str, value: &str| {
            out.push(ActiveFilter { label, remove_href: asked.href(path, |n, v| n == name && v == value, &[]) });
        };
        if !asked.category.is_empty() {
            add(asked.category.clone(), "category", &asked.category);
        }
        for brand in &asked.brand {
            add(brand.clone(), "brand", brand);
        }
        for slug in asked.shop.iter().filter(|_| path == MARKET) {
            let name = self.named.iter().find(|n| n.slug.as_str() == slug).map_or(slug, |n| &n.name);
            add(name.clone(), "shop", slug);
        }
        for (name, value, sign) in [("min", &asked.min, "≥"), ("max", &asked.max, "≤")] {
            if !value.is_empty() {
                add(format!("{sign} {value} {}", self.currency.code()), name, value);
            }
        }
        if asked.stock == "1" {
            add(t.get("filter-in-stock").into(), "stock", "1");
        }
        out
    }

    /// What was done to the words that were typed.
    pub fn note(&self, asked: &Asked, path: &str) -> SearchNote {
        SearchNote {
            typed: asked.q.clone(),
            corrected: self.hits.corrected.clone(),
            dropped: self.hits.dropped.clone(),
            exact_href: asked.href(path, |n, _| n == "exact", &[("exact", "1")]),
        }
    }

    /// The neighbouring pages.
    pub fn pager(&self, asked: &Asked, path: &str) -> Pager {
        let next = self.hits.next.as_ref().map(|n| Cursor::new(n.as_bytes().to_vec()).to_string());
        Pager {
            first: self.paged.then(|| asked.href(path, |_, _| false, &[])),
            next: next.map(|cursor| asked.href(path, |_, _| false, &[("cursor", &cursor)])),
        }
    }
}

/// The way down to the chosen category, and what is below it. `total` counts the chosen one with what lies directly in
/// it; those above it are not counted, since the search has not looked there.
fn category_tree(path: &str, asked: &Asked, total: u64, below: &[(String, u64)]) -> Vec<FacetLink> {
    let mut out = Vec::new();
    let mut way = String::new();
    let mut depth: u8 = 0;
    for part in asked.category.split(" > ").filter(|part| !part.is_empty()) {
        if !way.is_empty() {
            way.push_str(" > ");
        }
        way.push_str(part);
        let selected = way == asked.category;
        // Chosen again, the chosen one leads back up.
        let up = way.rsplit_once(" > ").map_or("", |(parent, _)| parent);
        let target = if selected { up } else { &way };
        let href = asked.href(path, |n, _| n == "category", &[("category", target)]);
        out.push(FacetLink { label: part.to_owned(), href, count: selected.then_some(total), depth, selected });
        depth = depth.saturating_add(1);
    }
    for (below, count) in below {
        let href = asked.href(path, |n, _| n == "category", &[("category", below)]);
        let label = below.rsplit(" > ").next().unwrap_or(below).to_owned();
        out.push(FacetLink { label, href, count: Some(*count), depth, selected: false });
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

/// The search without any filter.
pub fn without_filters(asked: &Asked, path: &str) -> String {
    links::with_query(path, [("q", asked.q.as_str()), ("exact", asked.exact.as_str()), ("sort", asked.sort.as_str())])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_category_counts_all_that_is_in_it_and_those_above_are_not_counted() {
        let asked = Asked { category: "Kitchen > Coffee".into(), ..Asked::default() };
        let tree = category_tree("/search", &asked, 7, &[("Kitchen > Coffee > Mills".into(), 4)]);
        let shown: Vec<_> = tree.iter().map(|l| (l.label.as_str(), l.count, l.depth, l.selected)).collect();
        assert_eq!(shown, [("Kitchen", None, 0, false), ("Coffee", Some(7), 1, true), ("Mills", Some(4), 2, false)]);
        let deep = Asked { category: vec!["a"; 300].join(" > "), ..Asked::default() };
        assert_eq!(category_tree("/search", &deep, 0, &[]).last().unwrap().depth, u8::MAX);
    }
}
