//! Dashboard, orders, settings, security.

use jiff::{SignedDuration, ToSpan, tz::TimeZone};
use pages::view::{
    Page,
    seller::{
        Actor, Address, Contact, DashboardPage, FirstSteps, ItemChoice, LineFields, LowStock, OrderEvent, OrderLine,
        OrderNewPage, OrderPage, OrderRow, OrderSource, OrderState, OrdersPage, Sales, SalesDay, SalesSum,
        SecurityPage, SessionRow, SettingsPage, Shell, StepForm, Tasks, Value,
    },
};
use types::{Currency, Language, Money, OrderId, ProductId, SessionId, TaxRate};

use crate::{
    catalogue::tax_classes,
    feed::{Article, Feeds},
    now,
};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

const BUYERS: [&str; 8] = [
    "Jeanne Weber",
    "Tom Kieffer",
    "Aïcha Benali",
    "Dr. Maximiliane von Hohenstein-Reuter",
    "Luís Ferreira",
    "Anna Schmit",
    "Éloïse Marchand",
    "Ben O’Connor",
];

fn order_rows(feeds: &Feeds, count: usize) -> Vec<OrderRow> {
    let states = [
        OrderState::Placed,
        OrderState::Placed,
        OrderState::Placed,
        OrderState::Confirmed,
        OrderState::Packed,
        OrderState::Shipped,
        OrderState::Delivered,
        OrderState::Cancelled,
        OrderState::Delivered,
    ];
    let sources = [
        OrderSource::Marketplace,
        OrderSource::Shop,
        OrderSource::Marketplace,
        OrderSource::Telephone,
        OrderSource::Counter,
    ];
    (0..count)
        .map(|at| OrderRow {
            id: OrderId::new(),
            number: format!("HS-{}", 10_482 - at),
            placed: now() - SignedDuration::from_mins(i64::try_from(at * at * 47 + 18).unwrap_or(0)),
            buyer: BUYERS[at % BUYERS.len()].into(),
            items: u64::try_from(at % 4 + 1).unwrap_or(1),
            total: eur(feeds.articles[at * 3 % feeds.articles.len()].price().minor + 490),
            state: states[at % states.len()],
            source: sources[at % sources.len()],
        })
        .collect()
}

fn sales(sold: bool) -> Sales {
    let today = now().to_zoned(TimeZone::UTC).date();
    let days = (0..30_i64)
        .map(|back| {
            let wave = [3, 5, 4, 7, 9, 12, 2][usize::try_from(back % 7).unwrap_or(0)] + (29 - back) / 6;
            let (orders, minor) = if sold && back != 11 { (wave, wave * 8_731 + back * 977) } else { (0, 0) };
            let date = today.checked_sub(back.days()).unwrap_or(today);
            SalesDay { date, orders: u32::try_from(orders).unwrap_or(0), revenue: eur(minor) }
        })
        .collect::<Vec<_>>();
    let before = sold.then(|| SalesSum { orders: 228, revenue: eur(1_799_340) });
    Sales { currency: Currency::Eur, days: days.into_iter().rev().collect(), before }
}

fn low(article: &Article, at: i64, language: Language) -> LowStock {
    LowStock {
        product: ProductId::new(),
        title: article.product_title(language),
        variant: Some(article.label()).filter(|label| !label.is_empty()),
        category: article.text(language, "product_type").to_owned(),
        image: article.image(),
        left: at,
    }
}

pub fn dashboard(page: Page, shell: Shell, feeds: &Feeds, filled: bool) -> DashboardPage {
    let language = page.t.language();
    let steps =
        FirstSteps { feed: true, feed_id: None, imported: false, published: false, shipping: false, open: false };
    let low_stock = feeds.articles.iter().step_by(9).take(5).zip(0..).map(|(a, at)| low(a, at, language)).collect();
    DashboardPage {
        page,
        shell,
        tasks: if filled {
            Tasks { to_confirm: 3, to_ship: 2, held: 1, rejects: 62, conflicts: 7 }
        } else {
            Tasks::default()
        },
        sales: Some(sales(filled)),
        recent: Some(if filled { order_rows(feeds, 5) } else { vec![] }),
        low_stock: Some(if filled { low_stock } else { vec![] }),
        first_steps: (!filled).then_some(steps),
    }
}

pub fn orders(page: Page, shell: Shell, feeds: &Feeds, empty: bool) -> OrdersPage {
    let states = OrderState::ALL.iter().map(|state| Some(*state));
    OrdersPage {
        page,
        shell,
        q: String::new(),
        state: None,
        tabs: std::iter::once(None).chain(states).zip([1_284, 3, 1, 1, 12, 1_243, 24]).collect(),
        nothing_yet: empty,
        rows: order_rows(feeds, 22),
        next: Some("x".into()),
        paged: false,
    }
}

pub fn order(page: Page, shell: Shell, feeds: &Feeds) -> OrderPage {
    let language = page.t.language();
    let rate = TaxRate::new(1_700).unwrap_or(TaxRate::ZERO);
    let line = |article: &Article, quantity: u32| OrderLine {
        product: Some(ProductId::new()),
        title: article.product_title(language),
        variant: Some(article.label()),
        sku: article.id().to_owned(),
        image: article.image(),
        quantity,
        unit: article.price(),
        total: eur(article.price().minor * i64::from(quantity)),
        rate,
    };
    let lines = vec![line(&feeds.articles[0], 1), line(&feeds.articles[14], 2), line(&feeds.articles[40], 1)];
    let subtotal = eur(lines.iter().map(|line| line.total.minor).sum());
    let total = eur(subtotal.minor + 490);
    let event = |state, minutes, by, note: Option<&str>| OrderEvent {
        state,
        at: now() - SignedDuration::from_mins(minutes),
        by,
        note: note.map(str::to_owned),
    };
    let mara = || Actor::Member("Mara Weiss".into());
    let row = OrderRow { state: OrderState::Packed, total, items: 4, ..order_rows(feeds, 1).remove(0) };
    OrderPage {
        page,
        shell,
        order: row,
        lines,
        subtotal,
        shipping: eur(490),
        vat: vec![(rate, total.tax_included(rate))],
        contact: Contact {
            name: BUYERS[0].into(),
            email: Some("jeanne.weber@example.lu".into()),
            phone: Some("+352 621 123 456".into()),
        },
        address: Some(Address {
            name: BUYERS[0].into(),
            street: "12, rue du Fossé".into(),
            extra: Some("2e étage".into()),
            postal_code: "L-1536".into(),
            city: "Luxembourg".into(),
            country: "Luxembourg".into(),
        }),
        language: Language::Fr,
        events: vec![
            event(OrderState::Placed, 1_110, Actor::Buyer, None),
            event(OrderState::Confirmed, 95, mara(), None),
            event(OrderState::Packed, 12, mara(), Some("Zwei Pakete")),
        ],
        allowed: vec![OrderState::Shipped, OrderState::Cancelled],
        tracking: None,
        note: Value::new("Bitte klingeln, der Aufzug ist außer Betrieb."),
        step: StepForm::default(),
    }
}

fn countries(language: Language) -> Vec<(String, String)> {
    let names = match language {
        Language::De => ["Luxemburg", "Deutschland", "Frankreich", "Belgien"],
        Language::En => ["Luxembourg", "Germany", "France", "Belgium"],
        Language::Fr => ["Luxembourg", "Allemagne", "France", "Belgique"],
    };
    ["LU", "DE", "FR", "BE"].into_iter().zip(names).map(|(code, name)| (code.into(), name.into())).collect()
}

pub fn order_new(page: Page, shell: Shell, feeds: &Feeds) -> OrderNewPage {
    let language = page.t.language();
    let choice =
        |a: &Article| ItemChoice { sku: a.id().into(), title: a.text(language, "title").into(), price: a.price() };
    let gone = "Only 1 left.";
    OrderNewPage {
        idempotency_key: "019d0c5e-77aa".into(),
        channel: Value::new("telephone"),
        lines: vec![
            LineFields { item: Value::new(feeds.articles[3].id()), quantity: Value::checked("4", Some(gone)) },
            LineFields { item: Value::default(), quantity: Value::new("1") },
        ],
        choices: feeds.articles.iter().map(choice).collect(),
        name: Value::new(BUYERS[1]),
        email: Value::default(),
        phone: Value::new("+352 661 98 76 54"),
        delivery: Value::new("ship"),
        street: Value::default(),
        extra: Value::default(),
        postal_code: Value::default(),
        city: Value::default(),
        country: Value::new("LU"),
        countries: countries(language),
        shipping: Value::default(),
        flat_rate: eur(490),
        currency: Currency::Eur,
        note: Value::default(),
        error: None,
        page,
        shell,
    }
}

pub fn settings(page: Page, shell: Shell, refused: bool) -> SettingsPage {
    let countries = countries(page.t.language());
    let taken = "This address is taken.";
    let amount = "Write an amount such as 4.90.";
    SettingsPage {
        page,
        shell,
        name: Value::new("Haushalt Spree"),
        slug: Value::checked("haushalt-spree", refused.then_some(taken)),
        slug_prefix: "karum.example/s/".into(),
        about: Value::new("Küchen- und Haushaltsgeräte, die lange halten. Wir beraten auch am Telefon."),
        country: Value::new("LU"),
        countries,
        language: Value::new("de"),
        currency: Currency::Eur,
        vat_number: Value::new("LU12345678"),
        time_zone: Value::new("Europe/Luxembourg"),
        zones: ["Europe/Luxembourg", "Europe/Berlin", "Europe/Paris"].map(Into::into).into(),
        rates: tax_classes(),
        shipping_flat: Value::checked(if refused { "4,9O" } else { "4.90" }, refused.then_some(amount)),
        shipping_free_above: Value::new("50.00"),
        open: Value::new("on"),
    }
}

pub fn security(page: Page, shell: Shell) -> SecurityPage {
    let session = |device: &str, seen: i64, created: i64, current| SessionRow {
        id: SessionId::new(),
        device: device.into(),
        created: now() - SignedDuration::from_mins(created),
        seen: now() - SignedDuration::from_mins(seen),
        current,
    };
    let sessions = vec![
        session("Firefox 148 – Linux", 0, 240, true),
        session("Safari – iPhone", 190, 20_000, false),
        session("Chrome 145 – Windows", 4_320, 31_000, false),
        session("", 12_000, 40_000, false),
    ];
    SecurityPage { page, shell, sessions }
}
