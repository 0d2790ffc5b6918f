//! Tests over what the templates render: nothing inline, every form protected, hostile texts harmless.

#![allow(clippy::unwrap_used)]

use types::{Currency, Language, Money};

use super::*;
use crate::{
    i18n::{Texts, sources},
    view::{Filled, Link, Page, Pager, Picture, Template, Who, WhoKind},
};

const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{7*7}}{ $count }";

fn page(language: Language) -> Page {
    let mut page = Page::new(language, HOSTILE, HOSTILE);
    page.csrf = "the-token".into();
    page.query = HOSTILE.into();
    page.categories = vec![Link::new(HOSTILE, "/search")];
    page.signed_in = Some(Who { name: HOSTILE.into(), kind: WhoKind::Seller, seller_name: Some(HOSTILE.into()) });
    page
}

fn card() -> ProductCard {
    ProductCard {
        href: "/products/x".into(),
        title: HOSTILE.into(),
        picture: Picture::new(Some(HOSTILE.into()), HOSTILE),
        price: Money::new(1_999, Currency::Eur),
        price_from: true,
        compare_at: Some(Money::new(2_999, Currency::Eur)),
        shop: Some(Link::new(HOSTILE, "/s/x")),
        variants: 2,
        in_stock: true,
        is_new: true,
    }
}

fn search(language: Language) -> SearchPage {
    let page = page(language);
    SearchPage {
        heading: None,
        note: SearchNote { typed: HOSTILE.into(), corrected: Some(HOSTILE.into()), ..SearchNote::default() },
        count: 1,
        results: vec![card(), ProductCard { picture: Picture::new(None, HOSTILE), ..card() }],
        facets: Facets {
            action: "/search".into(),
            hidden: vec![("q".into(), HOSTILE.into())],
            categories: vec![FacetLink {
                label: HOSTILE.into(),
                href: "/search".into(),
                count: Some(1),
                depth: 0,
                selected: true,
            }],
            choices: vec![Facet::brands(
                page.t,
                vec![FacetChoice { value: HOSTILE.into(), label: HOSTILE.into(), count: 1, selected: false }],
            )],
            price: PriceFilter { min: HOSTILE.into(), ..PriceFilter::default() },
            in_stock: false,
            in_stock_count: 1,
        },
        active: vec![ActiveFilter { label: HOSTILE.into(), remove_href: "/search".into() }],
        clear_href: "/search".into(),
        sorting: Sorting::new(page.t, "price", vec![("q".into(), HOSTILE.into())]),
        pager: Pager { first: Some("/search".into()), next: Some("/search?cursor=2".into()) },
        instead: Vec::new(),
        building: false,
        page,
    }
}

#[test]
fn hostile_texts_stay_texts() {
    for language in Language::ALL {
        let html = search(language).render().unwrap();
        assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{language}");
        assert!(html.contains("{{7*7}}"), "{language}: the text is shown as it is");
        assert_eq!(html.matches("<script").count(), 2, "{language}: only the layout's own two scripts");
    }
}

#[test]
fn the_language_reaches_every_corner() {
    let html = search(Language::De).render().unwrap();
    assert!(html.contains("<html lang=\"de\""));
    assert!(html.contains("19,99\u{a0}€") && html.contains("−33 %"), "prices and reductions in German");
    let html = search(Language::En).render().unwrap();
    assert!(html.contains("€19.99") && html.contains("−33%"));
}

#[test]
fn a_refused_form_points_at_its_fields() {
    let mut filled = Filled::default();
    filled.errors.insert("email".into(), "No such account".into());
    filled.values.insert("password".into(), "never sent back".into());
    let page = page(Language::En);
    let form = SignInForm::new(page.t, &filled);
    let html = SignInPage { form, next: "/".into(), page }.render().unwrap();
    assert!(html.contains("href=\"#email\"") && html.contains("id=\"email\""));
    assert!(html.contains("aria-invalid=\"true\"") && !html.contains("never sent back"));
}

#[test]
fn the_checkout_offers_invoice_by_itself() {
    let form = CheckoutForm::new(Texts::of(Language::Fr), &Filled::default(), Vec::new());
    assert_eq!(form.payment.value, "invoice");
    assert!(form.errors.is_empty());
}

#[test]
fn templates_hold_nothing_that_the_csp_refuses() {
    for (file, text) in sources().into_iter().filter(|(file, _)| file.contains("/templates/")) {
        let lower = text.to_lowercase();
        assert!(!lower.contains(" style=\"") && !lower.contains("<style"), "{file}: inline style");
        assert!(!lower.contains("javascript:"), "{file}: script address");
        for tag in lower.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            assert!(!tag.contains(" on") || !tag.contains("=\"") || !inline_handler(tag), "{file}: <{tag}>");
            assert!(!tag.starts_with("script") || tag.contains("src="), "{file}: inline script");
        }
    }
}

/// ` onclick="` and its siblings.
fn inline_handler(tag: &str) -> bool {
    tag.split(" on").skip(1).any(|rest| {
        rest.split_once('=').is_some_and(|(name, _)| name.len() > 2 && name.chars().all(|c| c.is_ascii_lowercase()))
    })
}

#[test]
fn every_post_form_carries_the_token() {
    let mut forms = 0;
    for (file, text) in sources().into_iter().filter(|(file, _)| file.contains("/templates/")) {
        for form in text.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            if form.split('>').next().unwrap().contains("method=\"post\"") {
                forms += 1;
                let carried = form.contains("components/csrf.html") || form.contains("name=\"_csrf\"");
                assert!(carried, "{file}: a form without _csrf: {}", &form[..form.len().min(80)]);
            }
        }
    }
    assert!(forms > 10, "the templates were not found");
}
