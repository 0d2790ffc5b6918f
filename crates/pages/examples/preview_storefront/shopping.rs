//! Home, search, product, webshop.

use pages::{
    i18n::Texts,
    view::{
        Link, Page, Pager, Picture,
        storefront::{
            ActiveFilter, CategoryTile, Delivery, Dimension, Facet, FacetChoice, FacetLink, Facets, Fact, FactKind,
            HomePage, OptionChoice, OptionPicker, PriceFilter, ProductCard, ProductPage, SearchNote, SearchPage,
            ShopCard, ShopHeader, ShopPage, Sorting, Stock, country_name,
        },
    },
};
use types::{Currency, Money, TaxRate};

use crate::feed::{Product, Shop};

pub fn home(page: Page, shops: &[Shop]) -> HomePage {
    let cards = |shop: usize, skip: usize, count: usize| -> Vec<ProductCard> {
        let Some(shop) = shops.get(shop) else { return Vec::new() };
        shop.products.iter().skip(skip).take(count).map(|product| product.card(Some(shop))).collect()
    };
    let mut arrivals = [cards(0, 3, 3), cards(1, 5, 3), cards(2, 0, 2), cards(0, 12, 2)].concat();
    for card in arrivals.iter_mut().take(3) {
        card.is_new = true;
    }
    if let Some(card) = arrivals.get_mut(3) {
        card.compare_at = Some(Money::new(card.price.minor * 5 / 4, card.price.currency));
    }
    if let Some(card) = arrivals.get_mut(5) {
        card.in_stock = false;
    }
    let products: Vec<&Product> = shops.iter().flat_map(|shop| &shop.products).collect();
    let mut categories: Vec<CategoryTile> = Vec::new();
    for product in &products {
        let label = product.category.get(1).unwrap_or(&product.category[0]);
        if let Some(tile) = categories.iter_mut().find(|tile| tile.label == *label) {
            tile.count += 1;
        } else if categories.len() < 8 {
            let picture = product.picture().decorative();
            categories.push(CategoryTile { label: label.clone(), href: "/search".into(), picture, count: 1 });
        }
    }
    HomePage {
        product_count: if shops.is_empty() { 0 } else { 13_238 },
        shop_count: shops.len() as u64,
        showcase: [cards(0, 20, 1), cards(0, 0, 1), cards(1, 6, 1)].concat(),
        popular: ["espresso", "sneakers", "doliprane", "kettle"].map(|word| Link::new(word, "/search")).to_vec(),
        categories,
        arrivals,
        shops: shops.iter().map(shop_card).collect(),
        page,
    }
}

fn shop_card(shop: &Shop) -> ShopCard {
    ShopCard {
        name: shop.name.into(),
        href: shop.href(),
        about: Some(shop.about.into()),
        product_count: Some(shop.products.len() as u64),
        samples: shop.products.iter().skip(2).step_by(4).take(3).map(|p| p.picture().decorative()).collect(),
    }
}

fn sorting(page: &Page) -> Sorting {
    Sorting::new(page.t, "relevance", vec![("q".into(), page.query.clone())])
}

fn facets(t: Texts, shops: &[Shop]) -> Facets {
    let mut categories: Vec<FacetLink> = Vec::new();
    for product in shops.iter().flat_map(|shop| &shop.products) {
        for (depth, label) in product.category.iter().enumerate().take(2) {
            if let Some(found) = categories.iter_mut().find(|c| c.label == *label) {
                found.count = found.count.map(|n| n + 1);
            } else if categories.len() < 12 {
                let depth = u8::try_from(depth).unwrap_or(0);
                let selected = categories.len() == 1;
                categories.push(FacetLink {
                    label: label.clone(),
                    href: "/search".into(),
                    count: Some(1),
                    depth,
                    selected,
                });
            }
        }
    }
    let mut brands: Vec<FacetChoice> = Vec::new();
    for product in shops.iter().flat_map(|shop| &shop.products) {
        match brands.iter_mut().find(|b| b.label == product.brand) {
            Some(brand) => brand.count += 1,
            None => brands.push(FacetChoice {
                value: product.brand.clone(),
                label: product.brand.clone(),
                count: 1,
                selected: brands.is_empty(),
            }),
        }
    }
    let sellers = shops.iter().map(|shop| FacetChoice {
        value: shop.name.into(),
        label: shop.name.into(),
        count: shop.products.len() as u64,
        selected: false,
    });
    Facets {
        action: "/search".into(),
        hidden: vec![],
        categories,
        choices: vec![Facet::shops(t, sellers.collect()), Facet::brands(t, brands)],
        price: PriceFilter { min: String::new(), max: "500".into(), unit: "€".into(), ..PriceFilter::default() },
        in_stock: true,
        in_stock_count: 61,
    }
}

pub fn search(mut page: Page, shops: &[Shop]) -> SearchPage {
    page.query = "machine".into();
    let results = shops[..2].iter().flat_map(|shop| shop.products.iter().take(12).map(|p| p.card(Some(shop))));
    let active = ["Spree Demo", "≤ 500 €"].map(|label| ActiveFilter { label: label.into(), remove_href: "/".into() });
    SearchPage {
        heading: None,
        note: SearchNote { typed: "machine".into(), corrected: Some("machines".into()), ..SearchNote::default() },
        building: false,
        count: 69,
        results: results.collect(),
        facets: facets(page.t, &shops[..2]),
        active: active.to_vec(),
        clear_href: "/search".into(),
        sorting: sorting(&page),
        pager: Pager { first: None, next: Some("/search?cursor=2".into()) },
        instead: Vec::new(),
        page,
    }
}

pub fn search_medicines(mut page: Page, shops: &[Shop]) -> SearchPage {
    page.query = "comprimé pelliculé".into();
    let shop = &shops[2];
    SearchPage {
        heading: None,
        note: SearchNote::default(),
        building: false,
        count: 13_169,
        results: shop.products.iter().take(24).map(|p| p.card(Some(shop))).collect(),
        facets: facets(page.t, &shops[2..]),
        active: Vec::new(),
        clear_href: "/search".into(),
        sorting: sorting(&page),
        pager: Pager { first: Some("/search".into()), next: Some("/search?cursor=2".into()) },
        instead: Vec::new(),
        page,
    }
}

pub fn search_empty(mut page: Page) -> SearchPage {
    page.query = "zxqvwy".into();
    SearchPage {
        heading: None,
        note: SearchNote::default(),
        building: false,
        count: 0,
        results: Vec::new(),
        facets: facets(page.t, &[]),
        active: Vec::new(),
        clear_href: "/search".into(),
        sorting: sorting(&page),
        pager: Pager::default(),
        instead: page.categories.clone(),
        page,
    }
}

fn delivery() -> Delivery {
    Delivery { flat: Money::new(490, Currency::Eur), free_from: Some(Money::new(5_000, Currency::Eur)) }
}

pub fn product(page: Page, shop: &Shop, group: &str) -> ProductPage {
    let product = shop.products.iter().find(|p| p.group == group).unwrap_or(&shop.products[2]);
    let variant = &product.variants[0];
    let mut gallery: Vec<_> =
        variant.pictures.iter().map(|src| Picture::new(Some(src.clone()), &product.title).eager()).collect();
    if gallery.is_empty() {
        gallery.push(product.picture());
    }
    let facts = [
        Fact::of(page.t, FactKind::Brand, &product.brand),
        Fact::of(page.t, FactKind::Number, &variant.sku),
        Fact::of(page.t, FactKind::Gtin, &variant.gtin),
    ];
    let options = [Dimension::Colour, Dimension::Size].map(|dimension| picker(&page, product, dimension));
    ProductPage {
        product_id: String::new(),
        crumbs: product
            .category
            .iter()
            .map(|name| Link::new(name, "/search"))
            .chain([Link::new(&product.title, "")])
            .collect(),
        title: product.title.clone(),
        title_lang: None,
        brand: Some(Link::new(&product.brand, "/search")),
        gallery,
        options: options.into_iter().flatten().collect(),
        variant_id: variant.sku.clone(),
        seller_id: shop.name.into(),
        price: variant.price,
        compare_at: (group == "white-plimsolls").then(|| Money::new(10_000, Currency::Eur)),
        tax_rate: TaxRate::new(if group.is_empty() { 210 } else { 1900 }).unwrap_or(TaxRate::ZERO),
        stock: Stock::In,
        max_quantity: 20,
        delivery: delivery(),
        seller: shop_card(shop),
        description: product.description.clone(),
        description_lang: None,
        facts: facts.into_iter().flatten().collect(),
        others: shop.products.iter().skip(4).take(4).map(|p| p.card(None)).collect(),
        page,
    }
}

fn picker(page: &Page, product: &Product, dimension: Dimension) -> Option<OptionPicker> {
    let by_colour = dimension == Dimension::Colour;
    let mut choices: Vec<OptionChoice> = Vec::new();
    for variant in &product.variants {
        let value = if by_colour { &variant.color } else { &variant.size };
        if value.is_empty() || choices.iter().any(|choice| choice.label == *value) {
            continue;
        }
        let picture = by_colour.then(|| variant.pictures.first().cloned()).flatten();
        choices.push(OptionChoice {
            label: value.clone(),
            href: format!("?variant={}", variant.sku),
            selected: choices.is_empty(),
            available: choices.len() != 3,
            picture: picture.map(|src| Picture::new(Some(src), "")),
        });
    }
    (!choices.is_empty()).then(|| OptionPicker::new(page.t, dimension, choices))
}

pub fn shop(page: Page, shop: &Shop) -> ShopPage {
    ShopPage {
        shop: ShopHeader {
            name: shop.name.into(),
            href: shop.href(),
            about: Some(shop.about.into()),
            country: country_name(page.t.language(), shop.country),
            product_count: Some(shop.products.len() as u64),
            samples: shop.products.iter().skip(1).step_by(6).take(3).map(|p| p.picture().decorative()).collect(),
        },
        query: String::new(),
        note: SearchNote::default(),
        facets: Facets { action: shop.href(), ..facets(page.t, std::slice::from_ref(shop)) },
        active: Vec::new(),
        clear_href: shop.href(),
        building: false,
        count: shop.products.len() as u64,
        results: shop.products.iter().take(16).map(|p| p.card(None)).collect(),
        sorting: sorting(&page),
        pager: Pager { first: None, next: Some("?cursor=2".into()) },
        delivery: Some(delivery()),
        page,
    }
}
