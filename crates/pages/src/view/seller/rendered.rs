//! Tests over what the seller's templates render: hostile texts harmless, forms as their handlers expect them.

#![allow(clippy::unwrap_used)]

use identity::permission::{PermissionSet, Role};
use jiff::Timestamp;
use types::{Currency, FeedId, Language, Money, OrderId, ProductId, RunId, SessionId, TaxRate, VariantId};

use super::*;
use crate::view::{Link, Notice, Page, Template, Tone};

const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{7*7}}{ $count }";

fn page(language: Language) -> Page {
    let mut page = Page::new(language, HOSTILE, "/seller/tea/orders");
    page.notices.push(Notice { tone: Tone::Danger, text: HOSTILE.into() });
    page
}

fn shell() -> Shell {
    let shop_url = "/s/x".to_owned();
    Shell {
        desk: DeskPath::new("tea"),
        permissions: PermissionSet::all(),
        role: Role::Custom,
        role_name: Some(HOSTILE.into()),
        others: vec![Link::new(HOSTILE, DeskPath::new("coffee").to_string())],
        shop_name: HOSTILE.into(),
        shop_url,
        open: false,
        email: HOSTILE.into(),
        to_confirm: 1,
        held: 1,
    }
}

fn hostile() -> String {
    HOSTILE.into()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn problem() -> Problem {
    Problem { code: "bad_price".into(), detail: Some(hostile()) }
}

fn staged_row() -> StagedRow {
    StagedRow {
        id: hostile(),
        title: hostile(),
        image: Some(hostile()),
        brand: Some(hostile()),
        category: Some(hostile()),
        price: eur(1_999),
        compare_at: Some(eur(2_999)),
        availability: Availability::InStock,
        languages: vec![Language::De],
        state: StagedState::New,
    }
}

fn staged(language: Language) -> StagedPage {
    let state = StateCount { state: Some(StagedState::New), count: 1 };
    StagedPage {
        page: page(language),
        shell: shell(),
        filter: StagedFilter {
            q: hostile(),
            category: hostile(),
            price_error: Some(hostile()),
            ..StagedFilter::default()
        },
        tabs: vec![StateCount { state: None, count: 13_169 }, state],
        total: 13_169,
        and_more: false,
        nothing_yet: false,
        languages: vec![Language::De],
        categories: vec![hostile()],
        brands: vec![hostile()],
        currency: Currency::Eur,
        rows: vec![staged_row()],
        next: Some("cursor".into()),
        paged: true,
    }
}

fn staged_product(language: Language) -> StagedProductPage {
    let text =
        FeedText { title: hostile(), description: hostile(), run: RunId::new(), seen: Timestamp::UNIX_EPOCH, line: 2 };
    let said = |text, fallback| StagedText { language: Language::De, text, fallback };
    let value = ConflictValue { language: Language::De, value: hostile(), used: true };
    StagedProductPage {
        page: page(language),
        shell: shell(),
        row: staged_row(),
        texts: vec![said(Some(text), None), said(None, Some(Language::En))],
        conflicts: vec![Conflict { field: hostile(), values: vec![value] }],
        facts: vec![(hostile(), hostile())],
        images: vec![hostile(), hostile()],
        siblings: vec![staged_row()],
        product: None,
        warnings: vec![problem()],
    }
}

fn rejects(language: Language) -> RejectsPage {
    let row = RejectRow {
        line: None,
        record: Some(1),
        column: Some(hostile()),
        problem: Problem { code: hostile(), detail: Some(hostile()) },
        id: Some(hostile()),
        raw: hostile(),
    };
    RejectsPage {
        page: page(language),
        shell: shell(),
        run: RunId::new(),
        language,
        started: Timestamp::UNIX_EPOCH,
        warnings: false,
        rejected_total: 1,
        warning_total: 0,
        reasons: vec![ReasonCount { code: "bad_price".into(), count: 1 }, ReasonCount { code: hostile(), count: 1 }],
        reason: Some(hostile()),
        rows: vec![row],
        next: None,
        paged: false,
        cut: true,
    }
}

fn run(language: Language, state: RunState) -> RunPage {
    RunPage {
        page: page(language),
        shell: shell(),
        id: RunId::new(),
        feed: FeedId::new(),
        language,
        source: Source::Url(hostile()),
        trigger: Trigger::Command,
        state,
        started: Timestamp::UNIX_EPOCH,
        took_ms: 1_200,
        counts: RunCounts { rows: 13_169, ..RunCounts::default() },
        bytes_read: 1 << 20,
        bytes_total: 2 << 20,
        rate: 25_000,
        cancelling: false,
        held: Some(Held { empty: false, vanished: 8_411, known: 13_169, sample: vec![hostile()] }),
        error: Some(problem()),
        reasons: vec![],
        warnings: vec![],
        unknown_columns: vec![hostile()],
    }
}

fn product(language: Language) -> ProductPage {
    let variant = Variant {
        id: VariantId::new(),
        sku: hostile(),
        label: hostile(),
        gtin: Some(hostile()),
        price: Overridable {
            typed: Some(hostile()),
            error: Some(hostile()),
            ..Overridable::new(Some(eur(1)), Some(eur(2)))
        },
        compare_at: Overridable::new(None, None),
        images: Overridable::new(Some(vec![hostile()]), Some(vec![hostile()])),
        stock: StockFields {
            tracked: true,
            reserved: 1,
            refused: Some((hostile(), hostile())),
            ..StockFields::default()
        },
        published: true,
        staged: None,
    };
    let said = Overridable::new(Some(hostile()), Some(hostile()));
    ProductPage {
        page: page(language),
        shell: shell(),
        id: ProductId::new(),
        version: hostile(),
        title: hostile(),
        image: None,
        shop_url: Some("/products/x".into()),
        texts: vec![ProductText { language: Language::De, title: said.clone(), description: said.clone() }],
        category: said,
        brand: Some(hostile()),
        tax_class: hostile(),
        currency: Currency::Eur,
        variants: vec![variant],
        by_hand: false,
        hand: None,
        imported: None,
        created: Timestamp::UNIX_EPOCH,
    }
}

fn order(language: Language, state: OrderState, allowed: Vec<OrderState>) -> OrderPage {
    let order = OrderRow {
        id: OrderId::new(),
        number: hostile(),
        placed: Timestamp::UNIX_EPOCH,
        buyer: hostile(),
        items: 1,
        total: eur(1_190),
        state,
        source: OrderSource::Telephone,
    };
    let line = OrderLine {
        product: None,
        title: hostile(),
        variant: Some(hostile()),
        sku: hostile(),
        image: None,
        quantity: 1,
        unit: eur(1_190),
        total: eur(1_190),
        rate: TaxRate::ZERO,
    };
    let event = OrderEvent { state, at: Timestamp::UNIX_EPOCH, by: Actor::Member(hostile()), note: Some(hostile()) };
    OrderPage {
        page: page(language),
        shell: shell(),
        order,
        lines: vec![line],
        subtotal: eur(1_190),
        shipping: eur(0),
        vat: vec![(TaxRate::ZERO, eur(0))],
        contact: Contact { name: hostile(), email: Some(hostile()), phone: Some(hostile()) },
        address: Some(Address { name: hostile(), extra: Some(hostile()), ..Address::default() }),
        language,
        events: vec![event],
        allowed,
        tracking: Some((hostile(), hostile())),
        note: super::form::Value::new(hostile()),
        step: StepForm { carrier: Value::checked(HOSTILE, Some(HOSTILE)), ..StepForm::default() },
    }
}

fn security(language: Language) -> SecurityPage {
    let (created, seen) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
    let session = |current| SessionRow { id: SessionId::new(), device: hostile(), created, seen, current };
    SecurityPage { page: page(language), shell: shell(), sessions: vec![session(true), session(false)] }
}

fn all(language: Language) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("staged", staged(language).render().unwrap()),
        ("staged product", staged_product(language).render().unwrap()),
        ("rejects", rejects(language).render().unwrap()),
        ("product", product(language).render().unwrap()),
        (
            "order",
            order(language, OrderState::Packed, vec![OrderState::Shipped, OrderState::Cancelled]).render().unwrap(),
        ),
        ("security", security(language).render().unwrap()),
        (
            "confirm",
            ConfirmPage::cancel_order(page(language), shell(), OrderId::new(), HOSTILE, HOSTILE, HOSTILE)
                .render()
                .unwrap(),
        ),
    ];
    all.extend(RunState::ALL.iter().map(|state| ("run", run(language, *state).render().unwrap())));
    all
}

#[test]
fn hostile_texts_stay_texts() {
    for (name, html) in Language::ALL.into_iter().flat_map(all) {
        assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{name}");
        assert!(html.contains("{{7*7}}"), "{name}: the text is shown as it is");
    }
}

#[test]
fn no_key_is_shown_for_its_text() {
    for (name, html) in Language::ALL.into_iter().flat_map(all) {
        for leak in [">seller-", "\"seller-", " seller-"] {
            let at = html.find(leak).map(|at| html[at..].chars().take(40).collect::<String>());
            assert!(at.is_none() || at.as_deref().is_some_and(|text| text.starts_with("\"seller\"")), "{name}: {at:?}");
        }
    }
}

#[test]
fn a_run_shows_what_its_state_allows() {
    let html = |state| run(Language::En, state).render().unwrap();
    for state in [RunState::Queued, RunState::Running] {
        let page = html(state);
        assert!(page.contains("http-equiv=\"refresh\"") && page.contains("/progress\"") && page.contains("/cancel\""));
    }
    assert!(html(RunState::Running).contains("<progress max=\"100\" value=\"50\""));
    let held = html(RunState::Held);
    assert!(["keep", "apply", "cancel"].iter().all(|way| held.contains(&format!("name=\"decision\" value=\"{way}\""))));
    assert!(held.contains("8,411 of 13,169"));
    for state in [RunState::Held, RunState::Done, RunState::Failed, RunState::Cancelled] {
        let page = html(state);
        assert!(!page.contains("http-equiv") && !page.contains("/cancel\""), "{state:?}");
    }
}

#[test]
fn an_overridden_value_stands_beside_the_feeds_with_its_way_back() {
    let mut shown = product(Language::En);
    shown.texts[0].title = Overridable::new(Some("From the feed".into()), Some("My own".into()));
    shown.texts[0].description = Overridable::new(Some("Untouched".into()), None);
    let html = shown.render().unwrap();
    assert!(html.contains("name=\"title.de\" value=\"My own\"") && html.contains(">From the feed<"));
    assert!(html.contains("form=\"undo\" name=\"field\" value=\"title.de\""));
    assert!(!html.contains("value=\"description.de\""), "what is not overridden has no way back");
}

#[test]
fn an_order_offers_only_what_is_allowed() {
    let html = |state, allowed| order(Language::En, state, allowed).render().unwrap();
    let packed = html(OrderState::Packed, vec![OrderState::Shipped, OrderState::Cancelled]);
    assert!(packed.contains("name=\"to\" value=\"shipped\"") && packed.contains("name=\"tracking\""));
    assert!(packed.contains("name=\"to\" value=\"cancelled\"") && packed.contains("name=\"reason\""));
    let delivered = html(OrderState::Delivered, vec![]);
    assert!(!delivered.contains("name=\"to\""));
}

#[test]
fn the_bulk_form_carries_the_filter() {
    let html = staged(Language::En).render().unwrap();
    let form = html.split("action=\"/seller/tea/staged/select\"").nth(1).unwrap();
    assert!(form.contains("type=\"hidden\" name=\"q\"") && form.contains("type=\"hidden\" name=\"category\""));
    assert!(form.contains("name=\"scope\" value=\"all\"") && form.contains("All 13,169 that match"));
    let href = DeskPath::new("tea").staged(HOSTILE);
    assert!(html.contains(&href) && !href.contains('"'));
}
