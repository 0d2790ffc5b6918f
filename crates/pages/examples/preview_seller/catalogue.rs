//! Staged products, products, one product, a new one.

use jiff::SignedDuration;
use pages::view::{
    Page,
    seller::{
        Availability, Conflict, ConflictValue, FeedText, Overridable, ProductFilter, ProductNewPage, ProductPage,
        ProductRow, ProductText, ProductsPage, Shell, StagedFilter, StagedPage, StagedProductPage, StagedRow,
        StagedState, StagedText, StateCount, StockFields, TaxClass, TextFields, Value, Variant, VariantFields,
    },
};
use types::{Currency, Language, Money, ProductId, RunId, TaxRate, VariantId};

use crate::{
    feed::{Article, Feeds, image},
    now,
};

fn text(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

fn staged_row(article: &Article, at: usize, language: Language) -> StagedRow {
    let mut languages = article.languages();
    if at % 7 == 3 {
        languages.pop();
    }
    StagedRow {
        id: article.id().to_owned(),
        title: article.text(language, "title").to_owned(),
        image: article.image().filter(|_| at % 11 != 5),
        brand: text(article.text(language, "brand")),
        category: text(article.text(language, "product_type")),
        price: article.price(),
        compare_at: (at % 6 == 2).then(|| Money::new(article.price().minor * 5 / 4, Currency::Eur)),
        availability: [Availability::InStock, Availability::InStock, Availability::OutOfStock]
            [usize::from(at % 9 == 4) * 2],
        languages,
        state: match at % 10 {
            0..5 => StagedState::Published,
            5 => StagedState::Selected,
            6 => StagedState::Conflict,
            7 => StagedState::Vanished,
            _ => StagedState::New,
        },
    }
}

pub fn staged(page: Page, shell: Shell, feeds: &Feeds, q: &str) -> StagedPage {
    let language = page.t.language();
    let rows: Vec<StagedRow> = if q.is_empty() {
        feeds.articles.iter().enumerate().take(25).map(|(at, article)| staged_row(article, at, language)).collect()
    } else {
        Vec::new()
    };
    let mut categories: Vec<String> =
        feeds.articles.iter().map(|a| a.text(language, "product_type").to_owned()).collect();
    categories.sort();
    categories.dedup();
    let tab = |state, count| StateCount { state, count };
    StagedPage {
        page,
        shell,
        filter: StagedFilter {
            q: q.into(),
            max: if q.is_empty() { String::new() } else { "20".into() },
            ..StagedFilter::default()
        },
        tabs: vec![
            tab(None, 13_169),
            tab(Some(StagedState::New), 12_870),
            tab(Some(StagedState::Selected), 44),
            tab(Some(StagedState::Published), 245),
            tab(Some(StagedState::Vanished), 3),
            tab(Some(StagedState::Conflict), 7),
        ],
        and_more: false,
        total: if q.is_empty() { 13_169 } else { 0 },
        nothing_yet: false,
        languages: vec![Language::De, Language::En, Language::Fr],
        categories,
        brands: vec!["Spree Demo".into()],
        currency: Currency::Eur,
        rows,
        next: Some("x".into()),
        paged: true,
    }
}

pub fn staged_product(page: Page, shell: Shell, feeds: &Feeds) -> StagedProductPage {
    let groups = feeds.products();
    let group = groups.iter().find(|group| group.len() > 2).unwrap_or(&groups[0]);
    let (article, language) = (group[0], page.t.language());
    let said = |of: Language| StagedText {
        language: of,
        text: (of != Language::Fr).then(|| FeedText {
            title: article.text(of, "title").to_owned(),
            description: article.text(of, "description").to_owned(),
            run: RunId::new(),
            seen: now() - SignedDuration::from_mins(25),
            line: 2,
        }),
        fallback: (of == Language::Fr).then_some(Language::De),
    };
    let value = |language, value: &str, used| ConflictValue { language, value: value.into(), used };
    let conflict = |field: &str, values| Conflict { field: field.into(), values };
    let fact = |field: &str, column: &str| (field.to_owned(), article.text(language, column).to_owned());
    StagedProductPage {
        row: StagedRow { state: StagedState::Conflict, ..staged_row(article, 0, language) },
        texts: [Language::De, Language::En, Language::Fr].map(said).into(),
        conflicts: vec![
            conflict(
                "price",
                vec![
                    value(Language::De, &page.t.money(article.price()), true),
                    value(Language::En, &page.t.money(Money::new(84_999, Currency::Eur)), false),
                ],
            ),
            conflict(
                "availability",
                vec![
                    value(Language::De, &page.t.get("seller-availability-in-stock"), false),
                    value(Language::En, &page.t.get("seller-availability-out-of-stock"), true),
                ],
            ),
        ],
        facts: vec![
            fact("brand", "brand"),
            fact("product_type", "product_type"),
            fact("google_product_category", "google_product_category"),
            fact("color", "color"),
            fact("condition", "condition"),
            fact("shipping_weight", "shipping_weight"),
            fact("item_group_id", "item_group_id"),
        ],
        images: images(article),
        siblings: group[1..].iter().enumerate().map(|(at, other)| staged_row(other, at, language)).collect(),
        product: None,
        warnings: vec![],
        page,
        shell,
    }
}

fn images(article: &Article) -> Vec<String> {
    let more = article.text(Language::De, "additional_image_link").split(',');
    std::iter::once(article.text(Language::De, "image_link")).chain(more).filter_map(image).collect()
}

fn product_row(group: &[&Article], at: usize, language: Language) -> ProductRow {
    let variants = u64::try_from(group.len()).unwrap_or(1);
    let prices: Vec<Money> = group.iter().map(|article| article.price()).collect();
    let low = prices.iter().copied().min_by_key(|price| price.minor);
    ProductRow {
        id: ProductId::new(),
        title: group[0].product_title(language),
        image: group[0].image().filter(|_| at % 8 != 6),
        category: text(group[0].text(language, "product_type")),
        prices: low.zip(prices.iter().copied().max_by_key(|price| price.minor)),
        variants,
        published: [variants, variants, variants, 0, variants.saturating_sub(1)][at % 5],
        in_stock: if at % 9 == 4 { 0 } else { variants - u64::from(at % 7 == 2) },
        on_hand: (at % 6 == 1).then_some(3 + u64::try_from(at).unwrap_or(0)),
        languages: group[0].languages(),
        overrides: [0, 2, 0, 0, 1, 0][at % 6],
        vanished: at == 7,
        by_hand: at == 9,
    }
}

pub fn products(page: Page, shell: Shell, feeds: &Feeds, empty: bool) -> ProductsPage {
    let groups = feeds.products();
    let rows =
        groups.iter().enumerate().take(25).map(|(at, group)| product_row(group, at, page.t.language())).collect();
    ProductsPage {
        page,
        shell,
        q: String::new(),
        category: String::new(),
        brand: String::new(),
        brands: Vec::new(),
        categories: Vec::new(),
        filter: ProductFilter::All,
        tabs: ProductFilter::ALL.iter().copied().zip([37, 29, 8, 12, 4]).collect(),
        total: 37,
        nothing_yet: empty,
        rows,
        next: Some("x".into()),
        paged: false,
    }
}

fn variant(article: &Article, at: usize) -> Variant {
    let own_price = (at == 1).then(|| Money::new(77_900, Currency::Eur));
    let mut compare_at = Overridable::new(None, (at == 1).then(|| Money::new(81_999, Currency::Eur)));
    if at == 2 {
        compare_at.typed = Some("7OO".into());
        compare_at.error = Some("Write an amount such as 49.90.".into());
    }
    Variant {
        id: VariantId::new(),
        sku: article.id().to_owned(),
        label: article.label(),
        gtin: None,
        price: Overridable::new(Some(article.price()), own_price),
        compare_at,
        images: Overridable::new(Some(images(article)), None),
        stock: StockFields { tracked: at == 0, available: at != 2, on_hand: 14, reserved: 2, refused: None },
        published: at != 2,
        staged: Some(StagedState::Published),
    }
}

pub fn product(page: Page, shell: Shell, feeds: &Feeds) -> ProductPage {
    let groups = feeds.products();
    let group = groups.iter().find(|group| group.len() > 2).unwrap_or(&groups[0]);
    let own = "Vollautomatischer Espresso für Küche & Büro".to_owned();
    let said = |language| ProductText {
        language,
        title: Overridable::new(
            Some(group[0].product_title(language)),
            (language == Language::De).then(|| own.clone()),
        ),
        description: Overridable::new(Some(group[0].text(language, "description").to_owned()), None),
    };
    ProductPage {
        id: ProductId::new(),
        version: "7".into(),
        title: if page.t.language() == Language::De { own.clone() } else { group[0].product_title(page.t.language()) },
        image: group[0].image(),
        shop_url: Some("/products/kaffeevollautomat".into()),
        texts: [Language::De, Language::En, Language::Fr].map(said).into(),
        category: Overridable::new(text(group[0].text(Language::De, "product_type")), None),
        brand: text(group[0].text(Language::De, "brand")),
        tax_class: "standard".into(),
        currency: Currency::Eur,
        variants: group.iter().enumerate().map(|(at, article)| variant(article, at)).collect(),
        by_hand: false,
        hand: None,
        imported: Some(now() - SignedDuration::from_mins(25)),
        created: now() - SignedDuration::from_hours(700),
        page,
        shell,
    }
}

pub fn tax_classes() -> Vec<TaxClass> {
    [("standard", 1_700), ("intermediate", 1_400), ("reduced", 800), ("super_reduced", 300), ("zero", 0)]
        .into_iter()
        .filter_map(|(code, points)| Some(TaxClass { code: code.into(), rate: TaxRate::new(points)? }))
        .collect()
}

pub fn product_new(page: Page, shell: Shell, feeds: &Feeds) -> ProductNewPage {
    let fields = |language| TextFields { language, title: Value::default(), description: Value::default() };
    let mut categories: Vec<String> =
        feeds.articles.iter().map(|a| a.text(Language::De, "product_type").to_owned()).collect();
    categories.dedup();
    ProductNewPage {
        page,
        shell,
        language: Language::De,
        texts: [Language::De, Language::En, Language::Fr].map(fields).into(),
        category: Value::default(),
        categories,
        brand: Value::default(),
        sku: Value::default(),
        gtin: Value::default(),
        price: Value::default(),
        compare_at: Value::default(),
        currency: Currency::Eur,
        tax_class: Value::new("standard"),
        tax_classes: tax_classes(),
        stock: Value::new("tracked"),
        quantity: Value::new("1"),
        images: Value::default(),
        variants: vec![VariantFields::default(), VariantFields::default()],
    }
}
