//! Renders every page of the storefront with real feeds into a directory, to be looked at:
//!
//! `cargo run -p pages --example preview_storefront -- FEEDS OUT`
//!
//! FEEDS holds folders of `feed_{language}.tsv`. Serve OUT with any file server and lay the feeds' pictures, by the
//! last part of their links, into `OUT/media`.

mod buying;
mod feed;
mod shopping;

use std::{error::Error, fs, path::Path};

use feed::Shop;
use pages::{
    assets,
    view::{Link, Notice, Page, Template, Tone, Who, WhoKind},
};
use types::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(feeds), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: preview_storefront FEEDS OUT".into());
    };
    let (feeds, out) = (Path::new(&feeds), Path::new(&out));
    for name in assets::names() {
        for path in [name.clone(), assets::url(&name)[assets::PREFIX.len()..].to_owned()] {
            let file = out.join("assets").join(&path);
            fs::create_dir_all(file.parent().ok_or("no folder")?)?;
            fs::write(file, assets::get(&path).ok_or("no asset")?.bytes)?;
        }
    }
    for language in Language::ALL {
        let shops = feed::shops(feeds, language)?;
        let folder = out.join(language.code());
        fs::create_dir_all(&folder)?;
        let write = |name: &str, html: &dyn Fn(Page) -> Result<String, pages::view::RenderError>| {
            let html = html(page(language, &shops, &format!("/{language}/{name}.html")))?;
            fs::write(folder.join(format!("{name}.html")), html)?;
            Ok::<(), Box<dyn Error>>(())
        };
        shopping_pages(&shops, &write)?;
        buying_pages(&shops, &write)?;
    }
    Ok(())
}

type Write<'a> =
    dyn Fn(&str, &dyn Fn(Page) -> Result<String, pages::view::RenderError>) -> Result<(), Box<dyn Error>> + 'a;

fn shopping_pages(shops: &[Shop], write: &Write<'_>) -> Result<(), Box<dyn Error>> {
    write("home", &|page| shopping::home(page, shops).render())?;
    write("home-empty", &|page| shopping::home(page, &[]).render())?;
    write("search", &|page| shopping::search(page, shops).render())?;
    write("search-medicines", &|page| shopping::search_medicines(page, shops).render())?;
    write("search-empty", &|page| shopping::search_empty(page).render())?;
    write("product", &|page| shopping::product(page, &shops[0], "automatic-espresso-machine").render())?;
    write("product-sizes", &|page| shopping::product(page, &shops[1], "white-plimsolls").render())?;
    write("product-plain", &|page| shopping::product(page, &shops[2], "").render())?;
    for (at, name) in ["shop", "shop-fashion", "shop-medicines"].into_iter().enumerate() {
        write(name, &|page| shopping::shop(page, &shops[at]).render())?;
    }
    Ok(())
}

fn buying_pages(shops: &[Shop], write: &Write<'_>) -> Result<(), Box<dyn Error>> {
    write("cart", &|page| buying::cart(page, shops, false).render())?;
    write("cart-trouble", &|page| buying::cart(page, shops, true).render())?;
    write("cart-empty", &|page| buying::cart(page, &[], false).render())?;
    write("checkout", &|page| buying::checkout(page, shops, false).render())?;
    write("checkout-errors", &|page| buying::checkout(page, shops, true).render())?;
    write("purchase", &|page| buying::purchase(signed_in(page), shops, false).render())?;
    write("purchase-thanks", &|page| buying::purchase(page, shops, true).render())?;
    write("purchases", &|page| buying::purchases(signed_in(page), shops).render())?;
    write("purchases-empty", &|page| buying::purchases(signed_in(page), &[]).render())?;
    write("sign-in", &|page| buying::sign_in(page).render())?;
    write("sign-up", &|page| buying::sign_up(page).render())?;
    write("sell", &|page| buying::sell(page).render())?;
    for failure in buying::FAILURES {
        write(&format!("failure-{}", failure.status()), &|page| buying::failure(page, failure).render())?;
    }
    Ok(())
}

fn page(language: Language, shops: &[Shop], path: &str) -> Page {
    let mut page = Page::new(language, "Karum", path);
    page.csrf = "preview".into();
    page.cart_count = 4;
    let mut seen = Vec::new();
    for product in shops.iter().flat_map(|shop| &shop.products) {
        if !seen.contains(&product.category[0]) {
            seen.push(product.category[0].clone());
        }
    }
    page.categories = seen.into_iter().map(|name| Link::new(name, "/search")).collect();
    page
}

fn signed_in(mut page: Page) -> Page {
    page.signed_in = Some(Who { name: "Ada Lindqvist".into(), kind: WhoKind::Buyer, seller_name: None });
    page.notices = vec![Notice { tone: Tone::Success, text: "Ada Lindqvist <ada@example.org>".into() }];
    page
}
